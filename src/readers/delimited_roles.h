// What each column of a table is by itself: from the profile, else from its header, else from its cells.
//
// A role is decided from the header first and checked against the content: a column named "Time" that holds whole dates is a time, one
// that holds "21:40" is a clock reading that needs a date column beside it. Columns without a header are known by their content alone.
// What columns are beside each other is found in delimited_relations.h.
#pragma once

#include <cstddef>

#include "readers/delimited_hints.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// `said`: the profile, whether or not it is of this table; null for none. `fitting`: the profile where it is of this table.
struct ProfileSaid {
  const Profile* said = nullptr;
  const Profile* fitting = nullptr;
};

// The column `index` (from 0). A profile that names columns decides alone; the header's role is checked against the cells.
// Throws Error(usage) where a person said a beginning of the times that is no moment.
PlanColumn column_by_name(const SurveyColumn& column, std::size_t index, bool has_header, const ProfileSaid& profile, const Options& options);

// No header at all: times, numbers and texts by their looks. The first two columns of numbers or
// names are taken for sender and receiver, as every edge list and most call lists have them.
void roles_by_content(const SurveyTable& table, const Hints& hints, const Options& options, Plan& plan);

// Event words of texts and data among those of directions: what it was, and of the calls only which way.
bool is_mixed(const ColumnSample& sample);

}  // namespace clew::readers
