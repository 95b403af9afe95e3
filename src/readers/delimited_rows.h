// The second pass over a table: each row of a file or a grid becomes a record or a skip with its
// reason, by the plan that the first pass led to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "readers/delimited_plan.h"

namespace clew::readers {

// Says to the sink what was decided about each table and what is odd about its columns.
void announce(const Survey& survey, const std::optional<Profile>& profile,
              const std::vector<Plan>& plans, Sink& sink);

// Whose records these are, where only the rows together tell. Three cases:
// Of call records with cells and nothing that says whose they are: the one number that stands in each of the first rows (five at
// least, five thousand at most) is the phone that the network served, for a network hands out one phone's rows. Two such numbers, or none, and
// nothing is concluded. Of call records by A and B: whether A is the phone that was asked for both ways. Of a bank statement: which account is its
// own, and whether the sums' signs say their way. Reads those rows once more for each case that the table may be.
template <class Scanner>
void infer_served(Scanner scanner, const Survey& survey, std::vector<Plan>& plans, const Options& options, Sink& sink);

// Maps all rows of `scanner` (RowScanner or GridScanner, at the beginning). `limit`: at most so
// many records of each table (for a preview), 0 for all.
template <class Scanner>
void map_rows(Scanner scanner, const Survey& survey, const std::vector<Plan>& plans,
              const Options& options, Sink& sink, std::uint64_t limit);

}  // namespace clew::readers
