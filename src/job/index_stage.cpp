#include "job/index_stage.h"

#include "search/index.h"

namespace clew::job {

void run_index_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                     std::stop_token stop) {
  search::update_index(
      case_file, pool,
      [&](std::int64_t done, std::int64_t total, std::string_view unit) {
        if (progress) progress({"Making the case searchable", done, total, unit});
      },
      stop);
}

}  // namespace clew::job
