#include "readers/pst_heap.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "readers/little_bytes.h"

namespace clew::readers::pst {
namespace {

using namespace little;

constexpr std::size_t blocks_kept = 4;
constexpr unsigned tree_sign = 0xB5, heap_sign = 0xEC;

bool stands_in_cell(std::uint16_t type) { return type == 0x02 || type == 0x03 || type == 0x04 || type == 0x0A || type == 0x0B; }
bool has_eight_bytes(std::uint16_t type) { return type == 0x05 || type == 0x06 || type == 0x07 || type == 0x14 || type == 0x40; }

// [MS-PST] 2.5.3.1.1.1: a subject may begin with 1 and the length of its "RE: ".
std::string without_prefix_length(std::string raw) {
  if (raw.size() >= 4 && raw[0] == 1 && raw[1] == 0) return raw.substr(4);
  if (raw.size() >= 2 && raw[0] == 1) return raw.substr(2);
  return raw;
}

}  // namespace

Heap::Heap(const File& file, const Node& node) : file_(file), subnode_list_(node.subnodes), blocks_(file.data_blocks(node.data)) {
  const auto head = blocks_.empty() ? std::string_view() : block(0);
  if (head.size() < 12 || u8(head, 2) != heap_sign) return;
  client_ = static_cast<Client>(u8(head, 3));
  root_ = u32(head, 4);
}

// A view into the blocks that are kept: until the next call.
std::string_view Heap::block(std::size_t number) const {
  for (auto& k : kept_)
    if (k.number == number) return k.bytes;
  if (kept_.size() >= blocks_kept) kept_.erase(kept_.begin());
  kept_.push_back({number, file_.content(blocks_[number])});
  return kept_.back().bytes;
}

std::string Heap::item(std::uint32_t id) const {
  const bool large = file_.form() == Form::large_pages;
  const auto index = large ? id >> 5 & 0x3FFF : id >> 5 & 0x7FF, number = large ? id >> 19 : id >> 16;
  if (id & 0x1F || !index || number >= blocks_.size()) return {};
  const auto b = block(number);
  const auto map = u16(b, 0);
  if (index > u16(b, map)) return {};
  const auto begin = u16(b, map + 4 + 2 * (std::uint64_t{index} - 1)), end = u16(b, map + 4 + 2 * std::uint64_t{index});
  if (begin > end || end > b.size()) return {};
  file_.spend(end - begin);
  return std::string(b.substr(begin, end - begin));
}

std::string Heap::value(std::uint32_t id, std::uint64_t most) const {
  if (!(id & 0x1F)) {
    auto out = item(id);
    if (out.size() > most) out.resize(most);
    return out;
  }
  const auto* node = subnode(id);
  return node ? file_.data(node->data, most) : std::string();
}

const std::vector<Node>& Heap::subnodes() const {
  if (!subnodes_) {
    subnodes_ = file_.subnodes(subnode_list_);
    std::stable_sort(subnodes_->begin(), subnodes_->end(), [](const Node& a, const Node& b) { return a.id < b.id; });
  }
  return *subnodes_;
}

const Node* Heap::subnode(std::uint32_t id) const {
  const auto& all = subnodes();
  const auto found = std::lower_bound(all.begin(), all.end(), id, [](const Node& n, std::uint32_t wanted) { return n.id < wanted; });
  return found == all.end() || found->id != id ? nullptr : &*found;
}

bool Heap::each(std::uint32_t tree, unsigned key_bytes, unsigned value_bytes, const std::function<void(std::string_view, std::string_view)>& take) const {
  const auto head = item(tree);
  if (u8(head, 0) != tree_sign || u8(head, 1) != key_bytes || u8(head, 2) != value_bytes) return false;
  struct Step {
    std::uint32_t id;
    unsigned level;
  };
  bool whole = true;
  std::unordered_set<std::uint32_t> seen;
  std::vector<Step> steps;
  if (const auto root = u32(head, 4)) steps.push_back({root, u8(head, 3)});
  while (!steps.empty()) {
    const auto [id, level] = steps.back();
    steps.pop_back();
    const auto records = seen.insert(id).second ? item(id) : std::string();
    const std::size_t size = level ? key_bytes + 4 : key_bytes + value_bytes;
    if (records.empty() || records.size() % size) whole = false;
    const auto count = records.size() / size;
    for (std::size_t k = 0; k < count; ++k) {
      const auto record = std::string_view(records).substr((level ? count - 1 - k : k) * size, size);
      if (level)
        steps.push_back({u32(record, key_bytes), level - 1});
      else
        take(record.substr(0, key_bytes), record.substr(key_bytes));
    }
  }
  return whole;
}

NodeProperties::NodeProperties(const Heap& heap, const Properties* above) : Properties(above), heap_(heap) {
  if (heap.client() != Heap::Client::properties) {
    whole_ = false;
    return;
  }
  whole_ = heap.each(heap.root(), 2, 6, [&](std::string_view key, std::string_view value) {
    const auto id = static_cast<std::uint16_t>(u16(key, 0)), type = static_cast<std::uint16_t>(u16(value, 0));
    const auto held = u32(value, 2);
    if (stands_in_cell(type))
      add_number(id, type, held);
    else
      places_[id] = held;
    if (!stands_in_cell(type) && !has_eight_bytes(type)) add_value(id, type);
    if (has_eight_bytes(type))
      if (const auto bytes = heap.value(held, 8); bytes.size() == 8) add_number(id, type, u64(bytes, 0));
  });
  learn_code_page();
}

std::string NodeProperties::read(std::uint16_t id, std::uint64_t most) const {
  const auto found = places_.find(id);
  if (found == places_.end() || !found->second) return {};
  auto out = heap_.value(found->second, most);
  return id == mapi::subject_id ? without_prefix_length(std::move(out)) : out;
}

namespace {

// [MS-PST] 2.3.3.4.2: how many, where each begins, then the values.
std::vector<std::string> values_of(const std::string& raw, std::size_t most) {
  std::vector<std::string> out;
  const auto count = std::min<std::uint64_t>(u32(raw, 0), raw.size() / 4);
  for (std::uint64_t i = 0; i < count && out.size() < most; ++i) {
    const auto begin = u32(raw, 4 + 4 * i), end = i + 1 < count ? u32(raw, 8 + 4 * i) : static_cast<std::uint32_t>(raw.size());
    if (begin > end || end > raw.size()) break;
    out.push_back(raw.substr(begin, end - begin));
  }
  return out;
}

}  // namespace

std::string NodeProperties::several(std::uint16_t type, const std::string& raw) const {
  std::string out;
  for (auto& value : values_of(raw, 1000)) {
    const auto one = as_text(type & 0xFFF, std::move(value));
    if (!out.empty() && !one.empty()) out += "; ";
    out += one;
  }
  return out;
}

std::vector<std::string> NodeProperties::parts(std::uint16_t id, std::size_t most) const { return values_of(read(id, 16u << 20), most); }

std::uint32_t NodeProperties::place(std::uint16_t id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? 0 : found->second;
}

const Node* NodeProperties::object(std::uint16_t id) const {
  const auto found = places_.find(id);
  if (found == places_.end() || found->second & 0x1F) return nullptr;
  const auto said = heap_.item(found->second);
  return said.size() >= 4 ? heap_.subnode(u32(said, 0)) : nullptr;
}

void RowProperties::cell(std::uint16_t id, std::uint16_t type, std::string_view bytes) {
  if (stands_in_cell(type) || has_eight_bytes(type)) {
    add_number(id, type, u64(bytes, 0));
    return;
  }
  places_[id] = u32(bytes, 0);
  add_value(id, type);
}

std::string RowProperties::read(std::uint16_t id, std::uint64_t most) const {
  const auto found = places_.find(id);
  return found == places_.end() || !found->second ? std::string() : heap_.value(found->second, most);
}

namespace {

// [MS-PST] 2.3.4.1.
struct TableInfo {
  struct Column {
    std::uint16_t id, type;
    std::uint32_t at, bytes, bit;
  };
  std::vector<Column> columns;
  std::uint32_t bits = 0, width = 0, index = 0, matrix = 0;
};

std::optional<TableInfo> table_info(const Heap& heap) {
  const auto info = heap.client() == Heap::Client::table ? heap.item(heap.root()) : std::string();
  if (u8(info, 0) != 0x7C || info.size() < 22) return {};
  TableInfo out;
  out.bits = u16(info, 6);
  out.width = u16(info, 8);
  out.index = u32(info, 10);
  out.matrix = u32(info, 14);
  for (std::uint64_t i = 0; i < u8(info, 1); ++i) {
    const auto c = part_of(info, 22 + 8 * i, 8);
    if (c.size() == 8) out.columns.push_back({static_cast<std::uint16_t>(u16(c, 2)), static_cast<std::uint16_t>(u16(c, 0)), u16(c, 4), u8(c, 6), u8(c, 7)});
  }
  return out;
}

// Its rows by number, and where they lie in the matrix.
std::optional<std::vector<std::pair<std::uint32_t, std::uint32_t>>> row_index(const Heap& heap, const TableInfo& info, std::size_t most) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  const unsigned bytes = heap.file().form() == Form::ansi ? 2 : 4;
  const bool whole = heap.each(info.index, 4, bytes, [&](std::string_view key, std::string_view value) {
    if (out.size() < most) out.emplace_back(u32(key, 0), bytes == 2 ? u16(value, 0) : u32(value, 0));
  });
  return whole ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::uint32_t>> row_ids(const Heap& heap, std::size_t most) {
  const auto info = table_info(heap);
  const auto index = info ? row_index(heap, *info, most) : std::nullopt;
  if (!index) return {};
  std::vector<std::uint32_t> out;
  for (const auto& [id, at] : *index)
    out.push_back(id);
  return out;
}

std::vector<std::unique_ptr<mapi::Properties>> rows(const Heap& heap, const mapi::Properties* above, std::size_t most) {
  std::vector<std::unique_ptr<mapi::Properties>> out;
  const auto info = table_info(heap);
  if (!info || info->width < 4 || !info->matrix) return out;
  std::unordered_set<std::uint32_t> wanted;
  const auto index = row_index(heap, *info, most);
  if (index)
    for (const auto& [id, at] : *index)
      wanted.insert(at);
  std::uint32_t number = 0;
  const auto take = [&](std::string_view bytes) {
    for (std::size_t at = 0; at + info->width <= bytes.size() && out.size() < most; at += info->width, ++number) {
      if (index && !wanted.contains(number)) continue;
      const auto row = bytes.substr(at, info->width);
      auto made = std::make_unique<RowProperties>(heap, above);
      for (const auto& c : info->columns)
        if (u8(row, info->bits + c.bit / 8) >> (7 - c.bit % 8) & 1) made->cell(c.id, c.type, part_of(row, c.at, c.bytes));
      out.push_back(std::move(made));
    }
  };
  if (!(info->matrix & 0x1F))
    take(heap.item(info->matrix));
  else if (const auto* node = heap.subnode(info->matrix))
    for (const auto& block : heap.file().data_blocks(node->data))  // a row does not go over the end of a block
      take(heap.file().content(block));
  return out;
}

}  // namespace clew::readers::pst
