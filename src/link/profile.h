// One handle at a glance: with whom, how often, since when, at what hours, with what silences.
// A scan of the handle's slice; under 2 ms for 100,000 events. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "link/events.h"

namespace clew::link {

struct ProfileContact {
  Handle other = no_handle;
  std::uint32_t out = 0, in = 0, days = 0;
  std::array<std::uint32_t, event_kind_count> by_kind{};
  Millis first = 0, last = 0;
  std::int64_t first_record = 0, last_record = 0;
  Millis median_gap = 0, longest_gap = 0;  // between neighbouring events; 0 with fewer than two
  Millis longest_gap_from = 0;
  double share = 0;  // of all one-to-one events of the handle
};

struct Profile {
  std::uint32_t sent = 0, received = 0, days = 0, group_messages = 0;
  std::uint32_t local_time = 0;  // events whose zone is unknown, taken in the case's
  Millis first = 0, last = 0;
  std::vector<ProfileContact> contacts;           // most events first, then by handle
  std::array<std::uint32_t, 168> hour_of_week{};  // Monday 00 … Sunday 23, sent and received
};

// `day_offset_minutes`: the handle's own zone, east positive, as in PairOptions.
Profile profile(const Events& events, Handle handle, std::int32_t day_offset_minutes = 0);

// 0 … 167: Monday 00:00 is 0.
std::uint32_t hour_of_week(Millis time, std::int32_t offset_minutes);
// Days since 1970-01-01 in that zone.
std::int64_t day_number(Millis time, std::int32_t offset_minutes);

}  // namespace clew::link
