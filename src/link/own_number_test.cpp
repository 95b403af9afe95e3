#include "link/own_number.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "link/test_support.h"

using namespace clew::link;
using testing::Random;

namespace {

constexpr std::uint64_t old_number = 77, new_number = 88;

// A phone (exhibit 1) and an operator (exhibit 2) who hold the same calls; `under` is the operator's word for the phone.
struct Calls {
  std::vector<Sighting> list;
  std::uint64_t length = 10;
  void add(Millis time, std::uint64_t about, std::uint64_t under) {
    ++length;
    list.push_back({1, about, length, true, time, time + 5000, 0});
    list.push_back({2, about, length + 1, true, time + 800, time, under});
  }
};

}  // namespace

TEST_CASE("a phone whose card was changed goes by the old number before the change and by the stated one after it") {
  Calls calls;
  for (int day = 0; day < 20; ++day)
    calls.add(day * millis_per_day, 1 + static_cast<std::uint64_t>(day) % 4, day < 12 ? old_number : new_number);
  auto found = own_numbers(calls.list, {{1, new_number}}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].number == old_number);
  CHECK(found[0].from == Events::min_time);
  CHECK(found[0].to == 11 * millis_per_day + millis_per_day / 2 + 5000);
  CHECK(found[0].support == 12);
  CHECK(found[0].compared == 12);
  CHECK(own_numbers(calls.list, {{1, old_number}}, {})[0].number == new_number);
  CHECK(own_numbers(calls.list, {}, {}).size() == 2);  // nobody said whose phone it is
}

TEST_CASE("messages that an operator has without words give a phone its number too, those of a mailing to many do not") {
  std::vector<Sighting> list;
  const auto both = [&](Millis time, std::uint64_t about, std::uint64_t under) {
    list.push_back({1, about, about * 100 + static_cast<std::uint64_t>(time), false, time, time, 0});
    list.push_back({2, about, 0, false, time + 700, time + 700, under});
  };
  for (int day = 0; day < 20; ++day) both(day * millis_per_day, 1 + static_cast<std::uint64_t>(day) % 4, day < 12 ? old_number : new_number);
  auto found = own_numbers(list, {{1, new_number}}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].number == old_number);
  CHECK(found[0].support == 12);
  // Half a minute apart is not one message, and of two numbers at one moment neither is known.
  for (auto& s : list)
    if (s.number) s.time += 20'000;
  CHECK(own_numbers(list, {{1, new_number}}, {}).empty());
  list.clear();
  for (int day = 0; day < 20; ++day) {
    both(day * millis_per_day, 9, old_number);
    list.push_back({2, 9, 0, false, day * millis_per_day + 2000, day * millis_per_day + 2000, 99});
  }
  CHECK(own_numbers(list, {{1, new_number}}, {}).empty());
}

TEST_CASE("a new number that nobody else ever calls holds from when the old one is last seen") {
  Calls calls;
  for (int day = 0; day < 12; ++day) calls.add(day * millis_per_day, 1, old_number);
  // Somebody else's call to the old number, which the phone lacks.
  calls.list.push_back({3, 9, 40, true, 13 * millis_per_day, 13 * millis_per_day, old_number});
  auto found = own_numbers(calls.list, {{1, new_number}}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].number == old_number);
  CHECK(found[0].to == 13 * millis_per_day + 5000 + 1);  // by the phone's clock
  // Nobody said whose phone it is; the stated number is an earlier one.
  CHECK(own_numbers(calls.list, {}, {})[0].to == Events::max_time);
  for (int day = 14; day < 26; ++day) calls.add(day * millis_per_day, 1, new_number);
  found = own_numbers(calls.list, {{1, old_number}}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].number == new_number);
  CHECK(found[0].to == Events::max_time);
}

TEST_CASE("a phone that has one number, few calls in common or calls at other times is left as stated") {
  Calls calls;
  for (int day = 0; day < 20; ++day) calls.add(day * millis_per_day, 1, new_number);
  CHECK(own_numbers(calls.list, {{1, new_number}}, {}).empty());
  Calls few;
  for (int day = 0; day < 4; ++day) few.add(day * millis_per_day, 1, old_number);
  CHECK(own_numbers(few.list, {{1, new_number}}, {}).empty());
  // One in ten stands under another number: a divert, a slip. No stretch.
  Calls slips;
  for (int day = 0; day < 60; ++day) slips.add(day * millis_per_day, 1, day % 10 ? new_number : old_number);
  CHECK(own_numbers(slips.list, {{1, new_number}}, {}).empty());
  Calls apart;
  for (int day = 0; day < 20; ++day) apart.add(day * millis_per_day, 1, old_number);
  for (auto& one : apart.list)
    if (one.exhibit == 2) one.time += 5 * millis_per_minute;
  CHECK(own_numbers(apart.list, {{1, new_number}}, {}).empty());
}

TEST_CASE("a second copy of the phone that shares rows with the phone alone goes by the same numbers") {
  Calls calls;
  for (int day = 0; day < 20; ++day)
    calls.add(day * millis_per_day, 1 + static_cast<std::uint64_t>(day) % 4, day < 12 ? old_number : new_number);
  for (int day = 0; day < 20; ++day) {  // texts, of which the operator has no words: in both copies only
    Millis time = day * millis_per_day + millis_per_hour;
    calls.list.push_back({1, 9, 500 + static_cast<std::uint64_t>(day), false, time, time + 5000, 0});
    calls.list.push_back({3, 9, 500 + static_cast<std::uint64_t>(day), false, time, time + 5000, 0});
  }
  auto found = own_numbers(calls.list, {{1, new_number}, {3, new_number}}, {});
  REQUIRE(found.size() == 2);
  CHECK(found[1].exhibit == 3);
  CHECK(found[1].number == old_number);
  CHECK(found[1].to > 11 * millis_per_day);
  CHECK(found[1].to < 12 * millis_per_day + 2 * millis_per_hour);
  CHECK(found[1].support == 12);
}

TEST_CASE("stretches of numbers do not hang on the order of the rows") {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    Calls calls;
    auto change = random.below(30);
    for (std::uint64_t day = 0; day < 30; ++day)
      calls.add(static_cast<Millis>(day) * millis_per_day, 1 + random.below(3), day < change ? old_number : new_number);
    auto found = own_numbers(calls.list, {{1, new_number}}, {});
    for (std::size_t i = calls.list.size(); i > 1; --i) std::swap(calls.list[i - 1], calls.list[random.below(i)]);
    REQUIRE(own_numbers(calls.list, {{1, new_number}}, {}) == found);
    REQUIRE(found.size() == (change >= 5 ? 1u : 0u));
  }
}
