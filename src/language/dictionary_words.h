// Words that a translation engine passed on as they were, looked up in a dictionary: "I am at the lavandería" → "I am at the
// laundry". Apertium does not know 4 to 20 words of a hundred (docs/measurements/translate.md).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// Puts the English of `dictionary` in place of the untranslated words of `rendering` and counts them in `looked_up`.
// `languages`: that of the text first, then those that the engine went through. A word with a capital inside a sentence is
// a name and stays. Links move with the text.
void look_up_unknown(Rendering& rendering, Engine& dictionary, std::span<const std::string> languages);

// In which languages to look, of an engine's route: "ro→es→en" → ro, es; "bs→en" → bs, hr (one dictionary serves both).
std::vector<std::string> languages_to_look_up(std::string_view route);

}  // namespace clew::language
