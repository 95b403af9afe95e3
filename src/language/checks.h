// What a translation must not do: lose or invent numbers, turn a question into a statement, drop a
// "not", stammer, hand the original back. Each fault is a named mark on the line and lowers its
// status; nothing is repaired silently.
//
// Checks compare the source with the English and know words of many languages (negations), but no
// grammar: a mark says "look at the original", not "this is wrong". Measured on planted faults and
// on good lines in docs/measurements/translate.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace clew::language {

enum class Mark : std::uint8_t {
  empty,            // nothing came out
  number_lost,      // a number of the source is not in the English
  number_added,     // the English has a number that the source has not
  item_lost,        // a link, address, phone number … is missing
  item_moved,       // the engine lost an item; the line was translated in pieces around it
  name_lost,        // a name of the source has no counterpart
  negation_lost,    // the source denies, the English does not
  negation_added,   // the English denies, the source does not
  question_lost,    //
  question_added,   //
  loop,             // the same words over and over
  copied,           // mostly the source's own words
  not_english,      // no English words, or letters of another script
  invented,         // notes, hearts, brackets that stand nowhere in the source
  too_short,        //
  too_long,         //
  unknown_words,    // the engine knew too few of the words
  low_probability,  // the engine's own probability is low
  read_as,          // the engine was given a normalised form (not a fault)
  gloss,            // word by word from a dictionary, not a translation
  glossary,         // a term of the case's glossary was put in (not a fault)
  mixed_languages,  // parts in other languages went their own way (not a fault)
  dictionary_words, // words that the engine did not know are a dictionary's (not a fault)
  by_neighbour,     // went through a neighbouring language for want of a pair of its own: little words may be wrong (not a fault)
  converted,        // a number was converted to another unit: look whether rightly (not a fault)
};
inline constexpr int mark_count = 25;
std::string_view word(Mark mark);  // "number-lost", …: the words of machine-readable forms
std::optional<Mark> mark_from(std::string_view word);
// Whether a line with it counts as low confidence.
bool lowers(Mark mark);

// Names that the case knows (contacts, participants), as folded words (glossary.h).
class NameSet {
 public:
  // Takes the words of a name as shown; what is short, a number or an everyday word is left out.
  void add(std::string_view name);
  bool contains(std::string_view folded) const { return words_.contains(std::string(folded)); }
  std::size_t size() const { return words_.size(); }

 private:
  std::unordered_set<std::string> words_;
};

struct CheckInput {
  std::string_view source;                  // as in the record
  std::string_view translation;             // with items put back
  std::string_view language;                // of the source
  std::span<const std::string> names = {};  // names that must not change, as written
  std::uint32_t words = 0, unknown = 0;     // as the engine counted them
  std::optional<double> mean_log_prob = {};
  const NameSet* known_names = nullptr;  // of the case: looked for in the English, may be respelled
  bool gloss = false;                    // word by word: length and negation are not to be expected
  bool by_neighbour = false;             // by way of a neighbouring language: each word that stayed counts more
  std::vector<std::string> replaced = {};  // terms of the glossary in the source
  std::string_view read_as = {};  // what the engine was given, where that is not the source: "n" read as "não"
};
// The marks, in the order of the enumeration. Pure; a few µs a line.
std::vector<Mark> check(const CheckInput& input);

}  // namespace clew::language
