// What changed since a moment, or since the last briefing: exhibits that came, leads judged, leads that are no longer found, who is who, marks,
// corrections of translations, and every act in the audit log. Question 31.
//
// From the event log and the rows that people made; nothing is compared with a copy. Leads are found anew at each analysis and carry no time: those
// that rest on exhibits that came since are listed as new, accepted ones that are no longer there as gone.
//
// Cost: one pass over the audit log back to the moment, one over the evidence of leads.
#pragma once

#include <optional>

#include "base/time.h"
#include "view/answer.h"

namespace clew::view {

// Nothing: since the last briefing; throws Error(usage) when there was none.
Answer changes(const CaseView& view, std::optional<Micros> since, std::size_t most);

// Writes into the audit log that people were briefed now; recipients in words ("SIO, 3 officers"). Throws Error(usage) without recipients.
void briefing_held(const CaseView& view, std::string_view recipients, std::string_view note);
// When the last one was.
std::optional<Micros> last_briefing(const CaseView& view);

}  // namespace clew::view
