#include "text/plain_number.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace clew::text {

std::string_view plain_number(std::string_view utf8, std::string& buffer) {
  constexpr std::size_t longest = 200;  // what is longer is no number
  if (utf8.size() > longest ||
      std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return utf8;
  buffer.clear();
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c;
    U8_NEXT(utf8.data(), at, size, c);
    const auto written = utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    if (c < 0)
      buffer += written;
    else if (u_charType(c) == U_FORMAT_CHAR)
      continue;
    else if (const std::int32_t digit = u_charDigitValue(c); digit >= 0)
      buffer += static_cast<char>('0' + digit);
    else if (c == 0xFF0B)
      buffer += '+';
    else if (u_isUWhiteSpace(c))
      buffer += ' ';
    else if (u_charType(c) == U_DASH_PUNCTUATION)
      buffer += '-';
    else
      buffer += written;
  }
  const std::size_t first = buffer.find_first_not_of(' '), last = buffer.find_last_not_of(' ');
  buffer = first == buffer.npos ? std::string() : buffer.substr(first, last - first + 1);
  return buffer;
}

bool is_grouped_number(std::string_view ascii) {
  if (ascii.starts_with('+')) ascii.remove_prefix(1);
  const std::size_t first = ascii.find(',');
  if (first == ascii.npos || first == 0 || first > 3 || ascii.size() < 11 || (ascii.size() - first) % 4 != 0) return false;
  for (std::size_t i = 0; i < ascii.size(); ++i) {
    const bool comma = i >= first && (i - first) % 4 == 0;
    if (comma ? ascii[i] != ',' : ascii[i] < '0' || ascii[i] > '9') return false;
  }
  return true;
}

}  // namespace clew::text
