#include "pattern/sequence.h"

namespace clew::pattern {

std::uint64_t count_followed(std::span<const Cause> causes, std::span<const Millis> times,
                             Millis window, Millis shift) {
  std::uint64_t pairs = 0;
  // Ends are nearly in order (a long call may end late), so the start of the search steps back.
  std::size_t from = 0;
  for (const Cause& cause : causes) {
    Millis end = cause.end + shift;
    while (from < times.size() && times[from] <= end)
      ++from;
    while (from > 0 && times[from - 1] > end)
      --from;
    for (std::size_t j = from; j < times.size() && times[j] <= end + window; ++j)
      ++pairs;
  }
  return pairs;
}

Chance followed_by_chance(std::span<const Cause> causes, std::span<const Millis> times,
                          Millis window, Millis first, Millis last) {
  Chance chance;
  std::uint64_t pairs = 0, placed = 0;
  for (int days = 1; days <= most_shift_days; ++days)
    for (Millis shift : {-days * link::millis_per_day, days * link::millis_per_day}) {
      pairs += count_followed(causes, times, window, shift);
      for (const Cause& cause : causes)
        placed += cause.end + shift >= first && cause.end + shift <= last;
    }
  if (placed == 0) return chance;
  double share = double(causes.size()) / double(placed);
  chance.known = true;
  chance.expected = double(pairs) * share;
  chance.cautious = (double(pairs) + .5) * share;
  return chance;
}

Millis end_of(const link::Events& events, std::uint32_t i) {
  return events.time(i) + Millis{events.duration(i).value_or(0)} * 1000;
}

}  // namespace clew::pattern
