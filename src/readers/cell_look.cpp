#include "readers/cell_look.h"

#include <cstddef>

#include "base/blanks.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

CellLook look_at(std::string_view cell) {
  cell = trimmed(cell, " \t");
  if (cell.empty()) return CellLook::empty;
  constexpr std::size_t longest_but_text = 254;  // an e-mail address
  if (cell.size() > longest_but_text) return cell.substr(0, 12).find("://") < 10 ? CellLook::url : CellLook::text;
  std::size_t digits = 0, letters = 0, spaces = 0, points = 0, signs = 0, colons = 0, at = 0,
              other = 0;
  for (char c : cell) {
    if (digit(c))
      ++digits;
    else if (c == ' ')
      ++spaces;
    else if (c == '.' || c == ',')
      ++points;
    else if (c == '+' || c == '-' || c == '(' || c == ')' || c == '/')
      ++signs;
    else if (c == ':')
      ++colons;
    else if (c == '@')
      ++at;
    else if ((static_cast<unsigned char>(c | 0x20) >= 'a' && static_cast<unsigned char>(c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0x80)
      ++letters;
    else
      ++other;
  }
  const std::size_t n = cell.size();
  if (digits == n) {
    if (digits >= 10 && cell[0] == '0') return CellLook::phone;
    return CellLook::integer;
  }
  if (digits && digits + 1 == n && (cell[0] == '-' || cell[0] == '+')) {
    if (cell[0] == '-') return CellLook::integer;
    return digits >= 4 ? CellLook::phone : CellLook::integer;
  }
  if (points == 1 && digits + 1 + (cell[0] == '-' || cell[0] == '+') == n) return CellLook::decimal;
  if (letters == 1 && digits >= 2 && points <= 1 && other == 0 && spaces == 0 && colons == 0) {
    const std::size_t e = cell.find_first_of("Ee");
    if (e != std::string_view::npos && e + 2 < n && (cell[e + 1] == '+' || cell[e + 1] == '-') &&
        digit(cell[e + 2]) && digit(cell[0]))
      return CellLook::scientific;
  }
  if (letters == 0 && colons && digits && digits + colons + points == n && colons <= 3 && n <= 15)
    return CellLook::clock;
  if (digits >= 3 && n <= 60) {
    if (const auto written = text::parse_written_time(cell)) {
      if (written->date == text::WrittenTime::Date::none) return CellLook::clock;
      return written->has_clock ? CellLook::date_time : CellLook::date;
    }
  }
  if (letters == 0 && other == 0 && colons == 0 && at == 0 && digits >= 5 &&
      digits + spaces + signs + points == n && points == 0 && n <= 24 &&
      (cell[0] == '+' || cell[0] == '0' || cell[0] == '('))
    return CellLook::phone;
  if (cell.find("://") != std::string_view::npos && cell.find("://") < 10) return CellLook::url;
  if (at == 1 && spaces == 0 && letters && n <= 254) return CellLook::email;
  if (spaces <= 2 && n <= 40 && cell.find('\n') == std::string_view::npos) return CellLook::word;
  return CellLook::text;
}

}  // namespace clew::readers
