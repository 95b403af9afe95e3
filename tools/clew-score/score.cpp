#include "score.h"

#include <stdexcept>

#include "judge.h"

namespace clew::score {

Report judge(const Truth& truth, Records* records, const Outputs& outputs) {
  Report report;
  report.truth_records = truth.record_count();
  if (records != nullptr) {
    report.has_records = true;
    records->judge_copies(outputs.missed);
    report.records = records->total;
    report.matched = records->matched;
    report.of_damaged_rows = records->of_damaged_rows;
    report.elsewhere = records->elsewhere;
    report.twice = records->twice;
    report.beside = records->beside;
    report.languages = records->languages;
    report.long_lines = records->long_lines;
    report.dedupe_precision = records->dedupe_precision;
    report.dedupe_recall = records->dedupe_recall;
    report.dedupe_telling = records->dedupe_telling;
    report.missed_copies = records->missed_copies;
  }
  const char* what = "leads";
  try {
    std::vector<LeadIn> leads;
    if (!outputs.leads.empty()) {
      report.has_leads = true;
      leads = read_leads(outputs.leads);
      judge_leads(truth, records, leads, report);
    }
    if (!outputs.changes.empty()) {
      what = "changes";
      judge_suggestions(truth, outputs.changes, report);
    }
    what = "time";
    if (!outputs.time.empty() || !outputs.leads.empty()) {
      report.has_time = true;
      judge_clocks(truth, outputs.time, leads, report);
    }
    what = "people";
    if (!outputs.people.empty()) {
      report.has_people = true;
      judge_people(truth, outputs.people, report);
    }
    what = "compare";
    if (outputs.compare != nullptr && records != nullptr) {
      report.has_ends = true;
      report.ends = judge_ends(truth, *records, *outputs.compare, outputs.missed);
    }
    what = "links";
    if (outputs.links != nullptr) {
      report.has_links = true;
      judge_links(truth, *outputs.links, report);
    }
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string(what) + ": " + error.what());
  }
  return report;
}

}  // namespace clew::score
