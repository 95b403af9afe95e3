#include "readers/mapi_storage.h"

#include <fmt/format.h>

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

StorageProperties::StorageProperties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above) : Properties(above), file_(file), storage_(storage) {
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

// Each value is a stream "__substg1.0_80551102-00000000" of its own (MS-OXMSG 2.1.4.2).
std::vector<std::string> StorageProperties::parts(std::uint16_t id, std::size_t most) const {
  std::vector<std::string> out;
  for (std::size_t k = 0; k < most; ++k) {
    const auto entry = file_.find(storage_, fmt::format("__substg1.0_{:04X}1102-{:08X}", id, k));
    if (!entry) break;
    out.push_back(file_.read(*entry, 64u << 10));
  }
  return out;
}

std::string StorageProperties::read(std::uint16_t id, std::uint64_t most) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? std::string() : file_.read(found->second, most);
}

}  // namespace clew::readers::mapi
