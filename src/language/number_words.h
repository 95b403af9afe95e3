// Numbers written as words, in the languages for which ICU has spelling rules ("cuarenta y cinco", "četrdesetpetogodišnji").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace clew::language {

// Whether a run of `words` (folded to small letters, in order) spells `n`, as a cardinal or an ordinal; endings may differ, and words
// may go on ("veinticincoañera"). False for languages without rules. For n from 0 to 999,999; some µs, more at a thread's first call
// for a language.
bool spells_number(std::span<const std::string_view> words, std::string_view language, std::int64_t n);

}  // namespace clew::language
