#include "job/index_stage.h"

#include <chrono>
#include <utility>

#include "search/index.h"

namespace clew::job {

constexpr const char* stage_name = "Making the case searchable";

void run_index_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                     std::stop_token stop) {
  search::update_index(
      case_file, pool,
      [&](std::int64_t done, std::int64_t total, std::string_view unit) {
        if (progress) progress({stage_name, done, total, unit});
      },
      stop);
}

IndexJob::IndexJob(casefile::Case& case_file) {
  search::announce_index(case_file);
  work_ = std::async(std::launch::async, [this, directory = case_file.directory(), stop = stop_.get_token()] {
    auto reading = casefile::Case::open(directory, casefile::OpenMode::read);
    reading.db().run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
    ThreadPool pool(1);
    auto progress = [this](std::int64_t done, std::int64_t total, std::string_view) {
      done_ = done;
      total_ = total;
    };
    search::update_index(reading, pool, progress, stop, [this] { may_proceed_.wait(); });
  });
}

void IndexJob::proceed() {
  if (!std::exchange(proceeding_, true)) proceed_.set_value();
}

IndexJob::~IndexJob() {
  stop_.request_stop();
  proceed();
  if (work_.valid()) work_.wait();
}

void IndexJob::finish(const ProgressCall& progress, std::stop_token stop) {
  proceed();
  while (work_.wait_for(std::chrono::milliseconds(200)) != std::future_status::ready) {
    if (stop.stop_requested()) stop_.request_stop();
    if (progress && total_ > 0) progress({stage_name, done_, total_, "records"});
  }
  work_.get();
  if (progress && total_ > 0) progress({stage_name, total_, total_, "records"});
}

}  // namespace clew::job
