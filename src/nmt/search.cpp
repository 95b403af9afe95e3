// Continuous batching without padding.
//
// A "slot" holds one sentence that is being decoded; a "row" is one hypothesis of a slot. All rows
// of all slots stand below each other in one matrix for the linear layers, whatever the sentences'
// lengths; only attention and the output layer look at slots one by one. When sentences end, their
// slots are refilled at once: the newcomers are encoded together (again rows of all sentences
// concatenated) and join the next step. Example with 32 rows: sentences of 5, 9 and 40 pieces never
// wait for each other, and no multiplication is spent on padding. The usual alternative, fixed
// batches padded to their longest sentence, ran at about 60 % of this speed on news text in the
// first version.
//
// A row's results depend on its own numbers only: integer sums are exact, float sums run in one
// order (lanes.h), the shortlist and length limit are the sentence's own.
#include "nmt/search.h"

#include "base/assert.h"
#include "nmt/exact_math.h"
#include "nmt/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace clew::nmt {
namespace {

constexpr std::size_t max_encoder_rows = 768;  // enough for full tiles, small enough for L2
constexpr std::size_t no_column = ~std::size_t{0};

// One decoded piece; hypotheses are chains of nodes.
struct Node {
  std::uint32_t id;
  std::uint32_t parent;  // index + 1, 0 for none
  std::uint32_t attention;
  float log_prob;
};

struct Slot {
  bool active = false;
  std::size_t sentence = 0;
  std::size_t length = 0, padded = 0;  // of the source
  std::size_t limit = 0;               // most pieces that may come out
  std::size_t step = 0;
  unsigned beams = 0;  // hypotheses still open
  std::size_t end_column = no_column, unknown_column = no_column;
  AlignedBuffer<float> keys_t,
      values;  // per decoder layer: [dim][length], [head][length][head_dim]
  OutputLayer own_output;
  const OutputLayer* output = nullptr;
  std::vector<Node> nodes;
  std::vector<float> attention;  // one row of `length` weights per row and step
  std::uint64_t clipped = 0, quantised = 0;
};

struct Row {
  std::size_t slot;
  std::uint32_t token;   // the last piece
  std::uint32_t node;    // index + 1 of its node, 0 at the start
  std::uint32_t parent;  // the row of the last step that it continues
  double log_prob;
};

struct Candidate {
  double log_prob;
  float piece_log_prob;
  std::uint32_t row, column;
};

}  // namespace

struct Searcher::Impl {
  const Network& network;
  const Kernels& kernel;
  const Shortlist* shortlist;
  const OutputLayer* full;
  const std::size_t dim, heads;

  std::vector<Slot> slots;
  std::vector<Row> rows, next_rows;
  std::vector<Candidate> candidates;
  std::vector<std::size_t> group_starts;  // rows that share a dynamic multiplier
  std::vector<std::size_t> admitted;
  std::vector<std::uint64_t> marks;
  std::vector<std::uint32_t> ids;

  AlignedBuffer<float> x, a, b, c, hidden, scratch, logits;
  std::vector<AlignedBuffer<float>> states, spare_states;  // per decoder layer: [row][dim]
  AlignedBuffer<float> multipliers, scales;
  AlignedBuffer<std::uint8_t> bytes, hidden_bytes;
  std::vector<std::uint32_t> row_clipped;

  // The input of the coming products: `bytes` (or, float32, the floats themselves).
  const float* input = nullptr;
  std::size_t input_rows = 0, input_width = 0;
  float input_mult = -1;
  std::uint64_t values_per_row = 0;  // quantised since the last account()

  Impl(const Network& network_in, const Shortlist* shortlist_in, const OutputLayer* full_in)
      : network(network_in),
        kernel(network.kernels()),
        shortlist(shortlist_in),
        full(full_in),
        dim(network_in.config().dim),
        heads(network_in.config().heads) {}

  void reserve_rows(std::size_t count) {
    const std::size_t widest = std::max(dim, network.ffn_dim());
    x.reserve(count * dim), a.reserve(count * dim), b.reserve(count * dim), c.reserve(count * dim);
    multipliers.reserve(round16(count)), scales.reserve(round16(count));
    bytes.reserve(count * widest), hidden_bytes.reserve(count * widest);
    if (row_clipped.size() < count) row_clipped.resize(count, 0);
  }

  // --- Linear layers --------------------------------------------------------------------------

  // Makes `from` the input of the following products with layers like `l`. With `unchanged`, the
  // floats are those of the last call, and nothing is done if `l` wants the same multiplier (the
  // query, key and value products of one layer do).
  void prepare(const float* from, std::size_t count, const Linear& l, bool unchanged = false) {
    if (unchanged && l.quantised && input_mult == l.activation_mult) return;
    input = from;
    input_rows = count;
    input_width = l.inputs;
    input_mult = l.activation_mult;
    if (!l.quantised) return;
    if (l.activation_mult > 0) {
      std::fill_n(multipliers.data(), count, l.activation_mult);
    } else {
      for (std::size_t g = 0; g < group_starts.size(); ++g) {
        const std::size_t first = group_starts[g];
        const std::size_t end = g + 1 < group_starts.size() ? group_starts[g + 1] : count;
        const float highest = kernel.max_abs(from + first * l.inputs, (end - first) * l.inputs);
        // Also for a highest of zero or infinity the multiplier must be a usable number.
        const float multiplier = highest > 1e-30f && highest < 1e30f ? 127.0f / highest : 1.0f;
        std::fill(multipliers.data() + first, multipliers.data() + end, multiplier);
      }
    }
    kernel.quantise(from, count, l.inputs, multipliers.data(), bytes.data(), row_clipped.data());
    values_per_row += l.inputs;
  }

  const float* scales_for(const Linear& l) {
    if (l.activation_mult > 0) {
      std::fill_n(scales.data(), input_rows, l.scale(l.activation_mult));
    } else {
      for (std::size_t r = 0; r < input_rows; ++r)
        scales.data()[r] = l.scale(multipliers.data()[r]);
    }
    return scales.data();
  }

  void product(const Linear& l, float* out) {
    if (l.quantised) {
      kernel.gemm({bytes.data(), input_rows}, l.packed(), scales_for(l), l.bias.data(), out);
    } else {
      kernel.gemm_float(input, input_rows, l.inputs, l.weights, l.outputs, l.bias.data(), false,
                        out);
    }
  }

  // out = second(relu(first(from))); out may be `from`'s buffer.
  void feed_forward(const FeedForward& ffn, const float* from, std::size_t count, float* out) {
    const std::size_t width = ffn.first.outputs;
    prepare(from, count, ffn.first);
    if (ffn.second.after_relu) {
      kernel.gemm_relu_quantise({bytes.data(), count}, ffn.first.packed(), scales_for(ffn.first),
                                ffn.first.bias.data(), ffn.second.activation_mult,
                                hidden_bytes.data(), row_clipped.data());
      values_per_row += width;
      input_mult = -1;
      kernel.gemm({hidden_bytes.data(), count, true}, ffn.second.packed(), scales_for(ffn.second),
                  ffn.second.bias.data(), out);
      return;
    }
    float* h = hidden.reserve(count * width);
    if (ffn.first.quantised) {
      product(ffn.first, h);
      for (std::size_t i = 0; i < count * width; ++i)
        h[i] = h[i] > 0.0f ? h[i] : 0.0f;
    } else {
      kernel.gemm_float(from, count, dim, ffn.first.weights, width, ffn.first.bias.data(), true, h);
    }
    prepare(h, count, ffn.second);
    product(ffn.second, out);
  }

  void norm(const Norm& n, const float* residual, std::size_t count, float* values) {
    kernel.add_norm(values, residual, count, dim, n.scale.data(), n.bias.data(), values);
  }

  void embed(const PieceRows& pieces, std::uint32_t id, const float* position, float* out) {
    const float factor = std::sqrt(static_cast<float>(dim));
    if (pieces.quantised()) {
      kernel.embed_int8(pieces.int8 + id * dim, 1.0f / pieces.mult, factor, position, dim, out);
    } else {
      kernel.embed_float(pieces.float32 + id * dim, factor, position, dim, out);
    }
  }

  // Adds the clipped activations of rows [first, first + count) to a slot and forgets them.
  void account(Slot& slot, std::size_t first, std::size_t count) {
    for (std::size_t r = first; r < first + count; ++r) {
      slot.clipped += row_clipped[r];
      row_clipped[r] = 0;
    }
    slot.quantised += values_per_row * count;
  }

  // --- Encoder --------------------------------------------------------------------------------

  // [length][width] into [width][stride]; width a multiple of 4. By squares of 4 x 4, so that both
  // sides are read and written a few values at a time.
  static void transpose(const float* from, std::size_t length, std::size_t width,
                        std::size_t stride, float* to) {
    typedef float Four __attribute__((vector_size(16)));
    std::size_t t = 0;
    for (; t + 4 <= length; t += 4) {
      for (std::size_t k = 0; k < width; k += 4) {
        Four row[4];
        for (std::size_t i = 0; i < 4; ++i)
          std::memcpy(&row[i], from + (t + i) * width + k, sizeof(Four));
        const Four a = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
        const Four b = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
        const Four c = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
        const Four d = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
        const Four column[4] = {
            __builtin_shufflevector(a, c, 0, 1, 4, 5), __builtin_shufflevector(a, c, 2, 3, 6, 7),
            __builtin_shufflevector(b, d, 0, 1, 4, 5), __builtin_shufflevector(b, d, 2, 3, 6, 7)};
        for (std::size_t i = 0; i < 4; ++i)
          std::memcpy(to + (k + i) * stride + t, &column[i], sizeof(Four));
      }
    }
    for (; t < length; ++t)
      for (std::size_t k = 0; k < width; ++k)
        to[k * stride + t] = from[t * width + k];
  }

  // Encodes the sentences of the slots in `admitted` and leaves keys and values for each decoder
  // layer in the slots.
  void encode(std::span<const std::vector<std::uint32_t>> sentences) {
    std::size_t count = 0, longest = 0;
    group_starts.clear();
    for (const auto s : admitted) {
      group_starts.push_back(count);
      count += slots[s].length;
      longest = std::max(longest, slots[s].padded);
    }
    reserve_rows(count);
    float* keys_t = logits.reserve(longest * dim);  // not otherwise in use here
    scratch.reserve(4 * longest);
    values_per_row = 0;
    std::size_t row = 0;
    for (const auto s : admitted) {
      const auto& sentence = sentences[slots[s].sentence];
      for (std::size_t t = 0; t < sentence.size(); ++t, ++row)
        embed(network.source_pieces(), sentence[t], network.position(t), x.data() + row * dim);
    }
    for (const auto& layer : network.encoder()) {
      prepare(x.data(), count, layer.self.q);
      product(layer.self.q, a.data());
      prepare(x.data(), count, layer.self.k, true);
      product(layer.self.k, b.data());
      prepare(x.data(), count, layer.self.v, true);
      product(layer.self.v, c.data());
      row = 0;
      for (const auto s : admitted) {
        const auto& slot = slots[s];
        // Rows begin at multiples of 16: these keys are read from the core's own cache.
        transpose(b.data() + row * dim, slot.length, dim, slot.padded, keys_t);
        // The queries of a block are read before their results replace them.
        kernel.attention(a.data() + row * dim, slot.length, keys_t, slot.padded,
                         c.data() + row * dim, dim / heads, dim, slot.length, slot.padded, dim,
                         heads, scratch.data(), b.data() + row * dim, nullptr);
        row += slot.length;
      }
      prepare(b.data(), count, layer.self.o);
      product(layer.self.o, a.data());
      norm(layer.self.norm, x.data(), count, a.data());
      feed_forward(layer.ffn, a.data(), count, x.data());
      norm(layer.ffn.norm, a.data(), count, x.data());
    }
    const std::size_t layers = network.decoder().size();
    bool prepared = false;
    for (std::size_t layer = 0; layer < layers; ++layer) {
      const auto& context = network.decoder()[layer].context;
      prepare(x.data(), count, context.k, prepared);
      product(context.k, a.data());
      prepare(x.data(), count, context.v, true);
      product(context.v, b.data());
      prepared = true;
      row = 0;
      for (const auto s : admitted) {
        auto& slot = slots[s];
        if (layer == 0) {
          // Row after row without a gap: they come from the shared cache, step after step.
          slot.keys_t.reserve(layers * dim * slot.length + 16);
          std::fill_n(slot.keys_t.data() + layers * dim * slot.length, 16, 0.0f);
          slot.values.reserve(layers * dim * slot.length);
        }
        transpose(a.data() + row * dim, slot.length, dim, slot.length,
                  slot.keys_t.data() + layer * dim * slot.length);
        // By head, so that each step reads one run of memory from end to end.
        const std::size_t head_dim = dim / heads;
        float* to = slot.values.data() + layer * dim * slot.length;
        for (std::size_t h = 0; h < heads; ++h)
          for (std::size_t t = 0; t < slot.length; ++t, to += head_dim)
            std::memcpy(to, b.data() + (row + t) * dim + h * head_dim, head_dim * sizeof(float));
        row += slot.length;
      }
    }
    row = 0;
    for (const auto s : admitted) {
      account(slots[s], row, slots[s].length);
      row += slots[s].length;
    }
  }

  // Asks for the first kilobytes of a run of memory.
  static void fetch(const float* from) {
    for (std::size_t line = 0; line < 32; ++line)
      __builtin_prefetch(from + line * 16);
  }

  // --- Decoder --------------------------------------------------------------------------------

  // One step for all rows: leaves the last layer's output in x.
  void decode_step(const SearchOptions& options) {
    const std::size_t count = rows.size();
    std::size_t longest = 0;
    for (const auto& slot : slots)
      if (slot.active) longest = std::max(longest, slot.padded);
    scratch.reserve(4 * longest);
    group_starts.resize(count);
    for (std::size_t r = 0; r < count; ++r)
      group_starts[r] = r;
    values_per_row = 0;

    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t t = slots[rows[r].slot].step;
      float* y = x.data() + r * dim;
      if (t == 0) {
        std::memcpy(y, network.position(0), dim * sizeof(float));
      } else {
        embed(network.target_pieces(), rows[r].token, network.position(t), y);
      }
    }
    for (std::size_t layer = 0; layer < network.decoder().size(); ++layer) {
      const auto& l = network.decoder()[layer];
      prepare(x.data(), count, l.forget);
      product(l.forget, a.data());
      prepare(x.data(), count, l.cell, true);
      product(l.cell, b.data());
      kernel.ssru(a.data(), b.data(), count * dim, states[layer].data(), a.data());
      norm(l.cell_norm, x.data(), count, a.data());  // a: the layer's first result

      prepare(a.data(), count, l.context.q);
      product(l.context.q, b.data());
      const bool aligns = options.alignment && layer == network.config().alignment_layer;
      for (std::size_t r = 0; r < count; ++r) {
        auto& slot = slots[rows[r].slot];
        float* weights = nullptr;
        if (aligns) {
          slot.attention.resize(slot.attention.size() + slot.length);
          weights = slot.attention.data() + slot.attention.size() - slot.length;
        }
        if (r + 1 < count) {
          // The next row's keys and values begin to come while this one is at work.
          const auto& next = slots[rows[r + 1].slot];
          fetch(next.keys_t.data() + layer * dim * next.length);
          fetch(next.values.data() + layer * dim * next.length);
        }
        kernel.attention(b.data() + r * dim, 1, slot.keys_t.data() + layer * dim * slot.length,
                         slot.length, slot.values.data() + layer * dim * slot.length,
                         slot.length * (dim / heads), dim / heads, slot.length, slot.padded, dim,
                         heads, scratch.data(), c.data() + r * dim, weights);
      }
      prepare(c.data(), count, l.context.o);
      product(l.context.o, b.data());
      norm(l.context.norm, a.data(), count, b.data());
      feed_forward(l.ffn, b.data(), count, x.data());
      norm(l.ffn.norm, b.data(), count, x.data());
    }
  }

  // Logits of the rows [first, first + count), which share an output layer, into `logits`.
  void output_product(const OutputLayer& output, std::size_t first, std::size_t count) {
    const Linear& l = output.linear;
    float* out = logits.reserve(count * l.outputs);
    if (output.table) {
      for (std::size_t r = 0; r < count; ++r)
        kernel.score_rows(bytes.data() + (first + r) * dim, dim, output.table, output.rows.data(),
                          l.outputs, l.corrections.data(), l.scale(multipliers.data()[first + r]),
                          l.bias.data(), out + r * l.outputs);
    } else if (l.quantised) {
      const QuantisedRows quantised{bytes.data() + first * dim, count};
      float* s = scales.data();
      for (std::size_t r = 0; r < count; ++r)
        s[r] = l.scale(multipliers.data()[first + r]);
      kernel.gemm(quantised, l.packed(), s, l.bias.data(), out);
    } else {
      kernel.gemm_float(x.data() + first * dim, count, dim, l.weights, l.outputs, l.bias.data(),
                        false, out);
    }
  }

  // Chooses the continuations of one slot, whose rows are [first, first + count) with logits at
  // `values`, and appends the open ones to next_rows.
  void choose(Slot& slot, std::size_t first, std::size_t count, float* values,
              const SearchOptions& options) {
    const std::size_t width = slot.output->linear.outputs, columns = slot.output->ids.size();
    const bool must_end = options.force_source_length && slot.step + 1 >= slot.length;
    candidates.clear();
    for (std::size_t r = 0; r < count; ++r) {
      float* v = values + r * width;
      const auto [highest, total] = kernel.max_and_sum_exp(v, width);
      const double log_total = static_cast<double>(highest) + exact_log(static_cast<double>(total));
      // The unknown piece counts in the normaliser but is never chosen.
      if (slot.unknown_column != no_column) v[slot.unknown_column] = no_logit;
      if (options.force_source_length) {
        if (must_end) {
          const float end = v[slot.end_column];
          std::fill(v, v + columns, no_logit);
          v[slot.end_column] = end;
        } else {
          v[slot.end_column] = no_logit;
        }
      }
      const double before = rows[first + r].log_prob;
      if (slot.beams == 1) {
        const float best = kernel.max(v, width);
        std::size_t column = 0;
        while (column + 1 < columns && v[column] != best)
          ++column;
        const auto piece = static_cast<float>(static_cast<double>(v[column]) - log_total);
        if (candidates.empty() || before + piece > candidates.front().log_prob) {
          candidates.clear();
          candidates.push_back({before + piece, piece, static_cast<std::uint32_t>(r),
                                static_cast<std::uint32_t>(column)});
        }
        continue;
      }
      for (std::size_t column = 0; column < columns; ++column) {
        if (v[column] <= no_logit) continue;
        const auto piece = static_cast<float>(static_cast<double>(v[column]) - log_total);
        const double log_prob = before + piece;
        if (candidates.size() == slot.beams) {
          if (!(log_prob > candidates.back().log_prob)) continue;
          candidates.pop_back();
        }
        // Behind its equals: the lower row, then the lower id comes first.
        auto at = candidates.end();
        while (at != candidates.begin() && (at - 1)->log_prob < log_prob)
          --at;
        candidates.insert(at, {log_prob, piece, static_cast<std::uint32_t>(r),
                               static_cast<std::uint32_t>(column)});
      }
    }
    const auto attention_base = static_cast<std::uint32_t>(
        options.alignment ? slot.attention.size() / slot.length - count : 0);
    ++slot.step;
    const bool at_limit = slot.step >= slot.limit;
    const unsigned wanted = slot.beams;
    for (const auto& candidate : candidates) {
      const Row& row = rows[first + candidate.row];
      slot.nodes.push_back({slot.output->ids[candidate.column], row.node,
                            attention_base + candidate.row, candidate.piece_log_prob});
      const auto node = static_cast<std::uint32_t>(slot.nodes.size());
      const bool ended = candidate.column == slot.end_column;
      if (ended || at_limit) {
        finish(slot, node, ended, candidate.log_prob, options);
        --slot.beams;
      } else {
        next_rows.push_back({rows[first].slot, slot.nodes.back().id, node,
                             static_cast<std::uint32_t>(first + candidate.row),
                             candidate.log_prob});
      }
    }
    // Fewer continuations than beams happens only with a handful of target pieces.
    if (candidates.size() < wanted)
      slot.beams = std::min<unsigned>(slot.beams, static_cast<unsigned>(candidates.size()));
  }

  SearchResult* result_of_slot = nullptr;

  void finish(const Slot& slot, std::uint32_t last, bool ended, double log_prob,
              const SearchOptions& options) {
    Hypothesis h;
    std::size_t steps = 0;
    for (auto n = last; n != 0; n = slot.nodes[n - 1].parent)
      ++steps;
    h.ids.resize(ended ? steps - 1 : steps);
    h.log_probs.resize(steps);
    if (options.alignment) h.alignment.resize(steps * slot.length);
    auto n = last;
    for (std::size_t t = steps; t-- > 0;) {
      const Node& node = slot.nodes[n - 1];
      if (t < h.ids.size()) h.ids[t] = node.id;
      h.log_probs[t] = node.log_prob;
      if (options.alignment)
        std::copy_n(slot.attention.data() + node.attention * slot.length, slot.length,
                    h.alignment.data() + t * slot.length);
      n = node.parent;
    }
    h.hit_length_limit = !ended;
    h.log_prob = log_prob;
    // length^normalize by exp(n log length): the same bits everywhere.
    h.score = log_prob / exact_exp(options.normalize * exact_log(static_cast<double>(steps)));
    result_of_slot->hypotheses.push_back(std::move(h));
  }

  // Takes waiting sentences into free slots. Returns whether any row is there to decode.
  void admit(std::span<const std::vector<std::uint32_t>> sentences, std::atomic<std::size_t>& next,
             std::span<SearchResult> results, const SearchOptions& options) {
    const std::size_t slot_count = std::max<std::size_t>(1, options.max_rows / options.beam_size);
    if (slots.size() < slot_count) slots.resize(slot_count);
    std::size_t free = 0;
    for (std::size_t s = 0; s < slot_count; ++s)
      free += slots[s].active ? 0 : 1;
    // A few at a time, so that the encoder has enough rows to work well.
    if (!rows.empty() && free < std::max<std::size_t>(1, slot_count / 4)) return;
    admitted.clear();
    std::size_t encoder_rows = 0;
    for (std::size_t s = 0; s < slot_count && encoder_rows < max_encoder_rows; ++s) {
      if (slots[s].active) continue;
      if (next.load(std::memory_order_relaxed) >= sentences.size()) break;
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= sentences.size()) break;
      Slot& slot = slots[s];
      slot.active = true;
      slot.sentence = i;
      slot.length = sentences[i].size();
      CLEW_ASSERT(slot.length >= 1 && slot.length <= max_source_length);
      slot.padded = round16(slot.length);
      slot.limit = static_cast<std::size_t>(
          std::clamp(std::ceil(options.max_length_factor * static_cast<double>(slot.length)), 1.0,
                     static_cast<double>(Network::max_positions - 1)));
      slot.step = 0;
      slot.beams = options.beam_size;
      slot.nodes.clear();
      slot.attention.clear();
      slot.clipped = slot.quantised = 0;
      if (shortlist) {
        shortlist->select(sentences[i], marks, ids);
        if (ids.empty() || ids.front() != Vocabulary::end_of_sentence)
          ids.insert(ids.begin(), Vocabulary::end_of_sentence);
        network.make_output(ids, true, slot.own_output);
        slot.output = &slot.own_output;
      } else {
        slot.output = full;
      }
      const auto column_of = [&](std::uint32_t id) {
        const auto& list = slot.output->ids;
        const auto at = std::lower_bound(list.begin(), list.end(), id);
        return at != list.end() && *at == id ? static_cast<std::size_t>(at - list.begin())
                                             : no_column;
      };
      slot.end_column = column_of(Vocabulary::end_of_sentence);
      slot.unknown_column = column_of(Vocabulary::unknown);
      results[i] = {};
      admitted.push_back(s);
      encoder_rows += slot.length;
    }
    if (admitted.empty()) return;
    encode(sentences);
    const std::size_t first = rows.size();
    for (const auto s : admitted)
      rows.push_back({s, 0, 0, 0, 0.0});
    for (auto& state : states)
      std::fill(state.data() + first * dim, state.data() + rows.size() * dim, 0.0f);
  }

  // Rows of the last step → rows of the next: their SSRU states follow.
  void follow_parents() {
    bool moved = false;
    for (std::size_t r = 0; r < next_rows.size(); ++r)
      moved |= next_rows[r].parent != r;
    if (moved) {
      for (std::size_t layer = 0; layer < states.size(); ++layer) {
        for (std::size_t r = 0; r < next_rows.size(); ++r)
          std::memcpy(spare_states[layer].data() + r * dim,
                      states[layer].data() + next_rows[r].parent * dim, dim * sizeof(float));
        std::swap(states[layer], spare_states[layer]);
      }
    }
    rows.swap(next_rows);
    next_rows.clear();
  }

  void run(std::span<const std::vector<std::uint32_t>> sentences, std::atomic<std::size_t>& next,
           std::span<SearchResult> results, const SearchOptions& options, std::stop_token stop) {
    CLEW_ASSERT(options.beam_size >= 1 && options.beam_size <= 64 && options.max_rows >= 1);
    const std::size_t most_rows = std::max<std::size_t>(options.max_rows, options.beam_size);
    states.resize(network.decoder().size());
    spare_states.resize(states.size());
    for (auto& state : states)
      state.reserve(most_rows * dim);
    for (auto& state : spare_states)
      state.reserve(most_rows * dim);
    reserve_rows(most_rows);
    rows.clear(), next_rows.clear();
    for (auto& slot : slots)
      slot.active = false;
    std::fill(row_clipped.begin(), row_clipped.end(), 0);

    while (!stop.stop_requested()) {
      admit(sentences, next, results, options);
      if (rows.empty()) return;
      decode_step(options);
      prepare(x.data(), rows.size(), (shortlist ? slots[rows[0].slot].output : full)->linear);
      // All pieces as candidates: one product, so that the large matrix is read once a step.
      if (!shortlist) output_product(*full, 0, rows.size());
      for (std::size_t first = 0; first < rows.size();) {
        const std::size_t s = rows[first].slot;
        std::size_t end = first;
        while (end < rows.size() && rows[end].slot == s)
          ++end;
        Slot& slot = slots[s];
        if (shortlist) output_product(*slot.output, first, end - first);
        float* values = logits.data() + (shortlist ? 0 : first * full->linear.outputs);
        account(slot, first, end - first);
        result_of_slot = &results[slot.sentence];
        choose(slot, first, end - first, values, options);
        if (slot.beams == 0) {
          auto& result = *result_of_slot;
          std::stable_sort(result.hypotheses.begin(), result.hypotheses.end(),
                           [](const auto& p, const auto& q) { return p.score > q.score; });
          result.clipped = slot.clipped;
          result.quantised = slot.quantised;
          slot.active = false;
        }
        first = end;
      }
      follow_parents();
    }
  }
};

Searcher::Searcher(const Network& network, const Shortlist* shortlist, const OutputLayer* full)
    : impl_(std::make_unique<Impl>(network, shortlist, full)) {
  CLEW_ASSERT(shortlist != nullptr || full != nullptr);
}
Searcher::~Searcher() = default;
Searcher::Searcher(Searcher&&) noexcept = default;

void Searcher::run(std::span<const std::vector<std::uint32_t>> sentences,
                   std::atomic<std::size_t>& next, std::span<SearchResult> results,
                   const SearchOptions& options, std::stop_token stop) {
  CLEW_ASSERT(results.size() == sentences.size());
  impl_->run(sentences, next, results, options, stop);
}

}  // namespace clew::nmt
