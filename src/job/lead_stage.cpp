#include "job/lead_stage.h"

#include <map>

#include "job/detectors.h"
#include "job/lead_json.h"

namespace clew::job {

void run_lead_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress, pattern::NumberChanges changes) {
  auto& db = case_file.db();
  std::int64_t done = 0;
  const auto all = static_cast<std::int64_t>(detectors().size()) + 1;
  auto say = [&] {
    if (progress) progress({"Looking for patterns", done, all, "steps"});
    ++done;
  };
  say();
  LeadInputs in(case_file, pool);
  in.take(std::move(changes));
  pattern::Leads found = look(in, nullptr, say);
  LeadNames names(db, in.case_events(), in.more_names());
  casefile::Transaction transaction(db);
  db.run("DELETE FROM lead_evidence; DELETE FROM lead; DELETE FROM not_looked_for");
  auto put = db.prepare("INSERT OR IGNORE INTO lead VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  auto put_evidence = db.prepare("INSERT OR IGNORE INTO lead_evidence VALUES (?1, ?2, ?3)");
  std::int64_t rank = 0;
  for (const auto& lead : found.leads) {
    put.bind_all(lead.id, ++rank, lead.detector, lead_title(pattern::agreed(lead.title), names), lead_json(lead, names), "2").run();
    std::int64_t seq = 0;
    for (auto record : lead.evidence) put_evidence.bind_all(lead.id, seq++, in.case_events().record(record).value).run();
  }
  auto put_not = db.prepare("INSERT OR REPLACE INTO not_looked_for VALUES (?1, ?2)");
  for (const auto& [detector, why] : found.not_looked_for) put_not.bind_all(detector, why).run();
  transaction.commit();
  say();
}

Recomputed recompute_lead(casefile::Case& case_file, ThreadPool& pool, std::string_view id,
                          std::string_view detector) {
  Recomputed result;
  const LeadDetector* found = detector_of(detector);
  if (!found) return result;
  LeadInputs in(case_file, pool);
  auto again = look(in, found, [] {});
  LeadNames names(case_file.db(), in.case_events(), in.more_names());
  result.looked = true;
  for (const auto& lead : again.leads)
    if (lead.id == id) {
      result.json = lead_json(lead, names);
      for (auto record : lead.evidence) result.evidence.push_back(in.case_events().record(record).value);
      break;
    }
  return result;
}

}  // namespace clew::job
