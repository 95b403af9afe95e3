// Clew's own lists of everyday words for glosses (data/gloss/LANGUAGE.tsv, compiled in): for the languages that nothing in
// Debian translates, and for the forms of "be" and "have", pronouns and denials that dictionaries lack.
//
//   hôm qua<TAB>yesterday           one word or a group of up to four
//   vij, vjen<TAB>come              forms with the same English
//
// Written from general knowledge of each language; the head of each file says who has looked at it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::language {

struct WordList {
  std::string language;  // "vi", "ur-Latn"
  std::string version;   // "clew-words vi sha256:…", for the version of what is made with it
  std::vector<std::pair<std::string, std::string>> words;  // form, English; in the order of the file
};

// All of them, by language. Read at the first call, 20 to 50 ms; any number of threads.
const std::vector<WordList>& word_lists();

// Throws Error(integrity) with the line: no tab or several, an empty form or English, English that is not ASCII, a form twice.
WordList parse_word_list(std::string_view language, std::string_view text);

}  // namespace clew::language
