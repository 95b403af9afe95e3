#include "pattern/number_change.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "link/profile.h"
#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

NumberChanges find(const link::Events& events, ThreadPool& pool, NumberChangeOptions options = {}) {
  return number_changes(events, link::contacts(link::pair_table(events, {}, pool)), options, pool);
}

// A circle of people in pairs of contacts; `changes` of them go on under a new handle from the
// middle with a share of their contacts.
struct Made {
  std::vector<link::EventRow> rows;
  std::uint32_t handles = 0;
  std::set<std::pair<Handle, Handle>> changes;
};
Made random_circle(link::testing::Random& random, std::uint32_t people, std::uint32_t changes,
                   double carried) {
  Made made;
  std::vector<std::vector<Handle>> contacts(people);
  for (Handle person = 0; person < people; ++person)
    for (auto n = 6 + random.below(8); n > 0; --n)
      contacts[person].push_back(
          static_cast<Handle>(random.chance(.7) ? (person / 25 * 25 + random.below(25)) % people
                                                : random.below(people)));
  made.handles = people;
  std::vector<std::set<Handle>> kept(people);
  std::vector<Handle> second(people, link::no_handle);
  std::vector<std::int64_t> change_day(people, 1000);
  while (made.changes.size() < changes) {
    auto person = static_cast<Handle>(random.below(people));
    if (second[person] != link::no_handle) continue;
    second[person] = made.handles++;
    change_day[person] = 20 + static_cast<std::int64_t>(random.below(40));
    made.changes.insert({person, second[person]});
    for (Handle contact : contacts[person])
      if (random.chance(carried)) kept[person].insert(contact);
    for (int n = 0; n < 4; ++n)
      contacts[person].push_back(static_cast<Handle>(random.below(people)));
  }
  for (std::int64_t day = 0; day < 80; ++day)
    for (Handle person = 0; person < people; ++person)
      for (auto n = random.below(3); n > 0; --n) {
        Handle other = contacts[person][random.below(contacts[person].size())];
        if (other == person) continue;
        auto name = [&](Handle who, Handle with) -> Handle {
          if (day < change_day[who]) return who;
          bool stays = kept[who].empty() || kept[who].contains(with) || random.chance(.2);
          return stays ? second[who] : link::no_handle;
        };
        Handle from = name(person, other), to = name(other, person);
        if (from == link::no_handle || to == link::no_handle) continue;
        made.rows.push_back(
            {.from = from,
             .to = to,
             .time_us = (day * 86400 + static_cast<std::int64_t>(random.below(86400))) * 1'000'000,
             .has_time = true,
             .record = static_cast<std::int64_t>(made.rows.size() + 1)});
      }
  return made;
}

}  // namespace

TEST_CASE("scores agree with the cosine written down slowly") {
  link::testing::Random random(1);
  ThreadPool pool(1);
  NumberChangeOptions options;
  options.passes = 1;
  options.show = 0;
  options.calibration_splits = 0;
  std::size_t compared = 0;
  for (int round = 0; round < 60; ++round) {
    Made made = random_circle(random, 60, 4, .8);
    link::Events events = link::testing::build(made.handles, made.rows);
    NumberChanges found = find(events, pool, options);
    std::map<Handle, std::set<Handle>> all;
    for (const auto& row : made.rows)
      all[row.from].insert(row.to), all[row.to].insert(row.from);
    for (const auto& change : found.suggestions) {
      std::map<Handle, int> before, after;
      for (const auto& row : made.rows) {
        Millis time = row.time_us / 1000;
        for (auto [own, other] : {std::pair(row.from, row.to), std::pair(row.to, row.from)}) {
          if (own == change.old_handle && time <= change.old_drops) ++before[other];
          if (own == change.new_handle && time >= change.new_starts) ++after[other];
        }
      }
      auto weight = [&](Handle contact, int count) {
        double degree = double(all[contact].size());
        return degree > all.size() * .25 ? 0 : std::log(1 + count) * std::log(all.size() / degree);
      };
      double dot = 0, a = 0, b = 0;
      std::size_t common = 0;
      for (auto [contact, count] : before) {
        a += std::pow(weight(contact, count), 2);
        if (after.contains(contact) && weight(contact, count) > 0)
          dot += weight(contact, count) * weight(contact, after[contact]), ++common;
      }
      for (auto [contact, count] : after)
        b += std::pow(weight(contact, count), 2);
      REQUIRE(change.score == doctest::Approx(dot / std::sqrt(a * b)));
      REQUIRE(change.common.size() == common);
      ++compared;
    }
  }
  CHECK(compared > 200);
}

TEST_CASE("changes with most contacts carried over are found, and a steady case gives none") {
  link::testing::Random random(2);
  ThreadPool pool(2);
  std::size_t right = 0, wrong = 0, planted = 0, false_in_steady = 0;
  for (int round = 0; round < 10; ++round) {
    Made made = random_circle(random, 300, 8, .7);
    NumberChanges found = find(link::testing::build(made.handles, made.rows), pool);
    for (const auto& change : found.changes)
      ++(made.changes.contains({change.old_handle, change.new_handle}) ? right : wrong);
    planted += made.changes.size();
    Made steady = random_circle(random, 300, 0, 0);
    false_in_steady += find(link::testing::build(steady.handles, steady.rows), pool).changes.size();
  }
  CHECK(planted == 80);
  CHECK(right >= 72);
  CHECK(wrong <= 1);
  CHECK(false_in_steady <= 1);
}

TEST_CASE("a taxi that is rung no more and a school that begins to write are not one, nor are two services; a first mailing is no busy time") {
  // 100 families ring the taxi (100) until day 40; the school (101) writes to all on 14 days from day 41 on; a shop's short code (102) ends and another's
  // (103) begins on day 40; a second school (104) writes on 14 days, first on day 1, and a courier (105) rings families from day 14 on.
  link::testing::Random random(5);
  std::vector<link::EventRow> rows;
  const auto add = [&](Handle from, Handle to, double day) {
    rows.push_back({.from = from, .to = to, .time_us = static_cast<std::int64_t>(day * 86'400e6), .has_time = true, .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  const auto somebody = [&] { return static_cast<Handle>(random.below(100)); };
  for (int day = 0; day < 80; ++day) {
    for (int n = 0; n < 60; ++n) {
      const Handle a = somebody();
      add(a, (a + 1 + static_cast<Handle>(random.below(4))) % 100, day + double(random.below(1000)) / 1000);
    }
    for (int n = 0; n < 2 && day < 40; ++n) add(somebody(), 100, day + double(random.below(1000)) / 1000);
    for (int n = 0; n < 3; ++n) add(day < 40 ? 102 : 103, somebody(), day + double(random.below(1000)) / 1000);
    for (int n = 0; n < 2 && day >= 14; ++n) add(105, somebody(), day + double(random.below(1000)) / 1000);
  }
  for (int n = 0; n < 14; ++n)
    for (Handle to = 0; to < 100; ++to) add(101, to, 41 + 2.7 * n + .4), add(104, to, 1 + 5.4 * n + .4);
  ThreadPool pool(1);
  const auto events = link::testing::build(106, rows);
  NumberChangeOptions options;
  options.service.assign(106, false);
  options.service[102] = options.service[103] = true;
  CHECK(find(events, pool, options).changes.empty());
  options.service.clear();
  options.hardly = -1;  // what was before
  CHECK(!find(events, pool, options).changes.empty());
}

TEST_CASE("threads and the order of rows do not change a byte of changes and leads") {
  link::testing::Random random(3);
  ThreadPool one(1), two(2);
  for (int round = 0; round < 5; ++round) {
    Made made = random_circle(random, 200, 6, .8);
    link::Events events = link::testing::build(made.handles, made.rows);
    NumberChanges first = find(events, one);
    link::testing::shuffle(made.rows, random);
    link::Events again = link::testing::build(made.handles, made.rows, 2);
    NumberChanges second = find(again, two);
    REQUIRE(first.changes == second.changes);
    REQUIRE(first.suggestions == second.suggestions);
    REQUIRE(first.calibration == second.calibration);
    REQUIRE(number_change_leads(events, first, {}).leads ==
            number_change_leads(again, second, {}).leads);
  }
}

TEST_CASE("a number that some still ring for weeks after its holder has a new one is found, from when it fell") {
  // 60 people of whom each rings two neighbours a day, for 160 days. 60 rings four of its eight contacts a day for 60 days; then 61 rings six of
  // these and two others, and two of the old contacts go on ringing 60 for 25 days.
  std::vector<link::EventRow> rows;
  const auto ring = [&](Handle from, Handle to, int day, int minute) {
    rows.push_back({.from = from, .to = to, .time_us = (std::int64_t{day} * 86'400 + 36'000 + minute * 60) * 1'000'000, .has_time = true, .kind = link::EventKind::call,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  for (int day = 0; day < 160; ++day) {
    for (Handle person = 0; person < 60; ++person)
      for (Handle n = 1; n <= 2; ++n) ring(person, (person + n) % 60, day, static_cast<int>(person * 2 + n));
    for (int n = 0; n < 4; ++n) {
      const auto contact = static_cast<Handle>((day + n * 2) % 8 * 5);
      if (day < 60) ring(60, contact, day, 200 + n);
      else ring(61, contact < 30 ? contact : contact + 17, day, 200 + n);
    }
    if (day >= 60 && day < 85)
      for (Handle contact : {0u, 5u}) ring(contact, 60, day, 300 + static_cast<int>(contact));
  }
  ThreadPool pool(1);
  NumberChangeOptions options;
  options.calibration_splits = 0;
  auto events = link::testing::build(62, rows);
  auto found = find(events, pool, options);
  REQUIRE(found.changes.size() == 1);
  const auto& change = found.changes[0];
  CHECK(change.old_handle == 60);
  CHECK(change.new_handle == 61);
  CHECK(link::day_number(change.new_starts, 0) == 60);
  CHECK(link::day_number(change.old_drops, 0) >= 50);
  CHECK(link::day_number(change.old_drops, 0) < 70);
  CHECK(change.old_ratio < .25);
  CHECK(change.common.size() == 6);
  REQUIRE(change.left.size() == 2);  // 30 and 35, for 47 and 52
  CHECK(change.left[0].contact == 30);
  CHECK(change.left[1].contact == 35);
  CHECK(change.left[0].before > 0);
  auto leads = number_change_leads(events, found, {}).leads;
  REQUIRE(leads.size() == 1);
  REQUIRE(leads[0].tables.size() == 2);
  CHECK(leads[0].tables[0].columns.size() == 4);  // no contact goes by another number now
  CHECK(leads[0].tables[1].rows.size() == 2);
  // Asked for, the chance of a suggestion's contacts is known as well, and a weaker level gives more suggestions, the change among them.
  options.weighed = true;
  options.suggest = 0;
  auto suggested = find(events, pool, options).suggestions;
  CHECK(suggested.size() >= found.suggestions.size());
  for (const auto& one : suggested) CHECK(one.log10_contacts < 0);
}

TEST_CASE("VAST 2008: the five changes of number are found, first and alone") {
  auto events = pattern::testing::vast2008();
  if (!events) return;
  ThreadPool pool(1);
  NumberChanges found = find(*events, pool);
  REQUIRE(found.changes.size() == 5);
  for (const auto& change : found.changes) {
    CHECK(change.pass == (change.old_handle == 200 ? 2 : 1));
    CHECK(change.log10_p < -5);
  }
  CHECK(found.calibration.splits == 40);
  CHECK(found.calibration.precision() >= .9);
  CHECK(found.calibration.suggested_right >= 38);
  // The chance rival shares two contacts only: a suggestion, after the right one.
  bool right_first = false, rival_seen = false;
  for (const auto& change : found.suggestions)
    if (change.old_handle == 200) {
      if (change.new_handle == 300) right_first = !rival_seen;
      rival_seen |= change.new_handle == 276;
    }
  CHECK(right_first);
  CHECK(rival_seen);
  std::set<std::pair<Handle, Handle>> proposed;
  for (const auto& lead : number_change_leads(*events, found, {}).leads)
    proposed.insert({lead.subjects[0], lead.subjects[1]});
  CHECK(proposed ==
        std::set<std::pair<Handle, Handle>>{{200, 300}, {5, 306}, {1, 309}, {2, 397}, {3, 360}});
}

TEST_CASE("small generated case: six changes of number, none false") {
  auto made = pattern::testing::small_case();
  if (!made) return;
  ThreadPool pool(2);
  NumberChanges found = find(made->events, pool);
  std::set<std::pair<std::string, std::string>> expected, proposed;
  for (const auto& change : made->truth["number_changes"])
    expected.emplace(change["old"].get<std::string>(), change["new"].get<std::string>());
  for (const auto& change : found.changes) {
    proposed.insert({made->name[change.old_handle], made->name[change.new_handle]});
  }
  CHECK(proposed == expected);
}

TEST_CASE("names speak for a change of number that the contacts alone leave open, and against one that they would allow") {
  link::testing::Random random(3);
  ThreadPool pool(1);
  auto made = random_circle(random, 200, 6, .8);
  auto events = link::testing::build(made.handles, made.rows);
  NumberChangeOptions options;
  options.calibration_splits = 0;
  auto proposed = [&] {
    std::size_t right = 0;
    for (const auto& change : find(events, pool, options).changes) right += made.changes.contains({change.old_handle, change.new_handle});
    return right;
  };
  const auto by_contacts = proposed();
  REQUIRE(by_contacts > 0);
  auto say = [&](SavedNames of_the_true) {
    options.saved = [&made, of_the_true](Handle a, Handle b) { return made.changes.contains({a, b}) ? of_the_true : SavedNames{}; };
  };
  say({0, 2, false});
  CHECK(proposed() == 0);  // two phones save them under different names
  say({0, 1, false});
  CHECK(proposed() == by_contacts);
  say({1, 2, false});
  CHECK(proposed() >= by_contacts);
  say({1, 5, false});
  CHECK(proposed() == 0);  // five phones tell them apart, one does not
  options.propose = .99;
  options.saved = {};
  CHECK(proposed() == 0);
  say({2, 1, false});
  CHECK(proposed() >= by_contacts);
  say({0, 0, true});
  CHECK(proposed() >= by_contacts);
}

TEST_CASE("a few contacts in common do not make one person of two whom a phone saves under different names") {
  // Two strangers: one stops when the other starts; the four contacts in common are popular, and both have many others.
  std::vector<link::EventRow> rows;
  std::int64_t record = 0;
  auto call = [&](Handle a, Handle b, int day, int minute) {
    rows.push_back({.from = a, .to = b, .time_us = (std::int64_t{day} * 1440 + minute) * 60'000'000, .has_time = true, .kind = link::EventKind::call, .duration_s = 300,
                    .record = ++record});
  };
  for (int day = 0; day < 40; ++day) {
    for (Handle h = 10; h < 250; ++h)
      if ((int(h) * 7 + day) % 9 == 0) call(h, 10 + (h * 13 + Handle(day)) % 240, day, int(h) % 700);
    for (Handle shared = 2; shared < 6; ++shared) call(day < 20 ? 0 : 1, shared, day, 800 + 10 * int(shared));
    for (Handle shared = 2; shared < 6; ++shared) call(10 + (Handle(day) * 5 + shared * 31) % 240, shared, day, 900);
    call(day < 20 ? 0 : 1, 10 + (Handle(day) * 11) % 240, day, 950);
  }
  NumberChangeOptions options;
  options.contact_level = options.named_contact_level = .9;
  options.calibration_splits = 0;
  ThreadPool pool(1);
  auto proposed = [&] {
    auto events = link::testing::build(260, rows);
    auto found = find(events, pool, options).changes;
    return std::any_of(found.begin(), found.end(), [](const auto& c) { return c.old_handle == 0 && c.new_handle == 1; });
  };
  const bool alone = proposed();
  REQUIRE(alone);
  options.saved = [](Handle, Handle) { return SavedNames{0, 1, false}; };
  CHECK(!proposed());
  options.saved = [](Handle, Handle) { return SavedNames{1, 3, false}; };  // one phone says so, three say no
  CHECK(!proposed());
  options.saved = [](Handle, Handle) { return SavedNames{2, 1, false}; };
  CHECK(proposed());
}
