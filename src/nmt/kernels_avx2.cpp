// The kernels for AVX2 without dot-product instructions (Haswell 2013, Zen 1 2017 and later).
//
// vpmaddubsw multiplies unsigned by signed bytes and adds each two neighbours in 16 bits,
// saturating: activations up to 254 times two weights up to 127 are 64,516, too much; that is what
// makes some engines answer differently by processor. Here the weights are narrowed when a model is
// loaded (narrow): two neighbours add up to 129 at most, 254 * 129 = 32,766, and the few that
// were wider leave their excess in blocks of their own, which go through the same instructions once
// the panel is done. Three instructions for 32 products. The usual exact way, vpmaddubsw(|w|,
// vpsignb(a, w)), needs four, three of them on the same two ports of an Intel core: these products
// ran at two thirds of the speed (docs/measurements/nmt.md). Weights spread evenly over -127..127,
// unlike trained ones, have an excess in each block, and twice the work.
//
// After a ReLU activations are 0..127 without any shift. Then eight products fit 16 bits, 127 * 258
// = 32,766, if the weights are narrowed to that, and the step to 32 bits is taken once for four
// times 32 products: nine instructions for 128.
//
// Splitting off what is too wide: the "outlier-aware" products of FBGEMM (Khudia et al., "FBGEMM:
// enabling high-performance low-precision deep learning inference", arXiv 2101.05615), there with
// sums in 16 bits and sparse excess.
#if defined(__AVX2__)
#include "nmt/lanes.h"

namespace clew::nmt {
namespace {

constexpr int shift = 127;
constexpr bool narrow_weights = true;  // see above
constexpr int tile_rows = 4, tile_panels = 1, lone_row_panels = 1;

struct Weights {
  __m256i v, w;
};
struct Activation {
  __m256i v;
};
inline Weights load_weights(const std::int8_t* p) {
  return {_mm256_load_si256(reinterpret_cast<const __m256i*>(p)),
          _mm256_load_si256(reinterpret_cast<const __m256i*>(p + 32))};
}
inline Activation load_activation(const std::uint8_t* p) {
  std::int32_t x;
  std::memcpy(&x, p, 4);
  return {_mm256_set1_epi32(x)};
}
inline __m256i dot8(__m256i sums, __m256i a, __m256i w) {
  const __m256i pairs = _mm256_maddubs_epi16(a, w);
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
inline I16 dot(I16 sums, Activation a, const Weights& w) {
  return {dot8(sums.v, a.v, w.v), dot8(sums.w, a.v, w.w)};
}

// Not _mm256_add_epi16: g++ 12 reorders the additions, and has no registers for what then waits.
inline void add_words(__m256i& to, __m256i x) { asm("vpaddw %1, %0, %0" : "+x"(to) : "x"(x)); }

// sums += the products of 16 inputs, for activations of 0..127 and weights narrowed for them. Half
// of the columns at a time, or 16 registers do not hold sums and weights.
template <int half, int... row>
inline void add_eights(I16* sums, const std::uint8_t* a, std::size_t stride, const std::int8_t* w) {
  const auto weights = [&](int group) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(w + group * 64 + half * 32));
  };
  const __m256i w0 = weights(0), w1 = weights(1), w2 = weights(2), w3 = weights(3);
  const auto add = [&](I16& to, const std::uint8_t* from) {
    __m256i eights = _mm256_maddubs_epi16(load_activation(from).v, w0);
    add_words(eights, _mm256_maddubs_epi16(load_activation(from + 4).v, w1));
    add_words(eights, _mm256_maddubs_epi16(load_activation(from + 8).v, w2));
    add_words(eights, _mm256_maddubs_epi16(load_activation(from + 12).v, w3));
    __m256i& sum = half == 0 ? to.v : to.w;
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(eights, _mm256_set1_epi16(1)));
  };
  (add(sums[row], a + row * stride), ...);
}
template <int... row>
inline void dot_after_relu(I16* sums, const std::uint8_t* a, std::size_t stride,
                           const std::int8_t* w) {
  add_eights<0, row...>(sums, a, stride, w);
  asm volatile("" ::: "memory");  // activations are loaded again, not kept for the other half
  add_eights<1, row...>(sums, a, stride, w);
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA avx2
#define CLEW_TABLE avx2_kernels
#define CLEW_DOT_AFTER_RELU 1
#include "nmt/kernels_body.h"
#endif
