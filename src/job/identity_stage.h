// The stage that proposes which identifiers may belong to one person. Replaces the machine's
// proposals; what people judged stays. Needs the link stage. See identity/proposals.h.
#pragma once

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"
#include "pattern/number_change.h"

namespace clew::job {

// The number changes that the proposals rest on, for the lead stage, which shows them: found once. By dense numbers of the
// events as the link stage left them.
pattern::NumberChanges run_identity_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress);

}  // namespace clew::job
