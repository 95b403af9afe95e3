#include "readers/calendar_text.h"

#include <charconv>

namespace clew::readers::calendar {

std::optional<int> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Reading> reading_of(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() == 9 && text.ends_with('Z')) text.remove_suffix(1);  // a day, as some exports of birthdays write it
  const auto part = [&](std::size_t at, std::size_t count) {
    const auto piece = text.substr(at, count);
    const bool digits = piece.size() == count && piece.find_first_not_of("0123456789") == piece.npos;
    return digits ? number(piece).value_or(-1) : -1;
  };
  if (text.size() < 8) return std::nullopt;
  CivilTime c{part(0, 4), part(4, 2), part(6, 2), 0, 0, 0, 0};
  Reading out;
  if (text.size() > 8) {
    if (text.size() < 15 || text[8] != 'T') return std::nullopt;
    c.hour = part(9, 2), c.minute = part(11, 2), c.second = std::min(part(13, 2), 59);
    out.clock = true;
    out.utc = text.ends_with('Z');
  }
  if (!is_valid(c)) return std::nullopt;
  out.micros = to_micros(c);
  return out;
}

std::optional<Micros> duration_of(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  Micros sum = 0;
  bool clock = false, any = false;
  while (!text.empty()) {
    if (text[0] == 'T' && !clock) {
      clock = true;
      text.remove_prefix(1);
      continue;
    }
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto n = number(text.substr(0, end));
    if (!n || end == text.size() || *n > 10'000'000) return std::nullopt;
    const char unit = text[end];
    const Micros seconds = !clock && unit == 'W' ? 604'800 : !clock && unit == 'D' ? 86'400
                           : clock && unit == 'H' ? 3'600 : clock && unit == 'M' ? 60 : clock && unit == 'S' ? 1 : 0;
    if (seconds == 0) return std::nullopt;
    sum += *n * seconds * micros_per_second;
    any = true;
    text.remove_prefix(end + 1);
  }
  if (!any) return std::nullopt;
  return minus ? -sum : sum;
}

int weekday_named(std::string_view code) {
  static constexpr std::string_view codes[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  for (int i = 0; i < 7; ++i)
    if (codes[i] == code) return i;
  return -1;
}

}  // namespace clew::readers::calendar
