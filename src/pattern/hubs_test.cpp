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
    for (const Hub& hub : find_hubs(made->events, pairs, contacts, facts, bursts, {}))
      found.insert(made->name[hub.handle]);
    CHECK(found == expected);
  }
}

TEST_CASE("a short code that several are in contact with is listed, one that a single number is in contact with is not") {
  std::vector<link::EventRow> rows;
  auto add = [&](Handle from, Handle to) {
    const auto n = static_cast<std::int64_t>(rows.size());
    rows.push_back({.from = from, .to = to, .time_us = n * 60'000'000, .has_time = true, .kind = link::EventKind::sms, .record = n + 1});
  };
  for (Handle person = 1; person < 8; ++person) add(person, person % 7 + 1);
  add(8, 1);
  add(9, 1);
  add(9, 2);
  const auto events = link::testing::build(10, rows);
  ThreadPool pool(1);
  const auto pairs = link::pair_table(events, {}, pool);
  const auto hubs = find_hubs(events, pairs, link::contacts(pairs), std::vector<HandleFacts>{{8, "60601", {}}, {9, "60608", {}}}, {}, {});
  CHECK(hubs.size() == 2);
  const auto leads = hub_leads(events, hubs).leads;
  REQUIRE(leads.size() == 1);
  CHECK(leads[0].subjects == std::vector<Handle>{9});
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
  auto hubs = find_hubs(events, pairs, link::contacts(pairs), {}, find_bursts(events, {}, pool), {});
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
  auto hubs = find_hubs(events, pairs, link::contacts(pairs), {}, find_bursts(events, {}, pool), {});
  REQUIRE(hubs.size() == 1);
  CHECK(hubs[0].handle == 0);
  CHECK(hubs[0].sent == 600);
  CHECK(hubs[0].received == 15);
}

// Two that send to thirty on twenty days. The recipients of the first ring it now and then, whenever; of the second they ring
// within the hour, just as often.
link::Events notices_and_orders() {
  link::testing::Random random(11);
  std::vector<link::EventRow> rows;
  auto add = [&](Handle from, Handle to, std::int64_t second, link::EventKind kind) {
    rows.push_back({.from = from, .to = to, .time_us = second * 1'000'000, .has_time = true, .kind = kind,
                    .record = static_cast<std::int64_t>(rows.size()) + 1});
  };
  for (std::int64_t day = 0; day < 40; day += 2)
    for (Handle h = 10; h < 40; ++h) {
      std::int64_t at = day * 86'400 + 14 * 3600 + static_cast<std::int64_t>(h) * 10;
      add(0, h, at, link::EventKind::sms);
      add(1, h, at + 3600, link::EventKind::sms);
      if (random.below(10) == 0) add(h, 0, static_cast<std::int64_t>(random.below(40 * 86'400)), link::EventKind::call);
      if (random.below(10) == 0) add(h, 1, at + 3600 + 900 + static_cast<std::int64_t>(random.below(1800)), link::EventKind::call);
    }
  return link::testing::build(40, rows);
}

TEST_CASE("a sender that is rung, but not because of its broadcasts, is a hub; one that is rung right after them is not") {
  auto events = notices_and_orders();
  ThreadPool pool(1);
  auto pairs = link::pair_table(events, {}, pool);
  auto bursts = find_bursts(events, {}, pool);
  auto hubs = find_hubs(events, pairs, link::contacts(pairs), {}, bursts, {});
  REQUIRE(hubs.size() == 1);
  CHECK(hubs[0].handle == 0);
  CHECK(hubs[0].reasons == std::vector<HubReason>{HubReason::no_reaction});
  CHECK(double(hubs[0].received) > .05 * double(hubs[0].sent));  // not one of whom next to none comes back
  CHECK(double(hubs[0].reacted) <= 4 * hubs[0].reacted_by_chance + 4);
}

TEST_CASE("a broadcast that nobody reacts to comes after one that is answered, with that and its hours against it") {
  auto events = notices_and_orders();
  ThreadPool pool(1);
  auto leads = broadcast_leads(events, find_bursts(events, {}, pool), {}, pool).leads;
  REQUIRE(leads.size() == 2);
  CHECK(leads[0].subjects == std::vector<Handle>{1});
  auto says = [](const Lead& lead, std::string_view what) {
    return std::any_of(lead.against.begin(), lead.against.end(), [&](const auto& s) { return plain(s).find(what) != std::string::npos; });
  };
  CHECK(says(leads[1], "no more after a burst than at other times"));
  CHECK(says(leads[1], "20 of 20 bursts begin between"));
  CHECK(!says(leads[0], "no more after a burst than at other times"));
}

TEST_CASE("reactions to broadcasts agree with a count over all events, moved day by day") {
  auto events = notices_and_orders();
  ThreadPool pool(1);
  auto bursts = find_bursts(events, {}, pool);
  BroadcastOptions options;
  for (Handle sender : {0, 1}) {
    std::vector<Burst> own;
    for (const auto& burst : bursts)
      if (burst.sender == sender) own.push_back(burst);
    std::uint64_t observed = 0, moved = 0;
    for (int day = -14; day <= 14; ++day)
      for (const auto& burst : own) {
        std::set<Handle> recipients, reacted;
        for (auto i : burst.events) recipients.insert(events.to(i));
        for (std::uint32_t i = 0; i < events.size(); ++i) {
          Millis time = events.time(i) - day * link::millis_per_day;
          if (events.to(i) == sender && recipients.contains(events.from(i)) && time >= burst.start && time <= burst.end + options.answer_window)
            reacted.insert(events.from(i));
        }
        (day == 0 ? observed : moved) += reacted.size();
      }
    auto reaction = reaction_to(events, own, options);
    CHECK(reaction.observed == observed);
    CHECK(reaction.expected == doctest::Approx(double(moved) / 28));
  }
}

TEST_CASE("ids are no short codes, and who is tied with many in a list without times is no service") {
  // A list of ties: 0 stands first in each pair, so "rings" all and is rung by none; the others have ids of three figures.
  std::vector<link::EventRow> rows;
  for (Handle h = 1; h < 40; ++h)
    rows.push_back({.from = 0, .to = h, .kind = link::EventKind::other, .record = static_cast<std::int64_t>(h)});
  auto events = link::testing::build(40, rows);
  ThreadPool pool(1);
  auto pairs = link::pair_table(events, {}, pool);
  std::vector<HandleFacts> facts;
  for (Handle h = 0; h < 40; ++h) facts.push_back({h, std::to_string(100 + h), {}, false});
  CHECK(find_hubs(events, pairs, link::contacts(pairs), facts, {}, {}).empty());
  // Call records whose numbers are all short: nobody's form is special. One among many long ones is a short code.
  for (auto& fact : facts) fact.telephone = true;
  CHECK(find_hubs(events, pairs, link::contacts(pairs), facts, {}, {}).empty());
  for (Handle h = 0; h < 40; ++h)
    if (h != 7) facts[h].normal = "+4477009001" + std::to_string(10 + h);
  auto hubs = find_hubs(events, pairs, link::contacts(pairs), facts, {}, {});
  REQUIRE(hubs.size() == 1);
  CHECK(hubs[0].handle == 7);
}
