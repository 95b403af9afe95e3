#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "link/clock.h"
#include "link/test_support.h"

using namespace clew::link;
using testing::Random;

namespace {

SharedKey made(std::int64_t exhibit, Millis time, std::uint64_t key, std::int64_t record) {
  SharedKey copy;
  copy.exhibit = exhibit;
  copy.time = time;
  copy.key = key;
  copy.record = record;
  copy.kind = EventKind::chat;
  return copy;
}

// All ways of pairing two lists: most pairs, then least sum.
void best_pairing(const std::vector<Millis>& a, const std::vector<Millis>& b, std::size_t i,
                  std::set<std::size_t>& used, int pairs, Millis cost, Millis tolerance,
                  std::pair<int, Millis>& best) {
  if (i == a.size()) {
    if (pairs > best.first || (pairs == best.first && cost < best.second)) best = {pairs, cost};
    return;
  }
  best_pairing(a, b, i + 1, used, pairs, cost, tolerance, best);
  for (std::size_t j = 0; j < b.size(); ++j)
    if (!used.contains(j) && std::abs(a[i] - b[j]) <= tolerance) {
      used.insert(j);
      best_pairing(a, b, i + 1, used, pairs + 1, cost + std::abs(a[i] - b[j]), tolerance, best);
      used.erase(j);
    }
}

}  // namespace

TEST_CASE("referee: repeated texts pair as the best of all ways of pairing") {
  Random random(11);
  for (int round = 0; round < 3000; ++round) {
    std::vector<SharedKey> copies;
    std::vector<Millis> a, b;
    for (std::uint64_t i = 0, n = random.below(6); i < n; ++i)
      a.push_back(static_cast<Millis>(random.below(30)) * 1000);
    for (std::uint64_t i = 0, n = random.below(6); i < n; ++i)
      b.push_back(static_cast<Millis>(random.below(30)) * 1000 + 100);
    std::map<std::int64_t, Millis> time;
    for (auto t : a)
      copies.push_back(made(1, t, 5, static_cast<std::int64_t>(copies.size()) + 1));
    for (auto t : b)
      copies.push_back(made(2, t, 5, static_cast<std::int64_t>(copies.size()) + 1));
    for (const auto& copy : copies)
      time[copy.record] = copy.time;
    Deduplication merged = merge_copies(copies, {}, {});
    Millis cost = 0;
    for (const auto& group : merged.groups) {
      REQUIRE(group.records.size() == 2);
      cost += std::abs(time[group.records[0]] - time[group.records[1]]);
    }
    std::pair<int, Millis> best{0, 0};
    std::set<std::size_t> used;
    best_pairing(a, b, 0, used, 0, 0, 5000, best);
    REQUIRE(static_cast<int>(merged.groups.size()) == best.first);
    REQUIRE(cost == best.second);
  }
}

TEST_CASE("a row that stands twice in one source is one event; the same short words at one second, or the same sentence a second later, are two") {
  std::vector<SharedKey> copies{made(1, 1'000, 5, 1), made(1, 1'000, 5, 2), made(2, 1'400, 5, 3),   // twice, and once elsewhere
                                made(1, 9'000, 6, 4), made(1, 9'000, 6, 5),                         // "ok"
                                made(1, 20'000, 7, 6), made(1, 21'000, 7, 7),                       // a second apart
                                made(1, 30'000, 8, 8), made(1, 30'000, 8, 9)};                      // to the minute
  for (auto& copy : copies) copy.telling = copy.key != 6;
  copies[7].precision = copies[8].precision = 60'000;
  Deduplication merged = merge_copies(copies, {}, {});
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records == std::vector<std::int64_t>{1, 2, 3});
  CHECK(merged.events == 7);
  std::swap(copies[0], copies[1]);
  CHECK(merge_copies(copies, {}, {}).groups[0].records == merged.groups[0].records);
}

TEST_CASE("times to the minute meet times to the second within their minute, not beyond") {
  std::vector<SharedKey> copies{made(1, 36'000'000, 5, 1), made(2, 36'047'000, 5, 2),
                                made(1, 37'000'000 / 60'000 * 60'000, 6, 3), made(2, 37'200'000, 6, 4)};
  copies[0].precision = copies[2].precision = 60'000;
  Deduplication merged = merge_copies(copies, {}, {});
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a backup beside an export is one event within an exhibit; two rows of one file never are") {
  std::vector<SharedKey> copies{made(1, 1000, 5, 1), made(1, 1000, 5, 2), made(1, 1000, 5, 3)};
  copies[1].source = 7;
  Deduplication merged = merge_copies(copies, {}, {});
  CHECK(merged.events == 2);
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records.size() == 2);
}

TEST_CASE("deleted and edited messages, media without content and rounded calls find their other copy") {
  auto with = [](SharedKey copy, std::uint64_t coarse) {
    copy.coarse_key = coarse;
    return copy;
  };
  std::vector<SharedKey> copies;
  // A deletion notice and the text; nearest of two.
  copies.push_back(with(made(1, 10'000, 1, 1), 77));
  copies.push_back(with(made(1, 13'000, 2, 2), 77));
  copies.push_back(with(made(2, 10'400, 3, 3), 77));
  copies.back().content_known = false;
  copies.back().form = CopyForm::any;
  // Edited on one side.
  copies.push_back(with(made(1, 100'000, 4, 4), 78));
  copies.push_back(with(made(2, 100'300, 5, 5), 78));
  copies.back().edited = true;
  // "image omitted" is no text.
  copies.push_back(with(made(1, 200'000, 6, 6), 79));
  copies.push_back(with(made(2, 200'000, 7, 7), 79));
  copies.back().content_known = false;
  copies.back().form = CopyForm::media;
  // A call as the operator rounds it.
  for (int i = 0; i < 2; ++i) {
    copies.push_back(with(made(1 + i, 300'000 + i * 1500, 8 + static_cast<std::uint64_t>(i), 8 + i), 80));
    copies.back().kind = EventKind::call;
    copies.back().duration_s = 61 - i;
  }
  Deduplication merged = merge_copies(copies, {}, {});
  std::set<std::vector<std::int64_t>> groups;
  for (auto group : merged.groups) {
    std::sort(group.records.begin(), group.records.end());
    groups.insert(group.records);
  }
  CHECK(groups == std::set<std::vector<std::int64_t>>{{1, 3}, {4, 5}, {8, 9}});
}

TEST_CASE("a message that came hours late is one event; a text said again, or received before it was sent, is not") {
  auto of = [](SharedKey copy, int way) {
    copy.telling = true;
    copy.way = static_cast<std::int8_t>(way);
    return copy;
  };
  Millis late = 3 * millis_per_hour;
  std::vector<SharedKey> copies{of(made(1, 0, 1, 1), 1),   of(made(2, late, 1, 2), -1),
                                of(made(1, 0, 2, 3), 0),   of(made(2, late, 2, 4), 1),
                                of(made(1, 0, 3, 5), 1),   of(made(2, late, 3, 6), -1),
                                of(made(2, 2 * late, 3, 7), -1)};
  copies.push_back(made(1, 0, 4, 8));
  copies.push_back(made(2, late, 4, 9));  // "ok"
  Deduplication merged = merge_copies(copies, {}, {});
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a message of a group that came late on two phones is one event, unless one of them has it twice; a short one must be on three at its time") {
  constexpr Millis hour = millis_per_hour;
  auto groups = [](bool telling, int on_time, bool twice, int way_of_late) {
    std::vector<SharedKey> copies;
    for (int e = 1; e <= on_time; ++e) copies.push_back(made(e, 0, 1, e));
    copies.push_back(made(8, 2 * hour, 1, 8));
    copies.push_back(made(9, 5 * hour, 1, 9));
    if (twice) copies.push_back(made(9, 7 * hour, 1, 10));
    for (auto& copy : copies) copy.telling = telling, copy.way = -1;
    copies[static_cast<std::size_t>(on_time)].way = static_cast<std::int8_t>(way_of_late);
    const auto merged = merge_copies(copies, {}, {});
    return merged.groups.empty() ? 0 : merged.groups[0].records.size();
  };
  CHECK(groups(true, 2, false, -1) == 4);
  CHECK(groups(true, 1, false, -1) == 3);
  CHECK(groups(true, 2, true, -1) == 2);   // written twice: which of them came late?
  CHECK(groups(true, 2, false, 1) == 2);   // whoever sends does not receive
  CHECK(groups(false, 2, false, -1) == 2);
  CHECK(groups(false, 3, false, -1) == 5);
}

TEST_CASE("two copies of what one phone received by SMS, hours apart, are two messages; one that was sent is the same") {
  for (int way : {-1, 0, 1}) {
    std::vector<SharedKey> copies{made(1, 0, 1, 1), made(2, 3 * millis_per_hour, 1, 2)};
    for (auto& copy : copies) copy.kind = EventKind::sms, copy.telling = true, copy.way = -1;
    copies[0].way = static_cast<std::int8_t>(way);
    CHECK(merge_copies(copies, {}, {}).groups.size() == (way == 1 ? 1 : 0));
  }
}

TEST_CASE("a message that an operator has without words and a phone received hours late is one; two are not told apart") {
  auto sms = [](std::int64_t exhibit, Millis time, std::int64_t record, bool words) {
    SharedKey copy = made(exhibit, time, words ? 100 + static_cast<std::uint64_t>(record) : 0, record);
    copy.kind = EventKind::sms;
    copy.coarse_key = 7;
    copy.content_known = words;
    copy.form = words ? CopyForm::text : CopyForm::any;
    copy.way = words ? -1 : 0;
    return copy;
  };
  std::vector<SharedKey> copies = {sms(9, 0, 1, false), sms(1, 3 * millis_per_hour, 2, true)};
  auto merged = merge_copies(copies, {}, {});
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records == std::vector<std::int64_t>{2, 1});
  CHECK(merged.groups[0].without_content);
  copies.push_back(sms(9, millis_per_hour, 3, false));  // which of the two came late?
  CHECK(merge_copies(copies, {}, {}).groups.empty());
  copies.pop_back();
  copies[1].way = 1;  // sent, and hours after the operator had it
  CHECK(merge_copies(copies, {}, {}).groups.empty());
  copies[1] = sms(1, -3 * millis_per_hour, 2, true);  // received before it was sent
  CHECK(merge_copies(copies, {}, {}).groups.empty());
}

TEST_CASE("a picture whose writer goes by names that nothing joins is one event by thread and time") {
  auto picture = [](std::int64_t exhibit, Millis time, std::int64_t record, std::uint64_t writer, bool placed) {
    SharedKey copy = made(exhibit, time, writer, record);
    copy.coarse_key = writer;
    copy.thread_key = 5;
    copy.content_known = false;
    copy.form = CopyForm::media;
    copy.writer_placed = placed;
    return copy;
  };
  auto events = [](std::vector<SharedKey> copies) { return merge_copies(copies, {}, {}).events; };
  CHECK(events({picture(1, 0, 1, 11, false), picture(2, 1000, 2, 12, true), picture(3, 2000, 3, 13, false)}) == 1);
  CHECK(events({picture(1, 0, 1, 11, true), picture(2, 1000, 2, 12, true)}) == 2);  // two known people
  CHECK(events({picture(1, 0, 1, 11, false), picture(2, 20'000, 2, 12, false)}) == 2);
}

TEST_CASE("a copy that a conversation placed is not taken once more as one that came late") {
  std::vector<SharedKey> copies{made(1, 4 * millis_per_hour, 5, 1), made(2, 4 * millis_per_hour, 6, 2), made(3, 0, 6, 3)};
  copies[0].thread_key = copies[1].thread_key = 9;
  copies[1].numbers = false;
  for (auto& copy : copies) copy.telling = true;
  Deduplication merged = merge_copies(copies, {}, {});
  CHECK(merged.events == 2);
  REQUIRE(merged.groups.size() == 1);
  CHECK(merged.groups[0].records == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("whatever the copies look like, each is in one group at most and all are counted") {
  Random random(12);
  for (int round = 0; round < 3000; ++round) {
    std::vector<SharedKey> copies;
    for (std::uint64_t i = 0, n = 2 + random.below(10); i < n; ++i) {
      auto exhibit = 1 + static_cast<std::int64_t>(random.below(3));
      copies.push_back(made(exhibit, static_cast<Millis>(random.below(3)) * 8 * millis_per_hour, 1 + random.below(3),
                            static_cast<std::int64_t>(i) + 1));
      copies.back().thread_key = random.below(3);
      copies.back().coarse_key = random.below(3);
      copies.back().telling = random.below(2);
      copies.back().numbers = random.below(2);
      copies.back().content_known = random.below(4) > 0;
      copies.back().way = static_cast<std::int8_t>(random.below(3)) - 1;
      copies.back().kind = random.below(5) ? EventKind::chat : EventKind::call;
    }
    Deduplication merged = merge_copies(copies, {}, {});
    std::set<std::int64_t> seen;
    for (const auto& group : merged.groups)
      for (auto record : group.records) REQUIRE(seen.insert(record).second);
    REQUIRE(merged.events + merged.repeats().size() == copies.size());
  }
}

TEST_CASE("clocks are solved from minute readings to a few seconds, and from a clock that ignored summer time") {
  Random random(3);
  std::vector<SharedKey> copies;
  Millis start = 1'741'000'000'000;  // early March 2025
  Millis change = 1'743'296'400'000;  // 30 March 2025 01:00 UTC
  std::int64_t record = 0;
  for (int i = 0; i < 300; ++i) {
    Millis time = start + i * 4 * millis_per_hour + static_cast<Millis>(random.below(3'600'000));
    copies.push_back(made(1, time, 100 + static_cast<std::uint64_t>(i), ++record));
    copies.push_back(made(2, (time - 90'000) / 60'000 * 60'000, 100 + static_cast<std::uint64_t>(i), ++record));
    copies.back().precision = 60'000;
    copies.push_back(made(3, time + (time >= change ? -millis_per_hour : 0), 100 + static_cast<std::uint64_t>(i), ++record));
    copies.push_back(made(4, time, 100 + static_cast<std::uint64_t>(i), ++record));
  }
  ClockOptions options;
  options.changes = {change};
  ClockReport report = solve_clocks(copies, options);
  REQUIRE(report.find(2));
  CHECK(std::abs(report.find(2)->offset_at(start) + 90'000) <= 3000);
  REQUIRE(report.find(3)->pieces.size() == 2);
  CHECK(report.find(3)->pieces[1].at_change);
  CHECK(std::abs(report.find(3)->pieces[1].offset + millis_per_hour) <= 100);
  CHECK(std::abs(report.find(3)->pieces[1].from - change) <= millis_per_hour);
  CHECK(report.find(1)->pieces.size() == 1);
  Deduplication merged = merge_copies(copies, report, options);
  CHECK(merged.events == 300);
}

TEST_CASE("a note of deletion by a writer nothing joins is the only message of the thread then that can be his") {
  // Phone 1 shows texts, phone 2 notes; thread 1 throughout. Conversations 10 and 20.
  std::vector<SharedKey> copies;
  std::vector<ThreadPlace> places;
  auto add = [&](std::int64_t exhibit, Millis time, bool note, std::uint32_t seat) {
    SharedKey copy = made(exhibit, time, 1000 + copies.size(), exhibit << 32 | static_cast<std::int64_t>(copies.size()));
    copy.numbers = false;
    copy.thread_key = note ? 99 : 99 ^ (copies.size() + 1) * 1000;
    copy.content_known = !note;
    copy.form = note ? CopyForm::any : CopyForm::text;
    copies.push_back(copy);
    places.push_back({1, seat, exhibit * 10});
  };
  auto groups = [&] {
    ThreadPlaces where;
    where.of = [&](std::size_t copy) { return places[copy]; };
    where.taken = [&](std::int64_t conversation, std::uint32_t seat) { return conversation == 20 && seat == 3; };
    return merge_copies(copies, {}, {}, where).groups.size();
  };
  add(1, 10'000, false, 2);  // its writer has a seat, the note's has none
  add(2, 11'000, true, 0);
  CHECK(groups() == 1);
  copies.clear(), places.clear();
  add(1, 10'000, false, 3);  // somebody else sits there in the note's copy
  add(2, 11'000, true, 0);
  CHECK(groups() == 0);
  copies.clear(), places.clear();
  add(1, 10'000, false, 2);  // two that could be it
  add(1, 12'000, false, 0);
  add(2, 11'000, true, 0);
  CHECK(groups() == 0);
  copies.clear(), places.clear();
  add(1, 10'000, false, 2);  // edited words, much the same
  add(2, 11'000, false, 0);
  copies[1].edited = true;
  copies[0].near = 0xff00ff00ff00ff00, copies[1].near = 0xff00ff00ff00ff07;
  CHECK(groups() == 1);
  copies[1].near = 0x1234567812345678;  // other words by somebody of whom nothing is known
  CHECK(groups() == 0);
  copies.clear(), places.clear();
  add(1, 10'000, false, 2);  // too late
  add(2, 20'000, true, 0);
  CHECK(groups() == 0);
}

TEST_CASE("a message that came late into another copy of a thread is found though nothing places its writer there") {
  std::vector<SharedKey> copies{made(1, 0, 5, 1), made(2, 2 * millis_per_hour, 6, 2)};
  std::vector<ThreadPlace> places{{1, 2, 10}, {1, 0, 20}};
  for (auto& copy : copies) {
    copy.thread_key = 77;
    copy.telling = true;
    copy.numbers = false;
    copy.way = -1;
  }
  bool taken = false;
  auto groups = [&] {
    ThreadPlaces where;
    where.of = [&](std::size_t copy) { return places[copy]; };
    where.taken = [&](std::int64_t conversation, std::uint32_t seat) { return taken && conversation == 20 && seat == 2; };
    return merge_copies(copies, {}, {}, where).groups.size();
  };
  CHECK(groups() == 1);
  taken = true;  // its writer is somebody else there: two wrote the same words
  CHECK(groups() == 0);
  taken = false;
  copies[1].way = 1;  // who sends does not send what he got before
  CHECK(groups() == 0);
  copies[1].way = -1;
  copies[0].telling = copies[1].telling = false;  // "ok" twice is two messages
  CHECK(groups() == 0);
}

TEST_CASE("a call begins on the other phone when it rings: within seconds it is one call, and a redialled one is another") {
  auto call = [](std::int64_t exhibit, Millis time, std::int32_t length, std::int64_t record) {
    SharedKey copy = made(exhibit, time, static_cast<std::uint64_t>(length) + 100, record);
    copy.kind = EventKind::call;
    copy.coarse_key = 9;
    copy.duration_s = length;
    return copy;
  };
  std::vector<SharedKey> copies{call(1, 0, 65, 1),       call(2, 6'000, 64, 2),                                     // dialled, rang
                                call(1, 100'000, 0, 3),  call(1, 112'000, 0, 4),                                    // rung twice in vain
                                call(2, 105'000, 0, 5),  call(2, 117'000, 0, 6), call(1, 200'000, 30, 7), call(2, 230'000, 30, 8)};
  std::vector<std::vector<std::int64_t>> pairs;
  for (const auto& group : merge_copies(copies, {}, {}).groups) pairs.push_back(group.records);
  CHECK(pairs == std::vector<std::vector<std::int64_t>>{{1, 2}, {3, 5}, {4, 6}});
}

TEST_CASE("messages that an operator has without words go to the phone's in their order, though the clocks are a second or two apart") {
  std::vector<SharedKey> copies;
  auto put = [&](std::int64_t exhibit, Millis time, std::uint64_t key, bool words) {
    SharedKey copy = made(exhibit, time, key, static_cast<std::int64_t>(copies.size()) + 1);
    copy.kind = EventKind::sms;
    copy.coarse_key = 9;
    copy.content_known = words;
    copy.form = words ? CopyForm::text : CopyForm::any;
    copies.push_back(copy);
  };
  put(1, 7'000, 1, false);
  put(1, 9'000, 1, false);
  put(2, 8'500, 2, true);
  put(2, 10'500, 3, true);
  std::vector<std::vector<std::int64_t>> pairs;
  for (const auto& group : merge_copies(copies, {}, {}).groups) pairs.push_back(group.records);
  CHECK(pairs == std::vector<std::vector<std::int64_t>>{{3, 1}, {4, 2}});
}

TEST_CASE("the same words that two phones of one holder received days apart are two messages") {
  const Millis hour = 3'600'000;
  std::vector<SharedKey> copies;
  for (const auto& [exhibit, time] : {std::pair<std::int64_t, Millis>{1, 1 * hour}, {2, 60 * hour}}) {
    SharedKey copy = made(exhibit, time, 5, exhibit);
    copy.kind = EventKind::chat;
    copy.way = -1;
    copy.telling = true;
    copies.push_back(copy);
  }
  CHECK(merge_copies(copies, {}, {}).groups.empty());
}

TEST_CASE("a text that came days later is the one that was sent: by what no one writes twice, or by when the network took it") {
  const Millis hour = 3'600'000;
  std::vector<SharedKey> copies;
  auto put = [&](std::int64_t exhibit, Millis time, std::uint64_t key, int way, bool telling, Millis sent) {
    SharedKey copy = made(exhibit, time, key, static_cast<std::int64_t>(copies.size()) + 1);
    copy.kind = EventKind::sms;
    copy.coarse_key = 9;
    copy.way = static_cast<std::int8_t>(way);
    copy.telling = telling;
    copy.sent = sent;
    copies.push_back(copy);
  };
  put(1, 1 * hour, 5, 1, true, 0);
  put(2, 40 * hour, 5, -1, true, 0);              // 1, 2: a whole sentence
  put(1, 300 * hour, 6, 1, false, 0);
  put(1, 310 * hour, 6, 1, false, 0);
  put(2, 330 * hour, 6, -1, false, 310 * hour);   // 4, 5: "ok", and the network's time
  std::vector<std::vector<std::int64_t>> pairs;
  for (const auto& group : merge_copies(copies, {}, {}).groups) pairs.push_back(group.records);
  CHECK(pairs == std::vector<std::vector<std::int64_t>>{{1, 2}, {4, 5}});
}
