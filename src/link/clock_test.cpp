#include "link/clock.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "link/clock_curve.h"
#include "link/test_support.h"
#include "link/text_hash.h"

using namespace clew;
using namespace clew::link;
using testing::Random;

namespace {

struct World {
  std::vector<SharedKey> copies;
  std::int64_t record = 0;
  void copy(std::int64_t exhibit, Millis time, std::uint64_t key,
            EventKind kind = EventKind::chat) {
    SharedKey made;
    made.exhibit = exhibit;
    made.time = time;
    made.key = key;
    made.coarse_key = 1000 + key % 7;
    made.kind = kind;
    made.record = ++record;
    copies.push_back(made);
  }
};

Millis offset_of(const ClockReport& report, std::int64_t exhibit, Millis at = 0) {
  const ExhibitClock* clock = report.find(exhibit);
  REQUIRE(clock);
  return clock->offset_at(at);
}

}  // namespace

TEST_CASE(
    "an hour and ninety seconds are found, named zone and clock, and copies become one event") {
  World world;
  Random random(1);
  for (int i = 0; i < 40; ++i) {
    Millis time = i * 6 * millis_per_hour;
    world.copy(1, time, 100 + i);
    world.copy(2, time + 3600 * 1000 + static_cast<Millis>(random.below(900)), 100 + i);
    if (i % 2) world.copy(3, time - 90 * 1000, 100 + i);
    world.copy(4, time, 100 + i);
  }
  ClockReport report = solve_clocks(world.copies, {});
  CHECK(std::abs(offset_of(report, 2) - 3'600'450) < 500);
  CHECK(std::abs(offset_of(report, 3) + 90'000) < 500);
  CHECK(offset_of(report, 1) == 0);
  CHECK(report.find(2)->pieces[0].cause == ClockCause::zone);
  CHECK(report.find(3)->pieces[0].cause == ClockCause::clock);
  CHECK(report.zeros.size() == 1);
  CHECK(report.zeros[0].exhibits == std::vector<std::int64_t>{1, 4});
  Deduplication merged = merge_copies(world.copies, report, {});
  CHECK(merged.events == 40);
  CHECK(merged.groups.size() == 40);
  CHECK(merged.repeats().size() == world.copies.size() - 40);
}

TEST_CASE("texts that repeat all day are matched as a sequence, not one by one") {
  World world;
  Random random(2);
  Millis time = 0;
  for (int i = 0; i < 60; ++i) {
    time += static_cast<Millis>(20 + random.below(7000)) * 1000;
    world.copy(1, time, 5);
    world.copy(2, time + 47 * 60 * 1000, 5);  // never alone within 14 hours
  }
  ClockReport report = solve_clocks(world.copies, {});
  REQUIRE(report.pairs.size() == 1);
  CHECK(report.pairs[0].by_sequence);
  CHECK(report.pairs[0].offset == 47 * 60 * 1000);
  CHECK(merge_copies(world.copies, report, {}).events == 60);
}

TEST_CASE("chance matches are not believed: too few, or scattered") {
  World world;
  Random random(3);
  for (int i = 0; i < 4; ++i) {
    world.copy(1, i * millis_per_day * 3, 10 + i);
    world.copy(2, i * millis_per_day * 3 + 5000, 10 + i);
  }
  for (int i = 0; i < 30; ++i) {
    Millis time = i * millis_per_day * 2;
    world.copy(3, time, 200 + i);
    world.copy(4, time + static_cast<Millis>(random.below(20'000)) * 1000, 200 + i);
  }
  ClockReport report = solve_clocks(world.copies, {});
  for (const auto& clock : report.exhibits)
    CHECK(!clock.solved);
  CHECK(report.zeros.empty());
}

TEST_CASE("a clock set anew halfway gives two pieces, a creeping one its drift") {
  World world;
  for (int i = 0; i < 60; ++i) {
    Millis time = i * millis_per_day / 2;
    world.copy(1, time, 100 + i);
    world.copy(2, time + (i < 30 ? 0 : 3600 * 1000), 100 + i);
    world.copy(3, time + i * 5 * 1000, 100 + i);  // 70 s a week
    world.copy(4, time, 100 + i);
  }
  ClockReport report = solve_clocks(world.copies, {});
  REQUIRE(report.find(2)->pieces.size() == 2);
  CHECK(offset_of(report, 2, 0) == 0);
  CHECK(offset_of(report, 2, 25 * millis_per_day) == 3600 * 1000);
  CHECK(report.find(1)->pieces.size() == 1);
  CHECK(report.find(3)->pieces.size() > 10);
  CHECK(report.find(3)->drift_s_per_week == doctest::Approx(70).epsilon(.1));
}

TEST_CASE("operators' records take the zero, and match messages whose text they do not have") {
  World world;
  for (int i = 0; i < 20; ++i) {
    Millis time = i * millis_per_day;
    world.copy(9, time, 0, EventKind::sms);
    world.copies.back().content_known = false;
    world.copies.back().coarse_key = 77;
    world.copy(1, time + 1800 * 1000 + 1500, 300 + i, EventKind::sms);
    world.copies.back().coarse_key = 77;
    world.copy(2, time + 1800 * 1000 + 1500, 300 + i, EventKind::sms);
    world.copies.back().coarse_key = 77;
  }
  ClockOptions options;
  options.reference = {9};
  ClockReport report = solve_clocks(world.copies, options);
  CHECK(offset_of(report, 9) == 0);
  CHECK(offset_of(report, 1) == 1800 * 1000 + 1500);
  Deduplication merged = merge_copies(world.copies, report, options);
  CHECK(merged.events == 20);
  for (const auto& group : merged.groups) {
    CHECK(group.records.size() == 3);
    CHECK(group.without_content);
  }
}

TEST_CASE(
    "the same exhibit never merges with itself, and any order of copies gives the same answer") {
  Random random(5);
  for (int round = 0; round < 300; ++round) {
    World world;
    for (int i = 0; i < 60; ++i)
      world.copy(static_cast<std::int64_t>(1 + random.below(4)),
                 static_cast<Millis>(random.below(40)) * 1000, random.below(6),
                 static_cast<EventKind>(random.below(3)));
    ClockReport report = solve_clocks(world.copies, {});
    Deduplication merged = merge_copies(world.copies, report, {});
    std::map<std::int64_t, std::int64_t> exhibit;
    std::map<std::int64_t, std::uint64_t> key;
    for (const auto& copy : world.copies)
      exhibit[copy.record] = copy.exhibit, key[copy.record] = copy.key;
    std::uint64_t repeats = 0;
    for (const auto& group : merged.groups) {
      std::set<std::int64_t> seen;
      for (auto record : group.records) {
        REQUIRE(seen.insert(exhibit[record]).second);
        REQUIRE(key[record] == key[group.records[0]]);
      }
      repeats += group.records.size() - 1;
    }
    REQUIRE(merged.events + repeats == merged.copies);
    testing::shuffle(world.copies, random);
    Deduplication again = merge_copies(world.copies, solve_clocks(world.copies, {}), {});
    REQUIRE(again.groups.size() == merged.groups.size());
    for (std::size_t i = 0; i < again.groups.size(); ++i)
      REQUIRE(again.groups[i].records == merged.groups[i].records);
  }
}

TEST_CASE("versions of a text have near hashes, other texts do not") {
  auto hash = text_hash("Open till 9 tonight at the usual place, come before the rain");
  CHECK(hash == text_hash("open till 10 tonight, at the usual place: come before the rain!"));
  CHECK(different_bits(hash,
                       text_hash("the train to the coast leaves at eight from platform two")) > 12);
  CHECK(text_hash("") == 0);
  CHECK(text_hash("!!! ...") == 0);
  CHECK(text_hash("ok") != 0);
}

TEST_CASE("reference case: both wrong clocks exactly, and exactly the true number of events") {
  auto path = testing::shared_data("patterns/synthcase-s1/comms.csv");
  if (!path) return;
  auto lines = testing::read_csv(*path);
  std::vector<SharedKey> copies;
  std::vector<std::string> event_of(1);
  auto number = [](const std::string& text) {
    return text_hash("x") ^ std::hash<std::string>{}(text);
  };
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& line = lines[i];
    SharedKey copy;
    copy.exhibit = line[1] == "CDR" ? 99 : std::stoll(line[1].substr(1));
    copy.time = std::stoll(line[2]) * 1000;
    copy.kind = line[3] == "call"  ? EventKind::call
                : line[3] == "sms" ? EventKind::sms
                                   : EventKind::chat;
    copy.duration_s = copy.kind == EventKind::call ? std::stoi(line[6]) : -1;
    std::uint64_t to = number(line[5]);
    copy.key = shared_key(number(line[4]), {&to, 1}, copy.kind, copy.duration_s, line[7], "");
    copy.record = static_cast<std::int64_t>(i);
    copies.push_back(copy);
    event_of.push_back(line[0]);
  }
  ClockReport report = solve_clocks(copies, {});
  for (int device = 1; device <= 12; ++device)
    CHECK(offset_of(report, device) == (device == 2 ? 3'600'000 : device == 4 ? -90'000 : 0));
  CHECK(report.find(2)->pieces[0].cause == ClockCause::zone);
  CHECK(report.find(4)->pieces[0].cause == ClockCause::clock);
  Deduplication merged = merge_copies(copies, report, {});
  CHECK(merged.copies == 101'720);
  CHECK(merged.events == 95'790);
  std::size_t wrong = 0;
  for (const auto& group : merged.groups)
    for (auto record : group.records)
      wrong += event_of[static_cast<std::size_t>(record)] !=
               event_of[static_cast<std::size_t>(group.records[0])];
  CHECK(wrong == 0);
}

TEST_CASE("a clock that gains a minute a week and sees the others at different times follows one line") {
  // 1: an operator's records, all the time. 2 runs fast; half of what it has is also in 1, a part in 3 and 4, which it
  // met early and late. What it shared with them says nothing about when they did not meet.
  World world;
  Random random(7);
  auto fast = [](Millis t) { return t + t * 70'000 / (7 * millis_per_day); };
  for (int i = 0; i < 600; ++i) {
    Millis time = i * millis_per_day / 8 + i % 7 * 13'577;
    world.copy(1, time, 100 + i, EventKind::call);
    if (i >= 300 && i % 2) world.copy(2, fast(time), 100 + i, EventKind::call);
    if (i % 3 == 0) world.copy(3, time, 100 + i, EventKind::call);
    if (i >= 300 && i % 5 == 0) {  // known to the minute elsewhere, and too few to show that it runs fast
      world.copy(2, fast(time + 600'000), 5000 + i);
      world.copy(5, (time + 600'000) / 60'000 * 60'000, 5000 + i);
      world.copies.back().precision = 60'000;
    }
    if (i % 4 == 0) {
      world.copy(1, time + 900'000, 9000 + i);
      world.copy(5, (time + 900'000) / 60'000 * 60'000, 9000 + i);
      world.copies.back().precision = 60'000;
    }
  }
  ClockOptions options;
  options.reference = {1};
  ClockReport report = solve_clocks(world.copies, options);
  for (Millis day = 38; day < 75; ++day) {
    Millis time = day * millis_per_day;
    CHECK(std::abs(offset_of(report, 2, fast(time)) - (fast(time) - time)) < 2000);
  }
  CHECK(report.find(2)->drift_s_per_week == doctest::Approx(70).epsilon(.01));
  CHECK(report.find(2)->lines.size() == 1);
  CHECK(report.find(3)->pieces.size() == 1);
  CHECK(report.find(5)->pieces.size() == 1);
  CHECK(std::abs(offset_of(report, 5)) < 3000);
  Deduplication merged = merge_copies(world.copies, report, options);
  CHECK(merged.events == 600 + 150 + 60);
}

TEST_CASE("minutes show a drift too, and a change of summer time beside it") {
  World world;
  ClockOptions options;
  options.changes = {40 * millis_per_day};
  for (int i = 0; i < 400; ++i) {
    Millis time = i * millis_per_day / 5 + i % 7 * 13'577;
    world.copy(1, time, 100 + i);
    world.copy(3, time, 100 + i);
    Millis slow = time - time * 95'000 / (7 * millis_per_day) + (time < options.changes[0] ? 0 : millis_per_hour);
    world.copy(2, slow / 60'000 * 60'000, 100 + i);
    world.copies.back().precision = 60'000;
  }
  ClockReport report = solve_clocks(world.copies, options);
  const auto* clock = report.find(2);
  REQUIRE(clock->lines.size() == 2);
  CHECK(clock->lines[1].at_change);
  CHECK(clock->lines[1].begin == options.changes[0]);
  CHECK(clock->drift_s_per_week == doctest::Approx(-95).epsilon(.05));
  CHECK(report.find(1)->pieces.size() == 1);
  CHECK(merge_copies(world.copies, report, options).events == 400);
}

TEST_CASE("a few days before a change of summer time lie an hour beside, though months follow") {
  World world;
  ClockOptions options;
  options.changes = {10 * millis_per_day};
  for (int i = 0; i < 2000; ++i) {
    // Twelve events in the ten days before the change, two thousand after it.
    const Millis time = i < 12 ? i * 20 * millis_per_hour : options.changes[0] + (i - 11) * millis_per_hour + i % 7 * 13'577;
    world.copy(1, time, 100 + i);
    world.copy(3, time, 100 + i);
    Millis slow = time - time * 95'000 / (7 * millis_per_day) + (time < options.changes[0] ? 0 : millis_per_hour);
    world.copy(2, slow / 60'000 * 60'000, 100 + i);
    world.copies.back().precision = 60'000;
  }
  const ClockReport report = solve_clocks(world.copies, options);
  const auto* clock = report.find(2);
  REQUIRE(clock->lines.size() == 2);
  CHECK(clock->lines[1].at_change);
  CHECK(clock->lines[1].begin == options.changes[0]);
  CHECK(std::abs(clock->offset_at(millis_per_day) + 95'000 / 7) < 10'000);
  CHECK(std::abs(clock->offset_at(40 * millis_per_day) - millis_per_hour + 40 * 95'000 / 7) < 10'000);
  CHECK(report.find(1)->lines.size() == 1);
}

TEST_CASE("two clocks that both miss the change of summer time, and tell each other most before it, do not outvote who knows") {
  World world;
  ClockOptions options;
  options.changes = {10 * millis_per_day};
  auto without = [&](Millis time) { return time + (time < options.changes[0] ? 0 : millis_per_hour); };
  for (int i = 0; i < 1200; ++i) {
    const Millis time = i < 100 ? i * 2 * millis_per_hour : options.changes[0] + (i - 99) * millis_per_hour;
    const bool before = time < options.changes[0];
    // Before the change 2 and 4 write to each other, one in eight of 2's lines goes to 1. Afterwards 4 writes more to 1 than 2 does, so its
    // clock is known first, and seen before the change by nobody but 2.
    if (!before || i % 8 == 0) world.copy(1, time, 100 + i);
    if (!before) world.copy(3, time, 100 + i);
    if (before || i % 3 == 0) world.copy(2, without(time), 100 + i);
    if (before ? i % 8 != 0 : i % 3 != 0) world.copy(4, without(time), 100 + i);
  }
  const ClockReport report = solve_clocks(world.copies, options);
  for (std::int64_t exhibit : {2, 4}) {
    CHECK(report.find(exhibit)->offset_at(5 * millis_per_day) == 0);
    CHECK(report.find(exhibit)->offset_at(30 * millis_per_day) == millis_per_hour);
  }
}

TEST_CASE("clocks that are seen before a change of summer time by each other only are right to each other there") {
  World world;
  ClockOptions options;
  options.changes = {10 * millis_per_day};
  auto without = [&](Millis time) { return time + (time < options.changes[0] ? 0 : millis_per_hour); };
  for (int i = 0; i < 1200; ++i) {
    const Millis time = i < 100 ? i * 2 * millis_per_hour : options.changes[0] + (i - 99) * millis_per_hour;
    const bool before = time < options.changes[0];
    // 2 and 4 do not keep summer time, 5 does. Afterwards all three share with 1, before only 2 with 4, and sometimes with 5.
    if (!before) world.copy(1, time, 100 + i), world.copy(3, time, 100 + i);
    const bool to_5 = before ? i % 8 == 0 : i % 3 == 0;
    if (before || i % 3 == 1) world.copy(2, without(time), 100 + i);
    if (before ? !to_5 : i % 3 == 2) world.copy(4, without(time), 100 + i);
    if (to_5) world.copy(5, time, 100 + i);
  }
  const ClockReport report = solve_clocks(world.copies, options);
  auto ahead = [&](std::int64_t exhibit, Millis at) { return report.find(exhibit)->offset_at(at); };
  CHECK(ahead(2, 5 * millis_per_day) == ahead(4, 5 * millis_per_day));
  CHECK(ahead(2, 5 * millis_per_day) == ahead(5, 5 * millis_per_day));
  CHECK(ahead(2, 30 * millis_per_day) == millis_per_hour);
  CHECK(ahead(4, 30 * millis_per_day) == millis_per_hour);
  CHECK(ahead(5, 30 * millis_per_day) == 0);
}

TEST_CASE("without a reference, a clock that runs fast is not taken for the time though it shares most") {
  World world;
  for (int i = 0; i < 300; ++i) {
    Millis time = i * millis_per_day / 4;
    world.copy(2, time + time * 60'000 / (7 * millis_per_day), 100 + i);
    world.copy(1 + 2 * (i % 3), time, 100 + i);
    world.copy(1 + 2 * ((i + i / 3 % 2 + 1) % 3), time, 100 + i);
  }
  ClockReport report = solve_clocks(world.copies, {});
  REQUIRE(report.zeros.size() == 1);
  CHECK(report.zeros[0].exhibits == std::vector<std::int64_t>{1, 3, 5});
  for (std::int64_t right : {1, 3, 5}) CHECK(report.find(right)->drift_s_per_week == 0);
  CHECK(report.find(2)->drift_s_per_week == doctest::Approx(60).epsilon(.01));
}

TEST_CASE("random worlds of clocks: offsets, drifts and chance matches are told apart") {
  Random random(11);
  for (int round = 0; round < 60; ++round) {
    World world;
    const int clocks = 5;
    std::vector<double> offset(clocks), gain(clocks);
    for (int c = 2; c < clocks; ++c) {
      offset[c] = double(random.below(7'200'000)) - 3'600'000;
      gain[c] = random.below(3) == 0 ? (double(random.below(200)) - 100) * 1000 / (7.0 * millis_per_day) : 0;
    }
    auto reads = [&](int c, Millis t) { return t + static_cast<Millis>(offset[c] + gain[c] * double(t)); };
    for (int i = 0; i < 400; ++i) {
      Millis time = static_cast<Millis>(random.below(60 * 86'400)) * 1000;
      int a = static_cast<int>(random.below(clocks)), b = static_cast<int>(random.below(clocks));
      world.copy(1 + a, reads(a, time), 1000 + i);
      if (a == b) continue;
      // One in five is another message of the same words.
      Millis other = random.below(5) ? time : time + static_cast<Millis>(random.below(36'000)) * 1000;
      world.copy(1 + b, reads(b, other), 1000 + i);
    }
    ClockOptions options;
    options.reference = {1};
    ClockReport report = solve_clocks(world.copies, options);
    for (int c = 0; c < clocks; ++c)
      for (Millis day = 3; day < 57; day += 6) {
        Millis time = day * millis_per_day, shown = reads(c, time);
        CHECK_MESSAGE(std::abs(offset_of(report, 1 + c, shown) - double(shown - time)) < 2500, round, " ", c, " ", day);
      }
  }
}

TEST_CASE("clocks are the same for one and two threads, and any order of the copies") {
  Random random(12);
  World world;
  for (int i = 0; i < 6000; ++i) {
    Millis time = static_cast<Millis>(random.below(60 * 86'400)) * 1000;
    auto key = (random.below(3000) + 1) * 0x9e3779b97f4a7c15;
    for (int c = 1; c <= 4; ++c)
      if (random.below(2)) world.copy(c, time + c * 61'000, key, random.below(3) ? EventKind::chat : EventKind::sms);
    if (random.below(5) == 0 && !world.copies.empty()) world.copies.back().content_known = false;
  }
  auto said = [&](unsigned threads) {
    ThreadPool pool(threads);
    ClockReport report = solve_clocks(world.copies, {}, pool);
    std::string text;
    for (const auto& pair : report.pairs)
      for (auto value : {pair.a, pair.b, pair.from, pair.to, pair.offset, Millis{pair.support}, Millis{pair.compared}, Millis{pair.accepted}, pair.residual})
        text += std::to_string(value) + " ";
    for (const auto& clock : report.exhibits)
      for (const auto& piece : clock.pieces) text += std::to_string(piece.from) + ":" + std::to_string(piece.offset) + " ";
    return text;
  };
  const auto one = said(1);
  CHECK(one.size() > 100);
  CHECK(said(2) == one);
  std::reverse(world.copies.begin(), world.copies.end());
  CHECK(said(2) == one);
}

TEST_CASE("the level of many points is that of the densest place, counted slowly") {
  Random random(13);
  for (int round = 0; round < 20; ++round) {
    std::vector<ClockPoint> points;
    const Millis level = static_cast<Millis>(random.below(100'000'000)) - 50'000'000;
    for (int i = 0; i < 3000; ++i) {
      Millis ahead = i % 3 == 0 ? level + static_cast<Millis>(random.below(2000)) : static_cast<Millis>(random.below(100'000'000)) - 50'000'000;
      points.push_back({i * 1000, ahead, round % 2 ? 30'000 : 0});
    }
    // How many intervals hold each place where one begins.
    const Millis half = 5000 + points[0].slack;
    std::size_t most = 0;
    for (const auto& p : points)
      most = std::max<std::size_t>(most, static_cast<std::size_t>(std::count_if(points.begin(), points.end(), [&](const auto& q) {
                                     return q.ahead - half <= p.ahead - half && p.ahead - half <= q.ahead + half;
                                   })));
    ClockLine line = fit_level(points, 5000, {});
    CHECK(line.support >= most * 9 / 10);  // settled among them after they were found
    CHECK(std::abs(line.level - double(level) - 1000) < double(half));
  }
}
