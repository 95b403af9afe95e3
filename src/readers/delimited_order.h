// Day or month first: the order of dates in each column of a file.
#pragma once

#include <vector>

#include "readers/delimited_decisions.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// The order that a person said: as an answer, for the import, or in the profile. Throws Error(usage) for what is none.
text::DateOrder stated_order(const Options& options, const std::optional<Profile>& profile);

// A column's own header or dates; else what the file's other columns agree on; else what a person
// said (which goes before everything but a header); else it is asked, once for all tables.
void decide_orders(const Survey& survey, text::DateOrder stated, std::vector<Plan>& plans, Decisions& decisions);

}  // namespace clew::readers
