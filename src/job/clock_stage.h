// Clocks of the exhibits, copies of conversations, and copies of one event: read from the case, solved
// by link/, written into clock_offset, clock_piece, clock_pair, thread_copy, thread_seat, event_group
// (what stood there goes). Nothing of a record is changed.
#pragma once

#include <functional>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/case_rows.h"

namespace clew::job {

// How often run_clock_stage() calls `step`, at the most.
inline constexpr int clock_steps = 10;

// Inside the caller's transaction. `step`: some part is done; on ten million records each takes minutes.
void run_clock_stage(casefile::Case& case_file, const Numbering& numbering, const Owners& owner, ThreadPool& pool,
                     const std::function<void()>& step);

}  // namespace clew::job
