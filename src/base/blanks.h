// Blanks at the ends of a text.
#pragma once

#include <string_view>

namespace clew {

// `s` without the characters of `blanks` at its ends; a view into it. What counts as a blank is said where formats differ.
constexpr std::string_view trimmed(std::string_view s, std::string_view blanks = " \t\r\n") {
  const auto begin = s.find_first_not_of(blanks);
  if (begin == s.npos) return {};
  return s.substr(begin, s.find_last_not_of(blanks) - begin + 1);
}

}  // namespace clew
