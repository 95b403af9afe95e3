#include "pattern/money.h"

#include <doctest/doctest.h>

#include "pattern/ledger.h"
#include "pattern/test_support.h"

namespace clew::pattern {
namespace {

constexpr Millis day = link::millis_per_day;

Payment pay(Handle from, Handle to, std::int64_t minor, Millis time, std::int64_t record) {
  Payment p;
  p.from = from;
  p.to = to;
  p.minor = minor;
  p.time = time;
  p.records = {record};
  return p;
}

// A hundred payments of all sums among forty others.
std::vector<Payment> noise() {
  std::vector<Payment> rows;
  link::testing::Random random(5);
  for (int i = 0; i < 100; ++i)
    rows.push_back(pay(static_cast<Handle>(10 + random.below(40)), static_cast<Handle>(10 + random.below(40)),
                       static_cast<std::int64_t>(500 + random.below(90'000)),
                       static_cast<Millis>(random.below(90)) * day, 1000 + i));
  return rows;
}

TEST_CASE("one payment on two statements is one; twice on one statement is two") {
  auto rows = std::vector{pay(1, 2, 4000, 5 * day, 1LL << 32 | 7), pay(1, 2, 4000, 5 * day, 2LL << 32 | 9),
                          pay(1, 2, 4000, 5 * day, 1LL << 32 | 8)};
  auto merged = merge_payments(rows);
  REQUIRE(merged.size() == 2);
  CHECK(merged[0].records.size() + merged[1].records.size() == 3);
}

TEST_CASE("a sum that goes on within three days is found with both rows; too late or too little is not") {
  auto rows = noise();
  rows.push_back(pay(1, 2, 120'000, 10 * day, 1));
  rows.push_back(pay(2, 3, 119'500, 10 * day + day / 2, 2));
  rows.push_back(pay(4, 5, 41'000, 20 * day, 3));
  rows.push_back(pay(5, 6, 40'000, 26 * day, 4));  // too late
  rows.push_back(pay(7, 8, 42'000, 30 * day, 5));
  rows.push_back(pay(8, 9, 20'000, 31 * day, 6));  // too little
  auto payments = merge_payments(rows);
  MoneyOptions options;
  auto flows = find_money_flows(payments, options);
  auto leads = money_leads(payments, flows, options);
  bool found = false;
  for (const auto& lead : leads.leads) {
    auto has = [&](std::int64_t id) {
      return std::find(lead.evidence.begin(), lead.evidence.end(), id) != lead.evidence.end();
    };
    found |= has(1) && has(2) && lead.detector == "money-path";
    CHECK(!(has(3) && has(4)));
    CHECK(!(has(5) && has(6)));
  }
  CHECK(found);
}

TEST_CASE("a sum that comes back is a ring, told from its start") {
  auto rows = noise();
  rows.push_back(pay(1, 2, 70'000, 10 * day, 1));
  rows.push_back(pay(2, 3, 69'000, 11 * day, 2));
  rows.push_back(pay(3, 1, 68'500, 12 * day, 3));
  auto payments = merge_payments(rows);
  auto flows = find_money_flows(payments, {});
  auto leads = money_leads(payments, flows, {});
  REQUIRE(!leads.leads.empty());
  CHECK(std::any_of(leads.leads.begin(), leads.leads.end(), [](const Lead& l) {
    return l.detector == "money-ring" && l.subjects == std::vector<Handle>{1, 2, 3};
  }));
}

TEST_CASE("payments dealt out at random give next to no leads") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    link::testing::Random random(seed);
    std::vector<Payment> rows;
    for (int i = 0; i < 300; ++i)
      rows.push_back(pay(static_cast<Handle>(random.below(30)), static_cast<Handle>(random.below(30)),
                         static_cast<std::int64_t>(100 * (5 + random.below(200))),
                         static_cast<Millis>(random.below(90 * 24)) * link::millis_per_hour, i + 1));
    auto payments = merge_payments(rows);
    for (const auto& path : find_money_flows(payments, {}).paths)
      found += path.stands_out;
  }
  CHECK(found <= 8);
}

// An account with sixty small payments out, and eight large ones that go on among them.
std::vector<Payment> busy_account(link::testing::Random& random, int passed_on) {
  std::vector<Payment> rows;
  for (int i = 0; i < 800; ++i) {
    bool out = random.below(3) != 0;
    Handle other = static_cast<Handle>(10 + random.below(200)), own = static_cast<Handle>(random.below(6));
    rows.push_back(pay(out ? own : other, out ? other : own, static_cast<std::int64_t>(150 + random.below(9'800)),
                       static_cast<Millis>(random.below(90)) * day, 1000 + i));
    rows.back().day_only = true;
  }
  for (int i = 0; i < 30; ++i) {
    Handle own = static_cast<Handle>(random.below(6));
    std::int64_t sum = 1000 * static_cast<std::int64_t>(20 + random.below(130));
    Millis at = static_cast<Millis>(random.below(85)) * day;
    rows.push_back(pay(static_cast<Handle>(300 + i), own, sum, at, 2000 + 2 * i));
    rows.back().day_only = true;
    if (i >= passed_on) continue;
    rows.push_back(pay(own, static_cast<Handle>(400 + i), sum * 96 / 100, at + day * static_cast<Millis>(random.below(3)), 2001 + 2 * i));
    rows.back().day_only = true;
  }
  return rows;
}

TEST_CASE("large sums that go on are found among hundreds of small payments, which do not count against them") {
  std::size_t found = 0, right = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    link::testing::Random random(seed);
    auto payments = merge_payments(busy_account(random, 12));
    auto flows = find_money_flows(payments, {});
    for (const auto& path : flows.paths) {
      if (!path.stands_out) continue;
      ++found;
      auto first = payments[path.payments[0]].records[0], second = payments[path.payments[1]].records[0];
      right += first >= 2000 && second == first + 1;
    }
  }
  CHECK(right >= 100);  // of 120
  CHECK(double(right) >= .9 * double(found));
}

TEST_CASE("of the ways on from one payment the one that fits best is told, with how many more would fit") {
  auto rows = noise();
  rows.push_back(pay(1, 2, 120'000, 10 * day, 1));
  rows.push_back(pay(2, 3, 119'500, 10 * day + day / 2, 2));
  rows.push_back(pay(2, 4, 109'000, 12 * day + day / 2, 3));
  auto payments = merge_payments(rows);
  auto flows = find_money_flows(payments, {});
  std::size_t found = 0;
  for (const auto& path : flows.paths) {
    if (!path.stands_out) continue;
    ++found;
    CHECK(payments[path.payments[1]].records[0] == 2);
    CHECK(path.others == 1);
  }
  CHECK(found == 1);
}

TEST_CASE("large sums that do not go on give next to nothing among small payments") {
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    link::testing::Random random(seed);
    auto payments = merge_payments(busy_account(random, 0));
    for (const auto& path : find_money_flows(payments, {}).paths) found += path.stands_out;
  }
  CHECK(found <= 8);
}

TEST_CASE("a message that names the sum makes a path stand out that does not by itself") {
  std::size_t without = 0, with = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    link::testing::Random random(seed);
    auto payments = merge_payments(busy_account(random, 2));
    auto count = [&] {
      auto flows = find_money_flows(payments, {});
      return static_cast<std::size_t>(std::count_if(flows.paths.begin(), flows.paths.end(), [](const auto& p) { return p.stands_out; }));
    };
    without += count();
    for (auto& payment : payments)
      if (payment.records[0] == 2000 || payment.records[0] == 2002) payment.named_by_chance = .02;
    with += count();
  }
  CHECK(without <= 6);
  CHECK(with >= 12);
}

TEST_CASE("payers spread evenly over the months are no fan") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    link::testing::Random random(seed);
    std::vector<Payment> rows;
    for (int i = 0; i < 60; ++i)
      rows.push_back(pay(static_cast<Handle>(10 + random.below(400)), 1, static_cast<std::int64_t>(500 + random.below(9'000)),
                         static_cast<Millis>(random.below(90 * 24)) * link::millis_per_hour, i + 1));
    for (const auto& fan : find_money_flows(merge_payments(rows), {}).fans) found += fan.stands_out;
  }
  CHECK(found <= 5);
}

TEST_CASE("lists of names and sums are told by their form") {
  auto lines = read_ledger("Fri\nAna 20\nBen - 15.50\nCosmin: £40\ntotal 75.50", {});
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].name == "Ben");
  CHECK(lines[1].minor == 1550);
  CHECK(lines[2].minor == 4000);
  CHECK(read_ledger("Yusuf - £110\nRobert - £60 paid\nMia 20 (owes", {}).size() == 3);
  CHECK(read_ledger("Train at 21:40\nplatform 3\nbring the keys\nand the bag", {}).empty());
  CHECK(read_ledger("Ana 07700900123\nBen 07700900124\nCosmin 07700900125", {}).empty());
  CHECK(read_ledger("Ana 20\nAna 30\nAna 40", {}).empty());  // one name
  CHECK(read_ledger("", {}).empty());
  CHECK(read_ledger(std::string(100'000, '\n'), {}).empty());
}

}  // namespace
}  // namespace clew::pattern
