// Civil time without locale, environment or time zone database: what digests and exports need.
// Zones come from ICU in text/zone.h. Microseconds since 1970-01-01T00:00:00Z everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew {

using Micros = std::int64_t;  // microseconds
inline constexpr Micros micros_per_second = 1'000'000;

// A reading of a clock and calendar (proleptic Gregorian), zone not said.
struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0;
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

// Whether the calendar has that day and the clock that time (leap seconds: no).
bool is_valid(const CivilTime& civil);
// As if the reading were UTC. `civil` must be valid.
Micros to_micros(const CivilTime& civil);
CivilTime to_civil(Micros micros);

// "2024-03-04T21:40:09.000000Z"; the form of every machine-readable output.
std::string to_iso_utc(Micros micros);
// "2024-03-04T21:40:09" without zone.
std::string to_iso_local(Micros micros);

// ISO 8601 / RFC 3339: date, optional time with fraction, optional Z or ±hh[:mm]. `offset_minutes`
// is absent when the text has no zone. Nothing for anything else.
struct IsoTime {
  Micros micros = 0;                  // the reading as if UTC, not shifted by the offset
  std::optional<int> offset_minutes;  // east of Greenwich positive
  bool has_clock = false;
};
std::optional<IsoTime> parse_iso(std::string_view text);

// The wall clock, for audit entries and logs only; never for anything that a digest covers.
// SOURCE_DATE_EPOCH (seconds), when set, stands in for it so that runs can be repeated exactly.
Micros now_micros();

}  // namespace clew
