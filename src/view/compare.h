// Both ends of the conversations that two exhibits share, as anyone may see and recount them: what one
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
#include "view/viewer.h"

namespace clew::view {

struct EndRecord {
  std::string id;                 // "ABC/1#12", "" none
  model::EvidenceText time_raw;   // as written
  std::optional<Micros> utc;      // as the exhibit says
  std::optional<Micros> common;   // with the stated clock offset taken away
  std::string direction, state;
  model::EvidenceText who, text;
};

struct DifferenceView {
  compare::Difference found;
  EndRecord a, b;                 // the one that is lacking is empty
  EndRecord before, after;        // lacks: neighbours on the side that lacks it
};

// One conversation of two exhibits.
struct EndsView {
  std::string exhibit_a, exhibit_b;
  std::vector<std::int64_t> conversations_a, conversations_b;  // usually one each; none: calls without a thread
  model::EvidenceText title_a, title_b;
  std::int64_t rows_a = 0, rows_b = 0, both = 0;
  std::vector<DifferenceView> differences;
};

struct EndsFilter {
  // Exhibit references, or conversation numbers ("17"), of the two sides. Both empty: all pairs of exhibits.
  std::string a, b;
};
// Throws Error(not_found) for what is not in the case, Error(usage) for one thing against itself. Cost: one pass over
// the records of the exhibits asked for, about 2 s a million; each is held until its last comparison.
std::vector<EndsView> compare_ends(const CaseView& view, const EndsFilter& filter);
// The same, handed over one conversation at a time: a whole case has more differences than one wants to hold.
void compare_ends(const CaseView& view, const EndsFilter& filter, const std::function<void(EndsView)>& each);
// With `most_differences` the first of each comparison, 1,000 in all, and "difference_count" says how many there are: all of a case of
// 175,000 records are 10 MB.
void write_json(JsonWriter& out, const std::vector<EndsView>& list, std::optional<std::size_t> most_differences = {});
void write_json(JsonWriter& out, const EndsView& ends, std::optional<std::size_t> most_differences = {});  // one of the list

}  // namespace clew::view
