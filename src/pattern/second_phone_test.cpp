#include "pattern/second_phone.h"

#include <doctest/doctest.h>

#include <array>
#include <fmt/format.h>

#include "pattern/chain.h"
#include "pattern/chance.h"
#include "pattern/handset.h"
#include "pattern/list_carry.h"
#include "pattern/rhythm.h"
#include "pattern/same_file.h"
#include "pattern/structure.h"
#include "pattern/language_use.h"
#include "pattern/silence.h"
#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

using link::testing::Random;
using testing::build;
using testing::EventRow;
using testing::Events;

constexpr Millis day = link::millis_per_day, hour = link::millis_per_hour;

class Rows {
 public:
  void add(Handle from, Handle to, Millis time, link::EventKind kind = link::EventKind::call, int seconds = 60) {
    rows.push_back({.from = from,
                    .to = to,
                    .time_us = time * 1000,
                    .has_time = true,
                    .kind = kind,
                    .duration_s = seconds,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  }
  std::vector<EventRow> rows;
};

TEST_CASE("a phone in the same hours and cells with contacts of the other is a second phone; a neighbour is not") {
  Rows rows;
  Random random(3);
  std::vector<Fix> fixes;
  // 0: everyday phone, 1: second phone, 2: somebody who lives in the same cell and moves elsewhere.
  for (int d = 0; d < 40; ++d)
    for (int h : {8, 12, 18, 21}) {
      Millis time = d * day + h * hour;
      double place = h == 8 || h == 21 ? 0 : double(random.below(8) + 1);
      auto at = [&](Handle who, double east, Millis later) {
        fixes.push_back({who, time + later, 52.0, -1.0 + .1 * east, 0, static_cast<std::int64_t>(fixes.size() + 5000)});
      };
      at(0, place, 0);
      if (h != 12 || d % 2) at(1, place, 10 * link::millis_per_minute);
      at(2, h == 8 || h == 21 ? 0 : -double(random.below(8) + 1), 5 * link::millis_per_minute);
      rows.add(0, static_cast<Handle>(10 + random.below(40)), time);
      if (d % 2) rows.add(1, static_cast<Handle>(10 + random.below(4)), time + hour);
      rows.add(2, static_cast<Handle>(60 + random.below(40)), time);
    }
  Events events = build(120, rows.rows);
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(events, {}, pool));
  Tracks tracks(fixes);
  auto found = find_second_phones(events, contacts, tracks, {}, {});
  auto leads = second_phone_leads(found, {});
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects == std::vector<Handle>{0, 1});
  CHECK(leads.leads[0].log10_p < -5);
}

// Phones 0 and 1 in the same cells for sixty days. `given_up`: 1 takes the place of 0 on day 30 and some still write and ring
// to 0; else both are used throughout. `by_turns`: nobody rings on one while he talks on the other. `an_hour`: positions of
// each phone in an hour, of which one in twenty-five of phone 1 is far off.
Leads carried_alike(bool given_up, bool by_turns, std::uint64_t seed, int an_hour = 1) {
  Rows rows;
  Random random(seed);
  std::vector<Fix> fixes;
  for (int d = 0; d < 60; ++d) {
    double east = .1 * double(random.below(6));
    for (int h : {9, 13})
      for (Handle of : {Handle{0}, Handle{1}})  // an operator gives the cells of both, whoever rings
        for (int n = 0; n < an_hour; ++n)
          fixes.push_back({of, d * day + h * hour + n * link::millis_per_minute, of == 1 && n % 25 == 24 ? 57.0 : 52.0, -1.0 + east, 0,
                           static_cast<std::int64_t>(5000 + fixes.size())});
    for (int h = 10; h < 20; ++h) {
      Millis time = d * day + h * hour;
      auto friend_of = [&](Handle phone) { return static_cast<Handle>(10 + random.below(phone == 0 ? 20 : 8)); };
      if (given_up) {
        Handle phone = d < 30 ? 0 : 1;
        rows.add(phone, friend_of(phone), time);
        if (d >= 30 && h % 4 == 0) rows.add(friend_of(0), 0, time + hour / 2, h % 8 ? link::EventKind::call : link::EventKind::sms, 0);
      } else {
        rows.add(0, friend_of(0), time + static_cast<Millis>(random.below(20)) * link::millis_per_minute, link::EventKind::call, 400);
        Millis later = by_turns ? 30 : static_cast<Millis>(random.below(20));
        if (h % 3 == 0) rows.add(1, friend_of(1), time + later * link::millis_per_minute, link::EventKind::call, 400);
      }
    }
    for (Handle other = 40; other < 60; ++other)
      rows.add(other, static_cast<Handle>(60 + random.below(200)), d * day + 12 * hour);
  }
  Events events = build(300, rows.rows);
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(events, {}, pool));
  return second_phone_leads(find_second_phones(events, contacts, Tracks(fixes), {}, {}), {});
}

TEST_CASE("a number that was given up is no second phone beside the new one, though some still write to it") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(carried_alike(true, true, seed).leads.empty());
    CHECK(carried_alike(false, true, seed).leads.size() == 1);
  }
}

TEST_CASE("a few wrong positions of many do not part two phones, though they are more than a tenth of the hours together") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) CHECK(carried_alike(false, true, seed, 50).leads.size() == 1);
}

TEST_CASE("two who are in calls at once as often as any two are two persons, wherever their phones are together") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    CHECK(carried_alike(false, false, seed).leads.empty());
  auto alone = carried_alike(false, true, 4);
  REQUIRE(alone.leads.size() == 1);
  std::string against;
  for (const auto& sentence : alone.leads[0].against) against += plain(sentence) + "\n";
  CHECK(against == "Too few phones of this case are used as much to say whether its list is short.\n"
                   "Calls cannot tell one user from two here: hardly any would fall together by chance either.\n"
                   "Positions from cells are areas; a phone's position is not a person's.\n");
}

TEST_CASE("a low tail of a count agrees with its definition, and chances together with Fisher's example") {
  // P(X <= 2), mean 3: e^-3 (1 + 3 + 4.5). Negative binomial, mean 3, variance 6 (r = 3, q = 1/2): 1/8 (1 + 3/2 + 6/4).
  CHECK(count_low_tail_log10(2, 3, 3) == doctest::Approx(std::log10(std::exp(-3.) * 8.5)));
  CHECK(count_low_tail_log10(2, 3, 6) == doctest::Approx(std::log10(.5)));
  CHECK(count_low_tail_log10(0, 0, 0) == 0);
  CHECK(count_low_tail_log10(0, 250, 250) < -100);
  // Statistical Methods for Research Workers, §21.1: .145, .263 and .087 give a chi-square of 11.42 and .076.
  std::vector<double> three{std::log10(.145), std::log10(.263), std::log10(.087)};
  CHECK(std::pow(10, together_log10(three)) == doctest::Approx(.076).epsilon(.01));
}

TEST_CASE("one IMEI with two numbers one after the other is a new number; by turns is two numbers") {
  auto use = [](Handle who, const char* imei, Millis time) {
    return HandsetUse{who, imei, "", time, true, static_cast<std::int64_t>(time / day)};
  };
  auto found = find_handset_changes({use(1, "352099001761481", 1 * day), use(1, "352099001761481", 9 * day),
                                     use(2, "35-209900-176148-0", 11 * day), use(2, "352099001761489", 20 * day),
                                     use(3, "332210001122330", 1 * day), use(4, "332210001122330", 2 * day),
                                     use(3, "332210001122330", 20 * day), use(4, "332210001122330", 21 * day)},
                                    {});
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == HandsetChange::Kind::new_number);
  CHECK(found[0].spans[0].handle == 1);
  CHECK(found[0].spans[1].handle == 2);
  CHECK(found[1].kind == HandsetChange::Kind::two_numbers);
  CHECK(handset_leads(found, true, {}).leads.size() == 2);
  CHECK(handset_leads({}, false, {}).not_looked_for.size() == 1);
  CHECK(imei_key("00000000000000").empty());
  CHECK(imei_key("1234").empty());
}

TEST_CASE("a list that goes on under another number is found, two lists of one town are not") {
  Rows rows;
  Random random(9);
  auto burst = [&](Handle sender, Millis time, Handle first, int span) {
    for (int i = 0; i < 15; ++i)
      rows.add(sender, first + static_cast<Handle>((i * 7 + time / day) % span), time + i * 4000, link::EventKind::sms, 0);
  };
  for (int d = 0; d < 10; ++d) {
    burst(0, d * day + 17 * hour, 10, 20);
    burst(1, (d + 12) * day + 17 * hour, 10, 22);
    burst(2, d * day + 9 * hour, 200, 20);
  }
  for (int i = 0; i < 4000; ++i)
    rows.add(static_cast<Handle>(10 + random.below(300)), static_cast<Handle>(10 + random.below(300)),
             static_cast<Millis>(random.below(22 * 24)) * hour);
  Events events = build(400, rows.rows);
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(events, {}, pool));
  auto bursts = find_bursts(events, {}, pool);
  auto leads = list_carry_leads(events, find_list_carry(events, contacts, bursts, {}), {});
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects == std::vector<Handle>{0, 1});
}

TEST_CASE("a way that contact runs along again and again is one chain of four") {
  Rows rows;
  Random random(11);
  for (int d = 0; d < 40; d += 3) {
    Millis time = d * day + 10 * hour + static_cast<Millis>(random.below(8)) * hour;
    for (Handle h = 0; h < 4; ++h)
      rows.add(h, h + 1, time + h * 3 * link::millis_per_minute, link::EventKind::call, 30);
  }
  for (int i = 0; i < 6000; ++i)
    rows.add(static_cast<Handle>(random.below(60)), static_cast<Handle>(random.below(60)),
             static_cast<Millis>(random.below(40)) * day + 8 * hour + static_cast<Millis>(random.below(14 * 60)) * link::millis_per_minute);
  Events events = build(60, rows.rows);
  ThreadPool pool(1);
  auto relays = find_relays(events, {}, {}, pool);
  auto leads = chain_leads(events, find_chains(events, relays, {}, {}, {}), {});
  CHECK(std::any_of(leads.leads.begin(), leads.leads.end(),
                    [](const Lead& l) { return l.subjects == std::vector<Handle>{0, 1, 2, 3, 4}; }));
  for (const auto& lead : leads.leads)
    CHECK(lead.subjects.size() >= 4);
}

TEST_CASE("orders after a broadcast are no chain from one customer to another, and a sure relay makes no sure next hop") {
  constexpr Millis minute = link::millis_per_minute;
  std::size_t chance = 0, by_broadcast = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Rows rows;
    Random random(seed);
    for (int d = 0; d < 40; ++d) {
      const Millis noon = d * day + static_cast<Millis>(9 * 60 + random.below(9 * 60)) * minute;
      // 0 is a line that writes to twenty, of whom the same three ring soon after; each time it tells its runner 1, who rings the one who rang before.
      for (Handle to = 10; to < 30; ++to) rows.add(0, to, noon + (to - 10) * 3000, link::EventKind::sms, 0);
      for (int i = 0; i < 3; ++i) {
        const Millis time = noon + (10 + 8 * i) * minute;
        rows.add(static_cast<Handle>(10 + i), 0, time, link::EventKind::call, 30);
        rows.add(0, 1, time + 2 * minute, link::EventKind::call, 30);
        rows.add(1, static_cast<Handle>(10 + (i + 2) % 3), time + 4 * minute, link::EventKind::call, 30);
      }
      // 40 tells 41, who tells 42, who is in touch with two hundred others all day.
      if (d % 3 == 0) {
        rows.add(40, 41, noon + 4 * hour, link::EventKind::call, 30);
        rows.add(41, 42, noon + 4 * hour + 2 * minute, link::EventKind::call, 30);
      }
      for (int i = 0; i < 120; ++i)
        rows.add(42, static_cast<Handle>(100 + random.below(200)), d * day + 8 * hour + static_cast<Millis>(random.below(14 * 60)) * minute, link::EventKind::sms, 0);
    }
    Events events = build(300, rows.rows);
    ThreadPool pool(1);
    const auto bursts = find_bursts(events, {}, pool);
    std::vector<Burst> of_line;
    for (const auto& burst : bursts)
      if (burst.sender == 0) of_line.push_back(burst);
    const auto chains = find_chains(events, find_relays(events, of_line, {}, pool), of_line, {}, {});
    by_broadcast += chains.by_broadcast;
    for (const auto& chain : chains.chains) {
      if (!chain.stands_out) continue;
      CHECK(chain.handles[0] == 40);
      ++chance;
    }
  }
  CHECK(by_broadcast >= 10);
  CHECK(chance <= 1);
}

TEST_CASE("a number that names another handset in nearly every row is no lead, and it is said why") {
  std::vector<HandsetUse> uses;
  for (int i = 0; i < 40; ++i) {
    HandsetUse row;
    row.handle = 1;
    row.imei = fmt::format("3520990017{:05}", i * 977);
    row.time = i * day;
    row.has_time = true;
    row.record = i + 1;
    uses.push_back(row);
  }
  auto leads = handset_leads(find_handset_changes(uses, {}), true, {});
  CHECK(leads.leads.empty());
  REQUIRE(leads.not_looked_for.size() == 1);
  CHECK(leads.not_looked_for[0].why.find("hardly") != std::string::npos);
  // Twice the rows in each: a test set or a repair shop, and that is said.
  auto twice = uses;
  twice.insert(twice.end(), uses.begin(), uses.end());
  CHECK(handset_leads(find_handset_changes(twice, {}), true, {}).leads.size() == 1);
}

TEST_CASE("a handset that passes on changes hours and contacts at one day; a steady one does not") {
  Rows rows;
  Random random(13);
  for (int d = 0; d < 100; ++d)
    for (int i = 0; i < 6; ++i) {
      bool late = d >= 50;
      int at = late ? 20 + static_cast<int>(random.below(4)) : 8 + static_cast<int>(random.below(6));
      rows.add(0, static_cast<Handle>((late ? 30 : 10) + random.below(15)),
               d * day + at * hour + static_cast<Millis>(random.below(60)) * link::millis_per_minute);
      for (Handle steady = 1; steady < 6; ++steady)
        rows.add(steady, static_cast<Handle>(60 + random.below(20)),
                 d * day + (8 + static_cast<Millis>(random.below(14))) * hour);
    }
  Events events = build(100, rows.rows);
  ThreadPool pool(1);
  auto leads = handover_leads(events, find_handovers(events, {}, pool), {});
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects == std::vector<Handle>{0});
  CHECK(std::abs(leads.leads[0].from - 50 * day) < 2 * day);
}

TEST_CASE("divergence of two rhythms is half a bit when they share half of their hours") {
  std::vector<double> a(24, 0), b(24, 0);
  a[9] = a[10] = 3, b[10] = b[11] = 5;
  CHECK(divergence(a, b) == doctest::Approx(.5));
  CHECK(divergence(a, a) == doctest::Approx(0));
  b[10] = 0;
  CHECK(divergence(a, b) == doctest::Approx(1));
}

TEST_CASE("the chi-square tail is that of the tables") {
  CHECK(chi_square_tail_log10(3.841459, 1) == doctest::Approx(std::log10(.05)).epsilon(1e-4));
  CHECK(chi_square_tail_log10(35.172, 23) == doctest::Approx(std::log10(.05)).epsilon(1e-3));
  CHECK(chi_square_tail_log10(49.728, 23) == doctest::Approx(std::log10(.001)).epsilon(1e-3));
  CHECK(chi_square_tail_log10(10, 23) == doctest::Approx(std::log10(.9914)).epsilon(1e-2));
  CHECK(chi_square_tail_log10(0, 5) == 0);
}

TEST_CASE("a writer who changes language for good is found, one who mixes is not") {
  std::vector<WrittenLine> lines;
  Random random(17);
  for (int d = 0; d < 60; ++d)
    for (int i = 0; i < 5; ++i) {
      lines.push_back({0, 5, static_cast<std::uint16_t>(d < 30 ? 0 : 1), d * day + i * hour,
                       static_cast<std::int64_t>(lines.size() + 1)});
      lines.push_back({1, 5, static_cast<std::uint16_t>(random.below(2)), d * day + i * hour,
                       static_cast<std::int64_t>(lines.size() + 1)});
    }
  auto use = language_use(lines);
  CHECK(use.by_writer.size() == 4);
  auto leads = language_leads(find_language_shifts(lines, {}), {}, {"ro", "sq"});
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects == std::vector<Handle>{0});
  CHECK(leads.leads[0].from == 30 * day);
  CHECK(plain(leads.leads[0].title).ends_with(" writes Albanian rather than Romanian"));
}

TEST_CASE("the same bytes on two exhibits are one lead with the first at the front; a file on most is none") {
  std::vector<FileCopy> copies;
  auto copy = [&](const char* hash, std::int64_t exhibit, Millis time) {
    FileCopy c;
    c.sha256 = hash;
    c.exhibit = exhibit;
    c.record = exhibit << 32 | static_cast<std::int64_t>(copies.size() + 1);
    c.time = time;
    c.certain_time = true;
    c.owner = static_cast<Handle>(exhibit);
    if (exhibit == 1) c.name = "keys.jpg";
    copies.push_back(c);
  };
  copy("aa", 2, 9 * day);
  copy("aa", 1, 3 * day);
  copy("bb", 1, day);
  for (int e = 1; e <= 6; ++e) copy("cc", e, e * day);
  auto files = find_same_files(copies, 6, {});
  REQUIRE(files.size() == 2);
  auto leads = same_file_leads(files, true, {});
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects == std::vector<Handle>{1, 2});
  CHECK(leads.leads[0].from == 3 * day);
  CHECK(plain(leads.leads[0].title).starts_with("The same file (\"keys.jpg\") is on 2 exhibits, first seen "));
  CHECK(leads.not_looked_for.size() == 1);
  CHECK(same_file_leads({}, false, {}).not_looked_for.size() == 1);
}

TEST_CASE("three who are in contact and silent together are told once, with the time in common") {
  Rows rows;
  Random random(19);
  for (int d = 0; d < 90; ++d)
    for (int h = 8; h < 22; ++h)
      for (Handle a = 0; a < 8; ++a) {
        bool away = a < 3 && d >= 40 && d < 44;
        Handle b = a < 3 ? (a + 1) % 3 : static_cast<Handle>(3 + (a + 1) % 5);
        if (!away && a != b && random.below(3) == 0) rows.add(a, b, d * day + h * hour + static_cast<Millis>(a) * 60'000);
      }
  Events events = build(8, rows.rows);
  ThreadPool pool(1);
  auto silences = find_silences(events, {}, pool);
  auto joint = find_joint_silences(events, silences, {});
  REQUIRE(joint.size() == 1);
  CHECK(joint[0].handles == std::vector<Handle>{0, 1, 2});
  CHECK(joint[0].to - joint[0].from > 3 * day);
  std::uint32_t seen = 0;
  for (std::uint32_t i = 0; i < events.size(); ++i)
    seen += events.time(i) >= joint[0].from && events.time(i) < joint[0].to;
  CHECK(joint[0].case_events == seen);
  CHECK(seen > 0);
  const auto told = joint_silence_leads(joint, {}, {});
  REQUIRE(told.leads.size() == 1);

  // One of the three went on under another number before that, as a proposal says; another did so long after; of a third it is a suggestion alone.
  std::vector<NumberChange> changes(3);
  changes[0].old_handle = 1, changes[0].new_handle = 7, changes[0].new_starts = joint[0].from - day, changes[0].proposed = true;
  changes[1].old_handle = 2, changes[1].new_handle = 6, changes[1].new_starts = joint[0].to + day, changes[1].proposed = true;
  changes[2].old_handle = 0, changes[2].new_handle = 5, changes[2].new_starts = joint[0].from - day;
  const auto against = [](const Lead& lead) {
    std::string all;
    for (const auto& sentence : lead.against) all += plain(sentence) + "\n";
    return all;
  };
  const auto warned = joint_silence_leads(joint, changes, {});
  CHECK(against(warned.leads[0]).starts_with("Of these, another number may by then continue 1: whoever goes on"));
  CHECK(against(told.leads[0]).find("another number may") == std::string::npos);
  for (const auto& lead : silence_leads(events, silences, changes, {}).leads)
    CHECK((against(lead).find("may continue it from") != std::string::npos) == (lead.subjects[0] == 1));
}

TEST_CASE("groups of mostly the same handles that are silent in about the same time are one lead") {
  // Six fall silent for four to six days; each is in contact with four of the others, so each begins a group of its own.
  Rows rows;
  Random random(23);
  for (int d = 0; d < 90; ++d)
    for (int h = 8; h < 22; ++h)
      for (Handle a = 0; a < 12; ++a) {
        const bool away = a < 6 && d >= 40 - static_cast<int>(a) % 3 && d < 44 + static_cast<int>(a) % 2;
        const Handle b = static_cast<Handle>(a < 6 ? (a + std::array{1, 2, 4, 5}[random.below(4)]) % 6 : 6 + (a + 1 + random.below(3)) % 6);
        if (!away && a != b && random.below(3) == 0 && !(b < 6 && d >= 38 && d < 45)) rows.add(a, b, d * day + h * hour + static_cast<Millis>(a) * 60'000);
      }
  Events events = build(12, rows.rows);
  ThreadPool pool(1);
  const auto joint = find_joint_silences(events, find_silences(events, {}, pool), {});
  REQUIRE(joint.size() == 1);
  CHECK(joint[0].handles.size() == 5);
  CHECK(joint[0].others >= 2);
}

TEST_CASE("the innermost core of a clique in a sparse network is the clique") {
  Rows rows;
  for (Handle a = 0; a < 6; ++a)
    for (Handle b = a + 1; b < 6; ++b)
      rows.add(a, b, day), rows.add(b, a, 2 * day);
  for (Handle h = 6; h < 60; ++h)
    rows.add(h, h + 1, day), rows.add(h + 1, h, 2 * day);
  rows.add(5, 6, day), rows.add(6, 5, 2 * day);
  Events events = build(61, rows.rows);
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(events, {}, pool));
  Graph graph = make_graph(contacts, {}, {});
  auto leads = core_leads(graph, core_numbers(graph));
  REQUIRE(leads.leads.size() == 1);
  CHECK(leads.leads[0].subjects.size() == 6);
  CHECK(leads.leads[0].observed == 5);
  CHECK(leads.leads[0].expected < 4);
  CHECK(key_player_leads(graph).leads.size() == 1);
  // Every lead opens rows: here the first and last event of each of the fifteen ties of the clique.
  cite_ties(leads.leads, events, contacts);
  CHECK(leads.leads[0].evidence.size() == 30);
  auto players = key_player_leads(graph);
  cite_ties(players.leads, events, contacts, 2);
  CHECK(players.leads[0].evidence.size() == 4);
  CHECK(betweenness_table(graph, betweenness(graph, pool), 5).rows.size() == 5);
}

}  // namespace
}  // namespace clew::pattern
