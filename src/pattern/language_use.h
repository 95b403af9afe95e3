// Who writes which language to whom. Question 18.
//
// Counts lines by detected language, by writer and by pair. A handle that keeps one language for a
// few of its contacts only, or changes language for good at one moment, is worth an eye; it is told
// as a fact of the lines, never as the origin of a person.
#pragma once

#include <string>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

// One written line.
struct WrittenLine {
  Handle from = link::no_handle, to = link::no_handle;  // to: no_handle for groups
  std::uint16_t language = 0;                           // the caller's number of a language
  Millis time = 0;
  std::int64_t record = 0;
};

struct LanguageCount {
  Handle from = link::no_handle, to = link::no_handle;  // to: no_handle in counts by writer
  std::uint16_t language = 0;
  std::uint32_t lines = 0;
  Millis first = 0, last = 0;
  std::int64_t first_record = 0, last_record = 0;
  friend bool operator==(const LanguageCount&, const LanguageCount&) = default;
};
struct LanguageUse {
  std::vector<LanguageCount> by_writer;  // by (from, most lines, language)
  std::vector<LanguageCount> by_pair;    // by (from, to, most lines, language)
};
// O(n log n). Lines without a writer are left out.
LanguageUse language_use(std::vector<WrittenLine> lines);

struct LanguageOptions {
  std::uint32_t least_lines = 30;  // of the writer before and after; in the language
  double least_share = .8;         // of the lines on one side in the language
  double most_share = .1;          // on the other side
  double false_discoveries = .05;
};
struct LanguageShift {
  Handle handle = link::no_handle;
  Millis at = 0;
  std::uint16_t before = 0, after = 0;  // the main language of each side
  std::uint32_t lines_before = 0, lines_after = 0;
  double share_before = 0, share_after = 0;  // of `after`'s language before and after
  double log10_p = 0;
  std::vector<std::int64_t> records;  // last ten before, first ten after
  bool stands_out = false;
  friend bool operator==(const LanguageShift&, const LanguageShift&) = default;
};
// The best single moment for each writer. By handle.
std::vector<LanguageShift> find_language_shifts(std::vector<WrittenLine> lines,
                                                const LanguageOptions& options);
// The same, some writers at a time, so that not all lines need be in memory at once.
class LanguageShifts {
 public:
  explicit LanguageShifts(LanguageOptions options) : options_(options) {}
  // All lines of some writers, in any order. Writers come by handle.
  void add(std::vector<WrittenLine>& lines);
  std::vector<LanguageShift> finish();

 private:
  LanguageOptions options_;
  std::vector<LanguageShift> found_;
  std::uint64_t writers_ = 0;
};
// `codes`: the code of each language number.
Leads language_leads(const std::vector<LanguageShift>& found, const LanguageOptions& options,
                     const std::vector<std::string>& codes);

}  // namespace clew::pattern
