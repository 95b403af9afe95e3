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

bool Engine::can(std::string_view language) const { return !route(language).empty(); }

std::optional<double> Engine::quality(std::string_view) const { return {}; }

}  // namespace clew::language
