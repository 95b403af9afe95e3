// Second phone: two handles in use over the same time whose small contact list lies inside the
// other's, that are never in a call at one moment, and that are active in the same hour and place.
// Question 11: "same person, several handsets or SIMs?"
//
// In use means what the holder does: sends, rings, answers. What others still send to a number that was given up is no use of
// it, and two numbers of which one follows the other are a change (number_change.h), not this.
//
// Containment, not likeness, is compared: a phone that is kept for a few has few contacts, and the
// everyday phone has many. Positions are asked for where there are any. Two people who live or work
// together look the same; the lead says so. Nothing is merged.
//
//   std::vector<SecondPhone> found = find_second_phones(events, contacts, tracks, hubs, {});
//   Leads leads = second_phone_leads(events, found, {});
#pragma once

#include <span>
#include <vector>

#include "link/pairs.h"
#include "pattern/co_movement.h"
#include "pattern/lead.h"

namespace clew::pattern {

struct SecondPhoneOptions {
  std::uint32_t least_events = 8;
  Millis least_overlap = 7 * link::millis_per_day;  // both in use
  double least_interleaved = .25;  // see SecondPhone::interleaved
  Millis call_slack = 5 * link::millis_per_second;  // calls that overlap by no more: clocks and rounding
  double least_containment = .6;                    // of the smaller list, by rarity
  std::uint32_t least_common = 3;
  std::uint32_t least_bins = 6, least_places = 3;  // (hour, cell) in common; distinct cells
  double cell_degrees = .02;                       // about 1.5 to 2 km
  double most_size = 1;  // the smaller list has at most this many contacts per contact of the other
  double false_discoveries = .05;
  std::size_t most_leads = 100;
};

struct SecondPhone {
  Handle first = link::no_handle, second = link::no_handle;  // more contacts; fewer
  std::uint32_t common = 0, contacts = 0;                    // of the second: carried by the first
  double containment = 0, expected_common = 0;
  // Acts of the holders (sent, rung, answered) in the wrong order if one number had followed the other at the best moment for
  // that, per act of the handle with fewer: next to 0 after a change of number, 1 when both are used all the time.
  double interleaved = 0;
  std::uint32_t calls = 0, at_once = 0;  // of the second while both are in use; those during a call of the first
  double expected_at_once = 0;           // were the two phones of two persons
  std::uint32_t bins = 0, places = 0;  // hours in which both are in the same cell; distinct cells
  double expected_bins = 0;
  std::uint32_t together = 0, apart = 0;  // positions compared at one moment: in one place; too far apart
  double log10_contacts = 0, log10_places = 0, log10_calls = 0, log10_p = 0;
  std::vector<std::int64_t> evidence, contradictions;  // records by time
  bool stands_out = false;
  friend bool operator==(const SecondPhone&, const SecondPhone&) = default;
};

// `hubs` sorted; their sharing counts for nothing. O(Σ over contacts of (handles that know it)²,
// handles with more than 200 others skipped, + positions).
std::vector<SecondPhone> find_second_phones(const link::Events& events,
                                            const link::Contacts& contacts, const Tracks& tracks,
                                            std::span<const Handle> hubs,
                                            const SecondPhoneOptions& options);
Leads second_phone_leads(const link::Events& events, const std::vector<SecondPhone>& found,
                         const SecondPhoneOptions& options);

}  // namespace clew::pattern
