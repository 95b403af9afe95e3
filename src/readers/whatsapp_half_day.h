// Halves of the day as phones write them beside a clock, in any language.
#pragma once

#include <cstdint>
#include <string_view>

namespace clew::readers {

enum class HalfDay : std::uint8_t { none, am, pm, noon };

// am, pm, noon, or none if the word is no half-day in any language of the table (the names that
// ICU 72 / CLDR 42 gives for every locale, and some older spellings). Blanks, full stops and ASCII
// case do not matter.
HalfDay half_day_word(std::string_view word);

}  // namespace clew::readers
