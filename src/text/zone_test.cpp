#include "text/zone.h"

#include <doctest/doctest.h>

#include <limits>
#include <thread>
#include <vector>

using namespace clew;
using text::Zone;

namespace {
Micros at(const char* iso) { return parse_iso(iso)->micros; }
}  // namespace

TEST_CASE("a London reading in summer is an hour ahead of UTC") {
  const auto zone = Zone::find("Europe/London");
  REQUIRE(zone);
  const auto instant = zone->to_utc(at("2024-07-01T12:00:00"));
  CHECK(to_iso_utc(instant.utc) == "2024-07-01T11:00:00.000000Z");
  CHECK(instant.offset_minutes == 60);
  CHECK(instant.fit == Zone::Fit::unique);
  CHECK(zone->to_utc(at("2024-01-01T12:00:00")).utc == at("2024-01-01T12:00:00"));
}

TEST_CASE("the hour that the end of summer time repeats gives both instants") {
  const auto instant = Zone::find("Europe/London")->to_utc(at("2024-10-27T01:30:00"));
  CHECK(instant.fit == Zone::Fit::repeated);
  CHECK(instant.utc == at("2024-10-27T00:30:00"));
  CHECK(instant.other == at("2024-10-27T01:30:00"));
  CHECK(Zone::find("Europe/London")->to_utc(at("2024-10-27T02:00:00")).fit == Zone::Fit::unique);
  CHECK(Zone::find("Europe/London")->to_utc(at("2024-10-27T00:59:59")).fit == Zone::Fit::unique);
}

TEST_CASE("the hour that the start of summer time leaves out is said to be skipped") {
  const auto zone = Zone::find("Europe/London");
  const auto instant = zone->to_utc(at("2024-03-31T01:30:00"));
  CHECK(instant.fit == Zone::Fit::skipped);
  CHECK(instant.utc == at("2024-03-31T01:30:00"));
  CHECK(instant.other == at("2024-03-31T00:30:00"));
  CHECK(zone->to_utc(at("2024-03-31T00:59:59")).fit == Zone::Fit::unique);
  CHECK(zone->to_utc(at("2024-03-31T02:00:00")).fit == Zone::Fit::unique);
  CHECK(zone->to_utc(at("2024-03-31T02:00:00")).utc == at("2024-03-31T01:00:00"));
}

TEST_CASE("a change of the zone's own offset counts as well as summer time") {
  // Samoa left out 2011-12-30 altogether.
  const auto zone = Zone::find("Pacific/Apia");
  CHECK(zone->to_utc(at("2011-12-30T12:00:00")).fit == Zone::Fit::skipped);
  CHECK(zone->to_utc(at("2011-12-29T12:00:00")).offset_minutes == -600);
  CHECK(zone->to_utc(at("2011-12-31T12:00:00")).offset_minutes == 840);
}

TEST_CASE("fixed offsets and UTC are zones too, and nonsense is none") {
  CHECK(Zone::find("UTC")->to_utc(5).utc == 5);
  CHECK(Zone::find("GMT+2")->to_utc(at("2024-07-01T12:00:00")).utc == at("2024-07-01T10:00:00"));
  CHECK(Zone::find("UTC-05:30")->name() == "UTC-05:30");
  CHECK(Zone::find("+0100")->to_utc(0).offset_minutes == 60);
  for (const char* name : {"", "Europe/Londinium", "Mars/Base", "+25", "UTC+", "../etc/passwd",
                           "UTC+1:2", "BST\xC3\xA9"})
    CHECK_FALSE(Zone::find(name));
}

TEST_CASE("every reading of two years in five zones comes back through UTC") {
  for (const char* name : {"Europe/London", "America/New_York", "Australia/Lord_Howe",
                           "Asia/Kolkata", "Africa/Cairo"}) {
    const auto zone = Zone::find(name);
    REQUIRE(zone);
    const Micros step = 7 * 60 * micros_per_second;
    for (Micros utc = at("2023-01-01"); utc < at("2025-01-01"); utc += step) {
      const auto instant = zone->to_utc(zone->to_local(utc));
      const bool back = instant.utc == utc || instant.other == utc;
      if (!back || instant.fit == Zone::Fit::skipped) {
        FAIL(name << " " << to_iso_utc(utc));
      }
    }
  }
}

TEST_CASE("one zone is read from several threads at once") {
  const auto zone = Zone::find("Europe/Bucharest");
  std::vector<std::thread> threads;
  std::vector<Micros> sums(4);
  for (std::size_t t = 0; t < sums.size(); ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20000; ++i)
        sums[t] += zone->to_utc(i * 3600 * micros_per_second).utc % 977;
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(sums[0] == sums[3]);
  CHECK(sums[1] == sums[2]);
}

TEST_CASE("readings at the ends of the number range do not overflow") {
  const auto zone = Zone::find("Europe/London");
  (void)zone->to_utc(std::numeric_limits<Micros>::max());
  (void)zone->to_utc(std::numeric_limits<Micros>::min());
  CHECK(zone->to_utc(at("2149-07-01T12:00:00")).fit == Zone::Fit::unique);
}

TEST_CASE("Windows' names of zones are those of CLDR's table") {
  const auto london = Zone::find("GMT Standard Time");
  REQUIRE(london);
  CHECK(london->name() == "Europe/London");
  CHECK(Zone::find("W. Europe Standard Time")->name() == "Europe/Berlin");
  CHECK_FALSE(Zone::find("Sometime Standard Time"));
}
