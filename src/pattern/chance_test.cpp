#include "pattern/chance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace clew::pattern {
namespace {

// The definition: for each p in turn, what every test would reach.
std::vector<bool> plain(const std::vector<double>& p, const std::vector<double>& most, double rate, double spare) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (p[i] < 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  std::size_t last = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    double expected = 0;
    for (double m : most) expected += std::pow(10, std::min(m, p[order[i]]));
    expected *= double(p.size() - i) / double(p.size());
    if (expected + spare <= rate * double(i + 1)) last = i + 1;
  }
  std::vector<bool> found(p.size(), false);
  for (std::size_t i = 0; i < last; ++i) found[order[i]] = true;
  return found;
}

TEST_CASE("discoveries among rare things agree with the sum over all tests") {
  Random random(3);
  std::size_t some = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<double> p, most;
    for (std::uint64_t i = 0, n = 1 + random.below(40); i < n; ++i) {
      most.push_back(-.5 - 3 * random.unit());
      p.push_back(random.below(4) == 0 ? std::min(0.0, most.back() - random.unit()) : 0);
    }
    double spare = random.below(2) == 0 ? 0 : .04;
    auto found = rare_discoveries(p, most, .1, spare);
    REQUIRE(found == plain(p, most, .1, spare));
    some += std::count(found.begin(), found.end(), true) > 0;
  }
  CHECK(some > 100);
  CHECK(rare_discoveries({}, {}, .05, .04).empty());
}

TEST_CASE("many rare things that each happen alone by chance once in a hundred stand out together, few do not") {
  auto found = [](std::size_t happened) {
    std::vector<double> p(60, 0), most(60, -2);
    std::fill_n(p.begin(), happened, -2.1);
    auto list = rare_discoveries(p, most, .05, .04);
    return static_cast<std::size_t>(std::count(list.begin(), list.end(), true));
  };
  CHECK(found(1) == 0);
  CHECK(found(3) == 0);
  CHECK(found(12) == 12);
  std::vector<double> p(12, -2.1);  // Benjamini and Hochberg see nothing in the same
  auto plainly = discoveries(p, 60, .035);
  CHECK(std::count(plainly.begin(), plainly.end(), true) == 0);
}

TEST_CASE("where everything is chance, something is called found in about as many runs as the rate says") {
  Random random(8);
  int runs = 0;
  for (int round = 0; round < 4000; ++round) {
    std::vector<double> p, most;
    for (int i = 0; i < 60; ++i) {
      most.push_back(-1 - 2 * random.unit());
      double u = random.unit();
      p.push_back(u <= std::pow(10, most.back()) ? std::log10(u) : 0);
    }
    auto found = rare_discoveries(p, most, .05, 0);
    runs += std::count(found.begin(), found.end(), true) > 0;
  }
  CHECK(runs <= 240);  // .06
  CHECK(runs >= 120);
}

}  // namespace
}  // namespace clew::pattern
