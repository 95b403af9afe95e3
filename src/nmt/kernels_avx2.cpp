// The kernels for AVX2 without dot-product instructions (Haswell 2013, Zen 1 2017 and later).
#if defined(__AVX2__)
#include "nmt/lanes.h"

namespace clew::nmt {
namespace {

constexpr int shift = 0;
constexpr bool signs_matter = true;  // whether dot() gains from activations of one sign
constexpr int tile_rows = 4, tile_panels = 1, lone_row_panels = 2;

struct Weights {
  __m256i v, w, abs_v, abs_w;
};
struct Activation {
  __m256i v;
};
inline Weights load_weights(const std::int8_t* p) {
  const __m256i v = _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i w = _mm256_load_si256(reinterpret_cast<const __m256i*>(p + 32));
  return {v, w, _mm256_abs_epi8(v), _mm256_abs_epi8(w)};
}
inline Activation load_activation(const std::uint8_t* p) {
  std::int32_t x;
  std::memcpy(&x, p, 4);
  return {_mm256_set1_epi32(x)};
}
template <bool non_negative>
inline __m256i dot8(__m256i sums, __m256i a, __m256i w, __m256i abs_w) {
  const __m256i pairs = non_negative ? _mm256_maddubs_epi16(a, w)
                                     : _mm256_maddubs_epi16(abs_w, _mm256_sign_epi8(a, w));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
template <bool non_negative>
inline I16 dot(I16 sums, Activation a, const Weights& w) {
  return {dot8<non_negative>(sums.v, a.v, w.v, w.abs_v),
          dot8<non_negative>(sums.w, a.v, w.w, w.abs_w)};
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA avx2
#define CLEW_TABLE avx2_kernels
#include "nmt/kernels_body.h"
#endif
