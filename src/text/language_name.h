// The English name of a language code, as CLDR has it: "ro" → "Romanian", "pa-Latn" → "Punjabi (Latin)", "und" → "an
// undetermined language". A code that CLDR does not know is its own name. Any thread; some microseconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clew::text {

std::string language_name(std::string_view code);

// The code of what somebody typed for a language: a code in any case ("RO", "ron", "ur-latn") or its English name
// ("romanian", "Punjabi (Latin)" by its code only). Nothing where CLDR knows neither. Some milliseconds for a name.
std::optional<std::string> language_code(std::string_view typed);

}  // namespace clew::text
