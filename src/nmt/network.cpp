#include "nmt/network.h"

#include "base/error.h"
#include "nmt/exact_math.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace clew::nmt {
namespace {

// Far above any published model (d 512, ffn 2048), far below what could exhaust a machine: the
// activations of a batch are rows * max_ffn_dim floats.
constexpr std::size_t max_ffn_dim = 16384;
constexpr std::size_t max_linear_inputs = 16384;  // int8 sums stay exact below 60,000

void copy_finite(const ModelFile& file, const std::string& name, const char* bytes,
                 std::size_t count, float* out) {
  std::memcpy(out, bytes, count * sizeof(float));
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(out[i]))
      file.refuse(fmt::format("array {} holds a value that is no number", name));
}

void check_finite(const ModelFile& file, const std::string& name, const float* values,
                  std::size_t count) {
  // The exponent bits of infinity and not-a-number are all ones.
  bool bad = false;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t bits;
    std::memcpy(&bits, values + i, 4);
    bad |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  if (bad) file.refuse(fmt::format("array {} holds a value that is no number", name));
}

const float* as_floats(const ModelItem& item) {
  // ModelFile has checked that data lies on a multiple of 4.
  return reinterpret_cast<const float*>(item.bytes.data());
}
const std::int8_t* as_int8(const ModelItem& item) {
  return reinterpret_cast<const std::int8_t*>(item.bytes.data());
}

}  // namespace

const ModelItem& Network::item(const std::string& name, std::size_t rows,
                               std::size_t columns) const {
  const ModelItem* found = file_.find(name);
  if (!found) file_.refuse(fmt::format("array {} is missing", name));
  const auto& shape = found->shape;
  const bool fits = shape.size() == 2 && static_cast<std::size_t>(shape[0]) == rows &&
                    static_cast<std::size_t>(shape[1]) == columns;
  if (!fits) {
    std::string is;
    for (const auto extent : shape)
      is += fmt::format("{}{}", is.empty() ? "" : " x ", extent);
    file_.refuse(fmt::format("array {} is {}, not {} x {}", name, is, rows, columns));
  }
  return *found;
}

void Network::floats(const std::string& name, std::size_t count, AlignedBuffer<float>& out) const {
  const auto& array = item(name, 1, count);
  if (array.type != ItemType::float32) file_.refuse(fmt::format("array {} is not float32", name));
  copy_finite(file_, name, array.bytes.data(), count, out.reserve(round16(count)));
  std::fill(out.data() + count, out.data() + round16(count), 0.0f);
}

// The calibrated activation multiplier stored as NAME; 0 when there is none. Those of embeddings
// are themselves stored as one int8 value (the name matches the rule for what gets quantised).
float Network::multiplier(const std::string& name) const {
  if (!file_.find(name)) return 0;
  const auto& array = item(name, 1, 1);
  float value = 0;
  if (array.type == ItemType::float32) {
    std::memcpy(&value, array.bytes.data(), 4);
  } else if (array.type == ItemType::intgemm8) {
    value = static_cast<float>(*as_int8(array)) / array.quant_mult;
  }
  if (!std::isfinite(value) || value <= 0)
    file_.refuse(fmt::format("multiplier {} is not a positive number", name));
  return value;
}

// With `after_relu`, its inputs are the quantised outputs of another layer if it has a calibrated
// multiplier for them.
Linear Network::linear(const std::string& weight, const std::string& bias, std::size_t in,
                       std::size_t out, bool after_relu) {
  if (in > max_linear_inputs || in % 16 != 0 || out % 16 != 0)
    file_.refuse(fmt::format("array {} has sides that are not multiples of 16 up to {}", weight,
                             max_linear_inputs));
  Linear l;
  l.inputs = in;
  l.outputs = out;
  const auto& w = item(weight, in, out);
  if (w.type == ItemType::intgemm8) {
    // Stored transposed: one row of `in` bytes per output.
    l.quantised = true;
    l.weight_mult = w.quant_mult;
    l.activation_mult = multiplier(weight + "_QuantMultA");
    std::vector<const std::int8_t*> rows(out);
    for (std::size_t n = 0; n < out; ++n)
      rows[n] = as_int8(w) + n * in;
    auto* panels = static_cast<std::int8_t*>(arena_.take(in * out));
    pack_weights(rows.data(), out, in, panels, l.corrections.reserve(out));
    l.after_relu = after_relu && l.activation_mult > 0;
    if (kernels_.narrow_weights) narrow(panels, out, in, l.after_relu, l.excess);
    l.panels = panels;
  } else if (w.type == ItemType::float32) {
    l.weights = as_floats(w);
    check_finite(file_, weight, l.weights, in * out);
  } else {
    file_.refuse(fmt::format("array {} is neither float32 nor intgemm8", weight));
  }
  if (bias.empty()) {
    std::fill_n(l.bias.reserve(out), out, 0.0f);
  } else {
    floats(bias, out, l.bias);
  }
  return l;
}

Norm Network::norm(const std::string& prefix) const {
  Norm n;
  floats(prefix + "_ln_scale", config_.dim, n.scale);
  floats(prefix + "_ln_bias", config_.dim, n.bias);
  return n;
}

Attention Network::attention(const std::string& prefix) {
  const std::size_t d = config_.dim;
  return {linear(prefix + "_Wq", prefix + "_bq", d, d),
          linear(prefix + "_Wk", prefix + "_bk", d, d),
          linear(prefix + "_Wv", prefix + "_bv", d, d),
          linear(prefix + "_Wo", prefix + "_bo", d, d), norm(prefix + "_Wo")};
}

FeedForward Network::feed_forward(const std::string& prefix) {
  const ModelItem* w1 = file_.find(prefix + "_W1");
  if (!w1 || w1->shape.size() != 2) file_.refuse(fmt::format("array {}_W1 is missing", prefix));
  const auto hidden = static_cast<std::size_t>(w1->shape[1]);
  if (hidden > max_ffn_dim)
    file_.refuse(fmt::format("array {}_W1 is wider than {}", prefix, max_ffn_dim));
  ffn_dim_ = std::max(ffn_dim_, hidden);
  return {
      linear(prefix + "_W1", prefix + "_b1", config_.dim, hidden),
      linear(prefix + "_W2", prefix + "_b2", hidden, config_.dim, w1->type == ItemType::intgemm8),
      norm(prefix + "_ffn")};
}

PieceRows Network::piece_rows(const std::string& name, std::size_t rows) const {
  const auto& array = item(name, rows, config_.dim);
  PieceRows p;
  p.rows = rows;
  p.dim = config_.dim;
  if (array.type == ItemType::intgemm8) {
    p.int8 = as_int8(array);
    p.mult = array.quant_mult;
  } else if (array.type == ItemType::float32) {
    p.float32 = as_floats(array);
    check_finite(file_, name, p.float32, rows * p.dim);
  } else {
    file_.refuse(fmt::format("array {} is neither float32 nor intgemm8", name));
  }
  return p;
}

Network::Network(ModelFile file, const Kernels& kernels)
    : file_(std::move(file)), kernels_(kernels) {
  if (file_.yaml().empty()) file_.refuse("its settings (special:model.yml) are missing");
  try {
    config_ = read_config(file_.yaml());
  } catch (const Error& error) {
    file_.refuse(error.what());
  }
  const std::size_t d = config_.dim;
  // Before anything is allocated by the settings: the file must have room for the embeddings.
  if (config_.target_vocab * d > file_.size_bytes() ||
      config_.source_vocab * d > file_.size_bytes())
    file_.refuse("its settings name more pieces than the file has room for");

  std::string output_name;
  if (config_.tied_source) {
    shared_ = piece_rows("Wemb", config_.source_vocab);
    output_name = "Wemb";
  } else {
    source_ = piece_rows("encoder_Wemb", config_.source_vocab);
    target_ = piece_rows("decoder_Wemb", config_.target_vocab);
    output_name = "decoder_Wemb";
  }
  const auto views = [](const PieceRows& rows) {
    PieceRows view;
    view.rows = rows.rows, view.dim = rows.dim;
    view.int8 = rows.int8, view.mult = rows.mult, view.float32 = rows.float32;
    return view;
  };
  if (config_.tied_output) {
    output_ = views(target_pieces());
  } else if (file_.find("decoder_ff_logit_out_Wt")) {
    output_name = "decoder_ff_logit_out_Wt";
    output_ = piece_rows(output_name, config_.target_vocab);
    if (output_.quantised())
      file_.refuse("array decoder_ff_logit_out_Wt is int8: its layout is not known");
  } else {
    // [dim][vocab]; as int8 stored transposed, which is one row per piece.
    output_name = "decoder_ff_logit_out_W";
    const auto& w = item(output_name, d, config_.target_vocab);
    output_.rows = config_.target_vocab;
    output_.dim = d;
    if (w.type == ItemType::intgemm8) {
      output_.int8 = as_int8(w);
      output_.mult = w.quant_mult;
    } else if (w.type == ItemType::float32) {
      check_finite(file_, output_name, as_floats(w), d * output_.rows);
      float* own = output_.own.reserve(d * output_.rows);
      for (std::size_t k = 0; k < d; ++k)
        for (std::size_t n = 0; n < output_.rows; ++n)
          own[n * d + k] = as_floats(w)[k * output_.rows + n];
      output_.float32 = own;
    } else {
      file_.refuse("array decoder_ff_logit_out_W is neither float32 nor intgemm8");
    }
  }
  if (config_.output_bias) {
    floats("decoder_ff_logit_out_b", config_.target_vocab, output_bias_);
  } else {
    std::fill_n(output_bias_.reserve(config_.target_vocab), config_.target_vocab, 0.0f);
  }
  if (output_.quantised()) {
    output_corrections_.resize(output_.rows);
    for (std::size_t n = 0; n < output_.rows; ++n) {
      std::int32_t total = 0;
      for (std::size_t k = 0; k < d; ++k)
        total += output_.int8[n * d + k];
      output_corrections_[n] = -127 * total;
    }
  }
  output_mult_ = multiplier(output_name + "_QuantMultA");
  output_mult_shortlisted_ = multiplier("none_QuantMultA");
  if (output_mult_shortlisted_ == 0) output_mult_shortlisted_ = output_mult_;
  if (output_mult_ == 0) output_mult_ = output_mult_shortlisted_;

  for (unsigned i = 1; i <= config_.encoder_layers; ++i) {
    const auto prefix = fmt::format("encoder_l{}", i);
    encoder_.push_back({attention(prefix + "_self"), feed_forward(prefix + "_ffn")});
  }
  for (unsigned i = 1; i <= config_.decoder_layers; ++i) {
    const auto prefix = fmt::format("decoder_l{}", i);
    decoder_.push_back(
        {linear(prefix + "_rnn_W", "", d, d), linear(prefix + "_rnn_Wf", prefix + "_rnn_bf", d, d),
         norm(prefix + "_rnn_ffn"), attention(prefix + "_context"), feed_forward(prefix + "_ffn")});
  }
  make_positions();
}

// First half sines, second half cosines of t * 10000^(-i / (d/2 - 1)).
void Network::make_positions() {
  const std::size_t d = config_.dim, half = d / 2;
  float* out = positions_.reserve(max_positions * d);
  for (std::size_t i = 0; i < half; ++i) {
    const double rate = -exact_log(10000.0) / static_cast<double>(half - 1);
    const auto frequency = static_cast<float>(exact_exp(static_cast<double>(i) * rate));
    for (std::size_t t = 0; t < max_positions; ++t) {
      const auto [sine, cosine] =
          exact_sincos(static_cast<double>(static_cast<float>(t) * frequency));
      out[t * d + i] = static_cast<float>(sine);
      out[t * d + half + i] = static_cast<float>(cosine);
    }
  }
}

void Network::make_output(const std::vector<std::uint32_t>& ids, bool shortlisted,
                          OutputLayer& out) const {
  const std::size_t d = config_.dim, n = ids.size(), padded = round16(n);
  out.ids = ids;
  Linear& l = out.linear;
  l.inputs = d;
  l.outputs = padded;
  l.quantised = output_.quantised();
  float* bias = l.bias.reserve(padded);
  for (std::size_t i = 0; i < n; ++i)
    bias[i] = output_bias_.data()[ids[i]];
  std::fill(bias + n, bias + padded, no_logit);
  if (l.quantised) {
    l.weight_mult = output_.mult;
    l.activation_mult = shortlisted ? output_mult_shortlisted_ : output_mult_;
    out.table = nullptr;
    if (shortlisted && d % 64 == 0) {
      out.table = output_.int8;
      out.rows = ids;
      out.rows.resize(padded, 0);
      std::int32_t* corrections = l.corrections.reserve(padded);
      for (std::size_t i = 0; i < padded; ++i)
        corrections[i] = output_corrections_[out.rows[i]];
      return;
    }
    thread_local std::vector<const std::int8_t*> rows;
    rows.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      rows[i] = output_.int8 + ids[i] * d;
    auto* panels = l.own_panels.reserve(padded * d);
    pack_weights(rows.data(), n, d, panels, l.corrections.reserve(padded));
    if (kernels_.narrow_weights) narrow(panels, padded, d, false, l.excess);
    l.panels = panels;
  } else {
    float* w = l.own_weights.reserve(padded * d);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < d; ++k)
        w[k * padded + i] = output_.float32[ids[i] * d + k];
    for (std::size_t i = n; i < padded; ++i)
      for (std::size_t k = 0; k < d; ++k)
        w[k * padded + i] = 0.0f;
    l.weights = w;
  }
}

std::size_t Network::memory_bytes() const {
  std::size_t total = positions_.capacity() * sizeof(float) + output_corrections_.capacity() * 4;
  const auto add = [&](const Linear& l) {
    total += (l.panels ? l.inputs * l.outputs : 0) + l.corrections.capacity() * 4 +
             l.own_weights.capacity() * 4 + l.bias.capacity() * 4 + l.excess.blocks.capacity();
  };
  const auto add_attention = [&](const Attention& a) { add(a.q), add(a.k), add(a.v), add(a.o); };
  for (const auto& l : encoder_)
    add_attention(l.self), add(l.ffn.first), add(l.ffn.second);
  for (const auto& l : decoder_)
    add(l.cell), add(l.forget), add_attention(l.context), add(l.ffn.first), add(l.ffn.second);
  return total;
}

}  // namespace clew::nmt
