// Clocks of the exhibits, copies of conversations, and copies of one event: read from the case, solved
// by link/, written into clock_offset, clock_piece, clock_pair, thread_copy, thread_seat, event_group
// (what stood there goes). Nothing of a record is changed.
#pragma once

#include "casefile/case.h"
#include "job/case_rows.h"

namespace clew::job {

// Inside the caller's transaction.
void run_clock_stage(casefile::Case& case_file, const Numbering& numbering, const Owners& owner);

}  // namespace clew::job
