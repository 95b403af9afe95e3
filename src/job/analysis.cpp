#include "job/analysis.h"

#include <fmt/format.h>

#include <future>
#include <optional>

#include "base/sha256.h"
#include "casefile/audit.h"
#include "casefile/bulk_mode.h"
#include "job/detect_stage.h"
#include "job/extract_stage.h"
#include "job/identity_stage.h"
#include "job/index_stage.h"
#include "job/lead_stage.h"
#include "job/link_stage.h"

namespace clew::job {
namespace {

// Bumped whenever a stage's results change for the same input.
constexpr const char* analysis_version = "4";

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

// What is said in which language, and the numbers and addresses in it. Languages are judged on a thread beside
// the other; both only read until their results are written, in this order, so one thread gives the same case.
void read_lines(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress, std::stop_token stop,
                bool beside) {
  LanguageJudge judge(case_file);
  std::stop_source other;
  auto judged = std::async(beside ? std::launch::async : std::launch::deferred, [&] { judge.judge(other.get_token()); });
  try {
    std::stop_callback forward(stop, [&] { other.request_stop(); });
    run_extract_stage(case_file, pool, progress, stop);
    judged.get();
  } catch (...) {
    other.request_stop();
    if (beside && judged.valid()) judged.wait();
    throw;
  }
  judge.store(progress, stop);
}

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
    bool beside = pool.size() > 1;
    read_lines(case_file, pool, progress, stop, beside);
    name_owners(case_file);
    std::optional<IndexJob> index;
    if (beside) index.emplace(case_file);
    run_link_stage(case_file, pool, progress);
    run_identity_stage(case_file, pool, progress);
    run_lead_stage(case_file, pool, progress);
    if (beside)
      index->finish(progress, stop);
    else
      run_index_stage(case_file, pool, progress, stop);
  }
  // Logged before it counts as done: after a crash in between it is done again and logged again.
  case_file.audit().append({casefile::AuditAct::combination, "exhibits analysed together", "case",
                            fmt::format("{{\"records\":{},\"leads\":{}}}", db.integer("SELECT count(*) FROM record"),
                                        db.integer("SELECT count(*) FROM lead")),
                            "", ""});
  db.prepare("INSERT INTO stage VALUES ('analysis', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = excluded.settings")
      .bind_all(state_of(db))
      .run();
}

}  // namespace clew::job
