#include <algorithm>

#include "judge.h"

namespace clew::score {
namespace {

// Whether a record has to do with a subject of the lead.
bool belongs(const Truth& truth, const Records& records, const Records::Record& record, const LeadIn& lead) {
  // The phone's own number need not be written in each of its rows.
  const auto phone = truth.copy_of.find(records.exhibit(record));
  const auto own = truth.own_numbers.find(phone != truth.copy_of.end() ? phone->second : records.exhibit(record));
  bool found = false;
  for (std::size_t s = 0; s < lead.subjects.size() && !found; ++s) {
    found = records.involves(record, lead.subjects[s]) ||
              records.exhibit(record) == lead.raw_subjects[s] ||
              (own != truth.own_numbers.end() && own->second.count(lead.subjects[s]) != 0);
    // A statement names people, the messages cited with it have their numbers.
    if (const auto named = truth.bearers.find(lead.subjects[s]); !found && named != truth.bearers.end())
      for (const auto& [number, persons] : truth.owners)
        found = found || (records.involves(record, number) &&
                              std::any_of(persons.begin(), persons.end(), [&](const auto& p) { return named->second.count(p) != 0; }));
  }
  // A chat export may name the subject as its phone has saved him, and no further.
  const auto& exhibit = records.exhibit(record);
  for (auto at = truth.saved.lower_bound({exhibit, ""}); !found && at != truth.saved.end() && at->first.first == exhibit; ++at)
    found = std::any_of(lead.subjects.begin(), lead.subjects.end(), [&](const auto& s) { return at->second.count(s) != 0; }) &&
              records.involves(record, at->first.second);
  return found;
}

}  // namespace

void judge_evidence(const Truth& truth, const Records& records, const std::vector<LeadIn>& leads, Report& report) {
  for (const auto& lead : leads) {
    ++report.evidence.leads;
    if (lead.evidence.empty()) ++report.evidence.leads_without;
    for (const auto& id : lead.evidence) {
      ++report.evidence.cited;
      const auto* record = records.find(id);
      if (record == nullptr) {
        ++report.evidence.missing;
        continue;
      }
      if (!belongs(truth, records, *record, lead)) ++report.evidence.strangers;
    }
  }
}

}  // namespace clew::score
