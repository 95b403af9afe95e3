// The last stage: every detector of pattern/ over the case (detectors.h). Leads replace those of the
// last run; what persons decided about them stays, under the same ids. Cost: about 1 s per million
// events on one core beside opening the columns; docs/measurements/patterns.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"
#include "pattern/number_change.h"

namespace clew::job {

// `changes`: what run_identity_stage() found in the same events.
void run_lead_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress, pattern::NumberChanges changes);

// A lead computed anew from the records, to be compared with the one that is stored. `json` is empty
// when the detector does not find it any more; `looked` false when there is no such detector.
struct Recomputed {
  bool looked = false;
  std::string json;
  std::vector<std::int64_t> evidence;  // record ids of the case
};
Recomputed recompute_lead(casefile::Case& case_file, ThreadPool& pool, std::string_view id,
                          std::string_view detector);

}  // namespace clew::job
