#include "pattern/chance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace clew::pattern {
namespace {
constexpr double ln10 = 2.302585092994046;
constexpr double least = -300;
}  // namespace

// Stirling's series beyond 20; the error there is below 1e-12.
double log_factorial(std::uint64_t n) {
  static const auto table = [] {
    std::array<double, 21> logs{};
    for (std::size_t i = 2; i < logs.size(); ++i)
      logs[i] = logs[i - 1] + std::log(double(i));
    return logs;
  }();
  if (n < table.size()) return table[n];
  double x = double(n) + 1;
  return (x - .5) * std::log(x) - x + .9189385332046727 + 1 / (12 * x) - 1 / (360 * x * x * x) +
         1 / (1260 * x * x * x * x * x);
}

double poisson_tail_log10(std::uint64_t k, double mean) {
  if (k == 0) return 0;
  if (!(mean > 0)) return least;
  if (double(k) <= mean) {  // the sum below k is shorter
    double term = 0, log_term = -mean;
    for (std::uint64_t i = 0; i < k; ++i) {
      term += std::exp(log_term);
      log_term += std::log(mean / double(i + 1));
    }
    return std::max(least, std::log10(std::max(1e-300, 1 - std::min(1.0, term))));
  }
  double sum = 1, ratio = 1;  // relative to the term at k
  for (std::uint64_t i = 1; i < 100'000 && ratio > 1e-17 * sum; ++i)
    sum += ratio *= mean / double(k + i);
  double log_tail = double(k) * std::log(mean) - mean - log_factorial(k) + std::log(sum);
  return std::clamp(log_tail / ln10, least, 0.0);
}

double sum_tail_log10(std::uint64_t k, std::span<const double> probabilities) {
  if (k == 0) return 0;
  if (k > probabilities.size()) return least;
  // below[j]: probability of exactly j so far; what reaches k leaves into the tail.
  std::vector<double> below(k, 0);
  below[0] = 1;
  double tail = 0;
  for (double p : probabilities) {
    tail += below[k - 1] * p;
    for (std::size_t j = k - 1; j > 0; --j)
      below[j] = below[j] * (1 - p) + below[j - 1] * p;
    below[0] *= 1 - p;
  }
  return tail > 0 ? std::max(least, std::log10(std::min(1.0, tail))) : least;
}

double binomial_tail_log10(std::uint64_t k, std::uint64_t n, double p) {
  if (k == 0) return 0;
  if (k > n || !(p > 0)) return least;
  if (p >= 1) return 0;
  double sum = 0, highest = -1e300;
  std::vector<double> logs;
  for (std::uint64_t i = k; i <= n; ++i) {
    double log_term = log_factorial(n) - log_factorial(i) - log_factorial(n - i) +
                      double(i) * std::log(p) + double(n - i) * std::log1p(-p);
    logs.push_back(log_term);
    highest = std::max(highest, log_term);
    if (log_term < highest - 40 && double(i) > double(n) * p) break;
  }
  for (double log_term : logs)
    sum += std::exp(log_term - highest);
  return std::clamp((highest + std::log(sum)) / ln10, least, 0.0);
}

// Continued fraction of the upper incomplete gamma function (Lentz), or one less the series of the
// lower where that converges faster (Abramowitz and Stegun 6.5.29 and 6.5.31).
double chi_square_tail_log10(double x, double freedom) {
  if (!(x > 0) || !(freedom > 0)) return 0;
  double a = freedom / 2, z = x / 2;
  double log_front = a * std::log(z) - z - std::lgamma(a);
  if (z < a + 1) {
    double term = 1 / a, sum = term;
    for (int i = 1; i < 10'000 && term > 1e-16 * sum; ++i)
      sum += term *= z / (a + i);
    double lower = std::exp(log_front) * sum;
    return std::clamp(std::log10(std::max(1e-300, 1 - lower)), least, 0.0);
  }
  double b = z + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int i = 1; i < 10'000; ++i) {
    double step = -i * (i - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    double change = d * c;
    h *= change;
    if (std::abs(change - 1) < 1e-15) break;
  }
  return std::clamp((log_front + std::log(h)) / ln10, least, 0.0);
}

double count_low_tail_log10(std::uint64_t k, double mean, double variance) {
  if (!(mean > 0)) return 0;
  // Negative binomial of r successes: mean r (1 - q) / q, variance mean / q. Its limit for q = 1 is Poisson.
  bool wide = variance > mean * (1 + 1e-9);
  double q = wide ? mean / variance : 1, r = wide ? mean * q / (1 - q) : 0;
  double log_term = wide ? r * std::log(q) : -mean, highest = log_term;
  std::vector<double> logs{log_term};
  for (std::uint64_t i = 0; i < k; ++i) {
    double step = wide ? (r + double(i)) * (1 - q) : mean;
    logs.push_back(log_term += std::log(step / double(i + 1)));
    highest = std::max(highest, log_term);
  }
  double sum = 0;
  for (double log : logs)
    sum += std::exp(log - highest);
  return std::clamp((highest + std::log(sum)) / ln10, least, 0.0);
}

double together_log10(std::span<const double> log10_p) {
  double sum = std::accumulate(log10_p.begin(), log10_p.end(), 0.0);
  return chi_square_tail_log10(-2 * ln10 * sum, 2 * double(log10_p.size()));
}

std::vector<bool> discoveries(std::span<const double> log10_p, std::uint64_t tests, double rate) {
  std::vector<std::size_t> order(log10_p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return log10_p[a] < log10_p[b]; });
  tests = std::max<std::uint64_t>(tests, log10_p.size());
  std::size_t last = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (log10_p[order[i]] <= std::log10(rate * double(i + 1) / double(tests))) last = i + 1;
  std::vector<bool> found(log10_p.size(), false);
  for (std::size_t i = 0; i < last; ++i)
    found[order[i]] = true;
  return found;
}

std::vector<bool> rare_discoveries(std::span<const double> log10_p, std::span<const double> log10_most, double rate, double spare) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < log10_p.size(); ++i)
    if (log10_p[i] < 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return log10_p[a] < log10_p[b]; });
  std::vector<double> most(log10_most.begin(), log10_most.end());
  std::sort(most.begin(), most.end());
  double below = 0;  // sum of those that cannot be as high as p
  std::size_t next = 0, last = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    while (next < most.size() && most[next] < log10_p[order[i]]) below += std::pow(10, most[next++]);
    double expected = below + double(most.size() - next) * std::pow(10, log10_p[order[i]]);
    expected *= double(most.size() - i) / double(most.size());
    if (expected + spare <= rate * double(i + 1)) last = i + 1;
  }
  std::vector<bool> found(log10_p.size(), false);
  for (std::size_t i = 0; i < last; ++i) found[order[i]] = true;
  return found;
}

std::uint64_t Random::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace clew::pattern
