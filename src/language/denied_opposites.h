// "no es fácil" – "it is hard", "non esqueza preguntar" – "make sure to ask": what one language denies the other may say by the opposite.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "language/check_profile.h"

namespace clew::language::checking {

// Whether the English has the opposite of a word that stands at one of the source's denials or at most five words behind it. For long
// sentences; in short ones people seldom turn things round, and a lost "not" changes all.
bool says_the_opposite(const std::vector<Token>& source, std::span<const std::size_t> denials, const std::vector<Token>& english);

}  // namespace clew::language::checking
