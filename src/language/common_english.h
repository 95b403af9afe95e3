// How common an English word is, for the choice among what a dictionary offers.
#pragma once

#include <string_view>

namespace clew::language {

// 2: among the commonest 3,500 or so, 1: common, 0: neither. `word` in small letters, one word.
// The lists are SCOWL's levels 10 and 20 (data/language/ATTRIBUTION.md).
int english_commonness(std::string_view word);

}  // namespace clew::language
