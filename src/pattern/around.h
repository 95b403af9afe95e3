// Around an event: who is in touch with whom in the 48 hours before and after, against the same
// hours of the same weekdays in other weeks. Question 8. New, ceased and raised contacts of each
// handle asked for, with the chance of each and the rows. The chance is that of so many talks: whoever talks, writes
// several lines in a row, and the lines of one talk are no independent contacts.
//
// The person asks for the moment; if it was chosen after looking at the data the result is
// exploratory, and the lead says so.
#pragma once

#include <span>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct AroundOptions {
  Millis before = 48 * link::millis_per_hour, after = 48 * link::millis_per_hour;
  Millis talk_gap = link::millis_per_hour / 2;  // silence after which a contact begins another talk
  double false_discoveries = .05;
};

struct AroundContact {
  enum class Change : std::uint8_t { unchanged, new_contact, ceased, raised, lowered };
  Handle a = link::no_handle, b = link::no_handle;
  std::uint32_t observed_before = 0, observed_after = 0;
  double expected_before = 0, expected_after = 0;  // mean of the same windows in other weeks
  std::uint32_t talks_before = 0, talks_after = 0;
  double log10_p = 0;                              // of the stronger of the two sides
  Change change = Change::unchanged;
  bool stands_out = false;
  std::vector<std::uint32_t> events;  // in the window, by time
  friend bool operator==(const AroundContact&, const AroundContact&) = default;
};
std::string_view word(AroundContact::Change change);

// Contacts of `handles` (all, if empty) with anything in the window or missing from it. By (a, b).
std::vector<AroundContact> around(const link::Events& events, Millis moment,
                                  std::span<const Handle> handles, const AroundOptions& options);
Leads around_leads(const link::Events& events, Millis moment,
                   const std::vector<AroundContact>& contacts, const AroundOptions& options);

}  // namespace clew::pattern
