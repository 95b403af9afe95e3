// The stage that makes a case searchable: brings derived/search.db (search/index.h) up to date with
// records, names, mentions and translations. Runs after extract and after each translation.
#pragma once

#include <atomic>
#include <future>
#include <stop_token>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

void run_index_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                     std::stop_token stop = {});

// The same on a thread of its own, through a connection that only reads the case, while other stages write what the
// index does not hold (proposals, leads). It takes in the records at once, and the rest when proceed() says that
// handles, mentions, languages and translations are there.
class IndexJob {
 public:
  explicit IndexJob(casefile::Case& case_file);
  ~IndexJob();  // stops it and waits
  void proceed();
  // Waits, telling how far it is; throws what the work threw.
  void finish(const ProgressCall& progress, std::stop_token stop = {});

 private:
  std::stop_source stop_;
  std::atomic<std::int64_t> done_ = 0, total_ = 0;
  std::promise<void> proceed_;
  std::shared_future<void> may_proceed_ = proceed_.get_future().share();
  bool proceeding_ = false;
  std::future<void> work_;
};

}  // namespace clew::job
