// Names of people and firms across scripts and spellings: may two written names be one person's?
//
// read_name() takes a name apart: Latin letters by ICU (Any-Latin; Latin-ASCII), titles and forms
// of companies set aside, words that are no name (Mum, Boss, Taxi) told, each part with a phonetic
// skeleton. compare_names() lines the parts of two names up and gives a similarity; it says how
// alike two names are, never that two people are one: namesakes are the common case, so a name
// alone proposes nothing (proposals.h).
//
// Pure and deterministic (one version of ICU); thread-safe, with one transliterator a thread. Cost:
// reading 3 to 30 µs a name, comparing 1 to 5 µs. How good it is: docs/measurements/identity.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::identity {

enum class Script : std::uint8_t {
  latin,
  cyrillic,
  greek,
  arabic,
  hebrew,
  han,
  kana,
  hangul,
  other
};

struct NamePart {
  enum class Kind : std::uint8_t { word, initial, particle, number };
  std::string latin;  // a–z and 0–9 only
  std::string
      stem;  // without what gender, case or article adds: Petrova → petrov, Popescul → popescu
  std::string sound;  // phonetic skeleton with the places of vowels: Sergei, Sergey → S1R2i … see
                      // name_sound.cpp
  std::string
      bones;  // consonants in wide classes: what Arabic and Hebrew write, and other scripts keep
  Kind kind = Kind::word;
  bool patronymic = false;  // Slavic: Ivanovich, Petrovna
};

struct Name {
  std::vector<NamePart> parts;      // in the order written; without titles and legal forms
  std::vector<std::string> titles;  // dr, haji, … as read
  std::vector<std::string> legal;   // classes of company forms: ltd, llc, jsc …
  Script script = Script::latin;
  bool organisation = false;  // a legal form or a word that tells one
  bool role = false;          // nothing but words such as Mum, Boss, Taxi 2
  std::string key() const;    // the parts in order of letters, joined: equal for equal names
  // A name that can be a person's: something is left that is neither a role nor a number.
  bool personal() const { return !role && !organisation && words() > 0; }
  std::size_t words() const;  // parts of kind word
};

Name read_name(std::string_view utf8);

// How often each part (by stem) occurs among the names of a case: what is frequent tells little.
class PartFrequencies {
 public:
  void add(const Name& name);
  // Weight of a part: log2(names / bearers), between 1 and 16 bits; 8 for any part while nothing
  // was added.
  double bits(const NamePart& part) const;
  // Share of the names that bear it, at least 1 / (names + 1).
  double share(const NamePart& part) const;
  std::uint64_t names() const { return names_; }

 private:
  std::unordered_map<std::string, std::uint64_t> bearers_;
  std::uint64_t names_ = 0;
};

// What the similarity is made of; each is explained in name_compare.cpp.
inline constexpr std::size_t name_feature_count = 16;
using NameFeatures = std::array<double, name_feature_count>;
NameFeatures name_features(const Name& a, const Name& b,
                           const PartFrequencies* frequencies = nullptr);

// 0 … 1: the chance, on the labelled pairs that the weights were fitted to, that two such names
// mean one bearer. Half and above: compatible. Symmetric. Nothing can be said (0.3) when one has no
// word.
double compare_names(const Name& a, const Name& b, const PartFrequencies* frequencies = nullptr);
double name_score(const NameFeatures& features, bool vowels_left_out = false);
// Two scripts, of which one leaves vowels out or writes syllables (Arabic, Hebrew, Han, Kana): weighed in their own way.
bool without_vowels(const Name& a, const Name& b);

// How well two parts agree, 0 … 1 (1 the same letters, .97 the same stem, .9 a nickname or the same
// sound …).
double part_similarity(const NamePart& a, const NamePart& b, bool other_script = false);

// Mum, boss, taxi, new …: Latin, lower case.
bool is_role_word(std::string_view latin);
// New, old, mobile …: what is added when somebody's second number is saved.
bool is_again_word(std::string_view latin);

// Whether one is a short form of the other, or both of a third (Sasha: Aleksandr). Latin, lower
// case.
bool nickname_of(std::string_view a, std::string_view b);
// Adds lines of data/names/nicknames.tsv's form, or `name,has_nickname,short`. Returns how many
// pairs were new. Not while other threads compare names.
std::size_t add_nicknames(std::string_view table);

// Jaro–Winkler (1990) and optimal string alignment (restricted Damerau–Levenshtein) on bytes of
// ASCII.
double jaro_winkler(std::string_view a, std::string_view b);
std::size_t damerau(std::string_view a, std::string_view b);

}  // namespace clew::identity
