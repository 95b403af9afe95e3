// What the checks of a translation look at, gathered from a text in one pass: words, letters, marks.
#pragma once

#include <unicode/umachine.h>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language::checking {

// Text behind this is not looked at.
inline constexpr std::size_t max_checked_bytes = 64 * 1024;
// Short lines say each thing once, so there each word counts; a chat line is shorter still. Chosen on NTREX-128 so that good lines pass
// (docs/measurements/translate.md), as every threshold of the checks.
inline constexpr std::size_t short_line_words = 14, chat_line_words = 9;

// One word of a text, folded to small letters; `letters` counts code points.
struct Token {
  std::string folded;
  std::size_t letters = 0;
  bool capital = false;         // begins with a capital, and is not all capitals
  bool all_capitals = false;    // two letters or more, all capitals
  bool clause_start = false;    // first word, after punctuation, or "and"/"but" itself
  bool sentence_start = false;  // first word, or after . ? ! … : " (
  bool before_figure = false;   // "No. 1", "no 4"
  bool in_brackets = false;
};

// What the checks look at, gathered in one pass.
struct Profile {
  std::vector<Token> tokens;
  std::size_t weight = 0;  // letters, Han and Hangul three times
  std::size_t latin = 0, other = 0;
  bool question = false;
  std::size_t longest_run = 0;     // of one character
  std::map<UChar32, int> symbols;  // notes, hearts, …
};
Profile profile_of(std::string_view text);

// Everyday English words that hardly stand in other languages, folded.
bool is_common_english(std::string_view w);

}  // namespace clew::language::checking
