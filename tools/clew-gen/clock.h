// Civil time for the generator: integer arithmetic only, no system time zone tables, so the output
// is the same on every machine. Knows fixed offsets and the European Union's summer-time rule
// (Directive 2000/84/EC: last Sunday of March to last Sunday of October, both at 01:00 UTC; the
// United Kingdom keeps the same instants).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::gen {

struct Civil {
  int year, month, day, hour, minute, second;
  int weekday;  // 0 = Sunday
};

struct Zone {
  const char* name;  // IANA name
  int base_minutes;  // offset in winter
  bool eu_summer;
};

inline constexpr Zone utc_zone{"UTC", 0, false};
inline constexpr Zone london_zone{"Europe/London", 0, true};
inline constexpr Zone berlin_zone{"Europe/Berlin", 60, true};
inline constexpr Zone bucharest_zone{"Europe/Bucharest", 120, true};

std::int64_t days_from_civil(int year, int month, int day);
Civil civil_from_seconds(std::int64_t seconds);  // proleptic Gregorian, as UTC
int offset_seconds(const Zone& zone, std::int64_t utc_seconds);
inline Civil local_time(const Zone& zone, std::int64_t utc_seconds) {
  return civil_from_seconds(utc_seconds + offset_seconds(zone, utc_seconds));
}
// "2025-03-02" → seconds of that midnight UTC. Throws std::invalid_argument on anything else.
std::int64_t parse_date(std::string_view text);

// Appends `value` with at least `width` digits (zero-padded). `value` >= 0.
void append_padded(std::string& out, std::int64_t value, int width);
// "2025-03-02T14:05:09Z"
void append_iso(std::string& out, std::int64_t utc_seconds);

}  // namespace clew::gen
