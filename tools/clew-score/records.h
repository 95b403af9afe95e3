// The records of a case beside the truth: which event each tells, and what it says of languages and copies.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "truth.h"

namespace clew::score {

struct Share {
  std::uint64_t hit = 0, of = 0;
  double value() const { return of == 0 ? 0 : static_cast<double>(hit) / static_cast<double>(of); }
};

struct LanguageScore {
  std::uint64_t lines = 0, right = 0, undetermined = 0, called_english = 0;
};

struct ExportLine;  // export_line.h

// The export, read a line at a time; keeps what the judgement needs of each record: some 60 bytes (ten million records
// and their truth: docs/measurements/patterns.md).
class Records {
 public:
  explicit Records(const Truth& truth) : truth_(truth) {}
  // Once. Throws std::runtime_error with the number of a line that is not of the promised form.
  void read(std::istream& jsonl);

  struct Record {
    std::uint64_t id = 0;      // exhibit or other text before the '#', << 32 | number
    std::uint32_t event = Truth::none;
    std::uint32_t people = 0;  // first of its participants and of its copies, to the next record's
    std::uint32_t copies = 0;
    std::uint16_t exhibit = 0, form = 0;
  };
  const Record* find(const std::string& id) const;
  bool involves(const Record& record, const std::string& key) const;
  const std::string& exhibit(const Record& record) const { return exhibits_.words[record.exhibit]; }
  // In order of ids; each() of every record of the export.
  template <typename Each>
  void for_each(const Each& each) const {
    for (std::size_t i = 0; i + 1 < records_.size(); ++i) each(records_[i]);
  }

  std::uint64_t total = 0, matched = 0, of_damaged_rows = 0, elsewhere = 0, twice = 0;
  std::uint64_t beside = 0;  // a further record of another kind made from the same row
  std::map<std::string, LanguageScore> languages;
  LanguageScore long_lines;               // three words and more
  Share dedupe_precision, dedupe_recall;  // pairs of copies
  Share dedupe_telling;                   // recall over pairs that something can tell, see judge_copies()
  std::map<std::string, std::uint64_t> missed_copies;  // by the forms of the two

  // A pair tells nothing when one copy is a deletion note or leaves a file out ("image omitted") and
  // stands in a text export without numbers: then only the minute is left, and several fit it.
  // `missed`: a line for each pair that was not said or is wrong.
  void judge_copies(std::ostream* missed = nullptr);
  std::string id(const Record& record) const;

 private:
  // Texts and the numbers they stand under.
  struct Words {
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::string> words;
    std::uint32_t number(const std::string& word);
    std::optional<std::uint32_t> find(const std::string& word) const;
  };
  void add(const ExportLine& line);
  void judge_language(const ExportLine& line, const TruthEvent& event);
  std::uint32_t file_of(const ExportLine& line);
  std::uint64_t id_of(const std::string& id);
  const Record* find(std::uint64_t id) const;
  void seal();

  const Truth& truth_;
  Words prefixes_, exhibits_, forms_, names_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> files_;
  std::pair<std::string, std::string> last_file_;  // exhibit and path of the line before, and its number
  std::uint32_t last_file_number_ = Truth::none;
  std::vector<bool> seen_[3];           // places by offset, line, row
  std::vector<Record> records_;         // by id; one more at the end, for where the last one's lists end
  std::vector<std::uint32_t> people_;   // into names_
  std::vector<std::uint64_t> copies_;   // ids
};

}  // namespace clew::score
