#include "pattern/other_places.h"

#include <doctest/doctest.h>

#include "link/test_support.h"
#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

using link::testing::Random;
using testing::build;
using testing::EventRow;

constexpr Millis day = link::millis_per_day, hour = link::millis_per_hour;

enum class Life { same, passed, moved_house, new_friends, holiday };

// Phone 0 in ninety days, in use from the morning till night with some twenty of forty contacts; on day 45 something may change.
std::vector<OtherPlaces> found(Life life, std::uint64_t seed) {
  Random random(seed);
  std::vector<Fix> fixes;
  std::vector<EventRow> rows;
  for (int d = 0; d < 90; ++d) {
    const bool then = d >= 45;
    const bool away = life == Life::holiday ? d >= 40 && d < 54 : (life == Life::passed || life == Life::moved_house) && then;
    for (int i = 0; i < 4; ++i) {
      const bool home = i % 2 == 0;
      const double north = away ? 53.4 : 51.5, east = (away ? -2.2 : -.1) + (home ? 0 : .2 + .1 * double(random.below(3)));
      fixes.push_back({0, d * day + (8 + 4 * i) * hour, north, east, 50, static_cast<std::int64_t>(fixes.size() + 1)});
    }
    for (int i = 0; i < 6; ++i) {
      const bool other_people = (life == Life::passed || life == Life::new_friends) && then && random.below(100) < 67;
      const auto who = static_cast<Handle>((other_people ? 41 : 1) + std::min(random.below(40), random.below(40)));
      rows.push_back({.from = 0, .to = who, .time_us = (d * day + (9 + i) * hour) * 1000, .has_time = true, .record = 10'000 + static_cast<std::int64_t>(rows.size())});
    }
  }
  return find_other_places(build(100, rows), Tracks(fixes), {}, {});
}
bool told(Life life, std::uint64_t seed) {
  const auto list = found(life, seed);
  return std::any_of(list.begin(), list.end(), [](const auto& one) { return one.stands_out; });
}

TEST_CASE("a phone at other places and with other contacts from one day on is told, with that day") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto list = found(Life::passed, seed);
    REQUIRE(list.size() == 1);
    CHECK(list[0].stands_out);
    CHECK(list[0].last_before < 45 * day);
    CHECK(list[0].first_after >= 45 * day);
    const auto leads = other_places_leads(list, {}).leads;
    REQUIRE(leads.size() == 1);
    CHECK(leads[0].detector == "handover");
    CHECK(leads[0].subjects == std::vector<Handle>{0});
    CHECK(plain(leads[0].title).ends_with("may have passed to another person, or its user has moved"));
  }
}

TEST_CASE("who moves house with his contacts, makes new friends, is on holiday, or does nothing of the kind, has passed nothing on") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const Life life : {Life::same, Life::moved_house, Life::new_friends, Life::holiday}) {
      INFO(int(life));
      CHECK(!told(life, seed));
    }
}

// The referee: every moment, every stay on one side against every stay on the other.
TEST_CASE("the share of stays in common agrees with comparing all of them") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::vector<Fix> fixes;
    const int before = 15 + static_cast<int>(random.below(20)), all = before + 15 + static_cast<int>(random.below(20));
    for (int i = 0; i < all; ++i)
      fixes.push_back({0, i * day, 51 + (i < before ? 0 : 1) + .05 * double(random.below(3)), .1 * double(random.below(3)), 50, i + 1});
    for (int i = 0; i < 3; ++i) std::swap(fixes[random.below(fixes.size())].latitude, fixes[random.below(fixes.size())].latitude);
    OtherPlacesOptions options;
    options.most_kept = 1;
    const auto list = find_other_places(build(2, {{.from = 0, .to = 1, .time_us = 0, .has_time = true}}), Tracks(fixes), {}, options);
    REQUIRE(list.size() == 1);
    auto share = [&](std::size_t cut, bool of_after) {
      std::size_t hit = 0, n = 0;
      for (std::size_t i = of_after ? cut : 0; i < (of_after ? fixes.size() : cut); ++i) {
        ++n;
        for (std::size_t j = of_after ? 0 : cut; j < (of_after ? cut : fixes.size()); ++j)
          if (std::abs(fixes[i].latitude - fixes[j].latitude) < .01 && std::abs(fixes[i].longitude - fixes[j].longitude) < .01) {
            ++hit;
            break;
          }
      }
      return double(hit) / double(n);
    };
    double least = 2;
    for (std::size_t cut = 12; cut + 12 <= fixes.size(); ++cut) least = std::min(least, std::max(share(cut, true), share(cut, false)));
    CHECK(std::max(list[0].kept, list[0].came_back) == doctest::Approx(least));
    CHECK(share(list[0].before, true) == doctest::Approx(list[0].came_back));
    CHECK(share(list[0].before, false) == doctest::Approx(list[0].kept));
  }
}

}  // namespace
}  // namespace clew::pattern
