// The ordinary words of a language (data/language/known_words.bits, compiled in), for the checks: what begins a sentence and is none of
// them may be a name.
//
// A Bloom filter a language: a word that it holds is known for sure, of the others one in forty is taken for known too. Made by
// tools/clew-known-words. All numbers little endian:
//   char[8] "CLEWWRD1"; u32 languages
//   per language: char[8] code, NUL-padded; u32 words, bytes
//   per language: its bytes
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

// Whether there is a list for `language`.
bool has_known_words(std::string_view language);
// Whether `word` is an ordinary one there, with or without its accents. Any thread; a look-up costs some 50 ns.
bool is_known_word(std::string_view word, std::string_view language);

// Whether it is among its most frequent ones (some 3,000).
bool is_frequent_word(std::string_view word, std::string_view language);

// For the program that makes the file.
struct KnownWords {
  std::string language;
  std::vector<std::string> words;
};
std::string known_words_file(const std::vector<KnownWords>& languages);

}  // namespace clew::language
