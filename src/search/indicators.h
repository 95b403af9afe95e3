// Indicator lexicons: wordings that published guidance names as worth reading, in a message or its
// translation. A hit highlights words in a message and puts its conversation earlier in the order of
// reading; it says nothing about a person, there is no total of a person, and victims' messages hit as
// often as others'.
//
// A lexicon is a file of entries, one language each, that anybody can read and edit: what is sought,
// the source, examples that hit, counter-examples that do not, and innocent wordings that hit all the
// same (data/indicators/README.md). Entries hold for an interval: slang ages.
//
//   Lexicon lexicon = built_in_lexicon();
//   lexicon.add(read_file(path), "own.toml");          // replaces entries of the same id
//   Matcher matcher(lexicon);
//   for (const IndicatorHit& hit : matcher.find("ro", text, day)) …
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded_text.h"

namespace clew::search {

struct IndicatorEntry {
  std::string id, topic, language;
  // All groups must occur within `window` words of each other, in any order; of a group one wording.
  // A wording is one or more words that follow each other; * at a word's end: any ending.
  std::vector<std::vector<std::string>> groups;
  std::uint32_t window = 8;
  std::string source, note;
  std::string from, until;  // "2015-01-01", "" open
  std::vector<std::string> examples, counter_examples, false_alarms;
};

struct LexiconFile {
  std::string name, language, version, sha256;
  std::size_t entries = 0;
};

class Lexicon {
 public:
  // Adds the entries of a TOML text; an id that is there already is replaced. Throws Error(usage) with
  // the place and the reason when the text is not of the form.
  void add(std::string_view toml, std::string_view name);
  const std::vector<IndicatorEntry>& entries() const { return entries_; }
  const std::vector<LexiconFile>& files() const { return files_; }

 private:
  std::vector<IndicatorEntry> entries_;  // by id
  std::vector<LexiconFile> files_;
};

// What comes with the program.
Lexicon built_in_lexicon();

struct IndicatorHit {
  std::uint32_t entry = 0;             // index into Lexicon::entries()
  std::uint32_t begin = 0, end = 0;    // bytes of the text, from the first word of it to the last
  friend bool operator==(const IndicatorHit&, const IndicatorHit&) = default;
};

// Keeps a reference to the lexicon. For one thread. O(words) a text.
class Matcher {
 public:
  explicit Matcher(const Lexicon& lexicon);
  ~Matcher();
  // Entries of that language that hold on that day ("2024-03-04"; "" any). Each entry once a text, by
  // place. Compared without case and accents.
  std::vector<IndicatorHit> find(std::string_view language, std::string_view text, std::string_view day = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// data/indicators, as the build put it into the program; the last has no name.
extern const EmbeddedText embedded_lexicons[];

}  // namespace clew::search
