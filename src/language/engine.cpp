#include "language/engine.h"

#include <algorithm>

#include "base/assert.h"

namespace clew::language {

std::string mark_text(std::size_t n) {
  CLEW_ASSERT(n < max_marks);
  const char32_t c = first_mark + static_cast<char32_t>(n);
  return {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
          static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

std::optional<std::size_t> mark_at(std::string_view text, std::size_t at) {
  if (at + mark_bytes > text.size() || static_cast<unsigned char>(text[at]) != 0xF3) return {};
  char32_t c = 3;
  for (std::size_t i = 1; i < mark_bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return {};
    c = (c << 6) | (byte & 0x3F);
  }
  if (c < first_mark || c >= first_mark + max_marks) return {};
  return c - first_mark;
}

bool Engine::can(std::string_view language) const { return !route(language).empty(); }

std::optional<double> Engine::quality(std::string_view) const { return {}; }

}  // namespace clew::language
