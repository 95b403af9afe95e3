// The stage that finds numbers, addresses, plates, amounts and times inside the text of records.
//
// Fills `mention`; what is an identifier gets the handle that a field with it would get, so that a
// number in a message meets the same number in a contact card. Exhibits that were done with the
// same version are left alone; after an exhibit was read again all are done anew. Work is spread
// over the pool in batches; the result is the same for any number of threads. Cost:
// docs/measurements/search.md.
#pragma once

#include <stop_token>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

// Throws Error(resource) when stopped; exhibits done till then stay done.
void run_extract_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                       std::stop_token stop = {});

}  // namespace clew::job
