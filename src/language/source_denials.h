// What a text denies: clauses with a word, prefix or ending that denies in its language.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "language/denial_words.h"

namespace clew::language::checking {

// How many clauses of a text deny something. A clause ends at punctuation or where the text goes on
// with "and"/"but" in its language; several denying words in one clause are one denial ("no vi a
// nadie"), as Romance and Slavic languages double them.
struct Denials {
  std::size_t strong = 0, weak = 0;
  std::vector<std::size_t> at;  // the words that deny strongly
};
Denials denials_of(const Profile& source, const Negations& words, std::string_view language);
Denials chinese_denials(std::string_view text);
Denials thai_denials(std::string_view text);

}  // namespace clew::language::checking
