// Little-endian numbers out of bytes whose lengths cannot be trusted: what lies outside reads as
// zero, a stretch that goes over the end is cut. Pure; views point into the bytes given.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace clew::readers::little {

inline std::uint32_t u8(std::string_view b, std::uint64_t at) {
  return at < b.size() ? static_cast<unsigned char>(b[static_cast<std::size_t>(at)]) : 0;
}
inline std::uint32_t u16(std::string_view b, std::uint64_t at) {
  return u8(b, at) | u8(b, at + 1) << 8;
}
inline std::uint32_t u32(std::string_view b, std::uint64_t at) {
  return u16(b, at) | u16(b, at + 2) << 16;
}
inline std::uint64_t u64(std::string_view b, std::uint64_t at) {
  return u32(b, at) | std::uint64_t{u32(b, at + 4)} << 32;
}
inline double real(std::uint64_t bits) {
  double out = 0;
  std::memcpy(&out, &bits, 8);
  return out;
}
inline std::string_view part_of(std::string_view b, std::uint64_t at, std::uint64_t size) {
  return at < b.size() ? b.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size))
                       : std::string_view();
}

// RK (MS-XLS 2.5.217, MS-XLSB 2.5.122): the upper 30 bits of a double or an integer, perhaps times
// 100.
inline double rk(std::uint32_t value) {
  double out = value & 2 ? static_cast<double>(static_cast<std::int32_t>(value) >> 2)
                         : real(std::uint64_t{value & 0xFFFFFFFC} << 32);
  return value & 1 ? out / 100 : out;
}

}  // namespace clew::readers::little
