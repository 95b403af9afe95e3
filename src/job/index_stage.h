// The stage that makes a case searchable: brings derived/search.db (search/index.h) up to date with
// records, names, mentions and translations. Runs after extract and after each translation.
#pragma once

#include <stop_token>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

void run_index_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                     std::stop_token stop = {});

}  // namespace clew::job
