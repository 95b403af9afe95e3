#include "view/utf16.h"

#include <unicode/utf8.h>

namespace clew::view {

Utf16Places::Utf16Places(std::string_view text) {
  places_.reserve(text.size() + 1);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::uint32_t units = 0;
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t begin = at;
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    places_.push_back(units);
    if (c < 0) {
      for (std::int64_t i = begin + 1; i < at; ++i)
        places_.push_back(++units);
      ++units;
    } else {
      units += c > 0xFFFF ? 2 : 1;
      for (std::int64_t i = begin + 1; i < at; ++i)
        places_.push_back(units);
    }
  }
  places_.push_back(units);
}

}  // namespace clew::view
