// What chance would give: tails, corrections for many tests, and random numbers that are the same
// on every machine. No state, no libm function that differs between threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace clew::pattern {

double log_factorial(std::uint64_t n);

// log10 of P(X >= k) for X ~ Poisson(mean). 0 for k = 0; mean 0 with k > 0 gives -300.
double poisson_tail_log10(std::uint64_t k, double mean);
// log10 of P(X >= k) for a sum of independent events with these probabilities. O(n k).
double sum_tail_log10(std::uint64_t k, std::span<const double> probabilities);
// log10 of P(X >= k) for X ~ Binomial(n, p).
double binomial_tail_log10(std::uint64_t k, std::uint64_t n, double p);
// log10 of P(X >= x) for X ~ chi-square with `freedom` degrees. 0 for x <= 0.
double chi_square_tail_log10(double x, double freedom);

// log10 of P(X <= k) for a count of this mean and variance: Poisson, or negative binomial where the variance is larger.
double count_low_tail_log10(std::uint64_t k, double mean, double variance);
// log10 of the chance of several chances of different evidence together (Fisher 1925): -2 Σ ln p is chi-square with two
// degrees for each. Their product alone is no chance.
double together_log10(std::span<const double> log10_p);

// Benjamini and Hochberg: which of the p-values (as log10) may be called found at this false
// discovery rate, out of `tests` made (those not listed count as p = 1).
std::vector<bool> discoveries(std::span<const double> log10_p, std::uint64_t tests, double rate);

// The same for tests that can hardly come out: one in which only a rare thing (chance `log10_most`) could be seen has a p of
// at most that, or 1 (`log10_p` 0). Benjamini and Hochberg count each as if it could be as low as any. The expected number of
// false ones at p is the sum of min(p, most) (Heyse 2011), times the share of tests not found already (adaptive, as in Döhler,
// Durand and Roquain 2018, there proved for the largest of those only). `spare` false ones are counted beside, for what the
// choice of the tests has cost. One value per test, in its order. O(n log n).
std::vector<bool> rare_discoveries(std::span<const double> log10_p, std::span<const double> log10_most, double rate, double spare);

// Splitmix64. Seed it from what is analysed, never from a clock.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }  // limit ≪ 2^64
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

template <typename Values>
void shuffle(Values& values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[random.below(i)]);
}

}  // namespace clew::pattern
