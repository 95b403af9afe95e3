// Text folded so that lists of plain words fit it, whatever its accents and capital letters.
//
// Pure. The lists are written folded, '|' between their words.
#pragma once

#include <string>
#include <string_view>

namespace clew::readers {

// Words joined by single spaces: ASCII letters in lower case, marks taken off, punctuation gone; other scripts stay as they are.
// `split_camel`: "CallingNumber" is two words.
std::string fold(std::string_view text, bool split_camel);
// Whether `word` stands in the folded text, not inside another word. It may be several words.
bool has_word(std::string_view folded, std::string_view word);
// Whether `word` is one of a list "in|incoming|received".
bool one_of(std::string_view word, std::string_view list);

}  // namespace clew::readers
