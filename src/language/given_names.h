// Given names of many languages (data/names/given.tsv), for the checks: a sentence may begin with one, where its capital says nothing.
#pragma once

#include <string_view>

namespace clew::language {

// Whether `word` (of a line in `language`, in small letters, with or without its accents) is a given name and no ordinary word of that language. The table is
// read at the first call (some 20,000 names, about 10 ms); afterwards a look-up costs one hash. Any thread.
bool is_given_name(std::string_view word, std::string_view language);

// Whether it is a given name somewhere, a word of the language as well or not: for words whose capital already says that they are names.
bool may_be_given_name(std::string_view word);

// Whether `word`, of a language in Arabic letters, is a given name, "for", "and" and "by" before it left out, and no word of its glosses.
bool is_arabic_given_name(std::string_view word, std::string_view language);

}  // namespace clew::language
