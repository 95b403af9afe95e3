#include "pattern/money_habit.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

constexpr Millis day = link::millis_per_day;
constexpr Handle a = 1, b = 2, c = 3;

Payment pay(Handle from, Handle to, std::int64_t pounds, Millis days, std::int64_t record) {
  Payment p;
  p.from = from;
  p.to = to;
  p.minor = pounds * 100;
  p.time = days * day;
  p.day_only = true;
  p.records = {record};
  return p;
}

// Purchases of the middle account in seventy days, of small sums.
std::vector<Payment> purchases(link::testing::Random& random) {
  std::vector<Payment> rows;
  for (int i = 0; i < 60; ++i)
    rows.push_back(pay(b, static_cast<Handle>(20 + random.below(6)), static_cast<std::int64_t>(2 + random.below(60)), static_cast<Millis>(random.below(70)), 1000 + i));
  return rows;
}

std::vector<const MoneyHabit*> standing_out(const MoneyHabits& found) {
  std::vector<const MoneyHabit*> out;
  for (const auto& habit : found.habits)
    if (habit.stands_out) out.push_back(&habit);
  return out;
}
std::size_t told(std::vector<Payment> rows) { return standing_out(find_money_habits(merge_payments(std::move(rows)), {})).size(); }

// Nine payments A → B of other sums on other days, each going on to somebody else of five within two days.
std::vector<Payment> passed_on(link::testing::Random& random, int times) {
  auto rows = purchases(random);
  for (int i = 0; i < times; ++i) {
    const auto at = static_cast<Millis>(2 + random.below(62));
    const auto sum = static_cast<std::int64_t>(300 + random.below(600));
    rows.push_back(pay(a, b, sum, at, 1 + 2 * i));
    rows.push_back(pay(b, static_cast<Handle>(10 + random.below(5)), sum * static_cast<std::int64_t>(92 + random.below(8)) / 100,
                       at + static_cast<Millis>(random.below(3)), 2 + 2 * i));
  }
  return rows;
}

TEST_CASE("nine payments that go on within two days, with other sums each time, are told with all rows and what chance gives") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    link::testing::Random random(seed);
    const auto payments = merge_payments(passed_on(random, 9));
    const auto habits = find_money_habits(payments, {});
    const auto leads = money_habit_leads(payments, habits, {}).leads;
    for (const auto& lead : leads) {
      if (lead.subjects.front() != a) continue;
      ++found;
      CHECK(lead.detector == "money-habit");
      CHECK(lead.observed >= 8);
      CHECK(lead.expected < 3);
      CHECK(lead.p() < .01);
      CHECK(lead.evidence.size() == std::size_t(2 * lead.observed));
      CHECK(plain(lead.title).starts_with("Of 9 payments from #1 to #2 "));
    }
  }
  CHECK(found >= 19);
}

TEST_CASE("wages, then rent, on the same days of each month are not told as money that goes on") {
  for (const std::int64_t wages : {700, 720, 760})
    for (const int months : {3, 12, 24}) {
      std::vector<Payment> rows;
      for (int m = 0; m < months; ++m) {
        rows.push_back(pay(a, b, wages, 28 + 30 * m, 1 + 10 * m));
        rows.push_back(pay(b, c, 695, 30 + 30 * m, 2 + 10 * m));       // rent
        rows.push_back(pay(c, 4, 690, 32 + 30 * m, 3 + 10 * m));       // the landlord's bank
        rows.push_back(pay(b, 5, 40 + m % 3, 3 + 30 * m, 4 + 10 * m));  // telephone
        rows.push_back(pay(6, c, 650, 29 + 30 * m, 5 + 10 * m));       // another tenant
      }
      CHECK(told(rows) == 0);
    }
}

TEST_CASE("wages that differ, and rent that follows them on the same day each week, are not told") {
  link::testing::Random random(3);
  int found = 0;
  for (int run = 0; run < 20; ++run) {
    std::vector<Payment> rows;
    for (int week = 0; week < 26; ++week) {
      rows.push_back(pay(a, b, static_cast<std::int64_t>(400 + random.below(45)), 4 + 7 * week, 1 + 10 * week));
      rows.push_back(pay(b, c, 395, 5 + 7 * week, 2 + 10 * week));
    }
    found += static_cast<int>(told(rows));
  }
  CHECK(found == 0);
}

TEST_CASE("who pays others whenever he was paid, but not what he was paid, is not told") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    link::testing::Random random(seed);
    std::vector<Payment> rows;
    for (int i = 0; i < 25; ++i) {
      const auto at = static_cast<Millis>(random.below(170));
      rows.push_back(pay(a, b, static_cast<std::int64_t>(300 + random.below(400)), at, 1 + 10 * i));
      rows.push_back(pay(b, c, static_cast<std::int64_t>(250 + random.below(400)), at + 1, 2 + 10 * i));
    }
    found += told(rows) > 0;
  }
  CHECK(found <= 4);
}

TEST_CASE("a household that shares what it spends, sums and days as they come, is not told") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    link::testing::Random random(seed);
    std::vector<Payment> rows;
    for (int i = 0; i < 40; ++i) {
      rows.push_back(pay(a, b, static_cast<std::int64_t>(10 + random.below(90)), static_cast<Millis>(random.below(120)), 1 + 10 * i));
      rows.push_back(pay(b, a, static_cast<std::int64_t>(10 + random.below(90)), static_cast<Millis>(random.below(120)), 2 + 10 * i));
      for (int k = 0; k < 3; ++k)
        rows.push_back(pay(random.below(2) ? a : b, static_cast<Handle>(10 + random.below(4)), static_cast<std::int64_t>(5 + random.below(95)),
                           static_cast<Millis>(random.below(120)), 3 + k + 10 * i));
    }
    found += told(rows) > 0;
  }
  CHECK(found <= 4);
}

TEST_CASE("payments dealt out at random give no habit in nineteen of twenty cases") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    link::testing::Random random(seed);
    std::vector<Payment> rows;
    for (int i = 0; i < 600; ++i)
      rows.push_back(pay(static_cast<Handle>(random.below(8)), static_cast<Handle>(random.below(8)), static_cast<std::int64_t>(5 + random.below(200)),
                         static_cast<Millis>(random.below(90)), i + 1));
    found += told(rows) > 0;
  }
  CHECK(found <= 6);
}

TEST_CASE("an account that gets money from many, each once or twice, and passes it on is told") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    link::testing::Random random(seed);
    auto rows = purchases(random);
    for (int i = 0; i < 12; ++i) {
      const auto at = static_cast<Millis>(2 + random.below(62));
      const auto sum = static_cast<std::int64_t>(300 + random.below(600));
      rows.push_back(pay(static_cast<Handle>(100 + i), b, sum, at, 1 + 2 * i));
      rows.push_back(pay(b, c, sum * 97 / 100, at + 1, 2 + 2 * i));
    }
    found += told(rows) > 0;
  }
  CHECK(found == 10);
}

TEST_CASE("one sum each time, on days of no order, is told, and that only the days speak for it") {
  link::testing::Random random(7);
  auto rows = purchases(random);
  for (const int at : {3, 9, 11, 20, 24, 37, 41, 52, 58}) {
    rows.push_back(pay(a, b, 500, at, 2 * at + 1));
    rows.push_back(pay(b, c, 480, at + 1, 2 * at + 2));
  }
  const auto payments = merge_payments(rows);
  const auto leads = money_habit_leads(payments, find_money_habits(payments, {}), {}).leads;
  REQUIRE(leads.size() == 1);  // seen from both sides, told once
  CHECK(leads[0].subjects == std::vector<Handle>{a, b, c});
  CHECK(std::any_of(leads[0].against.begin(), leads[0].against.end(), [](const auto& s) { return plain(s).find("only the days") != std::string::npos; }));
}

// The referee: every order of the sums, each counted, for the chance that the sums alone fit.
TEST_CASE("what is drawn agrees with counting all orders of the sums") {
  // Five payments on days so regular that moving them changes nothing but the first day; the sums tell.
  std::vector<Payment> rows;
  const std::vector<std::int64_t> sums = {300, 400, 500, 620, 800};
  for (int i = 0; i < 5; ++i) {
    rows.push_back(pay(a, b, sums[i], 10 * i, 1 + 2 * i));
    rows.push_back(pay(b, c, sums[i] - 5, 10 * i + 1, 2 + 2 * i));
  }
  const auto found = find_money_habits(merge_payments(rows), {});
  REQUIRE(!found.habits.empty());
  for (const auto& habit : found.habits) {
    CHECK(habit.times.size() == 5);
    // One day free, at which all or none fit: one in 120 orders at the first, and as many at the second.
    const double all = habit.in ? 1 / 120.0 : 1 / 120.0;
    CHECK(std::pow(10, habit.log10_p) > all / 4);
    CHECK(std::pow(10, habit.log10_p) < all * 2.5);
  }
}

TEST_CASE("the answer does not hang on the numbers that handles have") {
  link::testing::Random random(11);
  auto rows = passed_on(random, 9);
  const auto first = find_money_habits(merge_payments(rows), {});
  for (auto& row : rows) row.from = 99 - row.from, row.to = 99 - row.to;
  const auto second = find_money_habits(merge_payments(rows), {});
  auto chances = [](const MoneyHabits& found) {
    std::vector<std::pair<std::size_t, double>> out;
    for (const auto& habit : found.habits) out.emplace_back(habit.times.size(), habit.log10_p);
    std::sort(out.begin(), out.end());
    return out;
  };
  CHECK(first.tested == second.tested);
  CHECK(chances(first) == chances(second));
}

}  // namespace
}  // namespace clew::pattern
