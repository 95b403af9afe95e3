// Word-by-word glosses out of FreeDict dictionaries (Debian packages dict-freedict-*), for the
// languages that no translation engine knows. Always shown as a gloss, never as a translation.
//
//   pl "Stary dom nad rzeką"  →  "old house above river~"      (~: found by its stem)
//
// Format: dictd. NAME.index holds "headword TAB offset TAB length" (base 64, letters A–Z a–z 0–9 +
// /), NAME.dict.dz the texts, gzip: "headword /sound/ <class>" and below it the senses. Both
// directions are used: pol-eng as it stands, eng-pol turned round (that adds up to 65 points of
// coverage, docs/measurements/translate.md). Of what they offer for a word, the commonest English
// counts, and what both know ("klucz": key, not head stone; the first sense alone was right for half
// as many Hungarian words).
//
// A word not found is tried by its stems (stems.h, where the spelling dictionary is there), then by the
// headword that shares the longest beginning, if only endings differ. A stem loses what its ending or
// beginning denied: "neturiu" (I do not have) is "not have~", "gelmiyorum" "not come~". A word with a
// capital inside a sentence is a name unless the dictionary has it as one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// One dictionary in memory: folded foreign words → English. For reading by any number of threads.
class GlossDictionary {
 public:
  // Adds the entries of NAME.index and NAME.dict.dz; `reversed`: headwords are English. Entries
  // whose place lies outside the text or that have no gloss are left out. Throws Error(not_found,
  // integrity, resource): files missing, no dictd files, more than 512 MiB.
  void add(const std::filesystem::path& without_suffix, bool reversed);
  // After the last add(), before the first look: chooses the English of each word.
  void finish();

  struct Hit {
    std::string_view english;  // lives as long as the dictionary is not added to
    bool by_stem = false;
  };
  std::optional<Hit> find(std::string_view word) const;
  // By what shares the word's beginning.
  std::optional<Hit> find_alike(std::string_view word) const;
  // Exact only; for groups of words ("páros szám").
  std::optional<Hit> find_exact(std::string_view phrase) const;
  std::size_t size() const { return entries_.size(); }

 private:
  // One English word offered for a word, and where: its place among the senses, 99 if it is not there.
  struct Offer {
    std::string word, english;
    std::uint8_t forward = 99, backward = 99;
  };
  std::vector<Offer> offers_;  // until finish()
  // Sorted by the folded word.
  std::vector<std::pair<std::string, std::string>> entries_;
};

// The English of an everyday word, as gloss_words.cpp has it ('_' for a blank); `folded`: in small letters. Empty if none.
std::string_view everyday_gloss(std::string_view language, std::string_view folded);

// The English in a dictionary entry's text: "stary /ˈstarɨ/ <adj>\n1. old, aged\n" → {"old",
// "aged"}. Senses' own explanations are left out as far as the layout tells.
std::vector<std::string> gloss_terms(std::string_view entry);

// Dictionaries are read at the first use of their language (0.1 to 2 s) and stay: 10 to 150 MB.
class GlossEngine final : public Engine {
 public:
  explicit GlossEngine(std::filesystem::path folder = "/usr/share/dictd",
                       std::filesystem::path stems = "/usr/share/hunspell");
  ~GlossEngine() override;
  std::string_view name() const override { return "gloss"; }
  std::vector<std::string> languages() const override;
  std::string route(std::string_view language) const override;
  std::string version(std::string_view language) const override;
  bool is_gloss() const override { return true; }
  std::vector<Rendering> translate(std::string_view language, std::span<const std::string> segments,
                                   std::stop_token stop) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Debian packages that bring dictionaries for `language`; empty if there are none.
std::vector<std::string> gloss_packages_for(std::string_view language);

}  // namespace clew::language
