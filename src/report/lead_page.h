// Leads as one page to read and print, that opens in any browser without Clew: what was found, what chance would give, what speaks
// against it, who judged it and why, and the records behind it with the original beside the English. Inert: no script, nothing
// from elsewhere.
#pragma once

#include <string>

#include "view/viewer.h"

namespace clew::report {

struct LeadPage {
  std::string html;
  std::size_t leads = 0, records = 0;
};
// Leads of a state ("accepted", …; "" all), each with at most `most_records` of its records; what is left out is said.
LeadPage lead_page(const view::CaseView& view, const std::string& state, std::size_t most_records = 200);

}  // namespace clew::report
