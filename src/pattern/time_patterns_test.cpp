// Silences, windows around an event, membership of groups.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "link/profile.h"
#include "pattern/around.h"
#include "pattern/membership.h"
#include "pattern/silence.h"
#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

constexpr Millis week = 7 * link::millis_per_day;

std::vector<link::EventRow> daytime(link::testing::Random& random, int days, double per_day,
                                    Handle people) {
  std::vector<link::EventRow> rows;
  for (int day = 0; day < days; ++day)
    for (Handle person = 0; person < people; ++person)
      for (int n = 0; n < 40; ++n)
        if (random.chance(per_day / 40)) {
          auto other = static_cast<Handle>((person + 1 + random.below(people - 1)) % people);
          auto second = day * 86400 + 8 * 3600 + static_cast<std::int64_t>(random.below(50'000));
          rows.push_back({.from = person,
                          .to = other,
                          .time_us = second * 1'000'000,
                          .has_time = true,
                          .record = static_cast<std::int64_t>(rows.size() + 1)});
        }
  return rows;
}

}  // namespace

TEST_CASE("a planted silence is found and steady handles are not called silent") {
  link::testing::Random random(1);
  ThreadPool one(1), two(2);
  std::size_t hits = 0, others = 0;
  for (int round = 0; round < 20; ++round) {
    auto rows = daytime(random, 60, 4, 12);
    std::int64_t from = 20 * 86400LL * 1'000'000, to = 25 * 86400LL * 1'000'000;
    std::erase_if(rows, [&](const auto& row) {
      return (row.from == 3 || row.to == 3) && row.time_us > from && row.time_us < to;
    });
    link::Events events = link::testing::build(12, rows);
    auto found = find_silences(events, {}, one);
    REQUIRE(found == find_silences(events, {}, two));
    for (const auto& silence : found) {
      bool right = silence.handle == 3 && silence.from * 1000 <= from + 86400'000'000LL &&
                   silence.to * 1000 >= to;
      ++(right ? hits : others);
      // Against the same sum taken minute by minute.
      auto slice = events.party(silence.handle);
      double weeks = double(events.time(slice.back()) - events.time(slice.front())) / double(week);
      std::map<std::uint32_t, double> rate;
      std::map<std::int64_t, int> days;
      for (auto i : slice) {
        rate[link::hour_of_week(events.time(i), 0)] += 1 / weeks;
        ++days[link::day_number(events.time(i), 0)];
      }
      double all = double(days.rbegin()->first - days.begin()->first + 1), squares = 0;
      double mean = double(slice.size()) / all;
      for (auto [day, count] : days)
        squares += count * count;
      double uneven = std::max(1.0, (squares - all * mean * mean) / (all - 1) / mean);
      double sum = 0;
      for (Millis at = silence.from; at < silence.to; at += 60'000)
        sum += (rate[link::hour_of_week(at, 0)] + 1 / weeks / 168) / 60;
      REQUIRE(silence.expected == doctest::Approx(sum / uneven).epsilon(.01));
    }
  }
  CHECK(hits == 20);
  CHECK(others <= 1);
}

TEST_CASE("contact that rises, begins or ends at a moment stands out, the rest does not") {
  link::testing::Random random(2);
  std::size_t wrong = 0;
  for (int round = 0; round < 10; ++round) {
    auto rows = daytime(random, 70, 6, 12);
    Millis moment = 35 * link::millis_per_day + 18 * link::millis_per_hour;
    auto add = [&](Handle a, Handle b, Millis time) {
      rows.push_back({.from = a,
                      .to = b,
                      .time_us = time * 1000,
                      .has_time = true,
                      .record = static_cast<std::int64_t>(rows.size() + 1)});
    };
    for (int n = 0; n < 15; ++n)
      add(0, 1, moment + n * link::millis_per_hour);
    std::erase_if(rows, [&](const auto& row) {
      std::pair<Handle, Handle> pair = std::minmax(row.from, row.to);
      return (pair == std::pair<Handle, Handle>{2, 3} && row.time_us / 1000 > moment) ||
             pair == std::pair<Handle, Handle>{4, 5};
    });
    for (int n = 0; n < 12; ++n)
      add(2, 3, moment - n * 2 * link::millis_per_day - 1);
    for (int n = 1; n < 9; ++n)
      add(4, 5, moment + n * link::millis_per_hour);
    link::Events events = link::testing::build(12, rows);
    std::set<std::pair<Handle, Handle>> found;
    for (const auto& contact : around(events, moment, {}, {})) {
      std::uint32_t counted = 0;
      for (const auto& row : rows)
        counted += std::pair<Handle, Handle>(std::minmax(row.from, row.to)) ==
                       std::pair(contact.a, contact.b) &&
                   row.time_us / 1000 >= moment - 2 * link::millis_per_day &&
                   row.time_us / 1000 < moment + 2 * link::millis_per_day;
      REQUIRE(contact.observed_before + contact.observed_after == counted);
      if (!contact.stands_out) continue;
      std::pair pair(contact.a, contact.b);
      if (pair == std::pair<Handle, Handle>{0, 1})
        CHECK(contact.change == AroundContact::Change::raised);
      else if (pair == std::pair<Handle, Handle>{2, 3})
        CHECK(contact.change == AroundContact::Change::ceased);
      else if (pair == std::pair<Handle, Handle>{4, 5})
        CHECK(contact.change == AroundContact::Change::new_contact);
      else
        ++wrong;
      found.insert(pair);
    }
    CHECK(found.contains({0, 1}));
    CHECK(found.contains({2, 3}));
    CHECK(found.contains({4, 5}));
  }
  CHECK(wrong <= 2);
}

TEST_CASE("a talk of many lines is no raised contact, and who was first met two days before the moment is new") {
  std::vector<link::EventRow> rows;
  auto add = [&](Handle a, Handle b, Millis time) {
    rows.push_back({.from = a, .to = b, .time_us = time * 1000, .has_time = true, .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  const Millis moment = 35 * link::millis_per_day + 18 * link::millis_per_hour;
  // Every fourth day a talk of 12 lines; one of them falls into the window.
  for (Millis day = 1; day < 70; day += 4)
    for (int line = 0; line < 12; ++line) add(0, 1, day * link::millis_per_day + 19 * link::millis_per_hour + line * 40'000);
  for (int n = 0; n < 9; ++n) add(2, 3, moment + (n * 8 - 20) * link::millis_per_hour);
  std::size_t seen = 0;
  const link::Events events = link::testing::build(4, rows);
  for (const auto& contact : around(events, moment, {}, {})) {
    if (contact.a == 0) CHECK_FALSE(contact.stands_out);
    if (contact.a != 2) continue;
    ++seen;
    CHECK(contact.stands_out);
    CHECK(contact.change == AroundContact::Change::new_contact);
  }
  CHECK(seen == 1);
}

TEST_CASE("membership follows the system lines and names what does not fit") {
  using Kind = MembershipEvent::Kind;
  std::vector<MembershipEvent> events = {
      {7, Kind::left, 1, 0, 1200, 3},  {7, Kind::added, 1, 0, 1000, 1},
      {7, Kind::wrote, 1, 0, 1005, 2}, {7, Kind::wrote, 1, 0, 1300, 4},
      {7, Kind::added, 1, 0, 1400, 5}, {7, Kind::removed, 2, 0, 1100, 6},
      {7, Kind::listed, 3, 0, 2000, 7}};
  auto found = memberships(events);
  REQUIRE(found.size() == 5);
  CHECK(found[0].from == 1000);
  CHECK(found[0].to == 1200);
  CHECK(found[0].added_by == 0);
  CHECK(found[0].messages == 1);
  CHECK(found[0].contradictions.empty());
  CHECK(!found[1].from);
  CHECK(!found[1].to);
  CHECK(found[1].contradictions.size() == 2);
  CHECK(found[2].from == 1400);
  CHECK(!found[2].to);
  CHECK(found[3].member == 2);
  CHECK(!found[3].from);
  CHECK(found[3].to == 1100);
  CHECK(found[3].contradictions.size() == 1);
  CHECK(found[4].last_seen == 2000);
  link::testing::Random random(3);
  for (int round = 0; round < 50; ++round) {
    link::testing::shuffle(events, random);
    REQUIRE(memberships(events) == found);
  }
}
