// Sixteen floats or integers at a time, the same everywhere. Included only by the kernels_*.cpp
// files, each compiled for its own instruction set; so everything here sits in an unnamed namespace
// and nothing from the standard library that could be emitted as a shared function is used.
//
// Each operation is one correctly rounded IEEE operation per lane, and the two sums across lanes
// have a fixed tree (i + i+8, then +4, +2, +1), so all three versions give the same bits. min and
// max are the processor's: a < b ? a : b, a > b ? a : b (the second operand where either is not a
// number).
//
// Tried instead: the compiler's own vector_size(64) types, one source for all. g++ 12 splits them
// through memory on AVX2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace clew::nmt {
namespace {

#if defined(__AVX512F__)

struct F16 {
  __m512 v;
};
struct I16 {
  __m512i v;
};
inline F16 load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void store(float* p, F16 a) { _mm512_storeu_ps(p, a.v); }
inline F16 all(float x) { return {_mm512_set1_ps(x)}; }
inline F16 operator+(F16 a, F16 b) { return {_mm512_add_ps(a.v, b.v)}; }
inline F16 operator-(F16 a, F16 b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline F16 operator*(F16 a, F16 b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline F16 operator/(F16 a, F16 b) { return {_mm512_div_ps(a.v, b.v)}; }
inline F16 min(F16 a, F16 b) { return {_mm512_min_ps(a.v, b.v)}; }
inline F16 max(F16 a, F16 b) { return {_mm512_max_ps(a.v, b.v)}; }
// a * b + c, rounded once
inline F16 multiply_add(F16 a, F16 b, F16 c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
// x < y ? a : b
inline F16 where_less(F16 x, F16 y, F16 a, F16 b) {
  return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(x.v, y.v, _CMP_LT_OQ), b.v, a.v)};
}
inline F16 absolute(F16 a) { return {_mm512_abs_ps(a.v)}; }
inline I16 to_int(F16 a) { return {_mm512_cvtps_epi32(a.v)}; }
inline F16 to_float(I16 a) { return {_mm512_cvtepi32_ps(a.v)}; }
inline F16 bits_to_float(I16 a) { return {_mm512_castsi512_ps(a.v)}; }
inline I16 add_int(I16 a, int x) { return {_mm512_add_epi32(a.v, _mm512_set1_epi32(x))}; }
inline I16 add_ints(I16 a, I16 b) { return {_mm512_add_epi32(a.v, b.v)}; }
inline I16 shift_left_23(I16 a) { return {_mm512_slli_epi32(a.v, 23)}; }
inline unsigned count_at_least(F16 x, F16 y) {
  return static_cast<unsigned>(__builtin_popcount(_mm512_cmp_ps_mask(x.v, y.v, _CMP_GE_OQ)));
}
inline void store_bytes(std::uint8_t* p, I16 a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(a.v));
}
inline I16 load_bytes(const std::int8_t* p) {
  return {_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
inline __m256 low_half(F16 a) { return _mm512_castps512_ps256(a.v); }
inline __m256 high_half(F16 a) { return _mm512_extractf32x8_ps(a.v, 1); }

#elif defined(__AVX2__)

struct F16 {
  __m256 v, w;  // lanes 0-7 and 8-15
};
struct I16 {
  __m256i v, w;
};
inline F16 load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
inline void store(float* p, F16 a) {
  _mm256_storeu_ps(p, a.v);
  _mm256_storeu_ps(p + 8, a.w);
}
inline F16 all(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
inline F16 operator+(F16 a, F16 b) { return {_mm256_add_ps(a.v, b.v), _mm256_add_ps(a.w, b.w)}; }
inline F16 operator-(F16 a, F16 b) { return {_mm256_sub_ps(a.v, b.v), _mm256_sub_ps(a.w, b.w)}; }
inline F16 operator*(F16 a, F16 b) { return {_mm256_mul_ps(a.v, b.v), _mm256_mul_ps(a.w, b.w)}; }
inline F16 operator/(F16 a, F16 b) { return {_mm256_div_ps(a.v, b.v), _mm256_div_ps(a.w, b.w)}; }
inline F16 min(F16 a, F16 b) { return {_mm256_min_ps(a.v, b.v), _mm256_min_ps(a.w, b.w)}; }
inline F16 max(F16 a, F16 b) { return {_mm256_max_ps(a.v, b.v), _mm256_max_ps(a.w, b.w)}; }
inline F16 multiply_add(F16 a, F16 b, F16 c) {
  return {_mm256_fmadd_ps(a.v, b.v, c.v), _mm256_fmadd_ps(a.w, b.w, c.w)};
}
inline F16 where_less(F16 x, F16 y, F16 a, F16 b) {
  return {_mm256_blendv_ps(b.v, a.v, _mm256_cmp_ps(x.v, y.v, _CMP_LT_OQ)),
          _mm256_blendv_ps(b.w, a.w, _mm256_cmp_ps(x.w, y.w, _CMP_LT_OQ))};
}
inline F16 absolute(F16 a) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  return {_mm256_andnot_ps(sign, a.v), _mm256_andnot_ps(sign, a.w)};
}
inline I16 to_int(F16 a) { return {_mm256_cvtps_epi32(a.v), _mm256_cvtps_epi32(a.w)}; }
inline F16 to_float(I16 a) { return {_mm256_cvtepi32_ps(a.v), _mm256_cvtepi32_ps(a.w)}; }
inline F16 bits_to_float(I16 a) { return {_mm256_castsi256_ps(a.v), _mm256_castsi256_ps(a.w)}; }
inline I16 add_int(I16 a, int x) {
  const __m256i b = _mm256_set1_epi32(x);
  return {_mm256_add_epi32(a.v, b), _mm256_add_epi32(a.w, b)};
}
inline I16 add_ints(I16 a, I16 b) {
  return {_mm256_add_epi32(a.v, b.v), _mm256_add_epi32(a.w, b.w)};
}
inline I16 shift_left_23(I16 a) { return {_mm256_slli_epi32(a.v, 23), _mm256_slli_epi32(a.w, 23)}; }
inline unsigned count_at_least(F16 x, F16 y) {
  const auto low = static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(x.v, y.v, _CMP_GE_OQ)));
  const auto high = static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(x.w, y.w, _CMP_GE_OQ)));
  return static_cast<unsigned>(__builtin_popcount(low | (high << 8)));
}
inline void store_bytes(std::uint8_t* p, I16 a) {
  // Values fit a byte; the packs interleave 128-bit halves, the permute puts them back in order.
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(a.v, a.w), 0xd8);
  words = _mm256_and_si256(words, _mm256_set1_epi16(0xff));
  const __m128i bytes =
      _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
}
inline I16 load_bytes(const std::int8_t* p) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  return {_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))};
}
inline __m256 low_half(F16 a) { return a.v; }
inline __m256 high_half(F16 a) { return a.w; }

#else

struct F16 {
  float v[16];
};
struct I16 {
  std::int32_t v[16];
};

#define CLEW_LANES(result, expression) \
  result r;                            \
  for (int i = 0; i < 16; ++i)         \
    r.v[i] = (expression);             \
  return r

inline F16 load(const float* p) { CLEW_LANES(F16, p[i]); }
inline void store(float* p, F16 a) { std::memcpy(p, a.v, sizeof a.v); }
inline F16 all(float x) { CLEW_LANES(F16, x); }
inline F16 operator+(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] + b.v[i]); }
inline F16 operator-(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] - b.v[i]); }
inline F16 operator*(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] * b.v[i]); }
inline F16 operator/(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] / b.v[i]); }
inline F16 min(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] < b.v[i] ? a.v[i] : b.v[i]); }
inline F16 max(F16 a, F16 b) { CLEW_LANES(F16, a.v[i] > b.v[i] ? a.v[i] : b.v[i]); }
inline F16 multiply_add(F16 a, F16 b, F16 c) {
  CLEW_LANES(F16, __builtin_fmaf(a.v[i], b.v[i], c.v[i]));
}
inline F16 where_less(F16 x, F16 y, F16 a, F16 b) {
  CLEW_LANES(F16, x.v[i] < y.v[i] ? a.v[i] : b.v[i]);
}
inline F16 absolute(F16 a) { CLEW_LANES(F16, __builtin_fabsf(a.v[i])); }
// Halves to even, for |a| < 2^22: adding 1.5 * 2^23 leaves the integer in the low bits.
inline I16 to_int(F16 a) {
  I16 r;
  for (int i = 0; i < 16; ++i) {
    const float shifted = a.v[i] + 12582912.0f;
    std::int32_t bits;
    std::memcpy(&bits, &shifted, 4);
    r.v[i] = bits - 0x4b400000;
  }
  return r;
}
inline F16 to_float(I16 a) { CLEW_LANES(F16, static_cast<float>(a.v[i])); }
inline F16 bits_to_float(I16 a) {
  F16 r;
  std::memcpy(r.v, a.v, sizeof r.v);
  return r;
}
inline I16 add_int(I16 a, int x) { CLEW_LANES(I16, a.v[i] + x); }
inline I16 add_ints(I16 a, I16 b) { CLEW_LANES(I16, a.v[i] + b.v[i]); }
inline I16 shift_left_23(I16 a) {
  CLEW_LANES(I16, static_cast<std::int32_t>(static_cast<std::uint32_t>(a.v[i]) << 23));
}
inline unsigned count_at_least(F16 x, F16 y) {
  unsigned n = 0;
  for (int i = 0; i < 16; ++i)
    n += x.v[i] >= y.v[i] ? 1u : 0u;
  return n;
}
inline void store_bytes(std::uint8_t* p, I16 a) {
  for (int i = 0; i < 16; ++i)
    p[i] = static_cast<std::uint8_t>(a.v[i]);
}
inline I16 load_bytes(const std::int8_t* p) { CLEW_LANES(I16, p[i]); }
#undef CLEW_LANES

#endif

#if defined(__AVX2__)
inline float sum(F16 a) {
  const __m256 b = _mm256_add_ps(low_half(a), high_half(a));
  const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
  const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_add_ss(d, _mm_shuffle_ps(d, d, 1)));
}
inline float largest(F16 a) {
  const __m256 b = _mm256_max_ps(low_half(a), high_half(a));
  const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
  const __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_max_ss(d, _mm_shuffle_ps(d, d, 1)));
}
#else
inline float sum(F16 a) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; ++i)
      a.v[i] = a.v[i] + a.v[i + half];
  return a.v[0];
}
inline float largest(F16 a) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; ++i)
      a.v[i] = a.v[i] > a.v[i + half] ? a.v[i] : a.v[i + half];
  return a.v[0];
}
#endif

// exp(x): x = n ln 2 + r, a polynomial of degree 7 for e^r (Moshier's Cephes coefficients), 2^n
// through the exponent bits. Relative error 1e-7. Below -64 it is zero: such a weight beside one of
// 1 is far under a float's last bit, and denormals, which are slow, never arise. Above 64 it stays
// at exp(64).
inline F16 exponential(F16 x) {
  const F16 floor = all(-64.0f);
  const F16 y = min(max(x, floor), all(64.0f));
  const I16 n = to_int(y * all(1.44269504088896341f));
  const F16 m = to_float(n);
  const F16 r = (y - m * all(0.693359375f)) - m * all(-2.12194440e-4f);
  F16 p = all(1.9875691500e-4f);
  p = p * r + all(1.3981999507e-3f);
  p = p * r + all(8.3334519073e-3f);
  p = p * r + all(4.1665795894e-2f);
  p = p * r + all(1.6666665459e-1f);
  p = p * r + all(5.0000001201e-1f);
  p = p * (r * r) + r + all(1.0f);
  const F16 power = bits_to_float(shift_left_23(add_int(n, 127)));
  return where_less(x, floor, all(0.0f), p * power);
}

}  // namespace
}  // namespace clew::nmt
