// The kernels, written once over lanes.h and compiled once per instruction set. The including file
// has defined CLEW_ISA (an Isa enumerator), CLEW_TABLE (the name of the function that returns the
// table), and, for the integer products: `shift` (what is added to activations so that the
// instruction can take them as unsigned bytes), tile sizes, Weights, load_weights and dot, and
// `narrow_weights`, whether dot takes weights only after narrow(); if CLEW_DOT_AFTER_RELU is
// defined, dot_after_relu, for activations of 0..127 without a shift; and, if CLEW_TILE_PRODUCT is
// defined, tile_product, which may take a whole product upon itself.
//
// The integer product. Packed weights (kernels.h) put 16 columns x 4 inputs into 64 bytes, so one
// dot instruction multiplies 4 activations of a row, broadcast, with the 4 weights of 16 columns. A
// tile of tile_rows x (tile_panels * 16) sums stays in registers over the whole of K; each loaded
// weight serves tile_rows rows, each broadcast activation tile_panels panels. Example with AVX-512:
// 6 rows x 4 panels = 24 accumulators, 4 weights, 1 activation: 29 of 32 registers, 10 loads for 24
// products. Rows are spread evenly over the tiles: 32 rows are 6+6+5+5+5+5, not 5 x 6 + 2.
//
// Why the sums are exact: (a + 127) is in 0..254 and 254 * 127 * 4 * K/4 fits 32 bits for any K
// below 60,000; the correction takes 127 * column sum away again. Without VNNI the instruction adds
// two products in 16 bits first: kernels_avx2.cpp says how they are kept from overflowing.
#include "nmt/kernels.h"
#include "nmt/lanes.h"

#include <utility>

namespace clew::nmt {
namespace {

#if defined(__AVX512F__)
inline I16 load_sums(const std::int32_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_sums(std::int32_t* p, I16 a) { _mm512_storeu_si512(p, a.v); }
#elif defined(__AVX2__)
inline I16 load_sums(const std::int32_t* p) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 8))};
}
inline void store_sums(std::int32_t* p, I16 a) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 8), a.w);
}
#else
inline I16 load_sums(const std::int32_t* p) {
  I16 r;
  std::memcpy(r.v, p, sizeof r.v);
  return r;
}
inline void store_sums(std::int32_t* p, I16 a) { std::memcpy(p, a.v, sizeof a.v); }
#endif

constexpr std::int32_t zero_sums[16] = {};

// `i` runs over the tile's accumulators, row by row. Written as one pack expansion because loops
// over an array of accumulators, even unrolled ones, leave g++ 12 storing each to memory on every
// turn.
template <bool after_relu, int rows, int panels, class Done, int... i>
inline void tile_with(const std::uint8_t* a, const PackedWeights& w, std::size_t row,
                      std::size_t panel, const Done& done, std::integer_sequence<int, i...>) {
  const std::size_t k = w.inputs;
  I16 sums[rows * panels] = {load_sums(
      shift != 0 && !after_relu ? w.corrections + (panel + i % panels) * 16 : zero_sums)...};
  const std::uint8_t* activations = a + row * k;
  const std::int8_t* weights = w.panels + panel * 16 * k;
#if defined(CLEW_DOT_AFTER_RELU)
  if constexpr (after_relu) {
    for (std::size_t at = 0; at < k; at += 16)
      dot_after_relu<i...>(sums, activations + at, k, weights + at * 16);
  }
#endif
  for (std::size_t at = 0; !after_relu && at < k; at += 4) {
    ((sums[i] = dot(sums[i], load_activation(activations + (i / panels) * k + at),
                    load_weights(weights + (i % panels) * 16 * k + at * 16))),
     ...);
  }
  if constexpr (narrow_weights) {
    static_assert(panels == 1);
    if (w.excess.blocks) {
      for (std::uint32_t e = w.excess.begin[panel]; e < w.excess.begin[panel + 1]; ++e) {
        const std::size_t at = w.excess.inputs[e];
        ((sums[i] = dot(sums[i], load_activation(activations + i * k + at),
                        load_weights(w.excess.blocks + e * 64))),
         ...);
      }
    }
  }
  (done(row + i / panels, panel + i % panels, sums[i]), ...);
}

template <bool after_relu, int rows, int panels, class Done>
inline void tile(const std::uint8_t* a, const PackedWeights& w, std::size_t row, std::size_t panel,
                 const Done& done) {
  tile_with<after_relu, rows, panels>(a, w, row, panel, done,
                                      std::make_integer_sequence<int, rows * panels>{});
}

// Tiles larger than tile_rows are never asked for; this keeps them from being compiled.
constexpr int up_to(int rows) { return rows < tile_rows ? rows : tile_rows; }

template <bool after_relu, int panels, class Done>
inline void tile_of(std::size_t rows, const std::uint8_t* a, const PackedWeights& w,
                    std::size_t row, std::size_t panel, const Done& done) {
  static_assert(tile_rows <= 6);
  switch (rows) {
    case 1:
      return tile<after_relu, 1, panels>(a, w, row, panel, done);
    case 2:
      return tile<after_relu, up_to(2), panels>(a, w, row, panel, done);
    case 3:
      return tile<after_relu, up_to(3), panels>(a, w, row, panel, done);
    case 4:
      return tile<after_relu, up_to(4), panels>(a, w, row, panel, done);
    case 5:
      return tile<after_relu, up_to(5), panels>(a, w, row, panel, done);
    default:
      return tile<after_relu, up_to(6), panels>(a, w, row, panel, done);
  }
}

// All rows against the panels from `panel` on, `panels` at a time; returns the first panel not
// done.
template <bool after_relu, int panels, class Done>
inline std::size_t strips(const QuantisedRows& a, const PackedWeights& w, std::size_t panel,
                          const Done& done) {
  const std::size_t tiles = (a.rows + tile_rows - 1) / tile_rows;
  const std::size_t base = a.rows / tiles, larger = a.rows % tiles;
  for (; panel + panels <= w.outputs / 16; panel += panels) {
    for (std::size_t t = 0, row = 0; t < tiles; ++t) {
      const std::size_t rows = base + (t < larger ? 1 : 0);
      tile_of<after_relu, panels>(rows, a.bytes, w, row, panel, done);
      row += rows;
    }
  }
  return panel;
}

template <bool after_relu, class Done>
inline void product_of(const QuantisedRows& a, const PackedWeights& w, const Done& done) {
  std::size_t panel = 0;
  if (a.rows == 1) {
    // One row: more panels at a time, or the few sums wait for each other.
    for (; panel + lone_row_panels <= w.outputs / 16; panel += lone_row_panels)
      tile<after_relu, 1, lone_row_panels>(a.bytes, w, 0, panel, done);
  }
  panel = strips<after_relu, tile_panels>(a, w, panel, done);
  strips<after_relu, 1>(a, w, panel, done);
}

// Calls done(row, panel, sums) for each 16 sums of the product.
template <class Done>
inline void product(const QuantisedRows& a, const PackedWeights& w, const Done& done) {
  if (a.rows == 0) return;
#if defined(CLEW_TILE_PRODUCT)
  if (tile_product(a, w, done)) return;
#endif
  if (narrow_weights && a.after_relu) {
    product_of<narrow_weights>(a, w, done);
  } else {
    product_of<false>(a, w, done);
  }
}

// Rounds and clamps x and adds `shift_by`; adds the clipped lanes to `clipped`. Not-a-number
// becomes 127.
inline I16 quantised(F16 x, int shift_by, std::uint32_t& clipped) {
  clipped += count_at_least(absolute(x), all(127.5f));
  return add_int(to_int(max(min(x, all(127.0f)), all(-127.0f))), shift_by);
}

void quantise(const float* in, std::size_t rows, std::size_t k, const float* multipliers,
              std::uint8_t* out, std::uint32_t* clipped) {
  for (std::size_t r = 0; r < rows; ++r) {
    const F16 multiplier = all(multipliers[r]);
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < k; i += 16)
      store_bytes(out + r * k + i, quantised(load(in + r * k + i) * multiplier, shift, count));
    clipped[r] += count;
  }
}

float max_abs(const float* in, std::size_t count) {
  F16 m = all(0.0f);
  for (std::size_t i = 0; i < count; i += 16)
    m = max(absolute(load(in + i)), m);
  return largest(m);
}

void gemm(const QuantisedRows& a, const PackedWeights& w, const float* scales, const float* bias,
          float* out) {
  const std::size_t n = w.outputs;
  product(a, w, [=](std::size_t row, std::size_t panel, I16 sums) {
    const F16 y = multiply_add(to_float(sums), all(scales[row]), load(bias + panel * 16));
    store(out + row * n + panel * 16, y);
  });
}

void gemm_relu_quantise(const QuantisedRows& a, const PackedWeights& w, const float* scales,
                        const float* bias, float multiplier, std::uint8_t* out,
                        std::uint32_t* clipped) {
  const std::size_t n = w.outputs;
  product(a, w, [=](std::size_t row, std::size_t panel, I16 sums) {
    const F16 y = multiply_add(to_float(sums), all(scales[row]), load(bias + panel * 16));
    store_bytes(out + row * n + panel * 16, quantised(max(y, all(0.0f)) * all(multiplier),
                                                      narrow_weights ? 0 : shift, clipped[row]));
  });
}

// Whether row_sums() takes activations with their shift. Where weights must first be narrowed it
// does not: these are the file's own, so each pair of products takes its sign from the activations.
constexpr bool rows_shifted = shift != 0 && !narrow_weights;

// The sums of 16 rows of weights with one row of activations. Each row has an accumulator of its
// own over K; at the end a tree of shuffles and additions brings the 16 totals into one register.
#if defined(__AVX512VNNI__)
template <int... i>
inline I16 row_sums_of(const std::uint8_t* a, std::size_t k, const std::int8_t* const* rows,
                       std::integer_sequence<int, i...>) {
  __m512i x[16] = {((void)i, _mm512_setzero_si512())...};
  for (std::size_t at = 0; at < k; at += 64) {
    const __m512i activations = _mm512_loadu_si512(a + at);
    (([&] {
       const __m512i weights = _mm512_loadu_si512(rows[i] + at);
       asm("vpdpbusd %2, %1, %0" : "+v"(x[i]) : "v"(activations), "v"(weights));
     }()),
     ...);
  }
  __m512i y[8], z[4];
#pragma GCC unroll 8
  for (int n = 0; n < 8; ++n)
    y[n] = _mm512_add_epi32(_mm512_unpacklo_epi32(x[2 * n], x[2 * n + 1]),
                            _mm512_unpackhi_epi32(x[2 * n], x[2 * n + 1]));
#pragma GCC unroll 4
  for (int n = 0; n < 4; ++n)  // per 128 bits: the rows 4n … 4n+3
    z[n] = _mm512_add_epi32(_mm512_unpacklo_epi64(y[2 * n], y[2 * n + 1]),
                            _mm512_unpackhi_epi64(y[2 * n], y[2 * n + 1]));
  const __m512i u = _mm512_add_epi32(_mm512_shuffle_i32x4(z[0], z[1], 0x88),
                                     _mm512_shuffle_i32x4(z[0], z[1], 0xdd));
  const __m512i v = _mm512_add_epi32(_mm512_shuffle_i32x4(z[2], z[3], 0x88),
                                     _mm512_shuffle_i32x4(z[2], z[3], 0xdd));
  return {_mm512_add_epi32(_mm512_shuffle_i32x4(u, v, 0x88), _mm512_shuffle_i32x4(u, v, 0xdd))};
}
inline I16 row_sums(const std::uint8_t* a, std::size_t k, const std::int8_t* const* rows) {
  return row_sums_of(a, k, rows, std::make_integer_sequence<int, 16>{});
}
#elif defined(__AVX2__)
inline __m256i dot32(__m256i sums, __m256i a, __m256i w) {
#if defined(__AVXVNNI__)
  asm("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums) : "x"(a), "x"(w));
  return sums;
#else
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8(a, w));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
#endif
}
template <int... i>
inline __m256i row_sums_of(const std::uint8_t* a, std::size_t k, const std::int8_t* const* rows,
                           std::integer_sequence<int, i...>) {
  __m256i x[8] = {((void)i, _mm256_setzero_si256())...};
  for (std::size_t at = 0; at < k; at += 32) {
    __m256i activations = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + at));
    if constexpr (!rows_shifted)
      activations = _mm256_sub_epi8(activations, _mm256_set1_epi8(shift));
    ((x[i] = dot32(x[i], activations,
                   _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[i] + at)))),
     ...);
  }
  const __m256i low =
      _mm256_hadd_epi32(_mm256_hadd_epi32(x[0], x[1]), _mm256_hadd_epi32(x[2], x[3]));
  const __m256i high =
      _mm256_hadd_epi32(_mm256_hadd_epi32(x[4], x[5]), _mm256_hadd_epi32(x[6], x[7]));
  return _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                          _mm256_permute2x128_si256(low, high, 0x31));
}
inline I16 row_sums(const std::uint8_t* a, std::size_t k, const std::int8_t* const* rows) {
  constexpr auto eight = std::make_integer_sequence<int, 8>{};
  return {row_sums_of(a, k, rows, eight), row_sums_of(a, k, rows + 8, eight)};
}
#else
inline I16 row_sums(const std::uint8_t* a, std::size_t k, const std::int8_t* const* rows) {
  I16 r;
  for (int i = 0; i < 16; ++i) {
    r.v[i] = 0;
    for (std::size_t n = 0; n < k; ++n)
      r.v[i] += static_cast<std::int8_t>(a[n]) * rows[i][n];
  }
  return r;
}
#endif

void score_rows(const std::uint8_t* a, std::size_t k, const std::int8_t* table,
                const std::uint32_t* ids, std::size_t count, const std::int32_t* corrections,
                float scale, const float* bias, float* out) {
  const std::int8_t* rows[16];
  for (std::size_t i = 0; i < count; i += 16) {
    for (std::size_t n = 0; n < 16; ++n)
      rows[n] = table + ids[i + n] * k;
    if (i + 16 < count) {  // the next rows lie anywhere: asked for ahead
      for (std::size_t n = 0; n < 16; ++n)
        for (std::size_t at = 0; at < k; at += 128)
          __builtin_prefetch(table + ids[i + 16 + n] * k + at);
    }
    I16 sums = row_sums(a, k, rows);
    if (rows_shifted) sums = add_ints(sums, load_sums(corrections + i));
    store(out + i, multiply_add(to_float(sums), all(scale), load(bias + i)));
  }
}

void gemm_sums(const QuantisedRows& a, const PackedWeights& w, std::int32_t* out) {
  const std::size_t n = w.outputs;
  product(a, w, [=](std::size_t row, std::size_t panel, I16 sums) {
    store_sums(out + row * n + panel * 16, sums);
  });
}

template <int rows>
inline void float_tile(const float* a, std::size_t k, const float* w, std::size_t n,
                       const float* bias, bool relu, float* out) {
  for (std::size_t column = 0; column < n; column += 16) {
    F16 sums[rows];
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
      sums[r] = all(0.0f);
    for (std::size_t i = 0; i < k; ++i) {
      const F16 b = load(w + i * n + column);
#pragma GCC unroll 8
      for (int r = 0; r < rows; ++r)
        sums[r] = sums[r] + all(a[r * k + i]) * b;
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) {
      F16 y = sums[r] + load(bias + column);
      if (relu) y = max(y, all(0.0f));
      store(out + r * n + column, y);
    }
  }
}

void gemm_float(const float* a, std::size_t rows, std::size_t k, const float* w, std::size_t n,
                const float* bias, bool relu, float* out) {
  std::size_t r = 0;
  for (; r + 4 <= rows; r += 4)
    float_tile<4>(a + r * k, k, w, n, bias, relu, out + r * n);
  for (; r < rows; ++r)
    float_tile<1>(a + r * k, k, w, n, bias, relu, out + r * n);
}

void add_norm(const float* a, const float* b, std::size_t rows, std::size_t dim, const float* scale,
              const float* bias, float* out) {
  const float count = static_cast<float>(dim);
  for (std::size_t r = 0; r < rows; ++r, a += dim, out += dim) {
    F16 total = all(0.0f);
    for (std::size_t i = 0; i < dim; i += 16) {
      F16 x = load(a + i);
      if (b) x = x + load(b + i);
      store(out + i, x);
      total = total + x;
    }
    if (b) b += dim;
    const F16 mean = all(sum(total) / count);
    F16 squares = all(0.0f);
    for (std::size_t i = 0; i < dim; i += 16) {
      const F16 x = load(out + i) - mean;
      squares = squares + x * x;
    }
    const F16 inverse = all(1.0f / __builtin_sqrtf(sum(squares) / count + 1e-9f));
    for (std::size_t i = 0; i < dim; i += 16) {
      const F16 x = (load(out + i) - mean) * inverse;
      store(out + i, x * load(scale + i) + load(bias + i));
    }
  }
}

float max_of(const float* values, std::size_t count) {
  F16 m = load(values);
  for (std::size_t i = 16; i < count; i += 16)
    m = max(load(values + i), m);
  return largest(m);
}

// Scores of `rows` queries with 16 * `blocks` keys for one head. Many sums side by side, since each
// waits for its own last addition.
template <int rows, int blocks>
inline void attention_scores(const float* q, std::size_t stride, const float* keys_t,
                             std::size_t key_stride, std::size_t padded, std::size_t head_dim,
                             F16 scale, float* weights) {
  F16 scores[rows * blocks];
#pragma GCC unroll 16
  for (int i = 0; i < rows * blocks; ++i)
    scores[i] = all(0.0f);
  for (std::size_t c = 0; c < head_dim; ++c) {
#pragma GCC unroll 16
    for (int b = 0; b < blocks; ++b) {
      const F16 key = load(keys_t + c * key_stride + b * 16);
#pragma GCC unroll 16
      for (int r = 0; r < rows; ++r)
        scores[r * blocks + b] = scores[r * blocks + b] + all(q[r * stride + c]) * key;
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 16
    for (int b = 0; b < blocks; ++b)
      store(weights + r * padded + b * 16, scores[r * blocks + b] * scale);
}

template <int n>
struct Blocks {
  static constexpr int value = n;
};

// Softmax over the scores of `rows` queries for one head, into `weights` ([rows][padded]).
template <int rows>
inline void attention_weights(const float* q, std::size_t stride, const float* keys_t,
                              std::size_t key_stride, std::size_t length, std::size_t padded,
                              std::size_t head_dim, float scale, float* weights) {
  const auto scores = [&](auto blocks, std::size_t j) {
    attention_scores<rows, decltype(blocks)::value>(q, stride, keys_t + j, key_stride, padded,
                                                    head_dim, all(scale), weights + j);
  };
  // One query: whole rows of keys at once as far as registers allow, so that memory is read in
  // order.
  constexpr int most = rows == 1 ? 4 : 2;
  std::size_t j = 0;
  for (; j + 16 * most <= padded; j += 16 * most)
    scores(Blocks<most>{}, j);
  switch ((padded - j) / 16) {
    case 3:
      scores(Blocks < most == 4 ? 3 : 1 > {}, j);
      break;
    case 2:
      scores(Blocks<2>{}, j);
      break;
    case 1:
      scores(Blocks<1>{}, j);
      break;
    default:
      break;
  }
  for (int r = 0; r < rows; ++r) {
    float* w = weights + r * padded;
    for (std::size_t i = length; i < padded; ++i)
      w[i] = -1e30f;
    const F16 m = all(max_of(w, padded));
    F16 total = all(0.0f);
    for (j = 0; j < padded; j += 16) {
      const F16 e = exponential(load(w + j) - m);
      store(w + j, e);
      total = total + e;
    }
    const F16 inverse = all(1.0f / sum(total));
    for (j = 0; j < padded; j += 16)
      store(w + j, load(w + j) * inverse);
  }
}

// 16 * `blocks` columns of the weighted sums of values.
template <int rows, int blocks>
inline void attention_columns(const float* weights, std::size_t padded, const float* values,
                              std::size_t stride, std::size_t length, std::size_t dim, float* out) {
  F16 sums[rows * blocks];
#pragma GCC unroll 16
  for (int i = 0; i < rows * blocks; ++i)
    sums[i] = all(0.0f);
  for (std::size_t j = 0; j < length; ++j) {
#pragma GCC unroll 16
    for (int b = 0; b < blocks; ++b) {
      const F16 v = load(values + j * stride + b * 16);
#pragma GCC unroll 16
      for (int r = 0; r < rows; ++r)
        sums[r * blocks + b] = sums[r * blocks + b] + all(weights[r * padded + j]) * v;
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 16
    for (int b = 0; b < blocks; ++b)
      store(out + r * dim + b * 16, sums[r * blocks + b]);
}

template <int rows>
inline void attention_values(const float* weights, std::size_t padded, const float* values,
                             std::size_t stride, std::size_t length, std::size_t head_dim,
                             std::size_t dim, float* out) {
  std::size_t c = 0;
  if constexpr (rows == 1) {
    for (; c + 64 <= head_dim; c += 64)
      attention_columns<rows, 4>(weights, padded, values + c, stride, length, dim, out + c);
    for (; c + 48 <= head_dim; c += 48)
      attention_columns<rows, 3>(weights, padded, values + c, stride, length, dim, out + c);
  }
  for (; c + 32 <= head_dim; c += 32)
    attention_columns<rows, 2>(weights, padded, values + c, stride, length, dim, out + c);
  for (; c + 16 <= head_dim; c += 16)
    attention_columns<rows, 1>(weights, padded, values + c, stride, length, dim, out + c);
  for (; c < head_dim; ++c) {
    for (int r = 0; r < rows; ++r) {
      float s = 0.0f;
      for (std::size_t j = 0; j < length; ++j)
        s = s + weights[r * padded + j] * values[j * stride + c];
      out[r * dim + c] = s;
    }
  }
}

template <int rows>
inline void attend(const float* q, const float* keys_t, std::size_t key_stride, const float* values,
                   std::size_t head_step, std::size_t stride, std::size_t length,
                   std::size_t padded, std::size_t dim, std::size_t heads, float* scratch,
                   float* out, float* head0) {
  const std::size_t head_dim = dim / heads;
  const float scale = 1.0f / __builtin_sqrtf(static_cast<float>(head_dim));
  for (std::size_t h = 0; h < heads; ++h) {
    const std::size_t first = h * head_dim;
    attention_weights<rows>(q + first, dim, keys_t + first * key_stride, key_stride, length, padded,
                            head_dim, scale, scratch);
    attention_values<rows>(scratch, padded, values + h * head_step, stride, length, head_dim, dim,
                           out + first);
    if (h == 0 && head0) {
      for (int r = 0; r < rows; ++r)
        for (std::size_t j = 0; j < length; ++j)
          head0[r * length + j] = scratch[r * padded + j];
    }
  }
}

void attention(const float* q, std::size_t queries, const float* keys_t, std::size_t key_stride,
               const float* values, std::size_t head_step, std::size_t stride, std::size_t length,
               std::size_t padded, std::size_t dim, std::size_t heads, float* scratch, float* out,
               float* head0) {
  std::size_t i = 0;
  for (; i + 4 <= queries; i += 4)
    attend<4>(q + i * dim, keys_t, key_stride, values, head_step, stride, length, padded, dim,
              heads, scratch, out + i * dim, head0 ? head0 + i * length : nullptr);
  for (; i < queries; ++i)
    attend<1>(q + i * dim, keys_t, key_stride, values, head_step, stride, length, padded, dim,
              heads, scratch, out + i * dim, head0 ? head0 + i * length : nullptr);
}

void ssru(const float* forget, const float* x, std::size_t count, float* state, float* out) {
  const F16 one = all(1.0f), zero = all(0.0f);
  for (std::size_t i = 0; i < count; i += 16) {
    const F16 f = one / (one + exponential(zero - load(forget + i)));
    const F16 c = f * load(state + i) + (one - f) * load(x + i);
    store(state + i, c);
    store(out + i, max(c, zero));
  }
}

void embed_int8(const std::int8_t* row, float unquantise, float factor, const float* position,
                std::size_t dim, float* out) {
  const F16 u = all(unquantise), f = all(factor);
  for (std::size_t i = 0; i < dim; i += 16)
    store(out + i, to_float(load_bytes(row + i)) * u * f + load(position + i));
}

void embed_float(const float* row, float factor, const float* position, std::size_t dim,
                 float* out) {
  const F16 f = all(factor);
  for (std::size_t i = 0; i < dim; i += 16)
    store(out + i, load(row + i) * f + load(position + i));
}

Kernels::MaxSum max_and_sum_exp(const float* values, std::size_t count) {
  const float highest = max_of(values, count);
  const F16 m = all(highest);
  F16 total = all(0.0f);
  for (std::size_t i = 0; i < count; i += 16)
    total = total + exponential(load(values + i) - m);
  return {highest, sum(total)};
}

constexpr Kernels table = {Isa::CLEW_ISA, narrow_weights,     quantise,        max_abs,
                           gemm,          gemm_relu_quantise, score_rows,      gemm_sums,
                           gemm_float,    add_norm,           attention,       ssru,
                           embed_int8,    embed_float,        max_and_sum_exp, max_of};

}  // namespace

const Kernels& CLEW_TABLE();
const Kernels& CLEW_TABLE() { return table; }

}  // namespace clew::nmt
