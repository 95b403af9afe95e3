#include "readers/mapi_properties.h"

#include <fmt/format.h>

#include "text/charset.h"
#include "text/code_page.h"
#include "text/encoding.h"

namespace clew::readers::mapi {
namespace {

std::uint64_t little(std::string_view b, std::size_t at, int size) {
  std::uint64_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}

bool hex(std::string_view s, unsigned& out) {
  for (char c : s) {
    int d = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (d < 0) return false;
    out = out << 4 | static_cast<unsigned>(d);
  }
  return true;
}

std::string_view word(int set) {
  switch (static_cast<Set>(set)) {
    case Set::appointment: return "appointment";
    case Set::task: return "task";
    case Set::address: return "contact";
    case Set::common: return "common";
    case Set::log: return "journal";
    case Set::note: return "note";
  }
  return "";
}

// Windows' own code pages: those that a program which is not Unicode keeps its texts in.
bool is_windows_page(std::uint64_t page) { return page == 874 || page == 932 || page == 936 || page == 949 || page == 950 || (page >= 1250 && page <= 1258); }

}  // namespace

Names::Names(const CompoundFile& file) {
  constexpr std::uint64_t most_bytes = 1u << 20;
  const auto storage = file.find(0, "__nameid_version1.0");
  if (!storage) return;
  const auto stream = [&](std::string_view name) {
    const auto entry = file.find(*storage, name);
    return entry ? file.read(*entry, most_bytes) : std::string();
  };
  const std::string guids = stream("__substg1.0_00020102"), entries = stream("__substg1.0_00030102"), strings = stream("__substg1.0_00040102");
  for (std::size_t at = 0; at + 8 <= entries.size(); at += 8) {
    const auto value = static_cast<std::uint32_t>(little(entries, at, 4));
    const auto kind = little(entries, at + 4, 2), index = little(entries, at + 6, 2);
    if (index > 0x7FFF) continue;
    const auto id = static_cast<std::uint16_t>(0x8000 + index);
    if (kind & 1) {
      if (value > strings.size() || strings.size() - value < 4) continue;
      const auto length = little(strings, value, 4);
      if (length == 0 || length > 512 || length > strings.size() - value - 4) continue;
      names_[id] = text::to_utf8(std::string_view(strings).substr(value + 4, length), text::Encoding::utf16le);
      continue;
    }
    const auto guid = kind >> 1;  // 1 and 2 are sets of names that are no numbers
    if (guid < 3 || (guid - 3) * 16 + 16 > guids.size()) continue;
    const auto set = std::string_view(guids).substr((guid - 3) * 16, 16);
    if (set.substr(1) != std::string_view("\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 15)) continue;
    const int which = static_cast<unsigned char>(set[0]);
    numbered_.try_emplace({which, value}, id);
    if (const auto name = word(which); !name.empty()) names_[id] = fmt::format("{} {:04X}", name, value);
  }
}

std::optional<std::uint16_t> Names::find(Set set, std::uint32_t number) const {
  const auto found = numbered_.find({static_cast<int>(set), number});
  return found == numbered_.end() ? std::nullopt : std::optional(found->second);
}

std::string Names::name_of(std::uint16_t id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? "" : found->second;
}

Properties::Properties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above) : file_(file) {
  if (above) {
    charset_ = above->charset_;
    html_charset_ = above->html_charset_;
  }
  for (std::size_t i = 1; i < file.entries().size(); ++i) {
    const auto& e = file.entries()[i];
    if (e.parent != storage) continue;
    unsigned tag = 0;
    if (e.name.size() == 20 && e.name.starts_with("__substg1.0_") && hex(e.name.substr(12), tag))
      streams_[static_cast<std::uint16_t>(tag >> 16)] = {static_cast<std::uint16_t>(tag), i};
  }
  const auto fixed = file.find(storage, "__properties_version1.0");
  if (!fixed) return;
  const auto bytes = file.read(*fixed, 1u << 20);
  for (auto at = head; at + 16 <= bytes.size(); at += 16) {
    const auto tag = little(bytes, at, 4);
    fixed_[static_cast<std::uint16_t>(tag >> 16)] = {static_cast<std::uint16_t>(tag), little(bytes, at + 8, 8)};
  }
  // [MS-OXCMSG] 2.2.1: PidTagMessageCodepage is that of the properties, PidTagInternetCodepage that of the HTML body.
  const auto page = number(codepage_id), locale = number(locale_id), internet = number(internet_codepage_id);
  if (page)
    charset_ = text::charset_of_code_page(*page);
  else if (internet && (!locale || is_windows_page(*internet)))  // texts lie in a page of Windows, whatever the mail was sent in
    charset_ = text::charset_of_code_page(*internet);
  else if (locale)
    charset_ = text::charset_of_code_page(text::code_page_of_locale(*locale));
  if (internet || page) html_charset_ = text::charset_of_code_page(internet ? *internet : *page);
}

std::string Properties::bytes(std::uint16_t id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? std::string() : file_.read(found->second.entry);
}

std::string Properties::text(std::uint16_t id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? std::string() : as_text(found->second.type, file_.read(found->second.entry));
}

std::optional<std::uint64_t> Properties::number(std::uint16_t id) const {
  const auto found = fixed_.find(id);
  if (found == fixed_.end()) return {};
  if (found->second.type == 3) return found->second.value & 0xFFFFFFFF;
  return found->second.value;
}

std::optional<std::size_t> Properties::object(std::uint16_t id) const {
  const auto found = streams_.find(id);
  if (found == streams_.end() || !file_.entries()[found->second.entry].storage) return {};
  return found->second.entry;
}

std::optional<std::size_t> Properties::stream(std::uint16_t id) const {
  const auto found = streams_.find(id);
  if (found == streams_.end() || file_.entries()[found->second.entry].storage) return {};
  return found->second.entry;
}

std::string Properties::as_text(std::uint16_t type, std::string raw) const {
  std::string out = type == 0x1F ? text::to_utf8(raw, text::Encoding::utf16le)
                                 : text::charset_to_utf8(raw, charset_).value_or(text::to_utf8(raw, text::Encoding::windows1252));
  while (!out.empty() && out.back() == '\0')
    out.pop_back();
  return out;
}

model::Time file_time(std::uint64_t ticks, model::TimeKind kind, const Options& options, bool future) {
  constexpr std::int64_t to_1970 = 11'644'473'600'000'000;
  model::Time time;
  time.kind = kind;
  time.raw = fmt::to_string(ticks);
  time.unit = "filetime";
  if (!ticks || ticks > 2'650'467'744'000'000'000ULL) return time;  // none, or after the year 9999
  auto utc = static_cast<std::int64_t>(ticks / 10) - to_1970;
  time.utc = utc;
  constexpr Micros year_1990 = 631'152'000'000'000;
  const bool odd = utc < year_1990 || (!future && options.latest_plausible && utc > options.latest_plausible);
  time.certainty = odd ? model::Certainty::implausible : model::Certainty::exact;
  return time;
}

}  // namespace clew::readers::mapi
