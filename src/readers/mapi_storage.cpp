#include "readers/mapi_storage.h"

#include <charconv>

#include "readers/little_bytes.h"

namespace clew::readers::mapi {

Names names_of(const CompoundFile& file) {
  constexpr std::uint64_t most_bytes = 1u << 20;
  const auto storage = file.find(0, "__nameid_version1.0");
  if (!storage) return {};
  const auto stream = [&](std::string_view name) {
    const auto entry = file.find(*storage, name);
    return entry ? file.read(*entry, most_bytes) : std::string();
  };
  return Names(stream("__substg1.0_00020102"), stream("__substg1.0_00030102"), stream("__substg1.0_00040102"));
}

StorageProperties::StorageProperties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above) : Properties(above), file_(file) {
  for (std::size_t i = 1; i < file.entries().size(); ++i) {
    const auto& e = file.entries()[i];
    if (e.parent != storage || e.name.size() != 20 || !e.name.starts_with("__substg1.0_")) continue;
    unsigned tag = 0;
    const char* end = e.name.data() + e.name.size();
    if (std::from_chars(end - 8, end, tag, 16).ptr != end) continue;
    entries_[static_cast<std::uint16_t>(tag >> 16)] = i;
    add_value(static_cast<std::uint16_t>(tag >> 16), static_cast<std::uint16_t>(tag));
  }
  const auto fixed = file.find(storage, "__properties_version1.0");
  if (!fixed) return;
  const auto bytes = file.read(*fixed, 1u << 20);
  for (auto at = head; at + 16 <= bytes.size(); at += 16) {
    const auto tag = little::u32(bytes, at);
    add_number(static_cast<std::uint16_t>(tag >> 16), static_cast<std::uint16_t>(tag), little::u64(bytes, at + 8));
  }
  learn_code_page();
}

std::optional<std::size_t> StorageProperties::object(std::uint16_t id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end() || !file_.entries()[found->second].storage) return {};
  return found->second;
}

std::optional<std::size_t> StorageProperties::stream(std::uint16_t id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end() || file_.entries()[found->second].storage) return {};
  return found->second;
}

std::string StorageProperties::read(std::uint16_t id, std::uint64_t most) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? std::string() : file_.read(found->second, most);
}

}  // namespace clew::readers::mapi
