// The kernels for AMX with int8 (Sapphire Rapids 2023 and later): AVX-512 with VNNI, and products
// of many rows by tiles.
//
// One instruction multiplies 16 rows x 64 activations with 64 x 16 weights. A panel of packed
// weights (kernels.h) is already in the order that a tile of weights wants: 64 bytes for each group
// of 4 inputs, so 16 groups are one kilobyte read in a row. Two by two tiles of sums: each loaded
// tile serves two products. Sums begin with the column's correction, loaded with a stride of zero
// into every row. They are the same integers as everywhere; so is what follows them.
//
// Few rows leave most of a tile empty, and inputs that are no multiple of 64 do not fill one: both
// go the way of AVX-512-VNNI.
#if defined(__AMX_INT8__) || defined(__AMXINT8__)  // g++; clang before 16
#include "nmt/kernels.h"
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
  // Not _mm512_dpbusd_epi32: see kernels_avx512_vnni.cpp.
  asm("vpdpbusd %2, %1, %0" : "+v"(sums.v) : "v"(a.v), "v"(w.v));
  return sums;
}

constexpr std::size_t least_tile_rows = 5;  // below, AVX-512-VNNI is the faster (clew-bench-nmt)

// Intel SDM, "LDTILECFG". Tiles 0 to 3 hold sums, 4 and 5 activations, 6 and 7 weights.
struct alignas(64) TileShapes {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {};
  TileShapes(std::size_t upper, std::size_t lower) {
    const auto u = static_cast<std::uint8_t>(upper), l = static_cast<std::uint8_t>(lower);
    for (const int tile : {0, 1, 4})
      rows[tile] = u;
    for (const int tile : {2, 3, 5})
      rows[tile] = l;
    rows[6] = rows[7] = 16;
    if (lower == 0)
      for (const int tile : {2, 3, 5})
        row_bytes[tile] = 0;
  }
};

template <bool yes>
struct Flag {
  static constexpr bool value = yes;
};

// Sums of a block on their way out. They wait here while the next block's products run: those take
// 64 cycles for each 64 inputs and leave the vector units free.
struct alignas(64) BlockSums {
  std::int32_t sums[4][16 * 16];
  std::size_t row = 0, panel = 0;
  int panels = 0;  // 0: nothing waits
};

template <bool two_heights, int panels, class Done>
inline void finish(const BlockSums& block, std::size_t upper, std::size_t lower, const Done& done) {
  const auto half = [&](int tile, std::size_t row, std::size_t rows) {
    for (std::size_t r = 0; r < rows; ++r) {
      done(row + r, block.panel, I16{_mm512_load_si512(block.sums[tile] + r * 16)});
      if constexpr (panels == 2)
        done(row + r, block.panel + 1, I16{_mm512_load_si512(block.sums[tile + 1] + r * 16)});
    }
  };
  half(0, block.row, upper);
  if constexpr (two_heights) half(2, block.row + upper, lower);
}
template <bool two_heights, class Done>
inline void finish_any(const BlockSums& block, std::size_t upper, std::size_t lower,
                       const Done& done) {
  if (block.panels == 2) finish<two_heights, 2>(block, upper, lower, done);
  if (block.panels == 1) finish<two_heights, 1>(block, upper, lower, done);
}

// Rows [row, row + upper + lower) against `panels` panels (1 or 2) from `panel` on, into `out`; the
// block before, `waiting`, is finished meanwhile. The tiles have been shaped for these heights.
template <bool two_heights, int panels, class Done>
inline void tile_block(const std::uint8_t* a, std::size_t k, const std::int8_t* w,
                       const std::int32_t* corrections, std::size_t row, std::size_t upper,
                       std::size_t lower, std::size_t panel, const BlockSums& waiting,
                       BlockSums& out, const Done& done) {
  const std::int32_t* begin = corrections + panel * 16;
  _tile_loadd(0, begin, 0);
  if constexpr (panels == 2) _tile_loadd(1, begin + 16, 0);
  if constexpr (two_heights) _tile_loadd(2, begin, 0);
  if constexpr (two_heights && panels == 2) _tile_loadd(3, begin + 16, 0);
  const std::uint8_t* above = a + row * k;
  const std::uint8_t* below = above + upper * k;
  const std::int8_t* left = w + panel * 16 * k;
  const std::int8_t* right = left + 16 * k;
  for (std::size_t at = 0; at < k; at += 64) {
    _tile_loadd(4, above + at, k);
    _tile_loadd(6, left + at * 16, 64);
    _tile_dpbusd(0, 4, 6);
    if constexpr (two_heights) {
      _tile_loadd(5, below + at, k);
      _tile_dpbusd(2, 5, 6);
    }
    if constexpr (panels == 2) {
      _tile_loadd(7, right + at * 16, 64);
      _tile_dpbusd(1, 4, 7);
      if constexpr (two_heights) _tile_dpbusd(3, 5, 7);
    }
  }
  finish_any<two_heights>(waiting, upper, lower, done);
  _tile_stored(0, out.sums[0], 64);
  if constexpr (panels == 2) _tile_stored(1, out.sums[1], 64);
  if constexpr (two_heights) _tile_stored(2, out.sums[2], 64);
  if constexpr (two_heights && panels == 2) _tile_stored(3, out.sums[3], 64);
  out.row = row, out.panel = panel, out.panels = panels;
}

// All panels against `blocks` blocks of upper + lower rows each.
template <bool two_heights, class Done>
inline void tile_blocks(const QuantisedRows& a, const PackedWeights& w, std::size_t first_row,
                        std::size_t blocks, std::size_t upper, std::size_t lower,
                        const Done& done) {
  const TileShapes shapes(upper, lower);
  // The intrinsic tells the compiler of the first eight bytes only.
  asm volatile("" ::"r"(&shapes) : "memory");
  _tile_loadconfig(&shapes);
  BlockSums sums[2];
  int at = 0;
  const auto rows_against = [&](auto two, std::size_t panel) {
    for (std::size_t b = 0; b < blocks; ++b, at = 1 - at)
      tile_block<two_heights, decltype(two)::value ? 2 : 1>(
          a.bytes, w.inputs, w.panels, w.corrections, first_row + b * (upper + lower), upper, lower,
          panel, sums[1 - at], sums[at], done);
  };
  std::size_t panel = 0;
  for (; panel + 2 <= w.outputs / 16; panel += 2)
    rows_against(Flag<true>{}, panel);
  if (panel < w.outputs / 16) rows_against(Flag<false>{}, panel);
  finish_any<two_heights>(sums[1 - at], upper, lower, done);
}

// The whole product by tiles, or false where another way is better.
template <class Done>
inline bool tile_product(const QuantisedRows& a, const PackedWeights& w, const Done& done) {
  if (a.rows < least_tile_rows || w.inputs % 64 != 0) return false;
  asm volatile("" ::: "memory");  // the tiles are loaded behind the compiler's back
  const std::size_t blocks = a.rows / 32, left = a.rows % 32;
  if (blocks > 0) tile_blocks<true>(a, w, 0, blocks, 16, 16, done);
  if (left > 16) {
    tile_blocks<true>(a, w, blocks * 32, 1, (left + 1) / 2, left / 2, done);
  } else if (left > 0) {
    tile_blocks<false>(a, w, blocks * 32, 1, left, 0, done);
  }
  _tile_release();
  return true;
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA amx
#define CLEW_TABLE amx_kernels
#define CLEW_TILE_PRODUCT 1
#include "nmt/kernels_body.h"
#endif
