// The stage that says in which language every line is written.
//
// Each record with text gets one row of record_language. Threads and senders are followed in reading
// order, so that a short line is judged by what its thread and its sender wrote before. What is English,
// or holds no words of a language, needs no translation; everything else waits as "pending".
// Exhibits that were done with the same weights are left alone. Cost: about 4 µs a line.
#pragma once

#include <stop_token>

#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

void run_detect_stage(casefile::Case& case_file, const ProgressCall& progress, std::stop_token stop = {});

}  // namespace clew::job
