#include "pattern/sequence.h"

#include <algorithm>
#include <cmath>

#include "pattern/chance.h"

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

std::uint64_t count_occasions(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis shift, Millis apart) {
  std::uint64_t occasions = 0;
  std::size_t from = 0;
  Millis last = 0;
  for (const Cause& cause : causes) {
    const Millis end = cause.end + shift;
    while (from < times.size() && times[from] <= end) ++from;
    while (from > 0 && times[from - 1] > end) --from;
    if (from == times.size() || times[from] > end + window) continue;
    occasions += occasions == 0 || cause.start - last >= apart;
    last = cause.start;
  }
  return occasions;
}

std::uint64_t count_followers(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis shift) {
  std::vector<Millis> ends;
  ends.reserve(causes.size());
  for (const Cause& cause : causes) ends.push_back(cause.end + shift);
  std::sort(ends.begin(), ends.end());
  std::uint64_t followers = 0;
  std::size_t before = 0;  // ends below the time
  for (Millis time : times) {
    while (before < ends.size() && ends[before] < time) ++before;
    followers += before > 0 && ends[before - 1] + window >= time;
  }
  return followers;
}

HourBefore hour_before(std::span<const Cause> causes, std::span<const Millis> times, Millis window) {
  HourBefore found;
  for (std::size_t begin = 0, end; begin < causes.size(); begin = end, ++found.talks) {
    for (end = begin + 1; end < causes.size() && causes[end].start - causes[end - 1].start < 2 * window; ++end) {
    }
    const Millis start = causes[begin].start;
    const auto from = std::ranges::lower_bound(times, start - link::millis_per_hour), to = std::ranges::lower_bound(from, times.end(), start);
    found.events += static_cast<std::uint64_t>(to - from);
    found.expected += std::min(1.0, double(to - from) * double(end - begin) * double(window) / double(link::millis_per_hour));
  }
  return found;
}

bool HourBefore::more_than(const Chance& other_days, std::size_t causes, Millis window) const {
  if (events == 0 || expected <= other_days.expected) return false;
  const double hours = double(link::millis_per_hour) / double(window) * double(talks) / double(causes);
  return poisson_tail_log10(events, other_days.cautious * hours) <= -2;
}

DayShifts::DayShifts(std::span<const Cause> causes, Millis first, Millis last, Millis apart) : causes_(causes), apart_(apart) {
  std::vector<Millis> ends;
  ends.reserve(causes.size());
  for (const Cause& cause : causes)
    ends.push_back(cause.end);
  std::sort(ends.begin(), ends.end());
  for (int days = -most_shift_days; days <= most_shift_days; ++days) {
    if (days == 0) continue;
    Millis shift = days * link::millis_per_day;
    auto from = std::lower_bound(ends.begin(), ends.end(), first - shift);
    auto to = std::upper_bound(from, ends.end(), last - shift);
    placed_ += static_cast<std::uint64_t>(to - from);
  }
}

Chance DayShifts::against(std::span<const Millis> times, Millis window) const {
  return *against(times, window, 0, 0);
}

std::optional<Chance> DayShifts::against(std::span<const Millis> times, Millis window,
                                         std::uint64_t observed, double log10_level) const {
  Chance chance;
  if (placed_ == 0) return chance;
  double share = double(causes_.size()) / double(placed_);
  std::uint64_t pairs = 0, looked_at = 0;
  for (int days = 1; days <= most_shift_days; ++days) {
    for (Millis shift : {-days * link::millis_per_day, days * link::millis_per_day})
      pairs += apart_ > 0 ? count_occasions(causes_, times, window, shift, apart_) : count_followed(causes_, times, window, shift);
    // Further shifts only add: the chance so far is the least that it can be.
    if (observed > 0 && pairs > looked_at) {
      looked_at = pairs;
      if (poisson_tail_log10(observed, (double(pairs) + .5) * share) > log10_level)
        return std::nullopt;
    }
  }
  return chance_of(pairs);
}

Chance DayShifts::followers_against(std::span<const Millis> times, Millis window) const {
  if (placed_ == 0) return {};
  std::uint64_t followers = 0;
  for (int days = 1; days <= most_shift_days; ++days)
    for (Millis shift : {-days * link::millis_per_day, days * link::millis_per_day}) followers += count_followers(causes_, times, window, shift);
  return chance_of(followers);
}

Chance DayShifts::chance_of(std::uint64_t counted) const {
  Chance chance;
  chance.known = true;
  chance.pairs = counted;
  chance.share = double(causes_.size()) / double(placed_);
  chance.expected = double(counted) * chance.share;
  chance.cautious = (double(counted) + .5) * chance.share;
  return chance;
}

Chance Chance::at_least(double more) const {
  Chance chance = *this;
  if (!known || more <= expected) return chance;
  chance.pairs = static_cast<std::uint64_t>(std::llround(more / share));
  chance.expected = more;
  chance.cautious = more + .5 * share;
  return chance;
}

double Chance::tail_log10(std::uint64_t observed) const {
  return binomial_tail_log10(observed, observed + pairs, share / (1 + share));
}

Chance followed_by_chance(std::span<const Cause> causes, std::span<const Millis> times,
                          Millis window, Millis first, Millis last, Millis apart) {
  return DayShifts(causes, first, last, apart).against(times, window);
}

Chance followers_by_chance(std::span<const Cause> causes, std::span<const Millis> times, Millis window, Millis first, Millis last) {
  return DayShifts(causes, first, last).followers_against(times, window);
}

Millis end_of(const link::Events& events, std::uint32_t i) {
  return events.time(i) + Millis{events.duration(i).value_or(0)} * 1000;
}

}  // namespace clew::pattern
