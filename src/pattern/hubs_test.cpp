#include "pattern/hubs.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

TEST_CASE("short codes, sender names and saved names are told from people") {
  CHECK(is_short_code("60601"));
  CHECK(is_short_code("101"));
  CHECK(is_short_code("+999121"));
  CHECK(!is_short_code("+447700900001"));
  CHECK(!is_short_code("1234567"));
  CHECK(!is_short_code(""));
  CHECK(is_sender_name("PIZZA4U"));
  CHECK(!is_sender_name("ana@example.org"));
  CHECK(!is_sender_name("+447700900001"));
  CHECK(service_name("Taxi station") == ServiceName::names);
  CHECK(service_name("my BANK") == ServiceName::names);
  CHECK(service_name("Taxi Ana") == ServiceName::mentions);
  CHECK(service_name("taxi?") == ServiceName::mentions);
  CHECK(service_name("Mum") == ServiceName::no);
  CHECK(service_name("Bankole") == ServiceName::no);
  CHECK(service_name("Schooler") == ServiceName::no);
}

TEST_CASE("small generated case: all four hubs, no person, with and without saved names") {
  auto made = pattern::testing::small_case();
  if (!made) return;
  ThreadPool pool(1);
  auto pairs = link::pair_table(made->events, {}, pool);
  auto contacts = link::contacts(pairs);
  auto bursts = find_bursts(made->events, {}, pool);
  std::set<std::string> expected;
  for (const auto& [kind, handle] : made->truth["hubs"].items())
    expected.insert(handle.get<std::string>());
  for (bool with_names : {false, true}) {
    std::vector<HandleFacts> facts;
    for (Handle handle = 0; handle < made->name.size(); ++handle)
      facts.push_back({handle, made->name[handle], {}});
    if (with_names)
      for (const auto& line : pattern::testing::read_csv(
               *pattern::testing::shared_data("patterns/synthcase-s1/contacts.csv")))
        if (auto at = made->handle.find(line[2]); at != made->handle.end())
          facts[at->second].saved.push_back(line[1]);
    std::set<std::string> found;
    for (const Hub& hub : find_hubs(pairs, contacts, facts, bursts, {}))
      found.insert(made->name[hub.handle]);
    CHECK(found == expected);
  }
}

TEST_CASE("a sender whom none of many ever answers is a hub; one that is answered, and one with few, are not") {
  std::vector<link::EventRow> rows;
  auto add = [&](Handle from, Handle to) {
    rows.push_back({.from = from, .to = to, .time_us = static_cast<std::int64_t>(rows.size()) * 60'000'000, .has_time = true,
                    .record = static_cast<std::int64_t>(rows.size()) + 1});
  };
  for (Handle h = 10; h < 40; ++h) {
    add(0, h);  // notices
    add(1, h);
    if (h % 2) add(h, 1);  // half of them answer
    if (h < 20) add(2, h);
  }
  auto events = link::testing::build(40, rows);
  ThreadPool pool(1);
  auto pairs = link::pair_table(events, {}, pool);
  auto hubs = find_hubs(pairs, link::contacts(pairs), {}, find_bursts(events, {}, pool), {});
  REQUIRE(hubs.size() == 1);
  CHECK(hubs[0].handle == 0);
  CHECK(hubs[0].reasons == std::vector<HubReason>{HubReason::never_answered});
  CHECK(hubs[0].silent == 30);
}

TEST_CASE("a sender that many ring now and then, but that sends twenty times as often and more, is a hub") {
  std::vector<link::EventRow> rows;
  auto add = [&](Handle from, Handle to) {
    rows.push_back({.from = from, .to = to, .time_us = static_cast<std::int64_t>(rows.size()) * 60'000'000, .has_time = true,
                    .record = static_cast<std::int64_t>(rows.size()) + 1});
  };
  for (int day = 0; day < 20; ++day)
    for (Handle h = 10; h < 40; ++h) {
      add(0, h);
      add(1, h);
      if (h % 2 && day == static_cast<int>(h) % 20) add(h, 0);  // half of them ring once
      if (h % 2 && day % 4 == 0) add(h, 1);                     // or again and again
    }
  auto events = link::testing::build(40, rows);
  ThreadPool pool(1);
  auto pairs = link::pair_table(events, {}, pool);
  auto hubs = find_hubs(pairs, link::contacts(pairs), {}, find_bursts(events, {}, pool), {});
  REQUIRE(hubs.size() == 1);
  CHECK(hubs[0].handle == 0);
  CHECK(hubs[0].sent == 600);
  CHECK(hubs[0].received == 15);
}
