// The weights of one model, ready to compute with: checked, tiled for the kernels, positions
// tabulated.
//
// Immutable after construction; shared by all threads. Small arrays are copied; int8 matrices are
// tiled into memory of our own; embeddings (and float32 matrices) stay in the mapped file. Cost: 9
// MB of memory and ~6 ms for the tiny shape, 19 MB and ~12 ms for base-memory.
#pragma once

#include "base/large_pages.h"
#include "nmt/aligned_buffer.h"
#include "nmt/kernels.h"
#include "nmt/model_config.h"
#include "nmt/model_file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace clew::nmt {

// y = x W + b, as int8 or float32.
struct Linear {
  std::size_t inputs = 0, outputs = 0;  // outputs a multiple of 16 (padded for an output layer)
  bool quantised = false;
  bool after_relu = false;  // its inputs come quantised from the layer before (gemm_relu_quantise)
  const std::int8_t* panels = nullptr;  // in the network's arena or in own_panels
  AlignedBuffer<std::int8_t> own_panels;
  AlignedBuffer<std::int32_t> corrections;
  ExcessWeights excess;            // empty when the kernels take all weights
  float weight_mult = 0;           // stored = rint(weight * weight_mult)
  float activation_mult = 0;       // 0: no calibrated multiplier, take 127 / max|x|
  const float* weights = nullptr;  // float32: [inputs][outputs]
  AlignedBuffer<float> own_weights;
  AlignedBuffer<float> bias;

  PackedWeights packed() const {
    return {panels, corrections.data(), inputs, outputs, excess.view()};
  }
  // What an integer sum is worth when the activations had this multiplier.
  float scale(float multiplier) const {
    return static_cast<float>(1.0 / (static_cast<double>(multiplier) * weight_mult));
  }
};

struct Norm {
  AlignedBuffer<float> scale, bias;
};

struct Attention {
  Linear q, k, v, o;
  Norm norm;
};

struct FeedForward {
  Linear first, second;
  Norm norm;
};

struct EncoderLayer {
  Attention self;
  FeedForward ffn;
};

struct DecoderLayer {
  Linear cell, forget;  // SSRU; cell has no bias of its own (zeros)
  Norm cell_norm;
  Attention context;
  FeedForward ffn;
};

// One row of numbers per piece, int8 or float32, in the file or copied.
struct PieceRows {
  std::size_t rows = 0, dim = 0;
  const std::int8_t* int8 = nullptr;
  float mult = 0;
  const float* float32 = nullptr;
  AlignedBuffer<float> own;
  bool quantised() const { return int8 != nullptr; }
};

// The output layer over some target pieces. Reused from sentence to sentence.
struct OutputLayer {
  Linear linear;
  std::vector<std::uint32_t> ids;  // of the columns; surplus columns have logit `no_logit`
  // Not null: linear.panels is empty, and the weights are rows of this table (Kernels::score_rows),
  // at `rows`, which are the ids and then zeros.
  const std::int8_t* table = nullptr;
  std::vector<std::uint32_t> rows;
};
inline constexpr float no_logit = -1e30f;

class Network {
 public:
  static constexpr std::size_t max_positions = 1025;

  // Throws Error(integrity) when an array is missing or has another shape or type than the settings
  // say, holds values that are no numbers, or is larger than any published model by far. The
  // weights are laid out for `kernels` and can be used with no others.
  Network(ModelFile file, const Kernels& kernels);

  const ModelConfig& config() const { return config_; }
  const ModelFile& file() const { return file_; }
  const Kernels& kernels() const { return kernels_; }
  bool quantised() const { return output_.quantised(); }
  std::size_t ffn_dim() const { return ffn_dim_; }

  const PieceRows& source_pieces() const { return config_.tied_source ? shared_ : source_; }
  const PieceRows& target_pieces() const { return config_.tied_source ? shared_ : target_; }
  const float* position(std::size_t t) const { return positions_.data() + t * config_.dim; }
  const std::vector<EncoderLayer>& encoder() const { return encoder_; }
  const std::vector<DecoderLayer>& decoder() const { return decoder_; }

  // Fills `out` with the columns for `ids`. Allocates only when larger than any before.
  void make_output(const std::vector<std::uint32_t>& ids, bool shortlisted, OutputLayer& out) const;
  // Bytes of memory beside the mapped file.
  std::size_t memory_bytes() const;

 private:
  const ModelItem& item(const std::string& name, std::size_t rows, std::size_t columns) const;
  void floats(const std::string& name, std::size_t count, AlignedBuffer<float>& out) const;
  Linear linear(const std::string& weight, const std::string& bias, std::size_t in, std::size_t out,
                bool after_relu = false);
  Norm norm(const std::string& prefix) const;
  Attention attention(const std::string& prefix);
  FeedForward feed_forward(const std::string& prefix);
  PieceRows piece_rows(const std::string& name, std::size_t rows) const;
  float multiplier(const std::string& name) const;
  void make_positions();

  ModelFile file_;
  const Kernels& kernels_;
  ModelConfig config_;
  LargePages arena_;
  std::size_t ffn_dim_ = 0;
  PieceRows shared_, source_, target_;
  PieceRows output_;  // views of one of the above, or its own
  AlignedBuffer<float> output_bias_;
  std::vector<std::int32_t> output_corrections_;  // -127 * (sum of each row), int8 only
  float output_mult_ = 0, output_mult_shortlisted_ = 0;
  std::vector<EncoderLayer> encoder_;
  std::vector<DecoderLayer> decoder_;
  AlignedBuffer<float> positions_;
};

}  // namespace clew::nmt
