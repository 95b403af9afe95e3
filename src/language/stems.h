// The words that a word may be a form of, by the spelling dictionary of its language (hunspell, where its Debian
// package is there): "godzin" → "godzina", "szombaton" → "szombat".
//
// Any number of threads. Loaded at the first use: 0.05 to 0.5 s, 5 to 60 MB.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

class Stemmer {
 public:
  // For `language` (two letters); nothing is read yet.
  explicit Stemmer(std::string_view language, std::filesystem::path folder = "/usr/share/hunspell");
  ~Stemmer();
  // Whether there is a dictionary.
  bool there() const { return !dictionary_.empty(); }
  // Name and hash of the dictionary, for the version of what is made with it; "" if there is none.
  std::string version() const;

  struct Stems {
    bool known = false;               // the dictionary has the word or a form of it
    std::vector<std::string> others;  // words that it may be a form of, itself left out, in the dictionary's order
  };
  Stems of(std::string_view word) const;

 private:
  struct State;
  std::filesystem::path dictionary_;  // without suffix
  std::unique_ptr<State> state_;
};

}  // namespace clew::language
