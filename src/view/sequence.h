// The sequence of events for court: a numbered table of records that people chose, in time, each row with its exhibit and position, the time as it
// is written with its offset, and the correction of the exhibit's clock beside it. Question 32.
//
// A record stands in it because somebody marked it "sequence" (view/tags.h) or because a lead that somebody accepted rests on it; which, the row
// says. A record that several exhibits hold stands once, with the others named.
//
// Order and first time are the instant as the exhibit says, less what its clock was ahead (stated, never applied to a record). A reading whose zone
// nobody knows stands where it would as UTC, and says so. Records without a time come last.
#pragma once

#include "view/answer.h"

namespace clew::view {

// `accepted_leads`: with the evidence of accepted leads, not only what is marked. At most `most` rows.
Answer sequence_of_events(const CaseView& view, bool accepted_leads, std::size_t most);

}  // namespace clew::view
