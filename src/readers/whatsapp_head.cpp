#include "readers/whatsapp_head.h"

#include <algorithm>

namespace clew::readers::head {
namespace {

// The zero of each decimal script that phones write numbers in.
constexpr char32_t digit_zeros[] = {0x0660, 0x06F0, 0x07C0,  0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                    0x0B66, 0x0BE6, 0x0C66,  0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
                                    0x0ED0, 0x0F20, 0x1040,  0x17E0, 0x1810, 0x19D0, 0x1C50,
                                    0xABF0, 0xFF10, 0x11136, 0x1E950};

}  // namespace

Character character_at(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = byte(at);
  const std::size_t size = lead < 0xC2   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 1;
  if (size == 1 || at + size > s.size()) return {lead, 1};
  char32_t code = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {lead, 1};
    code = code << 6 | (byte(at + i) & 0x3F);
  }
  return {code, size};
}

bool is_invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0x061C || c == 0xFEFF;
}
bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

Head::Head(std::string_view line) {
  std::size_t at = 0;
  const std::size_t end = std::min<std::size_t>(line.size(), max_head + 64);
  for (std::size_t n = 0; at < end && n < max_head; ++n) {
    const unsigned char c = static_cast<unsigned char>(line[at]);
    if (c < 0x80) {
      put(c == '\t' ? ' ' : static_cast<char>(c), at);
      ++at;
      continue;
    }
    const Character d = character_at(line, at);
    if (is_blank(d.code)) {
      put(' ', at);
    } else if (!is_invisible(d.code)) {
      add(d, line, at);
    }
    at += d.size;
  }
  from[size] = static_cast<std::uint16_t>(at);
  text[size] = 0;
}

void Head::add(const Character& d, std::string_view line, std::size_t at) {
  for (const char32_t zero : digit_zeros)
    if (d.code >= zero && d.code < zero + 10)
      return put(static_cast<char>('0' + d.code - zero), at);
  if (d.code >= 0x2010 && d.code <= 0x2015) return put('-', at);
  if (d.code == 0x060D || d.code == 0xFF0F) return put('/', at);  // Arabic date separator
  if (d.code == 0xFF1A || d.code == 0x2236) return put(':', at);
  if (d.code == 0x060C || d.code == 0xFF0C || d.code == 0x3001) return put(',', at);
  for (std::size_t i = 0; i < d.size; ++i)
    put(line[at + i], at);
}

}  // namespace clew::readers::head
