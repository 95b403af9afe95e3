// Tables without times: who is tied with whom, and who was at what.
#pragma once

#include "readers/delimited_cells.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// How many contacts each tie of the row stands for, in the order of those it is with: the field that the link stage counts by.
// Of a matrix the two sides too.
void add_ties(model::Record& record, const Plan& plan, RowCells& cells);
// Who, and at what: being at the same event is no contact, so nobody is tied with anybody by it.
void add_attendance(model::Record& record, const Plan& plan, RowCells& cells);

}  // namespace clew::readers
