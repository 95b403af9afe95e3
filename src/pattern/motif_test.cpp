#include "pattern/motif.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

using link::testing::Random;
using testing::build;
using testing::EventRow;
using testing::Events;

// The plain way: every three events in order.
MotifCounts by_hand(const Events& events, Millis window) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < events.size(); ++i)
    if (events.from(i) != events.to(i)) order.push_back(i);
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return std::pair(events.time(a), a) < std::pair(events.time(b), b); });
  MotifCounts counts{};
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size(); ++b)
      for (std::size_t c = b + 1; c < order.size(); ++c) {
        if (events.time(order[c]) - events.time(order[a]) > window) break;
        Handle u = events.from(order[a]), v = events.to(order[a]), w = link::no_handle;
        auto number = [&](Handle who) -> int {
          if (who == u) return 0;
          if (who == v) return 1;
          if (w == link::no_handle) w = who;
          return who == w ? 2 : 3;
        };
        int roles[2];
        bool fits = true;
        for (int k = 0; k < 2; ++k) {
          auto i = k == 0 ? order[b] : order[c];
          int from = number(events.from(i)), to = number(events.to(i));
          fits &= from < 3 && to < 3;
          constexpr int table[3][3] = {{-1, 0, 2}, {1, -1, 4}, {3, 5, -1}};
          roles[k] = fits ? table[from][to] : -1;
        }
        if (fits) ++counts[std::size_t(roles[0])][std::size_t(roles[1])];
      }
  return counts;
}

TEST_CASE("motifs are those that looking at every three events finds") {
  ThreadPool pool(1);
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Random random(seed);
    auto handles = static_cast<Handle>(2 + random.below(5));
    std::vector<EventRow> rows;
    for (std::uint64_t i = 0, n = random.below(24); i < n; ++i)
      rows.push_back({.from = static_cast<Handle>(random.below(handles)),
                      .to = static_cast<Handle>(random.below(handles)),
                      .time_us = static_cast<std::int64_t>(random.below(40)) * 1'000'000,
                      .has_time = true,
                      .kind = link::EventKind::sms,
                      .record = static_cast<std::int64_t>(i + 1)});
    Events events = build(handles, rows);
    MotifOptions options;
    options.window = static_cast<Millis>(1 + random.below(15)) * 1000;
    options.rounds = 1;
    Motifs found = count_motifs(events, options, pool);
    CAPTURE(seed);
    REQUIRE(found.observed == by_hand(events, options.window));
    for (std::size_t a = 0; a < 6; ++a)
      for (std::size_t b = 0; b < 6; ++b)
        for (const auto& example : found.examples[a][b])
          CHECK(events.time(example[2]) - events.time(example[0]) <= options.window);
  }
}

TEST_CASE("the motif of a reply stands out over shuffled times") {
  std::vector<EventRow> rows;
  for (int day = 0; day < 60; ++day)
    for (int k = 0; k < 3; ++k)
      rows.push_back({.from = static_cast<Handle>(k % 2),
                      .to = static_cast<Handle>(1 - k % 2),
                      .time_us = (day * 86'400LL + 36'000 + 60 * k) * 1'000'000,
                      .has_time = true,
                      .kind = link::EventKind::sms,
                      .record = 3 * day + k + 1});
  Events events = build(2, rows);
  ThreadPool pool(2);
  Motifs found = count_motifs(events, {}, pool);
  CHECK(found.observed[1][0] == 60);
  CHECK(found.observed[1][0] > found.expected[1][0] + 3 * found.deviation[1][0]);
  CHECK(motif_words(1, 4) == "u→v v→u v→w");
}

}  // namespace
}  // namespace clew::pattern
