#include "pattern/passed_on.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "pattern/relay.h"
#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

constexpr Handle a = 0, b = 1, c = 2, d = 3, e = 4;
constexpr std::int64_t one_minute = 60, one_day = 86'400;

// Messages with words; numbers of events are asked for by record.
struct Talk {
  std::vector<link::EventRow> rows;
  std::map<std::int64_t, std::vector<std::uint32_t>> words;
  std::int64_t say(Handle from, Handle to, std::int64_t second, std::vector<std::uint32_t> what) {
    const auto record = static_cast<std::int64_t>(rows.size()) + 1;
    rows.push_back({.from = from, .to = to, .time_us = second * 1'000'000, .has_time = true, .kind = link::EventKind::chat, .record = record});
    words[record] = std::move(what);
    return record;
  }
  std::uint32_t handles = 5;
  std::optional<link::Events> events;
  std::optional<Said> said;
  std::map<std::int64_t, std::uint32_t> event;
  void make() {
    events = link::testing::build(handles, rows);
    said.emplace(events->size());
    for (std::uint32_t i = 0; i < events->size(); ++i) {
      event[events->record(i)] = i;
      // Hashes are spread over all 32 bits.
      std::vector<std::uint32_t> hashed;
      for (auto w : words[events->record(i)]) hashed.push_back(w * 2'654'435'761u);
      said->add(i, hashed);
    }
  }
  double chance(std::int64_t first, std::int64_t second) {
    PassedOn passed(*events, *said, {});
    passed.begin(b);
    return passed.chance(event[first], event[second]);
  }
};

// B writes 1,000 messages of words 1000 … 1999 to C and D over 100 days.
Talk busy() {
  Talk talk;
  for (std::uint32_t i = 0; i < 1000; ++i) talk.say(b, i % 4 ? d : c, i * one_day / 10, {1000 + i, 7 + i % 200});
  return talk;
}

}  // namespace

TEST_CASE("a word that B writes nowhere else is as rare as one of B's messages; one that B writes to everybody is not") {
  auto talk = busy();
  auto heard = talk.say(a, b, 50 * one_day + 5 * one_minute, {1, 2, 60});
  auto told = talk.say(b, c, 50 * one_day + 8 * one_minute, {1, 3});
  auto common = talk.say(b, c, 50 * one_day + 9 * one_minute, {60});
  auto nothing = talk.say(b, c, 50 * one_day + 9 * one_minute + 1, {3, 4});
  auto call = talk.say(b, c, 50 * one_day + 9 * one_minute + 2, {});
  talk.make();
  // Words 1 and 2 of the first message are equally rare: either could have been repeated.
  CHECK(talk.chance(heard, told) == doctest::Approx(2.0 / 1003).epsilon(.01));
  CHECK(talk.chance(heard, common) > 5.0 / 1003);
  CHECK(talk.chance(heard, nothing) == 1);
  CHECK(talk.chance(heard, call) == 2);
}

TEST_CASE("what was said between them before, what C says first, and what B tells others too is not passed on") {
  for (int what = 0; what < 6; ++what) {
    auto talk = busy();
    const std::int64_t noon = 50 * one_day + 100;
    if (what == 1) talk.say(c, b, noon - one_day, {1});                    // C had it
    if (what == 2) talk.say(b, a, noon - one_day, {1});                    // A has it from B
    if (what == 3) talk.say(c, b, noon + one_minute, {1});                 // B answers C
    if (what == 4) talk.say(b, d, noon + 3 * one_minute, {1}), talk.say(b, e, noon + 3 * one_minute, {1});
    if (what == 5) talk.say(b, c, noon - 3 * one_day, {5}), talk.say(d, b, noon - one_day, {1});  // long ago; somebody else: still new to C
    auto heard = talk.say(a, b, noon, {1});
    auto told = talk.say(b, c, noon + 2 * one_minute, {1});
    talk.make();
    CAPTURE(what);
    CHECK((talk.chance(heard, told) < .01) == (what == 0 || what == 5));
  }
}

TEST_CASE("words make a relay stand out whose times alone are chance") {
  // A, C and D each have 20 messages a day with B at random hours; on six days B repeats a word of A to C within minutes.
  link::testing::Random random(5);
  Talk talk;
  std::uint32_t word = 100'000;
  for (std::int64_t on = 0; on < 60; ++on) {
    for (int i = 0; i < 20; ++i) {
      auto at = [&] { return on * one_day + static_cast<std::int64_t>(random.below(14 * 3600)); };
      auto text = [&] { return std::vector<std::uint32_t>{static_cast<std::uint32_t>(random.below(300)), 300 + static_cast<std::uint32_t>(random.below(3000))}; };
      talk.say(a, b, at(), text());
      talk.say(b, c, at(), text());
      talk.say(b, d, at(), text());
      talk.say(d, b, at(), text());
    }
    if (on % 10 == 5) {
      ++word;
      talk.say(a, b, on * one_day + 12 * 3600, {word, 5});
      talk.say(b, c, on * one_day + 12 * 3600 + 100, {word, 9});
    }
  }
  talk.make();
  ThreadPool one(1), two(2);
  auto without = find_relays(*talk.events, {}, {}, one);
  for (const auto& relay : without.relays) CHECK_FALSE(relay.stands_out);
  auto found = find_relays(*talk.events, {}, {}, one, &*talk.said);
  std::size_t standing = 0;
  for (const auto& relay : found.relays) {
    if (!relay.stands_out) continue;
    ++standing;
    CHECK(relay.a == a);
    CHECK(relay.b == b);
    CHECK(relay.c == c);
    CHECK(relay.passed_on.size() >= 12);
    CHECK(relay.words_log10_p < -5);
    CHECK(relay.times_log10_p > -4);
  }
  CHECK(standing == 1);
  CHECK(find_relays(*talk.events, {}, {}, two, &*talk.said).relays == found.relays);
  RelayWords words{&*talk.said, [](std::uint32_t, std::uint32_t) { return std::string("14:30"); }};
  auto leads = relay_leads(*talk.events, found, {}, {}, words);
  REQUIRE(leads.leads.size() == 1);
  REQUIRE(leads.leads[0].tables.size() == 1);
  CHECK(leads.leads[0].tables[0].rows.size() >= 6);
  CHECK(leads.leads[0].tables[0].rows[0].back().text == "14:30");
}

TEST_CASE("words that only happen to be the same make no relays") {
  int with = 0;
  ThreadPool pool(1);
  for (std::uint64_t run = 0; run < 60; ++run) {
    link::testing::Random random(run + 100);
    Talk talk;
    talk.handles = 12;
    for (int i = 0; i < 6000; ++i) {
      // Few words are frequent, many rare; people write to those of their circle.
      auto pick = [&] { return static_cast<std::uint32_t>(std::pow(2000.0, static_cast<double>(random.below(1000)) / 1000)); };
      Handle from = static_cast<Handle>(random.below(12)), to = static_cast<Handle>(random.below(12));
      if (from == to) continue;
      talk.say(from, to, static_cast<std::int64_t>(random.below(40)) * one_day + static_cast<std::int64_t>(random.below(12 * 3600)), {pick(), 3000 + pick(), 6000 + pick()});
    }
    for (auto& [record, list] : talk.words) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    talk.make();
    auto found = find_relays(*talk.events, {}, {}, pool, &*talk.said);
    for (const auto& relay : found.relays)
      if (relay.stands_out) {
        ++with;
        break;
      }
  }
  CHECK(with <= 6);
}
