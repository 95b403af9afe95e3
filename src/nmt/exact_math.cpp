// Range reduction to a small interval, then the Taylor (or atanh) series by Horner's rule.
//
// Example, exp(1): n = rint(1/ln 2) = 1, r = 1 - ln 2 = 0.3069; the series gives 1.35914, times 2^1
// = 2.71828. Minimax polynomials would save two terms; the functions run once per token or at load,
// so the coefficients stay ones that a reader can check by head: 1/n!.
#include "nmt/exact_math.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace clew::nmt {
namespace {

// ln 2 and pi/2 as a sum of parts with trailing zero bits, so that n * high is exact (Cody &
// Waite).
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double half_pi_high = 1.57079632673412561417e+00;
constexpr double half_pi_mid = 6.07710050630396597660e-11;
constexpr double half_pi_low = 2.02226624879595063154e-21;

// The nearest integer of a value far below 2^51, halves to even.
double nearest(double x) {
  constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52
  volatile double shifted = x + magic;          // volatile: no compiler may simplify the pair away
  return shifted - magic;
}

}  // namespace

double exact_exp(double x) {
  const double n = nearest(x * 1.44269504088896340736);
  const double r = (x - n * ln2_high) - n * ln2_low;
  double p = 1.0;
  for (int k = 16; k >= 1; --k)
    p = 1.0 + p * r / k;
  const auto exponent = static_cast<std::int64_t>(n) + 1023;
  return p * std::bit_cast<double>(static_cast<std::uint64_t>(exponent) << 52);
}

double exact_log(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = std::bit_cast<double>(bits);  // in [1, 2)
  if (m > 1.41421356237309514547) {
    m *= 0.5;
    ++exponent;
  }
  // log m = 2 atanh z, z = (m-1)/(m+1), |z| < 0.1716
  const double z = (m - 1.0) / (m + 1.0);
  const double z2 = z * z;
  double sum = 0.0;
  for (int k = 23; k >= 3; k -= 2)
    sum = (sum + 1.0 / k) * z2;
  const double log_m = 2.0 * z * (1.0 + sum);
  const auto e = static_cast<double>(exponent);
  return e * ln2_high + (log_m + e * ln2_low);
}

SinCos exact_sincos(double x) {
  const double n = nearest(x * 0.63661977236758134308);
  const double r = ((x - n * half_pi_high) - n * half_pi_mid) - n * half_pi_low;
  const double r2 = r * r;
  double s = 1.0;
  for (int k = 17; k >= 3; k -= 2)
    s = 1.0 - s * r2 / (k * (k - 1));
  s *= r;
  double c = 1.0;
  for (int k = 18; k >= 2; k -= 2)
    c = 1.0 - c * r2 / (k * (k - 1));
  switch (static_cast<std::int64_t>(n) & 3) {
    case 0:
      return {s, c};
    case 1:
      return {c, -s};
    case 2:
      return {-s, -c};
    default:
      return {-c, s};
  }
}

}  // namespace clew::nmt
