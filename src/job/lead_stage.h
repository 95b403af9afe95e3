// The stage that looks for patterns: runs every detector over the event columns and stores what they
// find with its evidence. Replaces the machine's leads; what people judged stays (by lead id).
#pragma once

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

// Needs the link stage to have run. Cost: about 1 s per million events.
void run_lead_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress);

}  // namespace clew::job
