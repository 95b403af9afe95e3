#include "link/pairs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/time.h"
#include "link/common.h"
#include "link/profile.h"
#include "link/test_support.h"

using namespace clew;
using namespace clew::link;
using testing::Random;

namespace {

std::vector<EventRow> random_rows(Random& random, std::uint32_t handles, std::size_t count) {
  std::vector<EventRow> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    rows[i].from = random.chance(.95) ? static_cast<Handle>(random.below(handles)) : no_handle;
    rows[i].to = random.chance(.95) ? static_cast<Handle>(random.below(handles)) : no_handle;
    rows[i].has_time = random.chance(.95);
    rows[i].time_us = (static_cast<std::int64_t>(random.below(20 * 24)) - 100) * 3'600'000'000;
    rows[i].kind = static_cast<EventKind>(random.below(event_kind_count));
    rows[i].duration_s = static_cast<std::int64_t>(random.below(3)) - 1;
    rows[i].record = static_cast<std::int64_t>(i + 1);
    if (!rows[i].has_time) rows[i].count = 1 + static_cast<std::uint32_t>(random.below(7));
  }
  return rows;
}

}  // namespace

TEST_CASE("the pair table agrees with counting every row, for one and two threads") {
  Random random(1);
  ThreadPool one(1), two(2);
  for (int round = 0; round < 2000; ++round) {
    auto handles = static_cast<std::uint32_t>(1 + random.below(8));
    auto rows = random_rows(random, handles, random.below(60));
    auto zone = static_cast<std::int32_t>(random.below(3)) * 60 - 60;
    Events events = testing::build(handles, rows);
    PairTable table = pair_table(events, {zone}, one);
    PairTable again = pair_table(events, {zone}, two);
    REQUIRE(table.pairs == again.pairs);
    REQUIRE(table.begin == again.begin);

    std::map<std::pair<Handle, Handle>, Pair> expected;
    std::map<std::pair<Handle, Handle>, std::set<double>> days;
    for (const auto& row : rows) {
      if (row.from == no_handle || row.to == no_handle) continue;
      Pair& pair = expected[{row.from, row.to}];
      pair.to = row.to;
      if (!row.has_time) {
        pair.undated += row.count;
        continue;
      }
      Millis time = row.time_us / 1000;
      pair.first = pair.count == 0 ? time : std::min(pair.first, time);
      pair.last = pair.count == 0 ? time : std::max(pair.last, time);
      ++pair.count;
      ++pair.by_kind[static_cast<std::size_t>(row.kind)];
      days[{row.from, row.to}].insert(std::floor((double(time) / 60'000 + zone) / 1440));
      if (row.kind == EventKind::call && row.duration_s >= 0) {
        pair.calls_without_talk += row.duration_s == 0;
        pair.talk_s += static_cast<std::uint32_t>(row.duration_s);
      }
    }
    REQUIRE(table.pairs.size() == expected.size());
    for (auto& [key, pair] : expected) {
      pair.days = static_cast<std::uint32_t>(days[key].size());
      const Pair* found = table.find(key.first, key.second);
      REQUIRE(found);
      REQUIRE(*found == pair);
    }
    Contacts all = contacts(table);
    for (Handle handle = 0; handle < handles; ++handle) {
      std::map<Handle, std::uint32_t> others;
      for (const auto& row : rows) {
        if (row.from == no_handle || row.to == no_handle || row.from == row.to) continue;
        if (row.from == handle) others[row.to] += row.has_time ? 1 : row.count;
        if (row.to == handle) others[row.from] += row.has_time ? 1 : row.count;
      }
      REQUIRE(all.degree(handle) == others.size());
      for (const auto& entry : all.of(handle))
        REQUIRE(others[entry.other] == entry.events);
    }
    for (const Tie& tie : ties(table)) {
      const Pair* out = table.find(tie.a, tie.b);
      const Pair* back = table.find(tie.b, tie.a);
      REQUIRE(tie.a_to_b == (out ? out->count + out->undated : 0));
      REQUIRE(tie.b_to_a == (back ? back->count + back->undated : 0));
      REQUIRE(tie.a < tie.b);
    }
  }
}

TEST_CASE("a profile agrees with the pair table and counts hours from Monday") {
  Random random(2);
  ThreadPool pool(1);
  for (int round = 0; round < 300; ++round) {
    auto rows = random_rows(random, 5, 60);
    Events events = testing::build(5, rows);
    PairTable table = pair_table(events, {}, pool);
    for (Handle handle = 0; handle < 5; ++handle) {
      Profile made = profile(events, handle);
      for (const auto& contact : made.contacts) {
        const Pair* out = table.find(handle, contact.other);
        const Pair* in = table.find(contact.other, handle);
        REQUIRE(contact.out == (out ? out->count : 0));
        if (contact.other != handle) REQUIRE(contact.in == (in ? in->count : 0));
      }
      std::uint32_t hours = 0;
      for (auto count : made.hour_of_week)
        hours += count;
      REQUIRE(hours == made.sent + made.received);
    }
  }
  CHECK(hour_of_week(0, 0) == 3 * 24);                        // a Thursday
  CHECK(hour_of_week(-1, 0) == 2 * 24 + 23);                  // Wednesday 23:59
  CHECK(hour_of_week(1'700'000'000'000, 0) == 1 * 24 + 22);   // 2023-11-14 22:13, Tuesday
  CHECK(hour_of_week(1'700'000'000'000, 120) == 2 * 24 + 0);  // the same two hours east
}

TEST_CASE("a group message ties its sender to each member by 1/(g-1), large groups tie nobody") {
  EventsBuilder builder(40);
  auto small = builder.add_group({3, 1, 2});
  std::vector<Handle> many;
  for (Handle handle = 0; handle < 31; ++handle)
    many.push_back(handle);
  auto large = builder.add_group(many);
  for (int i = 0; i < 4; ++i)
    builder.add({.from = 1, .group = small, .time_us = i, .has_time = true, .record = i});
  builder.add({.from = 2, .group = small, .time_us = 9, .has_time = true, .record = 9});
  builder.add({.from = 2, .group = large, .time_us = 9, .has_time = true, .record = 10});
  ThreadPool pool(1);
  Events events = std::move(builder).build(pool);
  GroupTies found = group_ties(events);
  REQUIRE(found.ties.size() == 3);
  CHECK(found.ties[0] == GroupTie{1, 2, 5, 2.5});
  CHECK(found.ties[1] == GroupTie{1, 3, 4, 2.0});
  CHECK(found.ties[2] == GroupTie{2, 3, 1, .5});
  CHECK(found.too_large.size() == 1);
  CHECK(pair_table(events, {}, pool).pairs.empty());
}

TEST_CASE("common contacts weigh by rarity and hubs are listed without weight") {
  // 0 and 1 share 2 (rare), 3 (rings everybody) and 9 (a hub).
  std::vector<EventRow> rows;
  auto call = [&](Handle a, Handle b) {
    rows.push_back({.from = a,
                    .to = b,
                    .time_us = 0,
                    .has_time = true,
                    .record = static_cast<std::int64_t>(rows.size())});
  };
  for (Handle x : {0u, 1u})
    call(x, 2), call(x, 9);
  for (Handle x = 0; x < 9; ++x)
    if (x != 3) call(3, x);
  ThreadPool pool(1);
  Contacts all = contacts(pair_table(testing::build(10, rows), {}, pool));
  std::vector<Handle> hubs{9};
  CommonContacts common = common_contacts(all, 0, 1, hubs);
  REQUIRE(common.shared.size() == 3);
  CHECK(common.shared[0].handle == 2);
  CHECK(common.shared[0].degree == 3);
  CHECK(common.shared[1].handle == 3);
  CHECK(common.shared[1].weight == doctest::Approx(1.0 / 3));
  CHECK(common.shared[2].dimmed);
  CHECK(common.weight == doctest::Approx(rarity(3) + 1.0 / 3));

  std::vector<ExhibitHandle> held = {
      {.exhibit = 2, .handle = 2, .card = true}, {.exhibit = 1, .handle = 2, .events = 4},
      {.exhibit = 3, .handle = 9, .events = 1},  {.exhibit = 1, .handle = 9, .events = 1},
      {.exhibit = 3, .handle = 2, .events = 1},  {.exhibit = 3, .handle = 5, .events = 1}};
  auto several = in_exhibits(held);
  REQUIRE(several.size() == 2);
  CHECK(several[0].handle == 2);
  CHECK(several[0].exhibits == std::vector<std::int64_t>{1, 2, 3});
  CHECK(several[0].by_card == std::vector<std::int64_t>{2});
  auto pairs = exhibit_pairs(held, all, hubs);
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].shared == std::vector<Handle>{2});
  std::size_t dimmed = 0;
  for (const auto& pair : pairs)
    dimmed += pair.dimmed.size();
  CHECK(dimmed == 1);
}

TEST_CASE("the mail of a company gives the published figures") {
  auto path = testing::shared_data("patterns/enron/edges.csv");
  if (!path) return;
  auto lines = testing::read_csv(*path);
  REQUIRE(lines.size() == 125'410);
  std::vector<EventRow> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto time = parse_iso(lines[i][2].substr(0, 10) + "T" + lines[i][2].substr(11));
    REQUIRE(time);
    if (lines[i][2].substr(0, 4) == "1979" || lines[i][0] == lines[i][1]) continue;
    rows.push_back({.from = static_cast<Handle>(std::stoul(lines[i][0])),
                    .to = static_cast<Handle>(std::stoul(lines[i][1])),
                    .time_us = time->micros,
                    .has_time = true,
                    .kind = EventKind::mail,
                    .record = static_cast<std::int64_t>(i)});
  }
  CHECK(rows.size() == 108'825);
  ThreadPool pool(2);
  PairTable table = pair_table(testing::build(185, rows), {}, pool);
  CHECK(table.pairs.size() == 3007);
  std::size_t answered = 0, people = 0;
  for (Handle a = 0; a < 185; ++a) {
    people += contacts(table).degree(a) > 0;
    for (const Pair& pair : table.of(a))
      answered += table.find(pair.to, a) != nullptr;
  }
  CHECK(double(answered) / 3007 == doctest::Approx(.605).epsilon(.001));
  CHECK(people == 182);
}
