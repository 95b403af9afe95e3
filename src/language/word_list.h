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

// A list as the program holds it.
struct WordListText {
  std::string_view language;  // "vi", "ur-Latn"
  std::string_view text;
  bool only_lookup = false;  // LANGUAGE.lookup.tsv: what an engine lacks, too little for a gloss
};
// All of them, by language.
const std::vector<WordListText>& word_lists();

// "clew-words vi sha256:…", for the version of what is made with a list.
std::string version_of(const WordListText& list);

// Form, English; in the order of the file. Some 50 ms for the largest. Throws Error(integrity) with the line: no tab or several, an
// empty form or English, English that is not plain ASCII, a form twice.
std::vector<std::pair<std::string, std::string>> parse_word_list(const WordListText& list);

}  // namespace clew::language
