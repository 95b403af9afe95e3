// The figures of a judgement, and how they are written.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "records.h"

namespace clew::score {

struct AnalysisScore {
  std::string name;
  std::uint64_t leads = 0, right = 0, decoys = 0;
  Share recall_all, recall_detectable, first_20;
  double precision() const {
    return leads == 0 ? 0 : static_cast<double>(right) / static_cast<double>(leads);
  }
  double f1() const;  // with the recall of the detectable
};

struct EvidenceScore {
  std::uint64_t leads = 0, cited = 0, missing = 0, strangers = 0, leads_without = 0;
};

struct ClockScore {
  std::uint64_t exhibits = 0, reported = 0, right = 0, right_but_for_zero = 0;
  std::uint64_t throughout = 0;  // within 5 s at nine times over the window, but for a common zero
};

// Both ends: differences said against differences planted.
struct EndsScore {
  struct Kind {
    Share precision, recall_all, recall_detectable;
  };
  std::map<std::string, Kind> kinds;  // lacks, edited, shifted, notice
  Share cause_named;                  // lacks: the planted cause is among the possible ones
  std::uint64_t not_judged = 0;       // of rows that the truth does not know, or of no phone
};

struct Bin {
  double low, high;
  Share right;
};

struct Report {
  std::uint64_t truth_records = 0, records = 0, matched = 0, of_damaged_rows = 0, elsewhere = 0,
                twice = 0, beside = 0;
  bool has_records = false, has_leads = false, has_people = false, has_links = false,
       has_time = false;
  Share dedupe_precision, dedupe_recall;
  std::map<std::string, LanguageScore> languages;
  LanguageScore long_lines;
  std::vector<AnalysisScore> analyses;
  Share relays_told_apart;        // detectable relays that told_apart() has
  Share relays_found_of_those;    // of these, found
  Share lines_first;     // pairs of leads on a line and on a mailing, of which the line's comes first
  Share bursts_covered;  // planted bursts whose events a lead on the sender cites, at least half
  EvidenceScore evidence;
  ClockScore clocks;
  bool has_ends = false;
  EndsScore ends;
  bool has_suggestions = false;
  Share changes_in_five;        // detectable number changes among the first five suggestions for the old number
  Share second_phones_first;    // detectable second phones whose pair leads the list of either number
  Share high_proposals;         // of those said with p >= .9
  Share high_proposals_98;      // of those said with p >= .98
  Share dedupe_telling;
  std::map<std::string, std::uint64_t> missed_copies;
  std::vector<Bin> calibration;  // of proposals
  std::uint64_t proposals_not_judged = 0;
  Share link_pairs, link_counts;  // pairs found; pairs whose count of events is exact
};

void print_text(std::ostream& out, const Report& report);
std::string to_json(const Report& report);

}  // namespace clew::score
