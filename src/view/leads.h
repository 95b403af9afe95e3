// Leads on their way out.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "view/activity.h"
#include "view/viewer.h"

namespace clew::view {

struct LeadView {
  std::string id, detector, state, state_reason, state_by;
  std::int64_t rank = 0;
  model::EvidenceText title;
  std::string json;                   // as stored by the lead stage, see job/lead_stage.cpp
  std::vector<std::string> evidence;  // external record ids, see LeadFilter::most_rows
  std::int64_t evidence_count = 0;    // how many there are
  struct SavedAs {
    std::string handle;  // normal form
    model::EvidenceText name;
  };
  struct Judgement {
    std::string state, reason, who, made_utc;
  };
  std::vector<Judgement> judgements;  // every one, the newest first: that is the state
  std::vector<SavedAs> saved_as;  // subjects that some exhibit saves under a name: the name that most records use
};

struct LeadFilter {
  std::string id, state, detector;  // "" all
  // So many records and rows of each table are given of a lead: the evidence of 700 leads is 400,000 records.
  std::size_t most_rows = std::numeric_limits<std::size_t>::max();
};

struct LeadList {
  std::vector<LeadView> rows;
  std::size_t most_rows = std::numeric_limits<std::size_t>::max();  // as asked for
  struct NotLookedFor {
    std::string detector, why;
  };
  std::vector<NotLookedFor> not_looked_for;
};
LeadList leads(const CaseView& view, const LeadFilter& filter);

// The days on which the numbers and accounts of a lead are in use, a lane each: for a look at what it says stops, starts or goes on.
// Nothing where it is about more than `most`. Throws Error(not_found) for an unknown lead. Cost: the events of each.
Activity lead_days(const CaseView& view, ThreadPool& pool, std::string_view id, std::size_t most = 3);

// A person's decision; stored with name and time, logged, never overwritten. `state`: accepted, rejected, parked or
// new. Throws Error(not_found) for an unknown lead, Error(usage) for another state or a missing reason.
void judge_lead(const CaseView& view, std::string_view id, std::string_view state, std::string_view reason);

// The lead computed anew from the records and compared with what is stored: the same figures, sentences and
// records, or what differs. Costs what its detector needs.
struct LeadCheck {
  bool found = false;                    // the detector finds it again
  std::vector<std::string> differences;  // names of what is not the same
  bool same() const { return found && differences.empty(); }
};
LeadCheck recompute(const CaseView& view, ThreadPool& pool, const LeadView& lead);
void write_json(JsonWriter& out, const LeadCheck& check);
std::string describe(const LeadCheck& check);

// The form of `clew leads --json`; `full` adds title, explanation and tables in parts. Of a table that is cut, "row_count" says how
// many rows it has.
void write_json(JsonWriter& out, const LeadList& list, bool full);

// For reading on a terminal: title, figures, what speaks against it; `full` adds explanation, tables, parameters
// and rows. Escaped for a terminal.
std::string describe_leads(const CaseView& view, const LeadList& list, bool full);

// One line of a sentence that is stored in parts, as plain text.
model::EvidenceText sentence_text(const CaseView& view, std::string_view parts_json);

}  // namespace clew::view
