// The kernels for AVX-512 with VNNI (Cascade Lake 2019, Zen 4 2022 and later).
#if defined(__AVX512VNNI__)
#include "nmt/lanes.h"

namespace clew::nmt {
namespace {

constexpr int shift = 127;
constexpr bool narrow_weights = false;
constexpr int tile_rows = 6, tile_panels = 4, lone_row_panels = 12;

struct Weights {
  __m512i v;
};
struct Activation {
  __m512i v;
};
inline Weights load_weights(const std::int8_t* p) { return {_mm512_load_si512(p)}; }
inline Activation load_activation(const std::uint8_t* p) {
  std::int32_t x;
  std::memcpy(&x, p, 4);
  return {_mm512_set1_epi32(x)};
}
inline I16 dot(I16 sums, Activation a, const Weights& w) {
  // Not _mm512_dpbusd_epi32: with more than 16 accumulators g++ 12 then copies each one before and
  // stores it after every instruction, which halves the speed.
  asm("vpdpbusd %2, %1, %0" : "+v"(sums.v) : "v"(a.v), "v"(w.v));
  return sums;
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA avx512_vnni
#define CLEW_TABLE avx512_vnni_kernels
#include "nmt/kernels_body.h"
#endif
