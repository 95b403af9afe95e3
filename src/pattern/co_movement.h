// Co-movement: two handles whose phones are at the same places at the same times, at three distinct
// places or more, and hardly ever farther apart than a phone is carried in the time between. "Are these two phones in
// one pocket?"
//
// With handles in use over the same time it suggests a second phone; with one after the other it
// supports a change of number. People who live or travel together look the same.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "pattern/place.h"

namespace clew::pattern {

struct CoMovementOptions {
  Millis same_time = 30 * link::millis_per_minute;
  double together_m = 1500;  // plus both accuracies
  double apart_m = 5000;     // plus both accuracies, and what is driven between the two fixes:
  double drive_m_per_minute = 1700;  // about 100 km/h
  double distinct_m = 3000;  // places farther from each other count as different
  std::uint32_t least_together = 10, least_places = 3;
  double least_share = .7;  // of the compared fixes
  // Of those that would be elsewhere if the two only kept the same hours at the same places: people who share a home or a workplace are
  // together in .8 of what is compared, where other days give .7.
  double least_beyond_chance = 2. / 3;
  double most_apart = .05;
};

// Whether two fixes so far apart, accuracies taken off, cannot be of one phone: farther than is driven in `between`.
inline bool too_far(double apart_m, Millis between, const CoMovementOptions& options) {
  return apart_m > options.apart_m + options.drive_m_per_minute * double(between) / double(link::millis_per_minute);
}

struct CoMovement {
  double beyond_chance() const { return compared > expected ? (together - expected) / (compared - expected) : 0; }
  Handle a = link::no_handle, b = link::no_handle;
  std::uint32_t compared = 0, together = 0, apart = 0, places = 0;
  double expected = 0;  // together, when b's fixes are moved by whole days
  double log10_p = 0;
  Millis from = 0, to = 0;
  std::vector<std::int64_t> evidence, contradictions;  // records, both sides, by time
  bool stands_out = false;
  friend bool operator==(const CoMovement&, const CoMovement&) = default;
};

// Pairs of tracks that are ever in the same area at about the same time (some kilometres, an hour): the only ones worth comparing.
std::vector<std::pair<std::size_t, std::size_t>> ever_nearby(std::span<const std::span<const Fix>> tracks);

// Every pair with `least_together` fixes together at `least_places` places. O(pairs of handles that
// share an area × their fixes).
std::vector<CoMovement> find_co_movement(const Tracks& tracks, const CoMovementOptions& options);

// `events` for what speaks for and against a second phone: shared contacts, calls at one moment.
Leads co_movement_leads(const link::Events& events, const std::vector<CoMovement>& found,
                        const CoMovementOptions& options);

}  // namespace clew::pattern
