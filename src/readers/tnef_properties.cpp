#include "readers/tnef_properties.h"

#include "readers/little_bytes.h"

namespace clew::readers {
namespace {

constexpr std::uint16_t has_several = 0x1000;

bool is_of_variable_length(std::uint16_t type) { return type == 0x0D || type == 0x1E || type == 0x1F || type == 0x102; }

}  // namespace

TnefProperties::TnefProperties(const std::vector<tnef::Property>& list, const Properties* above, std::uint64_t code_page) : Properties(above) {
  for (const auto& p : list) {
    const auto one = static_cast<std::uint16_t>(p.type & 0x0FFF);
    if (!is_of_variable_length(one)) {
      // Two bytes and a boolean are padded to four.
      if (!(p.type & has_several)) add_number(p.id, one, little::u64(one == 0x02 || one == 0x0B ? p.data.substr(0, 2) : p.data.substr(0, 8), 0));
      continue;
    }
    values_[p.id].push_back(p.data);
    add_value(p.id, p.type);
  }
  if (code_page > 0 && !number(mapi::codepage_id)) add_number(mapi::codepage_id, 3, code_page);
  learn_code_page();
}

std::vector<std::string> TnefProperties::parts(std::uint16_t id, std::size_t most) const {
  std::vector<std::string> out;
  if (const auto found = values_.find(id); found != values_.end())
    for (const auto& value : found->second)
      if (out.size() < most) out.emplace_back(value);
  return out;
}

// Several texts: each after its length, as several() takes them apart again.
std::string TnefProperties::read(std::uint16_t id, std::uint64_t most) const {
  const auto found = values_.find(id);
  if (found == values_.end()) return {};
  if (found->second.size() == 1) return std::string(found->second[0].substr(0, most));
  std::string out;
  for (const auto& value : found->second) {
    if (out.size() + value.size() + 4 > most) break;
    for (int i = 0; i < 4; ++i)
      out += static_cast<char>(value.size() >> 8 * i);
    out += value;
  }
  return out;
}

std::string TnefProperties::several(std::uint16_t type, const std::string& raw) const {
  std::string out;
  const auto one = static_cast<std::uint16_t>(type & 0x0FFF);
  for (std::size_t at = 0; at + 4 <= raw.size();) {
    const std::size_t size = little::u32(raw, at);
    if (size > raw.size() - at - 4) return as_text(one, raw);  // a single one, without its length
    out += (out.empty() ? "" : "; ") + as_text(one, raw.substr(at + 4, size));
    at += 4 + size;
  }
  return out;
}

}  // namespace clew::readers
