#include "readers/mapi_properties.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "readers/plausible_time.h"
#include "text/charset.h"
#include "text/code_page.h"
#include "text/encoding.h"

namespace clew::readers::mapi {
namespace {

constexpr std::uint64_t most_value = 64u << 20;

std::uint64_t little(std::string_view b, std::size_t at, int size) {
  std::uint64_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
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

Names::Names(std::string_view guids, std::string_view entries, std::string_view strings) {
  for (std::size_t at = 0; at + 8 <= entries.size(); at += 8) {
    const auto value = static_cast<std::uint32_t>(little(entries, at, 4));
    const auto kind = little(entries, at + 4, 2), index = little(entries, at + 6, 2);
    if (index > 0x7FFF) continue;
    const auto id = static_cast<std::uint16_t>(0x8000 + index);
    if (kind & 1) {
      if (value > strings.size() || strings.size() - value < 4) continue;
      const auto length = little(strings, value, 4);
      if (length == 0 || length > 512 || length > strings.size() - value - 4) continue;
      names_[id] = text::to_utf8(strings.substr(value + 4, length), text::Encoding::utf16le);
      continue;
    }
    const auto guid = kind >> 1;  // 1 and 2 are sets of names that are no numbers
    if (guid < 3 || (guid - 3) * 16 + 16 > guids.size()) continue;
    add(guids.substr((guid - 3) * 16, 16), value, id);
  }
}

void Names::add(std::string_view set, std::uint32_t number, std::uint16_t id) {
  if (set.size() != 16 || set.substr(1) != std::string_view("\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 15)) return;
  const int which = static_cast<unsigned char>(set[0]);
  numbered_.try_emplace({which, number}, id);
  if (const auto name = word(which); !name.empty()) names_[id] = fmt::format("{} {:04X}", name, number);
}

std::optional<std::uint16_t> Names::find(Set set, std::uint32_t number) const {
  const auto found = numbered_.find({static_cast<int>(set), number});
  return found == numbered_.end() ? std::nullopt : std::optional(found->second);
}

std::string Names::name_of(std::uint16_t id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? "" : found->second;
}

Properties::Properties(const Properties* above) {
  if (!above) return;
  charset_ = above->charset_;
  html_charset_ = above->html_charset_;
}

void Properties::learn_code_page() {
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

std::string Properties::bytes(std::uint16_t id) const { return values_.contains(id) ? read(id, most_value) : std::string(); }

std::string Properties::text(std::uint16_t id) const {
  const auto found = values_.find(id);
  return found == values_.end() ? std::string() : as_text(found->second, read(id, most_value));
}

std::optional<std::uint64_t> Properties::number(std::uint16_t id) const {
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return {};
  if (found->second.type == 3) return found->second.value & 0xFFFFFFFF;
  return found->second.value;
}

bool Properties::is_text(std::uint16_t id) const {
  const auto found = values_.find(id);
  return found != values_.end() && (found->second == 0x1F || found->second == 0x1E);
}

std::string Properties::as_lines(const Names& names, std::uint64_t most_value) const {
  static constexpr std::pair<std::uint16_t, std::string_view> known[] = {
      {message_class_id, "class"},        {subject_id, "subject"},   {submit_time_id, "sent"}, {headers_id, "transport headers"}, {sender_name_id, "sender's name"},
      {sender_email_id, "sender's address"}, {delivery_time_id, "received"}, {body_id, "body"},   {rtf_id, "RTF body"},             {html_id, "HTML body"},
      {message_id_id, "message id"},      {reply_to_id, "reply to"}, {display_name_id, "name"}, {created_id, "created"},           {changed_id, "changed"}};
  std::map<std::uint16_t, std::string> lines;
  for (const auto& [id, number] : numbers_) {
    const auto time = number.type == 0x40 ? file_time(number.value, model::TimeKind::other, {}) : model::Time();
    lines[id] = time.utc ? to_iso_utc(*time.utc) : fmt::to_string(number.value);
  }
  for (const auto& [id, type] : values_) {
    auto raw = read(id, most_value);
    if (type == 0x1F || type == 0x1E)
      lines[id] = as_text(type, std::move(raw));
    else if (type == 0x101F || type == 0x101E)
      lines[id] = several(type, raw);
    else
      lines[id] = fmt::format("{} bytes {}", raw.size(), to_hex(std::string_view(raw).substr(0, 64)));
  }
  std::string out;
  for (const auto& [id, value] : lines) {
    std::string name = names.name_of(id);
    for (const auto& [known_id, word] : known)
      if (known_id == id) name = word;
    out += fmt::format("{:04X}{}{}: {}\n", id, name.empty() ? "" : " ", name, value);
  }
  return out;
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
  time.certainty = certainty_of(utc, future ? 0 : options.latest_plausible);
  return time;
}

}  // namespace clew::readers::mapi
