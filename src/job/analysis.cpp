#include "job/analysis.h"

#include <fmt/format.h>
#include <malloc.h>

#include <chrono>
#include <functional>
#include <future>
#include <optional>

#include "base/sha256.h"
#include "casefile/audit.h"
#include "casefile/bulk_mode.h"
#include "casefile/indexes.h"
#include "casefile/tally.h"
#include "job/detect_stage.h"
#include "job/extract_stage.h"
#include "job/identity_stage.h"
#include "job/index_stage.h"
#include "job/lead_stage.h"
#include "job/link_stage.h"

namespace clew::job {
namespace {

// Bumped whenever a stage's results change for the same input.
constexpr const char* analysis_version = "50";

// Cheap at any size: the number of the last record stands for their count (counting would read the whole table).
std::string state_of(const casefile::Db& db) {
  Sha256 hash;
  hash.update(analysis_version);
  if (auto nicknames = db.text("SELECT value FROM case_info WHERE key = 'nicknames'")) hash.update(*nicknames);
  for (auto list = db.prepare("SELECT sha256, options, status, (SELECT max(r.id) FROM record r WHERE r.id >= e.id << 32 "
                              "AND r.id < (e.id + 1) << 32), (SELECT max(f.id) FROM file f WHERE f.exhibit_id = e.id) "
                              "FROM exhibit e ORDER BY sha256");
       list.step();)
    hash.update(fmt::format("{} {} {} {} {}\n", list.text(0), list.text(1), list.text(2), list.integer(3),
                            list.integer(4)));
  return to_hex(hash.finish());
}

// Languages judged on a thread beside the stages that do not need them. Judging only reads; in one thread it is done
// when it is asked for, and gives the same.
class Judging {
 public:
  Judging(casefile::Case& case_file, bool beside) : judge_(case_file) {
    judged_ = std::async(beside ? std::launch::async : std::launch::deferred, [this] { judge_.judge(stop_.get_token()); });
  }
  ~Judging() {
    stop_.request_stop();
    if (judged_.valid() && judged_.wait_for(std::chrono::seconds(0)) != std::future_status::deferred) judged_.wait();
  }
  void finish(const ProgressCall& progress, std::stop_token stop, const std::function<void()>& judged) {
    std::stop_callback forward(stop, [this] { stop_.request_stop(); });
    judged_.get();
    judged();
    judge_.store(progress, stop);
  }

 private:
  LanguageJudge judge_;
  std::stop_source stop_;
  std::future<void> judged_;
};

}  // namespace

bool needs_analysis(const casefile::Case& case_file) {
  const auto& db = case_file.db();
  auto done = db.text("SELECT settings FROM stage WHERE name = 'analysis'");
  return !done || *done != state_of(db);
}

void bring_up_to_date(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                      std::stop_token stop) {
  if (!needs_analysis(case_file)) return;
  auto& db = case_file.db();
  {
    casefile::BulkMode bulk(db, case_file.derived());
    // With two threads: languages beside indexes, numbers and links; then the search index beside proposals and leads. With
    // more, the search index from the beginning. What is written, and in which order, is the same.
    bool beside = pool.size() > 1;
    Judging judging(case_file, beside);
    std::optional<IndexJob> index;
    if (pool.size() > 2) index.emplace(case_file);
    casefile::make_large_indexes(db);
    run_extract_stage(case_file, pool, progress, stop);
    malloc_trim(0);
    auto owner = name_owners(case_file);
    run_link_stage(case_file, owner, pool, progress);
    judging.finish(progress, stop, [&] {
      if (beside && !index) index.emplace(case_file);
    });
    if (beside) index->proceed();
    // What judging languages and reading numbers held is given back before the detectors need as much. From here on tables
    // are read once from end to end.
    db.forget_pages();
    db.run("PRAGMA cache_size=-16384");
    malloc_trim(0);
    run_lead_stage(case_file, pool, progress, run_identity_stage(case_file, pool, progress));
    if (beside)
      index->finish(progress, stop);
    else
      run_index_stage(case_file, pool, progress, stop);
  }
  // Logged before it counts as done: after a crash in between it is done again and logged again.
  case_file.audit().append({casefile::AuditAct::combination, "exhibits analysed together", "case",
                            fmt::format("{{\"records\":{},\"leads\":{}}}", casefile::tally(db).all().records(),
                                        db.integer("SELECT count(*) FROM lead")),
                            "", ""});
  db.prepare("INSERT INTO stage VALUES ('analysis', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = excluded.settings")
      .bind_all(state_of(db))
      .run();
}

}  // namespace clew::job
