// The words of one case: slang, nicknames, place names. A term is found as whole words, in any case
// and without its accents; where several fit, the leftmost and longest counts.
//
//   terms   ro "marfă" → goods (translate), * "Floare" (keep), ro "bani murdari" (note)
//   "adu MARFA lui Floare"  →  hits  MARFA → goods, Floare kept
//
// `translate` puts the English in the term's place behind a mark (engine.h), so that no engine can
// change it; `keep` does so with the word itself; `note` leaves the translation alone and is only
// shown beside the line. What a term did is stored with each translation.
//
// Immutable; any number of threads. Linear in the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::language {

enum class TermUse : std::uint8_t { translate, keep, note };
std::string_view word(TermUse use);
std::optional<TermUse> term_use_from(std::string_view word);

struct GlossaryTerm {
  std::string language;  // code, or "*"
  std::string term;      // as a person wrote it
  TermUse use = TermUse::translate;
  std::string english;  // "" for keep
};

class Glossary {
 public:
  Glossary() = default;
  // A term without a letter or digit is left out. Of equal ones the later counts.
  explicit Glossary(std::vector<GlossaryTerm> terms);

  struct Hit {
    std::size_t begin = 0, end = 0;  // bytes in the text
    const GlossaryTerm* term = nullptr;
  };
  // Rising, without overlap. `text` is valid UTF-8.
  std::vector<Hit> find(std::string_view text, std::string_view language) const;
  // What the hits that change a translation amount to: "" when there are none, else a short hash of
  // their terms. Part of what a stored translation is known by.
  static std::string version(const std::vector<Hit>& hits);
  bool empty() const { return terms_.empty(); }
  const std::vector<GlossaryTerm>& terms() const { return terms_; }

 private:
  struct Entry {
    std::vector<std::string> words;  // folded
    std::size_t term;
  };
  std::vector<GlossaryTerm> terms_;
  std::unordered_map<std::string, std::vector<Entry>> by_first_;  // longest first
};

// A word as terms are compared: small letters without accents.
std::string folded_word(std::string_view word);

}  // namespace clew::language
