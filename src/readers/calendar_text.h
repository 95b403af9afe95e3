// The values that iCalendar's properties are written in (RFC 5545, 3.3): days, readings, durations, lists.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace clew::readers::calendar {

inline constexpr Micros micros_per_minute = 60 * micros_per_second, micros_per_day = 1440 * micros_per_minute;

// Digits with an optional sign, and nothing else.
std::optional<int> number(std::string_view text);

// "20240304T214009Z", "20240304T214009", "20240304"; a leap second is the second before. Nothing for anything else.
struct Reading {
  Micros micros = 0;  // as if UTC
  bool clock = false, utc = false;
};
std::optional<Reading> reading_of(std::string_view text);
// "PT1H30M", "P2W", "-P1D" → microseconds; a day is 24 hours.
std::optional<Micros> duration_of(std::string_view text);

// Days since 1970, and their weekday: Monday 0.
inline std::int64_t day_of(Micros micros) { return micros / micros_per_day - (micros % micros_per_day < 0); }
inline int weekday_of(std::int64_t day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); }
// "MO" → 0 … "SU" → 6; -1 for anything else.
int weekday_named(std::string_view code);

// Splits at `sign` and calls for each piece that is not empty.
template <class Each>
void pieces(std::string_view text, char sign, Each&& each) {
  while (!text.empty()) {
    const auto end = std::min(text.find(sign), text.size());
    if (end) each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace clew::readers::calendar
