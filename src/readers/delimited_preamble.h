// The rows above a table's header: what they say of all rows below.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "readers/delimited_decisions.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// Whose phone, number or account it is: "Own number: +447700900001", "Subject numbers: 447700900001 447700900002".
void owners_in_preamble(const SurveyTable& table, Plan& plan, Decisions& decisions);

struct NotedZone {
  std::string zone, line;
};
// "All times are UTC+1": the first line that names a zone.
std::optional<NotedZone> zone_in_preamble(const SurveyTable& table);

}  // namespace clew::readers
