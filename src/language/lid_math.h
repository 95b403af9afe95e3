// e^x and ln x by additions, multiplications and the exponent's bits alone, so that they give the
// same bits on every machine: the C library's differ between versions and processors. Compiled with
// -ffp-contract=off, since a fused multiply-add would round differently, too.
#pragma once

#include <bit>
#include <cstdint>

namespace clew::language::lid {

// For -60 ≤ x ≤ 80, without a branch, so that a loop over it becomes vector code.
inline float exact_exp_within(float x) {
  const float y = x * 1.44269504f;
  const auto k = static_cast<std::int32_t>(y + (y < 0 ? -0.5f : 0.5f));
  const float r = (y - static_cast<float>(k)) * 0.69314718f;
  float p = 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * std::bit_cast<float>(static_cast<std::uint32_t>(k + 127) << 23);
}

// Relative error below 4e-7. 0 below -60.
inline float exact_exp(float x) {
  if (!(x >= -60.0f)) return 0.0f;
  return exact_exp_within(x > 80.0f ? 80.0f : x);
}

// For positive, finite x that is not subnormal; error below 1e-9. ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)). Without a
// branch or a call, so that a loop over it becomes vector code.
inline double exact_log(double x) {
  constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto e = static_cast<std::int32_t>(bits >> 52) - 1022;
  double m = std::bit_cast<double>((bits & fraction) | std::uint64_t{1022} << 52);  // x = m 2^e, as frexp gives it
  const bool low = m < 0.70710678118654752;
  m = low ? m + m : m;
  e = low ? e - 1 : e;
  const double z = (m - 1) / (m + 1), z2 = z * z;
  double s = 1.0 / 13;
  s = s * z2 + 1.0 / 11;
  s = s * z2 + 1.0 / 9;
  s = s * z2 + 1.0 / 7;
  s = s * z2 + 1.0 / 5;
  s = s * z2 + 1.0 / 3;
  s = s * z2 + 1.0;
  return static_cast<double>(e) * 0.69314718055994531 + 2 * z * s;
}

}  // namespace clew::language::lid
