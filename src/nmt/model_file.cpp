#include "nmt/model_file.h"

#include "base/error.h"
#include "nmt/byte_reader.h"

#include <fmt/core.h>

#include <cmath>

namespace clew::nmt {
namespace {

constexpr std::uint64_t supported_version = 1;
constexpr std::uint64_t max_items = 10'000;
constexpr std::uint64_t max_name_bytes = 1'000;
constexpr std::uint64_t max_dimensions = 8;
constexpr std::uint64_t max_yaml_bytes = 1 << 20;

struct Header {
  std::uint64_t name_bytes, type, dimensions, data_bytes;
};

std::string printable(std::string_view name) {
  std::string out;
  for (char c : name.substr(0, 60))
    out += c >= ' ' && c < 127 ? c : '?';
  return out;
}

}  // namespace

void ModelFile::refuse(const std::string& what) const {
  throw Error(ErrorKind::integrity, fmt::format("model {}: {}", name_, what));
}

ModelFile ModelFile::open(const std::filesystem::path& path) {
  ModelFile model;
  model.file_ = MappedFile(path);
  model.bytes_ = model.file_.bytes();
  model.name_ = path.filename().string();
  model.read_items();
  return model;
}

ModelFile ModelFile::parse(std::string_view bytes, std::string name) {
  ModelFile model;
  model.bytes_ = bytes;
  model.name_ = std::move(name);
  model.read_items();
  return model;
}

const ModelItem* ModelFile::find(std::string_view name) const {
  const auto it = items_.find(name);
  return it == items_.end() ? nullptr : &it->second;
}

void ModelFile::read_items() {
  ByteReader reader(bytes_);
  const auto version = reader.number<std::uint64_t>();
  const auto count = reader.number<std::uint64_t>();
  if (!version || !count) refuse("shorter than its header");
  if (*version != supported_version)
    refuse(fmt::format("not a Marian model of version 1 (version field is {})", *version));
  if (*count > max_items) refuse(fmt::format("claims {} items, more than {}", *count, max_items));
  if (*count * sizeof(Header) > reader.left()) refuse("cut off in its item headers");

  std::vector<Header> headers(*count);
  for (auto& h : headers)
    h = *reader.number<Header>();

  std::vector<std::string> names;
  for (const auto& h : headers) {
    if (h.name_bytes < 2 || h.name_bytes > max_name_bytes)
      refuse(fmt::format("item {} claims a name of {} bytes", names.size(), h.name_bytes));
    const auto name = reader.take(h.name_bytes);
    if (!name) refuse("cut off in its item names");
    if (name->find('\0') != name->size() - 1)
      refuse(fmt::format("the name of item {} does not end where it should", names.size()));
    names.emplace_back(name->substr(0, name->size() - 1));
  }

  std::vector<ModelItem> items(*count);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (headers[i].dimensions > max_dimensions)
      refuse(
          fmt::format("item {} claims {} dimensions", printable(names[i]), headers[i].dimensions));
    std::uint64_t elements = 1;
    for (std::uint64_t d = 0; d < headers[i].dimensions; ++d) {
      const auto extent = reader.number<std::int32_t>();
      if (!extent) refuse("cut off in its item shapes");
      // No item can have more elements than the file has bytes.
      if (*extent < 1 || static_cast<std::uint64_t>(*extent) > bytes_.size() ||
          elements * static_cast<std::uint64_t>(*extent) > bytes_.size())
        refuse(fmt::format("item {} has an impossible shape", printable(names[i])));
      elements *= static_cast<std::uint64_t>(*extent);
      items[i].shape.push_back(*extent);
    }
    items[i].elements = elements;
  }

  const auto pad = reader.number<std::uint64_t>();
  if (!pad || !reader.take(*pad)) refuse("cut off before its data");
  if (reader.at() % 4 != 0) refuse("its data does not start on a multiple of 4");

  for (std::size_t i = 0; i < items.size(); ++i) {
    ModelItem& item = items[i];
    const auto data = reader.take(headers[i].data_bytes);
    if (!data) refuse(fmt::format("cut off in the data of item {}", printable(names[i])));
    std::uint64_t needed = item.elements;
    switch (headers[i].type) {
      case 0x101:
        item.type = ItemType::int8;
        break;
      case 0x404:
        item.type = ItemType::float32;
        needed *= 4;
        break;
      case 0x4101:
        item.type = ItemType::intgemm8;
        needed += 4;
        break;
      default:
        refuse(fmt::format("item {} has type {:#x}; only float32 and intgemm8 models can be read",
                           printable(names[i]), headers[i].type));
    }
    if (needed > data->size())
      refuse(fmt::format("item {} has {} bytes of data, its shape needs {}", printable(names[i]),
                         data->size(), needed));
    if ((data->data() - bytes_.data()) % 4 != 0)
      refuse(fmt::format("the data of item {} is not on a multiple of 4", printable(names[i])));
    item.bytes = data->substr(0, item.type == ItemType::float32 ? needed : item.elements);
    if (item.type == ItemType::intgemm8) {
      std::memcpy(&item.quant_mult, data->data() + item.elements, 4);
      if (!std::isfinite(item.quant_mult) || item.quant_mult <= 0)
        refuse(fmt::format("item {} has a quantisation multiplier that is not positive",
                           printable(names[i])));
    }
    if (names[i] == "special:model.yml") {
      if (item.type != ItemType::int8 || item.elements > max_yaml_bytes)
        refuse("its settings are not a text of a sensible length");
      yaml_ = std::string(item.bytes.substr(0, item.bytes.find('\0')));
      continue;
    }
    if (!items_.emplace(names[i], std::move(item)).second)
      refuse(fmt::format("two items are named {}", printable(names[i])));
  }
  if (reader.left() != 0) refuse(fmt::format("{} bytes follow its last item", reader.left()));
}

}  // namespace clew::nmt
