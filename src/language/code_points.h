// Characters of UTF-8 text, one after the other. What is not UTF-8 reads as U+FFFD, one for each part that cannot be.
#pragma once

#include <unicode/umachine.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace clew::language {

// The character at `at` (within the text), which moves behind it.
inline UChar32 next_char(std::string_view text, std::size_t& at) {
  UChar32 c;
  auto i = static_cast<std::int32_t>(at);
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i, static_cast<std::int32_t>(text.size()), c);
  at = static_cast<std::size_t>(i);
  return c;
}

// How many characters there are.
inline std::size_t count_points(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

inline void append_char(UChar32 c, std::string& out) { append_code_point(static_cast<std::uint32_t>(c), out); }

inline std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out.push_back(static_cast<char32_t>(next_char(text, at)));
  return out;
}

inline std::string utf8(std::u32string_view text) {
  std::string out;
  for (const auto c : text) append_code_point(c, out);
  return out;
}
inline std::string utf8(char32_t c) { return utf8(std::u32string_view(&c, 1)); }

}  // namespace clew::language
