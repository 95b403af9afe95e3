// The English name of a language code, as CLDR has it: "ro" → "Romanian", "pa-Latn" → "Punjabi (Latin)", "und" → "an
// undetermined language". A code that CLDR does not know is its own name. Any thread; some microseconds.
#pragma once

#include <string>
#include <string_view>

namespace clew::text {

std::string language_name(std::string_view code);

}  // namespace clew::text
