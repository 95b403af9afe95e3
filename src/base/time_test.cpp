#include "base/time.h"

#include <doctest/doctest.h>

using namespace clew;

TEST_CASE("every day from year 1 to 9999 goes to microseconds and back") {
  Micros previous = to_micros({1, 1, 1, 0, 0, 0, 0}) - 86'400 * micros_per_second;
  for (Micros day = to_micros({1, 1, 1, 0, 0, 0, 0}); day <= to_micros({9999, 12, 31, 0, 0, 0, 0});
       day += 86'400 * micros_per_second) {
    CivilTime civil = to_civil(day);
    REQUIRE(is_valid(civil));
    REQUIRE(to_micros(civil) == day);
    REQUIRE(day - previous == 86'400 * micros_per_second);
    previous = day;
  }
}

TEST_CASE("an instant prints with microseconds and Z") {
  CHECK(to_iso_utc(0) == "1970-01-01T00:00:00.000000Z");
  CHECK(to_iso_utc(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(to_iso_utc(1'709'588'409'250'000) == "2024-03-04T21:40:09.250000Z");
}

TEST_CASE("ISO 8601 keeps whether a zone was written") {
  auto zoned = parse_iso("2024-06-15T09:00:00.500+02:00");
  REQUIRE(zoned);
  CHECK(zoned->offset_minutes == 120);
  CHECK(to_iso_utc(zoned->micros) == "2024-06-15T09:00:00.500000Z");
  CHECK_FALSE(parse_iso("2024-06-15 09:00")->offset_minutes);
  CHECK(parse_iso("2024-06-15")->has_clock == false);
  CHECK(parse_iso("2024-06-15T09:00:00Z")->offset_minutes == 0);
}

TEST_CASE("what is not ISO 8601, or not in the calendar, is nothing") {
  for (auto text : {"", "2024", "2024-13-01", "2023-02-29", "2024-01-01T25:00",
                    "2024-01-01T10:00:00.", "2024-01-01T10:00+99:00", "2024-01-01x", "24-01-01"})
    CHECK_FALSE(parse_iso(text));
}
