#include "readers/md5.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>

namespace clew::readers {
namespace {

using State = std::array<std::uint32_t, 4>;

// The whole part of 2^32 · |sin(i + 1)|, as the RFC defines its table.
std::array<std::uint32_t, 64> table() {
  std::array<std::uint32_t, 64> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i) + 1)) * 4294967296.0));
  return out;
}

void add_block(State& state, const unsigned char* block) {
  static const auto sines = table();
  static constexpr int turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    std::uint32_t f = 0;
    unsigned word = 0;
    switch (i / 16) {
      case 0: f = (b & c) | (~b & d), word = i; break;
      case 1: f = (d & b) | (~d & c), word = (5 * i + 1) % 16; break;
      case 2: f = b ^ c ^ d, word = (3 * i + 5) % 16; break;
      default: f = c ^ (b | ~d), word = 7 * i % 16;
    }
    const unsigned char* w = block + 4 * word;
    const std::uint32_t m = w[0] | w[1] << 8 | w[2] << 16 | static_cast<std::uint32_t>(w[3]) << 24;
    const std::uint32_t x = a + f + sines[i] + m;
    const int by = turns[i / 16][i % 4];
    a = d, d = c, c = b;
    b += x << by | x >> (32 - by);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  std::string padded(bytes);
  padded += '\x80';
  padded.resize((padded.size() + 8 + 63) / 64 * 64 - 8);
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int i = 0; i < 8; ++i)
    padded += static_cast<char>(bits >> 8 * i);
  State state = {0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u};
  for (std::size_t at = 0; at < padded.size(); at += 64)
    add_block(state, reinterpret_cast<const unsigned char*>(padded.data()) + at);
  std::string out;
  for (const auto word : state)
    for (int i = 0; i < 4; ++i)
      out += fmt::format("{:02x}", word >> 8 * i & 0xFF);
  return out;
}

}  // namespace clew::readers
