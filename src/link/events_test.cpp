#include "link/events.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "link/test_support.h"

using namespace clew;
using namespace clew::link;
using testing::Random;

namespace {

struct Case {
  std::uint32_t handles;
  std::vector<std::vector<Handle>> groups;
  std::vector<EventRow> rows;
};

Case random_case(Random& random) {
  Case made{static_cast<std::uint32_t>(1 + random.below(9)), {}, {}};
  for (auto n = random.below(3); n > 0; --n) {
    std::vector<Handle> members;
    for (auto m = 1 + random.below(5); m > 0; --m)
      members.push_back(static_cast<Handle>(random.below(made.handles)));
    made.groups.push_back(members);
  }
  for (auto n = random.below(40); n > 0; --n) {
    EventRow row;
    if (random.chance(.9)) row.from = static_cast<Handle>(random.below(made.handles));
    if (!made.groups.empty() && random.chance(.2))
      row.group = static_cast<std::uint32_t>(random.below(made.groups.size()));
    else if (random.chance(.9))
      row.to = static_cast<Handle>(random.below(made.handles));
    row.has_time = random.chance(.9);
    row.local_time = random.chance(.1);
    row.time_us = static_cast<std::int64_t>(random.below(20)) * 777'000 - 5'000'000;
    row.kind = static_cast<EventKind>(random.below(event_kind_count));
    row.duration_s = static_cast<std::int64_t>(random.below(4)) * 30'000 - 1;
    row.text = random.below(3);
    row.record = static_cast<std::int64_t>(random.below(30)) + (std::int64_t{1} << 32);
    made.rows.push_back(row);
  }
  return made;
}

Events build(const Case& made, unsigned threads, Random* order = nullptr) {
  EventsBuilder builder(made.handles);
  std::vector<std::size_t> group_order(made.groups.size());
  for (std::size_t i = 0; i < group_order.size(); ++i)
    group_order[i] = i;
  auto rows = made.rows;
  if (order) testing::shuffle(group_order, *order), testing::shuffle(rows, *order);
  std::vector<std::uint32_t> number(made.groups.size());
  for (std::size_t i : group_order)
    number[i] = builder.add_group(made.groups[i]);
  for (auto row : rows) {
    if (row.group != no_group) row.group = number[row.group];
    builder.add(row);
  }
  ThreadPool pool(threads);
  return std::move(builder).build(pool);
}

}  // namespace

TEST_CASE("what was put in comes out, by sender and by party, in order of time") {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    Case made = random_case(random);
    Events events = build(made, 1);
    std::multiset<std::int64_t> dated, undated;
    std::size_t nobody = 0;
    for (const auto& row : made.rows) {
      if (row.from == no_handle && row.to == no_handle && row.group == no_group)
        ++nobody;
      else
        (row.has_time ? dated : undated).insert(row.record);
    }
    REQUIRE(events.size() == dated.size());
    REQUIRE(events.undated().size() == undated.size());
    REQUIRE(dated.size() + undated.size() + nobody == made.rows.size());
    std::multiset<std::int64_t> seen;
    for (Handle sender = 0; sender <= made.handles; ++sender) {
      auto [begin, end] = events.sent(sender);
      for (auto i = begin; i < end; ++i) {
        seen.insert(events.record(i));
        REQUIRE(events.from(i) == (sender == made.handles ? no_handle : sender));
        if (i > begin) REQUIRE(events.time(i - 1) <= events.time(i));
      }
    }
    REQUIRE(seen == dated);
    for (Handle handle = 0; handle < made.handles; ++handle) {
      std::multiset<std::int64_t> expected, found;
      for (const auto& row : made.rows)
        if (row.has_time && (row.from == handle || row.to == handle)) expected.insert(row.record);
      Millis last = Events::min_time;
      for (auto i : events.party(handle)) {
        found.insert(events.record(i));
        REQUIRE(events.time(i) >= last);
        last = events.time(i);
      }
      REQUIRE(found == expected);
    }
    std::size_t in_groups = 0;
    for (std::uint32_t group = 0; group < events.group_count(); ++group)
      for (auto i : events.group_events(group)) {
        ++in_groups;
        REQUIRE(events.group(i) == group);
        REQUIRE(events.to(i) == no_handle);
      }
    REQUIRE(in_groups == static_cast<std::size_t>(std::count_if(
                             made.rows.begin(), made.rows.end(), [](const EventRow& row) {
                               return row.has_time && row.group != no_group;
                             })));
  }
}

TEST_CASE("the bytes do not depend on the order of rows and groups, nor on threads") {
  Random random(2);
  for (int round = 0; round < 500; ++round) {
    Case made = random_case(random);
    std::string one(build(made, 1).bytes());
    REQUIRE(one == build(made, 2, &random).bytes());
    REQUIRE(one == build(made, 1, &random).bytes());
  }
}

TEST_CASE("several chunks merge into the same bytes as a sorted input") {
  Random random(3);
  std::vector<EventRow> rows(2'500'000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].from = static_cast<Handle>(random.below(1000));
    rows[i].to = static_cast<Handle>(random.below(1000));
    rows[i].has_time = true;
    rows[i].time_us = static_cast<std::int64_t>(random.below(100'000'000)) * 1000;
    rows[i].record = static_cast<std::int64_t>(i);
  }
  Events shuffled = testing::build(1000, rows, 2);
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.time_us < b.time_us; });
  Events sorted = testing::build(1000, rows, 1);
  CHECK(shuffled.bytes() == sorted.bytes());

  // What each received was gathered in several goes.
  std::vector<std::vector<std::uint32_t>> party(1000);
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    party[sorted.from(i)].push_back(i);
    if (sorted.to(i) != sorted.from(i)) party[sorted.to(i)].push_back(i);
  }
  for (Handle handle = 0; handle < 1000; ++handle) {
    std::stable_sort(party[handle].begin(), party[handle].end(),
                     [&](auto a, auto b) { return sorted.time(a) < sorted.time(b); });
    CHECK(std::ranges::equal(party[handle], sorted.party(handle)));
  }
}

TEST_CASE("times, kinds and lengths are kept, and a time out of range is undated") {
  std::vector<EventRow> rows(5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = {.from = 0,
               .to = 1,
               .has_time = true,
               .kind = EventKind::call,
               .record = static_cast<std::int64_t>(i)};
  rows[0].time_us = -1;  // floor, not towards zero
  rows[1].time_us = 1'700'000'000'123'456;
  rows[1].duration_s = 61;
  rows[2].time_us = 1'800'000'000'000'000;
  rows[2].duration_s = 1'000'000;
  rows[3].time_us = INT64_MAX;
  rows[4].time_us = INT64_MIN;
  Events events = testing::build(2, rows);
  REQUIRE(events.size() == 3);
  CHECK(events.time(0) == -1);
  CHECK(!events.duration(0));
  CHECK(events.time(1) == 1'700'000'000'123);
  CHECK(events.duration(1) == 61);
  CHECK(events.duration(2) == Events::longest_duration);
  CHECK(events.kind(1) == EventKind::call);
  CHECK(events.undated().size() == 2);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(events.duration_or_zero(i) == events.duration(i).value_or(0));
}

TEST_CASE("what loops over everything read without a branch is what the accessors say") {
  Random random(9);
  for (int round = 0; round < 20; ++round) {
    const Events events = build(random_case(random), 1);
    for (std::uint32_t i = 0; i < events.size(); ++i) {
      CHECK(events.to_or_group(i) == (events.is_group(i) ? events.group(i) : events.to(i)));
      CHECK(events.duration_or_zero(i) == events.duration(i).value_or(0));
      for (auto kind : {EventKind::call, EventKind::sms, EventKind::chat}) CHECK(events.is_between_two(i, kind) == (events.kind(i) == kind && !events.is_group(i)));
    }
  }
}

TEST_CASE("columns come back from the file, and any damage or another stamp means build anew") {
  Random random(4);
  Case made = random_case(random);
  while (made.groups.empty() || made.rows.size() < 20)
    made = random_case(random);
  Events events = build(made, 1);
  TemporaryDirectory directory;
  auto path = directory.path() / "events.bin";
  Sha256Digest stamp = sha256("state 1");
  std::string why;
  CHECK(!Events::open(path, stamp, &why));
  CHECK(why == "there are none yet");
  events.save(path, stamp);
  auto again = Events::open(path, stamp, &why);
  REQUIRE(again);
  CHECK(again->bytes().substr(256) == events.bytes().substr(256));
  CHECK(again->size() == events.size());
  CHECK(!Events::open(path, sha256("state 2"), &why));
  CHECK(why == "the case has changed since");

  std::string good = read_file(path);
  for (std::size_t cut = 0; cut < good.size(); cut += 1 + cut / 50) {
    write_file_durably(path, good.substr(0, cut));
    REQUIRE(!Events::open(path, stamp));
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
    write_file_durably(path, bad);
    REQUIRE(!Events::open(path, stamp));
    if (good.size() > 2000 && at > 300) at += good.size() / 400;
  }
}

TEST_CASE("an empty case has columns too") {
  Events none;
  CHECK(none.size() == 0);
  CHECK(none.handle_count() == 0);
  CHECK(!none.span());
  TemporaryDirectory directory;
  none.save(directory.path() / "events.bin", {});
  CHECK(Events::open(directory.path() / "events.bin", {}));
}

TEST_CASE("many events built in unnamed files have the bytes of those built in memory") {
  TemporaryDirectory directory;
  constexpr std::uint32_t handles = 50;
  Random random(20251129);
  EventsBuilder in_files(handles, directory.path()), in_memory(handles);
  for (int i = 0; i < 2'300'000; ++i) {  // three chunks
    EventRow row;
    row.from = static_cast<Handle>(random.below(handles));
    row.to = static_cast<Handle>(random.below(handles));
    row.has_time = true;
    row.time_us = static_cast<std::int64_t>(random.below(1'000'000'000)) * 1000;
    row.kind = EventKind::chat;
    row.text = random.below(1000);
    row.record = i;
    in_files.add(row);
    in_memory.add(row);
  }
  ThreadPool one(1), two(2);
  const Events a = std::move(in_files).build(two), b = std::move(in_memory).build(one);
  CHECK(std::filesystem::is_empty(directory.path()));
  CHECK(a.bytes() == b.bytes());
  a.let_go();
  CHECK(a.bytes() == b.bytes());
  a.save(directory.path() / "events.bin", {});
  const auto again = Events::open(directory.path() / "events.bin", {});
  REQUIRE(again);
  again->let_go();
  CHECK(again->bytes().substr(256) == b.bytes().substr(256));
}
