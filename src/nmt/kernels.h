// The arithmetic of the translation engine, in one table of functions per instruction set.
//
// Every table gives the same bits for the same input: the integer sums are exact, and the float
// code does the same additions and multiplications in the same order, sixteen lanes wide, on every
// machine (lanes.h). So a text has one translation, whoever's workstation made it. kernels_test.cpp
// holds all tables against a plain referee.
//
// What they all assume: row-major matrices, inner dimensions (K, and N of packed weights) multiples
// of 16, buffers 64-byte aligned (AlignedBuffer). No kernel allocates or throws. Any thread.
#pragma once

#include "nmt/aligned_buffer.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::nmt {

enum class Isa { scalar, avx2, avx_vnni, avx512_vnni, amx };

// Weights on top of those of a PackedWeights (narrow): blocks of 16 x 4 bytes. Those of panel
// p are [begin[p], begin[p + 1]); block i is for the inputs from inputs[i] on. `blocks` null: none.
struct ExcessView {
  const std::uint32_t* begin = nullptr;
  const std::uint32_t* inputs = nullptr;
  const std::int8_t* blocks = nullptr;
};

// A matrix of int8 weights in the order the kernels read it: panels of 16 output columns; in a
// panel, for each group of 4 inputs, 16 x 4 bytes. `corrections[n]` = -127 * (sum of column n), for
// the instruction sets that take activations as unsigned bytes, shifted by 127.
struct PackedWeights {
  const std::int8_t* panels = nullptr;
  const std::int32_t* corrections = nullptr;
  std::size_t inputs = 0;   // K
  std::size_t outputs = 0;  // N, a multiple of 16
  ExcessView excess;        // only for tables with narrow_weights
};

// Activations as bytes, in the form the table's own GEMM wants them (plain or shifted by 127).
// Each row has the multiplier it was quantised with.
struct QuantisedRows {
  const std::uint8_t* bytes = nullptr;  // rows x K
  std::size_t rows = 0;
  bool after_relu = false;  // written by gemm_relu_quantise; the weights are narrowed for that
};

struct Kernels {
  Isa isa;
  // The products take weights only after narrow(); see there.
  bool narrow_weights;

  // out[r][k] = clamp(rint(in[r][k] * multipliers[r]), -127, 127), halves to even.
  // clipped[r] grows by the number of values that the clamp changed.
  void (*quantise)(const float* in, std::size_t rows, std::size_t k, const float* multipliers,
                   std::uint8_t* out, std::uint32_t* clipped);
  // The largest |value| of `count` floats (a multiple of 16).
  float (*max_abs)(const float* in, std::size_t count);

  // out[r][n] = float(sum_k a[r][k] * w[k][n]) * scales[r] + bias[n],
  // rounded once after the multiplication and addition (fused).
  void (*gemm)(const QuantisedRows& a, const PackedWeights& w, const float* scales,
               const float* bias, float* out);
  // The same, then max(0, .) and quantised again with one multiplier: the way into the second half
  // of a feed-forward block, without ever writing the floats.
  void (*gemm_relu_quantise)(const QuantisedRows& a, const PackedWeights& w, const float* scales,
                             const float* bias, float multiplier, std::uint8_t* out,
                             std::uint32_t* clipped);
  // One row of K activations (K a multiple of 64) against `count` rows (a multiple of 16) of a
  // table of K weights each, wherever they lie: out[i] = float(sum_k a[k] * table[ids[i]][k]) *
  // scale + bias[i], fused. corrections[i] = -127 * (sum of that row). For the output layer, whose
  // rows are other ones in each sentence: tiling them first costs more than it saves.
  void (*score_rows)(const std::uint8_t* a, std::size_t k, const std::int8_t* table,
                     const std::uint32_t* ids, std::size_t count, const std::int32_t* corrections,
                     float scale, const float* bias, float* out);
  // The bare integer sums, for the tests.
  void (*gemm_sums)(const QuantisedRows& a, const PackedWeights& w, std::int32_t* out);

  // out[r][n] = sum_k a[r][k] * w[k][n] + bias[n], k in order; w is K x N.
  void (*gemm_float)(const float* a, std::size_t rows, std::size_t k, const float* w, std::size_t n,
                     const float* bias, bool relu, float* out);

  // out = layer norm of (a + b), times scale, plus bias; out may be a or b. b may be null.
  void (*add_norm)(const float* a, const float* b, std::size_t rows, std::size_t dim,
                   const float* scale, const float* bias, float* out);
  // Multi-head attention of `queries` rows over one sentence: keys_t is [dim][key_stride],
  // key_stride at least `length`; `padded` = length rounded up to 16 floats can be read from the
  // begin of each row on (what lies behind `length` has no effect). The value of position j for
  // head h starts at values
  // + h * head_step + j * stride. `scratch` has room for 4 * padded floats. head0, if given,
  // receives the weights of head 0, [queries][length].
  void (*attention)(const float* q, std::size_t queries, const float* keys_t,
                    std::size_t key_stride, const float* values, std::size_t head_step,
                    std::size_t stride, std::size_t length, std::size_t padded, std::size_t dim,
                    std::size_t heads, float* scratch, float* out, float* head0);
  // One SSRU step for `count` values (multiple of 16): f = sigmoid(forget), state = f * state +
  // (1 - f) * x, out = max(0, state).
  void (*ssru)(const float* forget, const float* x, std::size_t count, float* state, float* out);
  // out[i] = row[i] * factor + position[i]
  void (*embed_int8)(const std::int8_t* row, float unquantise, float factor, const float* position,
                     std::size_t dim, float* out);
  void (*embed_float)(const float* row, float factor, const float* position, std::size_t dim,
                      float* out);
  // The largest of `count` floats (a multiple of 16), and the sum of exp(value - largest).
  struct MaxSum {
    float max, sum;
  };
  MaxSum (*max_and_sum_exp)(const float* values, std::size_t count);
  float (*max)(const float* values, std::size_t count);
};

// The table of an instruction set. It must be one that this processor has (has_isa).
const Kernels& kernels(Isa isa);
bool has_isa(Isa isa);
Isa best_isa();
// "scalar", "avx2", "vnni" (the better of the two that is there), "avx-vnni", "avx512-vnni", "amx".
// Nothing when the name is unknown or this processor lacks it.
std::optional<Isa> isa_from_name(std::string_view name);
std::string_view isa_name(Isa isa);

// Packs rows of K weights (one row per output) into panels; rows[n] for n < outputs. Outputs that
// do not fill the last panel are zero. `panels` has room for round16(outputs) * inputs bytes,
// `corrections` for round16(outputs).
void pack_weights(const std::int8_t* const* rows, std::size_t outputs, std::size_t inputs,
                  std::int8_t* panels, std::int32_t* corrections);

// What narrow() took out of a matrix.
struct ExcessWeights {
  std::vector<std::uint32_t> begin, inputs;
  AlignedBuffer<std::int8_t> blocks;
  ExcessView view() const {
    if (inputs.empty()) return {};
    return {begin.data(), inputs.data(), blocks.data()};
  }
};
// Makes panels fit for products that add up in 16 bits first (kernels_avx2.cpp). What is too much
// goes into `excess`: main + excess = the weights, both of the same sign, so sums stay as far from
// 32 bits as before. Corrections stay as they are. `outputs` and `inputs` are multiples of 16.
// - For any activations: no two neighbouring inputs of a column (2i, 2i + 1) have weights that add
//   up to more than 129 or less than -129.
// - For activations after a ReLU: of the eight weights of a column for the inputs 16i + 4j and next
//   (j = 0..3), as of those for 16i + 4j + 2 and next, the positive ones add up to 258 at most, and
//   the negative ones to -258.
// Of trained weights a few in a thousand are moved; at worst `excess` has as many blocks as the
// panels.
void narrow(std::int8_t* panels, std::size_t outputs, std::size_t inputs, bool after_relu,
            ExcessWeights& excess);

constexpr std::size_t round16(std::size_t n) { return (n + 15) & ~std::size_t{15}; }

}  // namespace clew::nmt
