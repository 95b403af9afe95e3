#include "pattern/company.h"

#include <doctest/doctest.h>

#include "link/test_support.h"
#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

using link::testing::Random;
using testing::build;

constexpr Millis day = link::millis_per_day, hour = link::millis_per_hour, minute = link::millis_per_minute;

// At home at night, at work by day, on some evenings elsewhere; nobody is seen on the way.
int place_of(std::uint64_t who, Millis time) {
  const auto d = time / day, h = time % day / hour;
  if (d % 7 < 5 && h >= 9 && h < 17) return static_cast<int>(who * 13 % 64);
  Random evening((who * 1000 + static_cast<std::uint64_t>(d)) * 0x9e3779b97f4a7c15u);
  if (h >= 18 && h < 22 && evening.below(3) == 0) return static_cast<int>(evening.below(64));
  return static_cast<int>(who * 29 % 64);
}

// Phones 0 … 19 of as many people; 20 is carried with that of `first` for thirty days, then with that of `then`. `off`: the first's own phone is off from then on.
std::vector<ChangeOfCompany> passed(std::uint64_t seed, std::uint64_t first, std::uint64_t then, bool off = false) {
  Random random(seed);
  std::vector<Fix> fixes;
  for (Handle phone = 0; phone <= 20; ++phone)
    for (int d = 0; d < 60; ++d)
      for (int i = 0; i < 10; ++i) {
        const Millis time = d * day + 8 * hour + static_cast<Millis>(random.below(14 * 60)) * minute;
        const std::uint64_t who = seed * 100 + (phone < 20 ? phone : d < 30 ? first : then);
        if (off && phone == first && d >= 30) continue;
        const int place = place_of(who, time);
        if (place_of(who, time - 30 * minute) != place || place_of(who, time + 30 * minute) != place) continue;
        fixes.push_back({phone, time, 50 + .05 * (place / 8), .08 * (place % 8), 1500, static_cast<std::int64_t>(fixes.size() + 1)});
      }
  const auto events = build(21, {{.from = 0, .to = 1, .time_us = 0, .has_time = true}});
  return find_changes_of_company(events, Tracks(fixes), {}, {});
}

TEST_CASE("a phone that is carried with one phone and from one day with another may have passed on, and the day is told") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto found = passed(seed, 3, 7);
    REQUIRE(found.size() == 1);
    CHECK(found[0].stands_out);
    CHECK(found[0].handle == 20);
    CHECK(found[0].before.with == 3);
    CHECK(found[0].after.with == 7);
    CHECK(found[0].before.to < 30 * day);
    CHECK(found[0].before.to > 28 * day);
    CHECK(found[0].after.from > 30 * day);
    CHECK(found[0].after.from < 32 * day);
    const auto leads = company_leads(found, {});
    REQUIRE(leads.leads.size() == 1);
    CHECK(leads.leads[0].subjects == std::vector<Handle>{20, 3, 7});
    CHECK(plain(leads.leads[0].title).ends_with("may have passed to another person, or its user has moved"));
  }
}

TEST_CASE("a phone that stays with one, and one whose first company is merely off later, have not passed on") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(passed(seed, 3, 3).empty());
    CHECK(passed(seed, 3, 7, true).empty());
  }
}

// Three of one household who work at one place; in one of eight half days each is elsewhere, phone 0 for thirty days with phone 1 and then with phone 2. 17 others.
std::vector<ChangeOfCompany> household(std::uint64_t seed, const CompanyOptions& options) {
  Random random(seed);
  std::vector<Fix> fixes;
  for (Handle phone = 0; phone < 20; ++phone)
    for (int d = 0; d < 60; ++d)
      for (int i = 0; i < 14; ++i) {
        const Millis time = d * day + 7 * hour + static_cast<Millis>(random.below(15 * 60)) * minute;
        const auto h = time % day / hour;
        int place = place_of(seed * 100 + phone, time);
        if (phone < 3) {
          const std::uint64_t with = phone == (d < 30 ? 1u : 2u) ? 0 : phone;
          Random away((seed * 1000 + with * 200 + static_cast<std::uint64_t>(d) * 2 + (h >= 14)) * 0x9e3779b97f4a7c15u);
          place = away.below(8) == 0 ? static_cast<int>(away.below(64)) : h >= 9 && h < 17 ? 11 : 5;
        }
        fixes.push_back({phone, time, 50 + .05 * (place / 8), .08 * (place % 8), 1500, static_cast<std::int64_t>(fixes.size() + 1)});
      }
  const auto events = build(20, {{.from = 0, .to = 1, .time_us = 0, .has_time = true}});
  return find_changes_of_company(events, Tracks(fixes), {}, options);
}

TEST_CASE("three who live and work together go on doing so, whoever goes out with whom: none of their phones has passed on") {
  std::size_t without_the_rule = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CHECK(household(seed, {}).empty());
    CompanyOptions anything;
    anything.most_left = 10;
    without_the_rule += household(seed, anything).size();
  }
  CHECK(without_the_rule > 0);
}

}  // namespace
}  // namespace clew::pattern
