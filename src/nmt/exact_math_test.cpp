#include "nmt/exact_math.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace clew::nmt;

TEST_CASE("exp, log, sin and cos agree with the C library to a few units in the last place") {
  for (int i = -7000; i <= 7000; ++i) {
    const double x = i * 0.0999;
    CHECK(std::abs(exact_exp(x) / std::exp(x) - 1) < 2e-15);
  }
  for (int i = 1; i < 20000; ++i) {
    const double x = i * i * 1e-4 + 1e-6;
    CHECK(std::abs(exact_log(x) - std::log(x)) <= 1e-15 * std::max(1.0, std::abs(std::log(x))));
    const auto [s, c] = exact_sincos(i * 0.77);
    CHECK(std::abs(s - std::sin(i * 0.77)) < 1e-15);
    CHECK(std::abs(c - std::cos(i * 0.77)) < 1e-15);
  }
}

TEST_CASE("the functions are exact where the answer is plain") {
  CHECK(exact_exp(0) == 1.0);
  CHECK(exact_log(1) == 0.0);
  CHECK(exact_sincos(0).sin == 0.0);
  CHECK(exact_sincos(0).cos == 1.0);
}
