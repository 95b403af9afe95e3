// The stages in order, and which of them a case still needs.
//
//   extract (numbers, addresses, plates in text) → detect (languages) → index (search) → link → leads
//
// Translation is its own job (translate_stage.h): it can take long, and people choose its order.
// Every stage can be stopped and goes on where it was; a stage whose input did not change is skipped.
#pragma once

#include <stop_token>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

// True when something came into the case since the stages last ran.
bool needs_analysis(const casefile::Case& case_file);

// Runs what is missing. The case must be open for writing.
void bring_up_to_date(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                      std::stop_token stop = {});

}  // namespace clew::job
