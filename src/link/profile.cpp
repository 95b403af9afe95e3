#include "link/profile.h"

#include <algorithm>

namespace clew::link {
namespace {

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

std::int64_t day_number(Millis time, std::int32_t offset_minutes) {
  return floor_divide(time + offset_minutes * millis_per_minute, millis_per_day);
}

std::uint32_t hour_of_week(Millis time, std::int32_t offset_minutes) {
  std::int64_t hour = floor_divide(time + offset_minutes * millis_per_minute, millis_per_hour);
  std::int64_t since_monday = (hour + 3 * 24) % 168;  // 1970-01-01 was a Thursday
  return static_cast<std::uint32_t>(since_monday < 0 ? since_monday + 168 : since_monday);
}

Profile profile(const Events& events, Handle handle, std::int32_t day_offset_minutes) {
  Profile result;
  auto slice = events.party(handle);
  if (!slice.empty()) {
    result.first = events.time(slice.front());
    result.last = events.time(slice.back());
  }
  std::int64_t last_day = std::numeric_limits<std::int64_t>::min();
  struct Seen {
    Handle other;
    std::uint32_t order, event;
  };
  std::vector<Seen> seen;
  seen.reserve(slice.size());
  for (std::uint32_t i : slice) {
    bool out = events.from(i) == handle;
    result.local_time += events.is_local_time(i);
    ++(out ? result.sent : result.received);
    Millis time = events.time(i);
    ++result.hour_of_week[hour_of_week(time, day_offset_minutes)];
    std::int64_t day = day_number(time, day_offset_minutes);
    result.days += day != last_day;
    last_day = day;
    if (events.is_group(i)) {
      ++result.group_messages;
      continue;
    }
    if (Handle other = events.other_side(i, handle); other != no_handle)
      seen.push_back({other, static_cast<std::uint32_t>(seen.size()), i});
  }
  std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
    return std::pair(a.other, a.order) < std::pair(b.other, b.order);
  });
  std::vector<Millis> gaps;
  for (std::size_t begin = 0, end; begin < seen.size(); begin = end) {
    ProfileContact contact{.other = seen[begin].other};
    contact.first = events.time(seen[begin].event);
    contact.first_record = events.record(seen[begin].event);
    gaps.clear();
    last_day = std::numeric_limits<std::int64_t>::min();
    for (end = begin; end < seen.size() && seen[end].other == contact.other; ++end) {
      std::uint32_t i = seen[end].event;
      ++(events.from(i) == handle ? contact.out : contact.in);
      ++contact.by_kind[static_cast<std::size_t>(events.kind(i))];
      std::int64_t day = day_number(events.time(i), day_offset_minutes);
      contact.days += day != last_day;
      last_day = day;
      if (end > begin) {
        gaps.push_back(events.time(i) - contact.last);
        if (gaps.back() > contact.longest_gap) {
          contact.longest_gap = gaps.back();
          contact.longest_gap_from = contact.last;
        }
      }
      contact.last = events.time(i);
      contact.last_record = events.record(i);
    }
    if (!gaps.empty()) {
      auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
      std::nth_element(gaps.begin(), middle, gaps.end());
      contact.median_gap = *middle;
    }
    contact.share = double(end - begin) / double(seen.size());
    result.contacts.push_back(contact);
  }
  std::sort(result.contacts.begin(), result.contacts.end(), [](const auto& a, const auto& b) {
    return std::tuple(b.out + b.in, a.other) < std::tuple(a.out + a.in, b.other);
  });
  return result;
}

}  // namespace clew::link
