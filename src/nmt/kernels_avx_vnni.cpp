// The kernels for AVX2 with AVX-VNNI (Alder Lake 2021, Zen 5 2024 and later).
#if defined(__AVXVNNI__)
#include "nmt/lanes.h"

namespace clew::nmt {
namespace {

constexpr int shift = 127;
constexpr bool narrow_weights = false;
constexpr int tile_rows = 6, tile_panels = 1, lone_row_panels = 6;

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
inline I16 dot(I16 sums, Activation a, const Weights& w) {
  // Not _mm256_dpbusd_avx_epi32: see kernels_avx512_vnni.cpp.
  asm("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums.v) : "x"(a.v), "x"(w.v));
  asm("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums.w) : "x"(a.v), "x"(w.w));
  return sums;
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA avx_vnni
#define CLEW_TABLE avx_vnni_kernels
#include "nmt/kernels_body.h"
#endif
