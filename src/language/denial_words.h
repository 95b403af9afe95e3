// Words that deny, in the source's language and in English.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

// `strong`: hardly ever without a negation in English. `weak`: may stand behind one.
struct Negations {
  std::vector<std::string_view> strong, weak;
};
// Null for a language whose denials are not known.
const Negations* negations_of(std::string_view language);
// Whether what else denies in the language, with its verb's forms, is known so well that an English denial needs one of them.
bool denials_are_all_known(std::string_view language);

bool is_english_negation(std::string_view w);
bool is_english_denial(std::string_view w, bool is_short);
bool is_english_idiom(const std::vector<Token>& tokens, std::size_t t);
bool is_turned_round(const std::vector<Token>& tokens, std::size_t t);

}  // namespace clew::language::checking
