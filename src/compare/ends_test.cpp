#include "compare/ends.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "link/test_support.h"

using namespace clew::compare;
using clew::link::millis_per_hour;
using clew::link::millis_per_minute;
using clew::link::testing::Random;

namespace {

EndRow row(std::int64_t event, Millis time, std::uint64_t words, Way way, std::uint32_t seat) {
  EndRow r;
  r.record = time;
  r.event = event;
  r.time = time;
  r.words = r.loose = words;
  r.long_text = words > 100;
  r.way = way;
  r.seat = seat;
  return r;
}

const Difference* of(const Comparison& found, What what, std::int64_t a, std::int64_t b) {
  for (const auto& d : found.differences)
    if (d.what == what && (a < 0 || d.a == static_cast<std::uint32_t>(a)) && (b < 0 || d.b == static_cast<std::uint32_t>(b)))
      return &d;
  return nullptr;
}

bool names(const Difference& d, CauseKind kind) {
  return std::any_of(d.causes.begin(), d.causes.end(), [&](const Cause& c) { return c.kind == kind; });
}

}  // namespace

TEST_CASE("what one side lacks, has in other words, shows later or as a deletion note") {
  End a, b;
  a.rows = {row(1, 1'000'000, 201, Way::out, 0), row(2, 2'000'000, 202, Way::in, 1),
            row(-1, 3'000'000, 203, Way::out, 0), row(4, 4'000'000, 204, Way::out, 0),
            row(-1, 5'000'000, 205, Way::out, 0), row(6, 6'000'000, 0, Way::in, 1),
            row(7, 20'000'000, 207, Way::in, 1)};
  a.rows[5].deleted = true;
  b.rows = {row(1, 1'001'000, 201, Way::in, 0), row(2, 2'000'500, 202, Way::out, 1),
            row(4, 4'000'000, 304, Way::in, 0), row(6, 6'000'000, 206, Way::out, 1),
            row(-1, 5'000'000 + 2 * millis_per_hour, 205, Way::in, 0), row(7, 20'000'000, 207, Way::out, 1)};
  for (std::size_t i = 0; i < b.rows.size(); ++i)
    b.rows[i].row_id = static_cast<std::int64_t>(810 + i + (i > 1 ? 1 : 0));
  std::vector<std::int64_t> row_ids;
  for (const auto& r : b.rows)
    row_ids.push_back(*r.row_id);
  std::sort(row_ids.begin(), row_ids.end());
  b.row_ids = row_ids;
  std::sort(b.rows.begin(), b.rows.end(), [](const auto& x, const auto& y) { return x.time < y.time; });
  Comparison found = compare_ends(a, b, {});
  CHECK(found.both == 6);
  REQUIRE(found.differences.size() == 4);
  const Difference* lacks = of(found, What::lacks, 2, -1);
  REQUIRE(lacks);
  CHECK(lacks->side == Side::b);
  CHECK(lacks->missing_ids == 1);
  CHECK(lacks->causes[0].kind == CauseKind::deletion);
  CHECK(names(*lacks, CauseKind::network));
  REQUIRE(of(found, What::edited, 3, -1));
  const Difference* late = of(found, What::shifted, 4, -1);
  REQUIRE(late);
  CHECK(late->side == Side::b);
  CHECK(late->shift == 2 * millis_per_hour);
  const Difference* notice = of(found, What::notice, 5, -1);
  REQUIRE(notice);
  CHECK(notice->side == Side::a);
}

TEST_CASE("the network explains nothing about a message that the lacking phone itself sent") {
  End a, b;
  a.rows = {row(1, 1'000'000, 201, Way::in, 1), row(-1, 2'000'000, 202, Way::in, 1), row(3, 3'000'000, 203, Way::in, 1)};
  b.rows = {row(1, 1'000'000, 201, Way::out, 1), row(3, 3'000'000, 203, Way::out, 1)};
  Comparison found = compare_ends(a, b, {});
  REQUIRE(found.differences.size() == 1);
  CHECK(!names(found.differences[0], CauseKind::network));
  CHECK(names(found.differences[0], CauseKind::deletion));
}

TEST_CASE("outside the other exhibit's time the window is the first cause") {
  End a, b;
  for (int i = 0; i < 20; ++i) {
    a.rows.push_back(row(i, i * millis_per_hour, 200 + static_cast<std::uint64_t>(i), Way::out, 0));
    if (i >= 12) b.rows.push_back(row(i, i * millis_per_hour, 200 + static_cast<std::uint64_t>(i), Way::in, 0));
    if (i < 12) a.rows.back().event = -1;
  }
  b.window_from = 12 * millis_per_hour;
  b.window_to = 19 * millis_per_hour;
  Comparison found = compare_ends(a, b, {});
  REQUIRE(found.differences.size() == 12);
  for (const auto& d : found.differences) {
    CHECK(d.causes[0].kind == CauseKind::window);
    CHECK(outside(d));
    CHECK(d.run == 12);
  }
}

TEST_CASE("letters that a code page lost are no other words, and a backup's second copy is none too many") {
  End a, b;
  a.rows = {row(1, 1'000'000, 201, Way::out, 0), row(1, 1'000'000, 201, Way::out, 0)};
  b.rows = {row(1, 1'000'000, 202, Way::in, 0)};
  b.rows[0].loose = 201;
  a.rows[0].beyond_ascii = a.rows[1].beyond_ascii = true;
  Comparison found = compare_ends(a, b, {});
  CHECK(found.differences.empty());
  b.rows[0].beyond_ascii = true;
  CHECK(compare_ends(a, b, {}).differences.size() == 1);
  // A code page that kept some letters and put question marks for others.
  a.rows[0].masked = a.rows[1].masked = b.rows[0].masked = 7;
  b.rows[0].marks = 2;
  CHECK(compare_ends(a, b, {}).differences.empty());
  b.rows[0].masked = 8;
  CHECK(compare_ends(a, b, {}).differences.size() == 1);
}

TEST_CASE("a copy that was changed at its own time is no copy that is lacking, where nothing else could be it") {
  auto changed = [](EndRow x, EndRow y) {
    End a, b;
    a.rows = {row(1, 1'000'000, 201, Way::out, 0), x, row(3, 3'000'000, 203, Way::out, 0)};
    b.rows = {row(1, 1'000'000, 201, Way::in, 0), y, row(3, 3'000'000, 203, Way::in, 0)};
    return compare_ends(a, b, {});
  };
  EndRow x = row(-1, 2'000'000, 7, Way::out, 0), y = row(-1, 2'000'500, 8, Way::in, 0);
  CHECK(changed(x, y).differences.size() == 2);  // two messages, each on one phone
  x.head = y.head = 99;
  REQUIRE(changed(x, y).differences.size() == 1);
  CHECK(changed(x, y).differences[0].what == What::edited);
  y.time += 10'000;
  CHECK(changed(x, y).differences.size() == 2);
  y.precision = 60'000;  // written to the minute
  CHECK(changed(x, y).differences.size() == 1);
  y.seat = 1;
  CHECK(changed(x, y).differences.size() == 2);  // another writer
  y = row(-1, 2'000'500, 8, Way::in, 0);
  y.edited = true;
  CHECK(changed(x, y).differences[0].what == What::edited);
  y.edited = false, y.deleted = true, y.words = 0;
  REQUIRE(changed(x, y).differences.size() == 1);
  CHECK(changed(x, y).differences[0].what == What::notice);

  End a, b;  // two that could be it: neither is said to
  x.head = 99;
  a.rows = {x, x};
  a.rows[1].words = a.rows[1].loose = 11;
  y = row(-1, 2'000'500, 8, Way::in, 0);
  y.head = 99;
  b.rows = {y};
  CHECK(compare_ends(a, b, {}).differences.size() == 3);
}

TEST_CASE("random chats: what was taken away, changed and delayed is what is found") {
  Random random(5);
  std::size_t planted = 0, found_right = 0, listed = 0;
  for (int round = 0; round < 400; ++round) {
    End a, b;
    std::set<std::tuple<int, int>> truth;  // what, row number
    std::map<std::int64_t, int> number;    // record → row number
    int length = 10 + static_cast<int>(random.below(60));
    for (int i = 0; i < length; ++i) {
      Millis time = i * 7 * millis_per_minute + static_cast<Millis>(random.below(60'000));
      bool from_a = random.chance(.5), common_text = random.chance(.2);
      std::uint64_t words = common_text ? 5 + random.below(3) : 1000 + static_cast<std::uint64_t>(i);
      EndRow x = row(i, time, words, from_a ? Way::out : Way::in, from_a ? 0 : 1);
      EndRow y = row(i, time + 300, words, from_a ? Way::in : Way::out, from_a ? 0 : 1);
      x.record = i * 2;
      y.record = i * 2 + 1;
      int fate = static_cast<int>(random.below(20));
      bool on_a = true, on_b = true;
      if (fate == 0) on_b = false, truth.insert({0, i});
      if (fate == 1) on_a = false, truth.insert({0, i});
      if (fate == 2) y.words = y.loose = words + 5000, truth.insert({1, i});
      if (fate == 3 && !common_text) {  // late at the receiver; no clock explains it, so no event ties them
        (from_a ? y : x).time += 3 * millis_per_hour;
        x.event = y.event = -1;
        truth.insert({2, i});
      }
      if (!on_a || !on_b) x.event = y.event = -1;
      if (on_a) a.rows.push_back(x);
      if (on_b) b.rows.push_back(y);
    }
    for (auto* end : {&a, &b})
      std::sort(end->rows.begin(), end->rows.end(),
                [](const auto& x, const auto& y) { return std::pair(x.time, x.record) < std::pair(y.time, y.record); });
    Comparison found = compare_ends(a, b, {});
    planted += truth.size();
    listed += found.differences.size();
    for (const auto& d : found.differences) {
      auto record = d.a != no_row ? a.rows[d.a].record : b.rows[d.b].record;
      found_right += truth.contains({static_cast<int>(d.what), static_cast<int>(record / 2)});
    }
    Comparison mirrored = compare_ends(b, a, {});
    REQUIRE(mirrored.both == found.both);
    REQUIRE(mirrored.differences.size() == found.differences.size());
  }
  CHECK(double(found_right) >= .98 * double(listed));
  CHECK(double(found_right) >= .98 * double(planted));
}
