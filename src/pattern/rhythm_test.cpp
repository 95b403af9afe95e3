#include "pattern/rhythm.h"

#include <doctest/doctest.h>

#include <set>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Events;

struct Met {
  std::size_t event;
  Handle other;
};

// By the words of the header: one contact in one hour of one day counts once.
std::vector<Met> slowly_met(const Events& events, Handle handle) {
  std::vector<Met> met;
  std::set<std::pair<Handle, Millis>> seen;
  for (auto i : events.party(handle)) {
    Handle other = events.other_side(i, handle);
    if (seen.emplace(other, events.time(i) / link::millis_per_hour).second) met.push_back({i, other});
  }
  return met;
}

double slow_share(const std::vector<Met>& met, std::size_t begin, std::size_t end, std::size_t known_begin, std::size_t known_end) {
  std::set<Handle> known;
  for (auto i = known_begin; i < known_end; ++i) known.insert(met[i].other);
  double fresh = 0;
  for (auto i = begin; i < end; ++i) fresh += !known.contains(met[i].other);
  return fresh / double(end - begin);
}

}  // namespace

TEST_CASE("handovers of random small cases have the shares of new and left contacts that counting one by one gives") {
  Random random(20261129);
  ThreadPool one(1), two(2);
  HandoverOptions options;
  options.least_encounters = 4;
  options.least_time = 3 * link::millis_per_day;
  options.least_new_contacts = .2;
  std::size_t handovers = 0;
  for (int round = 0; round < 400; ++round) {
    constexpr std::uint32_t handles = 7;
    link::EventsBuilder builder(handles);
    auto events_made = 20 + random.below(120);
    for (std::uint64_t i = 0; i < events_made; ++i) {
      link::EventRow row;
      auto day = random.below(30);
      // Contacts drift, so that there is something to find.
      row.from = static_cast<Handle>(random.below(3));
      row.to = static_cast<Handle>(3 + (random.below(2) + day / 10) % 4);
      if (random.below(9) == 0) row.to = link::no_handle;
      if (random.below(2) && row.to != link::no_handle) std::swap(row.from, row.to);
      row.time_us = static_cast<std::int64_t>(1'709'510'400 + day * 86'400 + random.below(86'400)) * 1'000'000;
      row.has_time = true;
      row.kind = link::EventKind::call;
      row.record = static_cast<std::int64_t>(i) + 1;
      builder.add(row);
    }
    Events events = std::move(builder).build(one);
    auto found = find_handovers(events, options, one);
    CHECK(found == find_handovers(events, options, two));
    for (const auto& handover : found) {
      ++handovers;
      auto met = slowly_met(events, handover.handle);
      REQUIRE(met.size() == handover.before + handover.after);
      CHECK(events.time(static_cast<std::uint32_t>(met[handover.before].event)) == handover.at);
      CHECK(handover.new_contacts == slow_share(met, handover.before, met.size(), 0, handover.before));
      CHECK(handover.old_contacts == slow_share(met, 0, handover.before, handover.before, met.size()));
    }
  }
  CHECK(handovers > 100);
}

}  // namespace clew::pattern
