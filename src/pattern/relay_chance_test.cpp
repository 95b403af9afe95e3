#include "pattern/relay_chance.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "link/test_support.h"

using namespace clew;
using namespace clew::pattern;

TEST_CASE("the weight of a relay's occasions is no more than one on average where there is none") {
  link::testing::Random random(3);
  const auto poisson = [&](double mean) {
    std::uint64_t n = 0;
    for (double left = std::exp(-mean), p = static_cast<double>(random.below(1u << 30)) / (1u << 30); p > left; ++n)
      p *= static_cast<double>(random.below(1u << 30)) / (1u << 30);
    return n;
  };
  for (const double mean : {.02, .2, 1.0, 5.0}) {
    double sum = 0;
    constexpr int runs = 40'000;
    for (int run = 0; run < runs; ++run) {
      const auto weight = relay_weight(static_cast<std::uint32_t>(poisson(mean)), poisson(28 * mean), 1.0 / 28);
      sum += std::min(1000.0, std::exp(weight));
    }
    CAPTURE(mean);
    CHECK(sum / runs < 1.15);
  }
}

TEST_CASE("more occasions than on other days weigh, and so do words that are repeated and seldom are") {
  constexpr double day = 1.0 / 28;
  CHECK(relay_weight(3, 0, day) > relay_weight(3, 3, day));
  CHECK(relay_weight(3, 0, day) > std::log(1000));
  CHECK(relay_weight(10, 280, day) < 0);
  RepeatedByChance seldom;
  for (int i = 0; i < 10'000; ++i) seldom.count(i < 2 ? .002 : 1);
  const std::vector<double> none(6, 1.0), one{.002, 1, 1, 1, 1, 1};
  CHECK(relay_weight(10, 280, day, none, seldom) < relay_weight(10, 280, day));
  CHECK(relay_weight(10, 280, day, one, seldom) > relay_weight(10, 280, day, one) + .5);
  CHECK(relay_weight(10, 280, day, one) > relay_weight(10, 280, day));
  // Where it happens more often than it should by the words alone, the words decide.
  RepeatedByChance often;
  for (int i = 0; i < 100; ++i) often.count(.002);
  CHECK(relay_weight(10, 280, day, one, often) == doctest::Approx(relay_weight(10, 280, day, one)));
}

TEST_CASE("a relay of people with others needs less than a lone one, and makes no case for itself") {
  // B 0 has 900 tests, as have 60 others; of B 0's seven stand out by far.
  std::vector<RelayTest> tests;
  for (link::Handle b = 0; b < 61; ++b)
    for (link::Handle n = 0; n < 900; ++n) tests.push_back({100 + n / 30, b, 200 + n % 30});
  std::vector<WeighedRelay> relays;
  for (std::uint32_t i = 0; i < 7; ++i) relays.push_back({i * 35, std::log(1e6)});
  const auto supported = static_cast<std::uint32_t>(relays.size());
  relays.push_back({7 * 35, std::log(3000)});
  const auto lone = static_cast<std::uint32_t>(relays.size());
  relays.push_back({900 * 30 + 450, std::log(3000)});
  const auto chances = chances_of_chance(tests, relays, 0, 300);
  CHECK(chances[0] < 1e-3);
  CHECK(chances[supported] < .1);
  CHECK(chances[lone] > .5);
  const auto told = few_by_chance(chances, .05);
  CHECK(told[0]);
  CHECK(told[supported]);
  CHECK_FALSE(told[lone]);
  // The same alone in the case.
  CHECK(chances_of_chance(tests, std::vector<WeighedRelay>{{900 * 30 + 450, std::log(3000)}}, 0, 300)[0] > .5);
  // Among few tests it is enough.
  CHECK(chances_of_chance(std::vector<RelayTest>{{1, 2, 3}}, std::vector<WeighedRelay>{{0, std::log(3000)}}, 9, 4)[0] < .05);
}

TEST_CASE("what is told has few by chance on average, and none that is more likely chance than one in five") {
  CHECK(few_by_chance(std::vector<double>{.01, .15, .0, .3}, .05) == std::vector<bool>{true, false, true, false});
  CHECK(few_by_chance(std::vector<double>{.01, .08, .0, .3}, .05) == std::vector<bool>{true, true, true, false});
  std::vector<double> many(50, .001);
  many.push_back(.21);
  CHECK_FALSE(few_by_chance(many, .05).back());
}
