// One code point as UTF-8.
#pragma once

#include <cstdint>
#include <string>

namespace clew {

// Appends the bytes of `c`, 1 to 4 of them (RFC 3629). What is no character is the caller's to decide before: a lone surrogate is
// written in three bytes as it is, of a number above 0x10FFFF the low 21 bits are.
inline void append_code_point(std::uint32_t c, std::string& out) {
  auto byte = [&](std::uint32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      byte(0xE0 | c >> 12);
    } else {
      byte(0xF0 | (c >> 18 & 7));
      byte(0x80 | (c >> 12 & 63));
    }
    byte(0x80 | (c >> 6 & 63));
  }
  byte(0x80 | (c & 63));
}

}  // namespace clew
