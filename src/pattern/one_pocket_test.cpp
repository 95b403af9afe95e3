#include "pattern/one_pocket.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "pattern/second_phone.h"
#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

using link::testing::Random;
using testing::build;
using testing::EventRow;
using testing::Events;

constexpr Millis day = link::millis_per_day, hour = link::millis_per_hour, minute = link::millis_per_minute;

// A town of cells .02 degrees apart; an operator's masts stand `aside` of the places.
struct Town {
  explicit Town(std::uint64_t seed) : random(seed) {}
  Random random;
  std::int64_t records = 5000;
  Fix fix(Handle of, Millis time, int place, double aside = 0, double accuracy = 1500) {
    return {of, time, 50 + .05 * (place / 8) + aside, .08 * (place % 8) + aside, accuracy, ++records};
  }
};

// One who is at home at night, at work by day, and on a third of the evenings elsewhere.
struct Habits {
  int home, work;
  std::uint64_t own;
  int place(Millis time) const {
    const auto d = time / day, h = time % day / hour;
    if (d % 7 < 5 && h >= 9 && h < 17) return work;
    Random evening((own * 1000 + static_cast<std::uint64_t>(d)) * 0x9e3779b97f4a7c15u);
    evening.below(3);
    if (h >= 18 && h < 22 && evening.below(3) == 0) return static_cast<int>(evening.below(60));
    return home;
  }
};

std::vector<Fix> rows_of(Town& town, Handle phone, const Habits& who, int a_day, double aside = 0) {
  std::vector<Fix> fixes;
  for (int d = 0; d < 56; ++d)
    for (int i = 0; i < a_day; ++i) {
      const Millis time = d * day + 8 * hour + static_cast<Millis>(town.random.below(14 * 60)) * minute;
      // Nobody is seen on the way.
      if (who.place(time - 30 * minute) == who.place(time) && who.place(time + 30 * minute) == who.place(time))
        fixes.push_back(town.fix(phone, time, who.place(time), aside));
    }
  std::sort(fixes.begin(), fixes.end(), [](const Fix& a, const Fix& b) { return a.time < b.time; });
  return fixes;
}

TEST_CASE("two phones of one person weigh more than nothing, two people of one home and workplace less, whoever's operators they are") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Town town(seed);
    const Habits one{3, 20, seed}, flatmate{3, 20, seed + 100};
    std::vector<std::vector<Fix>> tracks{rows_of(town, 0, one, 9), rows_of(town, 1, one, 4), rows_of(town, 2, one, 4, .004), rows_of(town, 3, flatmate, 9)};
    for (Handle other = 4; other < 12; ++other) tracks.push_back(rows_of(town, other, {static_cast<int>(town.random.below(64)), static_cast<int>(town.random.below(64)), other + 500}, 9));
    std::vector<std::span<const Fix>> all(tracks.begin(), tracks.end());
    const OnePocket pocket(all, {});
    const Pocket same = pocket.compare(all[0], all[1]), other_card = pocket.compare(all[0], all[2]), two = pocket.compare(all[0], all[3]);
    CHECK(same.log10_weight > 3);
    CHECK(same.together == same.compared);
    CHECK(other_card.log10_weight > 3);
    CHECK(two.log10_weight <= 0);
    CHECK(pocket.compare(all[1], all[0]) == same);
    CHECK(pocket.compare(all[0], all[7]).log10_weight <= 0);
  }
}

TEST_CASE("where other days say nothing, nothing is gained by being together once") {
  Town town(1);
  std::vector<Fix> a{town.fix(0, 10 * hour, 5), town.fix(0, 12 * hour, 6), town.fix(0, 15 * hour, 9)};
  std::vector<Fix> b{town.fix(1, 10 * hour + minute, 5), town.fix(1, 12 * hour + minute, 6), town.fix(1, 15 * hour, 9)};
  std::vector<std::span<const Fix>> all{a, b};
  const Pocket found = OnePocket(all, {}).compare(a, b);
  CHECK(found.compared == 3);
  CHECK(found.together == 3);
  CHECK(found.log10_weight == doctest::Approx(0));
  CHECK(OnePocket(all, {}).compare(a, {}) == Pocket{});
}

// The weight as its definition says, moment by moment, for phones of one operator's cells.
double plainly(const std::vector<std::vector<Fix>>& tracks, const std::vector<Fix>& large, const std::vector<Fix>& small) {
  const auto how = [](const Fix& a, const Fix& b) {
    const double apart = distance_m(a, b), clear = apart - a.accuracy_m - b.accuracy_m;
    if (apart <= 100) return 0;
    if (clear <= 1500) return 1;
    return clear > 5000 + 1700 * double(std::abs(a.time - b.time)) / double(minute) ? 3 : 2;
  };
  const auto wait_of = [](Millis wait) { return wait <= 5 * minute ? 0 : wait <= 15 * minute ? 1 : 2; };
  const auto one_stay = [](const Fix& a, const Fix& b) {
    return a.time / (4 * hour) == b.time / (4 * hour) && std::llround(a.latitude / .005) == std::llround(b.latitude / .005) &&
           std::llround(a.longitude / .005) == std::llround(b.longitude / .005);
  };
  double own[3][4];
  int learnt = 0;
  for (auto& shares : own) shares[0] = 7.5, shares[1] = 1, shares[2] = 1.4, shares[3] = .1;
  for (const auto& track : tracks) {
    std::vector<Fix> had[3];
    for (const Fix& fix : track) {
      bool looked[3] = {};
      for (const Fix& later : track) {
        const Millis wait = later.time - fix.time;
        if (wait <= 0 || wait > 30 * minute || looked[wait_of(wait)]) continue;
        looked[wait_of(wait)] = true;
        auto& same = had[wait_of(wait)];
        if (std::any_of(same.begin(), same.end(), [&](const Fix& one) { return one_stay(one, fix); })) continue;
        same.push_back(fix);
        ++own[wait_of(wait)][how(fix, later)];
        ++learnt;
      }
    }
  }
  for (auto& shares : own) {
    shares[3] = std::min(shares[3], .01 * (shares[0] + shares[1] + shares[2]));
    const double sum = shares[0] + shares[1] + shares[2] + shares[3];
    double whole = 0;
    for (double& share : shares) whole += share = std::max(.004, share / sum);
    for (double& share : shares) share /= whole;
  }
  const auto nearest = [&](Millis time) {
    const Fix* best = nullptr;
    for (const Fix& fix : large)
      if (std::abs(fix.time - time) <= 30 * minute && (!best || std::abs(fix.time - time) < std::abs(best->time - time))) best = &fix;
    return best;
  };
  double days[4] = {}, seen[3][4] = {};
  const bool told_apart = learnt >= 100;
  int compared = 0, together = 0;
  for (int shift = -14; shift <= 14; ++shift) {
    std::vector<Fix> had;
    for (const Fix& fix : small) {
      Fix moved = fix;
      moved.time += shift * day;
      const Fix* other = nearest(moved.time);
      if (!other || std::any_of(had.begin(), had.end(), [&](const Fix& one) { return one_stay(one, fix); })) continue;
      had.push_back(fix);
      const int found = how(moved, *other);
      if (shift != 0) ++days[found];
      else ++seen[wait_of(std::abs(other->time - moved.time))][found], ++compared, together += found < 2;
    }
  }
  if (compared < 3 || together < .8 * compared) return 0;
  const double sum = days[0] + days[1] + days[2] + days[3];
  double weight = 0;
  for (int wait = 0; wait < 3; ++wait)
    for (int found = 0; found < 4; ++found) {
      const bool here = !told_apart && found < 2;
      const double of_one = here ? own[wait][0] + own[wait][1] : own[wait][found], on_days = here ? days[0] + days[1] : days[found];
      weight += seen[wait][found] * std::log10(of_one * (sum + 2) / (on_days + 2 * of_one));
    }
  return weight;
}

TEST_CASE("weights agree with a plain reckoning on random cases") {
  int weighed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const int fixes = seed % 2 ? 40 : 90;  // too few to learn from, and enough
    Town town(seed);
    std::vector<std::vector<Fix>> tracks;
    for (Handle phone = 0; phone < 3; ++phone) {
      std::vector<Fix> track;
      for (int i = 0; i < fixes; ++i) {
        const Millis time = static_cast<Millis>(town.random.below(6 * 24 * 60)) * minute + phone;
        if (std::any_of(track.begin(), track.end(), [&](const Fix& one) { return one.time == time; })) continue;
        Habits who{static_cast<int>(seed % 5), 6, seed + (phone == 2)};
        track.push_back(town.fix(phone, time, town.random.below(20) == 0 ? 40 : who.place(time)));
      }
      std::sort(track.begin(), track.end(), [](const Fix& a, const Fix& b) { return a.time < b.time; });
      tracks.push_back(track);
    }
    std::vector<std::span<const Fix>> all(tracks.begin(), tracks.end());
    const double fast = OnePocket(all, {}).compare(all[0], all[1]).log10_weight;
    weighed += fast != 0;
    const bool larger = tracks[0].size() > tracks[1].size();
    CHECK(fast == doctest::Approx(plainly(tracks, tracks[larger ? 0 : 1], tracks[larger ? 1 : 0])));
  }
  CHECK(weighed > 100);
}

// Forty people with phones whose positions are known; 0 and 1 are carried together all day. `list`: contacts of 1.
SecondPhones carried(std::uint64_t seed, int list, int between) {
  Town town(seed);
  std::vector<EventRow> rows;
  std::vector<Fix> fixes;
  const auto event = [&](Handle from, Handle to, Millis time, link::EventKind kind) {
    rows.push_back({.from = from, .to = to, .time_us = time * 1000, .has_time = true, .kind = kind, .duration_s = 60, .record = static_cast<std::int64_t>(rows.size() + 1)});
  };
  for (Handle phone = 0; phone < 40; ++phone) {
    const Handle who = phone == 1 ? 0 : phone;
    const Habits habits{static_cast<int>(who * 7 % 64), static_cast<int>(who * 11 % 64), seed * 50 + who};
    for (const Fix& fix : rows_of(town, phone, habits, phone == 1 ? 5 : 8)) {
      fixes.push_back(fix);
      const auto contacts = phone == 1 ? static_cast<std::uint64_t>(list) : 14 + phone % 5;
      event(phone, static_cast<Handle>(100 + phone * 20 + town.random.below(contacts)), fix.time, link::EventKind::sms);
    }
  }
  for (int i = 0; i < between; ++i) event(0, 1, (i + 1) * day + 12 * hour, link::EventKind::sms);
  Events events = build(1000, rows);
  ThreadPool pool(1);
  return find_second_phones(events, link::contacts(link::pair_table(events, {}, pool)), Tracks(fixes), {}, {});
}

TEST_CASE("a phone always beside another with a short list of its own is a second phone; with a list like others' it is a couple") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto few = carried(seed, 3, 0);
    CAPTURE(few.places_alone);
    REQUIRE(few.phones.size() == 1);
    CHECK(few.phones[0].stands_out);
    CHECK(few.phones[0].first == 0);
    CHECK(few.phones[0].second == 1);
    CHECK(few.phones[0].contacts == 3);
    const auto couple = carried(seed, 16, 0);
    CHECK(couple.phones.empty());
    CHECK(couple.places_alone == 1);
    CHECK(second_phone_leads(couple, {}).not_looked_for.size() == 1);
    CHECK(carried(seed, 3, 6).phones.empty());  // who writes to each other is two persons
  }
}

}  // namespace
}  // namespace clew::pattern
