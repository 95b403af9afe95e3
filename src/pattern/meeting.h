// Meetings: two or more handles that stay near one place for a quarter of an hour together.
//
// First stays: successive fixes of a handle within 200 m of where it began to stay, without a pause
// of more than 45 minutes; one fix elsewhere in between is taken for a jump of the receiver. Then
// stays of different handles within 300 m that overlap by 15 minutes. A phone that says where it is
// every ten minutes was not there just from the first fix to the last: half of the pause between its
// fixes counts as stayed before and after, five minutes at most. A household meets every night: the
// lead says how usual the place and hour are for each, and what is usual is one lead for the same handles at one place, told after the
// others. So is what the same handles do more than ten times, wherever. Phones that are carried together (co_movement.h) meet nobody by that.
#pragma once

#include <span>
#include <vector>

#include "pattern/co_movement.h"
#include "pattern/place.h"

namespace clew::pattern {

struct MeetingOptions {
  double stay_m = 200, near_m = 300;  // plus accuracies
  Millis longest_pause = 45 * link::millis_per_minute;
  Millis least_stay = 15 * link::millis_per_minute;
  Millis least_together = 15 * link::millis_per_minute;
  Millis most_margin = 5 * link::millis_per_minute;  // before the first fix and after the last
  std::size_t most_each = 10;  // leads for the same handles; of more there is one for all
  double usual = .3;  // others there on other days at this hour, from which on being there is usual
};

struct Stay {
  Handle handle = link::no_handle;
  Millis from = 0, to = 0;         // first and last fix
  Millis before = 0, after = 0;    // stayed that long beside, as its pauses let one expect
  double latitude = 0, longitude = 0, accuracy_m = 0;  // mean of its fixes; worst accuracy
  std::vector<std::int64_t> records;
};
std::vector<Stay> find_stays(const Tracks& tracks,
                             const MeetingOptions& options);  // by (from, handle)

struct Meeting {
  std::vector<Handle> handles;  // in order
  Millis from = 0, to = 0;      // from when two are there, until fewer than two are
  double latitude = 0, longitude = 0;
  double expected = 0;  // others present on other days at the same hours, mean per day
  double log10_p = 0;
  std::vector<std::int64_t> evidence;
  friend bool operator==(const Meeting&, const Meeting&) = default;
};

// By (from, handles). O(stays log stays + overlapping pairs).
std::vector<Meeting> find_meetings(const Tracks& tracks, const MeetingOptions& options);
// `movements`: those that stand out are taken for one pocket.
Leads meeting_leads(const std::vector<Meeting>& meetings, std::span<const CoMovement> movements, const MeetingOptions& options);

}  // namespace clew::pattern
