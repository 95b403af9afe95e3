// What columns are beside each other: roles that a header gives and its neighbours take back or change.
//
// "Source" is a sender beside "Target", a path in a report of AXIOM; "MSISDN" is the phone that was served beside "Other party"; of two
// names of one side the better one stays.
#pragma once

#include "readers/delimited_hints.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// `by_profile`: a profile fits the table, which then is of no known layout; `named_by_profile`: it names the columns too.
void relate_columns(const SurveyTable& table, const Hints& hints, bool by_profile, bool named_by_profile, Plan& plan);

}  // namespace clew::readers
