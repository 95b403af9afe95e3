// What follows what: events of one list that come shortly after events of another, and how many
// would by chance if the first list had happened on other days at the same hours. For relay.h,
// dispatch.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "link/events.h"

namespace clew::pattern {

using link::Millis;

// A message or call that something may follow: it can be followed once it is over.
struct Cause {
  Millis start = 0, end = 0;
  std::uint32_t event = 0;
};

// Pairs (i, j) with 0 < times[j] - (causes[i].end + shift) <= window. Both in order of time.
std::uint64_t count_followed(std::span<const Cause> causes, std::span<const Millis> times,
                             Millis window, Millis shift);

// How many occasions these are: causes with something in their window, those less than `apart` after the one before taken together. A talk of two who are
// always in touch is many pairs and one occasion.
std::uint64_t count_occasions(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis shift, Millis apart);

// How many j there are with such an i: each of the second list once, however many causes it follows.
std::uint64_t count_followers(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis shift);

// The number of pairs (or of followers, count_followers()) when causes are moved by 1 to 14 days back and forth: the daily rhythm stays,
// the tie goes. Only shifts that stay within [first, last], where the second list could have been
// seen, count; not known when none does. `cautious` adds half a pair to the sum over all shifts, so
// that "never by chance" is not "impossible": the mean for tests.
struct Chance {
  bool known = false;
  double expected = 0, cautious = 0;
  std::uint64_t pairs = 0;  // over all shifts; or occasions, or followers
  double share = 0;         // of one day, the true one, to all shifts
  // With at least so many pairs expected.
  Chance at_least(double more) const;
  // log10 of the chance of `observed` or more where the rate is known from `pairs` alone: of that many in all, each falls on the
  // true day by share / (1 + share) (Przyborowski and Wilenski 1940). Three against none in 28 shifts: 4 in 100,000.
  double tail_log10(std::uint64_t observed) const;
};
// `apart`: occasions are counted, not pairs.
Chance followed_by_chance(std::span<const Cause> causes, std::span<const Millis> times,
                          Millis window, Millis first, Millis last, Millis apart = 0);
Chance followers_by_chance(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis first, Millis last);

// What happens in the hour before: where a circle meets up everybody writes to everybody for an hour or two, on evenings that no other is like. Causes
// less than twice `window` from the one before are one talk; what comes in the hour before a talk's first cause would come at the same rate within `window` of
// each of its causes. Both in order of time.
struct HourBefore {
  std::uint64_t events = 0, talks = 0;
  double expected = 0;  // occasions: at most one a talk
  // So many events are more than the other days give, by their own rate (one in a hundred): else these are the better measure.
  bool more_than(const Chance& other_days, std::size_t causes, Millis window) const;
};
HourBefore hour_before(std::span<const Cause> causes, std::span<const Millis> times, Millis window);

// The same for one list of causes and many second lists. `causes` outlives it.
class DayShifts {
 public:
  DayShifts(std::span<const Cause> causes, Millis first, Millis last, Millis apart = 0);
  Chance against(std::span<const Millis> times, Millis window) const;
  Chance followers_against(std::span<const Millis> times, Millis window) const;
  // Nothing when `observed` or more is sure to have a chance above 10^log10_level: the shifts are then
  // not all counted. What busy people do by chance is told after a shift or two.
  std::optional<Chance> against(std::span<const Millis> times, Millis window,
                                std::uint64_t observed, double log10_level) const;

 private:
  Chance chance_of(std::uint64_t counted) const;
  std::span<const Cause> causes_;
  Millis apart_ = 0;
  std::uint64_t placed_ = 0;  // causes of all shifts that fall within first … last
};
inline constexpr int most_shift_days = 14;
inline constexpr std::string_view day_shift_null =
    "the same events with the first ones moved by 1 to 14 days back and forth (same hours, other "
    "days), mean";

// End of an event: its start, for calls of known length that plus the length.
Millis end_of(const link::Events& events, std::uint32_t i);

}  // namespace clew::pattern
