// Both ends of the conversations that two exhibits share, or two phones whose rows stand in one table, as anyone may see and recount them: what one
// side lacks, has in other words, shows later, or keeps as a deletion note, with possible causes.
// Nothing is stored: it is computed from event groups, thread copies and clock pieces of the case.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "compare/ends.h"
#include "view/records.h"
#include "view/viewer.h"

namespace clew::view {

struct EndRecord {
  model::RecordId row;            // 0: none
  std::string id;                 // "ABC/1#12", "" none
  std::optional<Micros> common;   // with the stated clock offset taken away
};

struct DifferenceView {
  compare::Difference found;
  EndRecord a, b;                 // the one that is lacking is empty
  EndRecord before, after;        // lacks: neighbours on the side that lacks it
};

// One copy: of an exhibit, or of one of several phones that a table holds.
struct EndsSide {
  std::string exhibit;
  model::EvidenceText device;                // "" the exhibit itself
  std::vector<std::int64_t> conversations;   // usually one; none: calls without a thread
  model::EvidenceText title;
  std::int64_t rows = 0;
};

// What the differences are; the six add up to all of them.
struct EndsCounts {
  std::int64_t a_lacks = 0, b_lacks = 0;  // within what the other exhibit covers
  std::int64_t outside = 0;               // one lacks it, and does not cover it
  std::int64_t edited = 0, shifted = 0, notices = 0;
  void add(const compare::Difference& difference);
  std::int64_t to_look_at() const { return a_lacks + b_lacks + edited + shifted + notices; }
};

// One conversation of two exhibits or phones.
struct EndsView {
  EndsSide a, b;
  std::vector<std::string> parties;  // numbers and accounts, those with most records first; of a bare name the name. Out of the evidence
  std::int64_t both = 0;
  std::vector<DifferenceView> differences;
};

// All conversations of two sides together.
struct PairView {
  EndsSide a, b;  // exhibit and device alone
  std::int64_t conversations = 0, both = 0;
  EndsCounts counts;
};

// Adds up conversations, two sides at a time, in the order in which the pairs come.
class PairsOfSides {
 public:
  void add(const EndsView& ends);
  const std::vector<PairView>& pairs() const { return pairs_; }

 private:
  std::vector<PairView> pairs_;
};

struct EndsFilter {
  // Of the two sides: an exhibit's reference, "REFERENCE:PHONE" for one of the phones of a table, or a conversation's number ("17"). Of an
  // exhibit with several phones each is taken; twice the same one: its phones with each other. Both empty: all pairs.
  std::string a, b;
};
// Throws Error(not_found) for what is not in the case, Error(usage) for one thing against itself. Cost: one pass over
// the records of the exhibits asked for, about 2 s a million; each is held until its last comparison.
std::vector<EndsView> compare_ends(const CaseView& view, const EndsFilter& filter);
// The same, handed over one conversation at a time: a whole case has more differences than one wants to hold.
void compare_ends(const CaseView& view, const EndsFilter& filter, const std::function<void(EndsView)>& each);

// What can be named as one side beside the exhibits: the phones of tables of several, as "REFERENCE:PHONE". May quote evidence.
std::vector<std::string> phones_of_tables(const CaseView& view);

// With `most_differences` so many of each comparison, 1,000 in all, those within what both exhibits cover first, and "difference_count" says how
// many there are: all of a case of 175,000 records are 10 MB.
void write_json(JsonWriter& out, const CaseView& view, const std::vector<EndsView>& list, std::optional<std::size_t> most_differences = {});
// One of the list. `records` is of the same case.
void write_json(JsonWriter& out, RecordReader& records, const EndsView& ends, std::optional<std::size_t> most_differences = {});

}  // namespace clew::view
