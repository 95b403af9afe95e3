// The English of single words and short phrases: out of dictionaries in dictd's format (Debian packages dict-freedict-*)
// and of Clew's own lists (word_list.h).
//
// Format: NAME.index holds "headword TAB offset TAB length" (base 64, letters A–Z a–z 0–9 + /), NAME.dict.dz the texts,
// gzip: "headword /sound/ <class>" and below it the senses. Both directions are used: pol-eng as it stands, eng-pol turned
// round (that adds up to 65 points of coverage, docs/measurements/translate.md). Of what they offer for a word, the
// commonest English counts, and what both know ("klucz": key, not head stone; the first sense alone was right for half
// as many Hungarian words). What an own list says stands before both.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/word_list.h"

namespace clew::language {

// One dictionary in memory: folded foreign words → English. For reading by any number of threads.
class GlossDictionary {
 public:
  // Adds the entries of NAME.index and NAME.dict.dz; `reversed`: headwords are English. Entries
  // whose place lies outside the text or that have no gloss are left out. Throws Error(not_found,
  // integrity, resource): files missing, no dictd files, more than 512 MiB.
  void add(const std::filesystem::path& without_suffix, bool reversed);
  // What it says of a word stands before all dictionaries.
  void add(const WordListText& list);
  // After the last add(), before the first look: chooses the English of each word.
  void finish();

  // What is found lives as long as the dictionary is not added to.
  // Of a word typed without any accent: what has it with accents; of several the first two Englishes with a slash.
  std::optional<std::string_view> find_plain(std::string_view word) const;
  // By what shares the word's beginning.
  std::optional<std::string_view> find_alike(std::string_view word) const;
  // A word, or a group of words ("páros szám").
  std::optional<std::string_view> find_exact(std::string_view phrase) const;
  std::size_t size() const { return entries_.size(); }

 private:
  // One English word offered for a word, and where: its place among the senses, 99 if it is not there.
  struct Offer {
    std::string word, english;
    std::uint8_t forward = 99, backward = 99;
    bool own = false;
  };
  std::vector<Offer> offers_;  // until finish()
  using Entries = std::vector<std::pair<std::string, std::string>>;
  static std::optional<std::string_view> look(const Entries& entries, std::string_view key);
  void make_plain();

  // Sorted by the folded word; and single words by what is left of them without accents, where that is another word.
  Entries entries_, plain_;
};

// The English in a dictionary entry's text: "stary /ˈstarɨ/ <adj>\n1. old, aged\n" → {"old",
// "aged"}. Senses' own explanations are left out as far as the layout tells.
std::vector<std::string> gloss_terms(std::string_view entry);

// The two files of the dictionary NAME: NAME.index, NAME.dict.dz.
std::array<std::filesystem::path, 2> dictd_files(const std::filesystem::path& without_suffix);

// A word as the dictionary keeps it: small letters, NFC, one kind of apostrophe, yeh and kaf, no Arabic vowel signs, tatweel
// or joiners, blanks squeezed.
std::string fold_word(std::string_view word);

}  // namespace clew::language
