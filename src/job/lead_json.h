// Leads as the case keeps them: text of the title, and the JSON that views and faces read.
//
// Sentences stay in parts, so that the view can mask a handle and open a record: a text is a string;
// others are {"handle":"+44…","kind":"phone"} (a bare name with "shown" as it was written), {"time":"…Z"}, {"day":"2024-03-04"},
// {"record":"ABC/1#12"}; numbers are numbers.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "job/link_stage.h"
#include "pattern/lead.h"

namespace clew::job {

// Names of handles and records as the outside forms have them. Keeps a reference to `events`.
// `more_names`: what stands for numbers beyond the case's handles (LeadInputs::named()).
class LeadNames {
 public:
  LeadNames(const casefile::Db& db, const CaseEvents& events, const std::vector<std::string>& more_names = {});
  struct HandleName {
    std::string kind, normal, scope;
    std::string shown;  // of bare names as somebody wrote it; else the normal form
  };
  const HandleName& handle(std::int64_t dense) const { return handles_.at(static_cast<std::size_t>(dense)); }
  std::string record(std::int64_t canonical) const;  // ABC/1#12

 private:
  const CaseEvents& events_;
  std::vector<HandleName> handles_;
  std::map<std::int64_t, std::string> refs_;
};

std::string lead_title(const pattern::Sentence& parts, const LeadNames& names);
std::string lead_json(const pattern::Lead& lead, const LeadNames& names);
// {"title","columns":[],"rows":[[part …]]}
void write_table(JsonWriter& out, const pattern::Table& table, const LeadNames& names);

}  // namespace clew::job
