// How the copy model works (dim 64, the position code has 32 frequencies f_i = 10000^(-i/31)):
//
// - Dimensions 20-31 and 52-63 belong to f_20 … f_31, which hardly turn within 100 positions (sine
// near 0,
//   cosine near 1). In 20-29 and 52-63 every piece has a code of 22 signs, half of them plus, any
//   two codes at least 4 signs apart. So a sum of embedding and position carries both. Dimension 31
//   stays near zero: after a normalisation it tells what was subtracted from all.
// - All self-attention, feed-forward and SSRU weights are zero: those layers only normalise.
// - The decoder's last cross-attention compares positions: query and key are the sines and cosines
// of f_0
//   … f_3 (less dimension 31), whose product is the sum of cos(f_i (t - j)), largest at j = t. A
//   gain of 60 makes the softmax all but one-hot. Its value is the encoder's output as it is, its
//   output projection keeps the piece code times 8. So at step t the decoder holds the code of
//   source piece t, and the product with the embeddings is largest for that piece; the last one is
//   the end of sentence.
#include "nmt/model_maker.h"

#include "base/assert.h"
#include "nmt/shortlist.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <random>

namespace clew::nmt {
namespace {

constexpr std::size_t alignment = 256;

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

void pad(std::string& out) {
  out.resize((out.size() + alignment - 1) / alignment * alignment, '\0');
}

std::string float_bytes(const std::vector<float>& values) {
  std::string out(values.size() * 4, '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

float quant_mult(const std::vector<float>& values) {
  float highest = 0;
  for (const float v : values)
    highest = std::max(highest, std::abs(v));
  return highest > 0 ? 127.0f / highest : 1.0f;
}

char quantised(float value, float mult) {
  return static_cast<char>(
      static_cast<std::int8_t>(std::clamp(std::nearbyint(value * mult), -127.0f, 127.0f)));
}

// A generator whose sequence the standard fixes; distributions it does not, so they are made here.
struct Random {
  std::mt19937_64 engine;
  explicit Random(std::uint64_t seed) : engine(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine() % n); }
  float real() { return static_cast<float>(engine() >> 40) / static_cast<float>(1 << 24); }
  std::vector<float> vector(std::size_t count, float spread) {
    std::vector<float> out(count);
    for (float& v : out)
      v = (real() * 2 - 1) * spread;
    return out;
  }
  // Close to normally distributed, as trained weights are: ones among 64 random bits (deviation 4),
  // made continuous by a uniform number.
  std::vector<float> normal(std::size_t count, float deviation) {
    std::vector<float> out(count);
    for (float& v : out) {
      const int ones = std::popcount(static_cast<std::uint64_t>(engine())) - 32;
      v = (static_cast<float>(ones) + real() - 0.5f) * (deviation / 4);
    }
    return out;
  }
};

constexpr std::size_t copy_dim = 64;
constexpr std::array<std::size_t, 8> position_dims = {0, 1, 2, 3, 32, 33, 34, 35};
constexpr std::size_t zero_dim = 31;
bool is_code_dim(std::size_t k) { return (k >= 20 && k < 30) || k >= 52; }

std::vector<float> copy_codes(std::size_t pieces) {
  Random random(20);
  std::vector<std::uint32_t> codes;  // bit i: sign of code dimension i
  while (codes.size() < pieces) {
    const auto bits = static_cast<std::uint32_t>(random.engine()) & 0x3fffff;
    if (std::popcount(bits & 0x3ff) != 5 || std::popcount(bits >> 10) != 6) continue;
    if (std::any_of(codes.begin(), codes.end(),
                    [&](auto c) { return std::popcount(c ^ bits) < 4; }))
      continue;
    codes.push_back(bits);
  }
  std::vector<float> rows(pieces * copy_dim, 0.0f);
  for (std::size_t p = 0; p < pieces; ++p) {
    unsigned bit = 0;
    for (std::size_t k = 0; k < copy_dim; ++k)
      if (is_code_dim(k)) rows[p * copy_dim + k] = (codes[p] >> bit++ & 1) ? 0.19f : -0.19f;
  }
  return rows;
}

// --- SentencePiece's protobuf ---------------------------------------------------------------

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}
void put_field(std::string& out, unsigned number, std::uint64_t value) {
  put_varint(out, number << 3);
  put_varint(out, value);
}
void put_field(std::string& out, unsigned number, std::string_view bytes) {
  put_varint(out, number << 3 | 2);
  put_varint(out, bytes.size());
  out += bytes;
}

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 || out.empty()) out.emplace_back();
    out.back() += c;
  }
  return out;
}

const std::string word_mark = "\u2581";

}  // namespace

ModelShape tiny_shape() { return {}; }
ModelShape base_memory_shape() {
  ModelShape s;
  s.decoder_layers = 4, s.dim = 384;
  return s;
}
ModelShape base_shape() {
  ModelShape s;
  s.dim = 512, s.ffn = 2048;
  return s;
}

void ModelWriter::add_vector(const std::string& name, const std::vector<float>& values) {
  add_raw(name, 0x404, {1, static_cast<std::int32_t>(values.size())}, float_bytes(values));
}

void ModelWriter::add_weight(const std::string& name, std::size_t inputs, std::size_t outputs,
                             const std::vector<float>& values, float activation_mult) {
  CLEW_ASSERT(values.size() == inputs * outputs);
  const std::vector<std::int32_t> shape = {static_cast<std::int32_t>(inputs),
                                           static_cast<std::int32_t>(outputs)};
  if (numbers_ == Numbers::float32) return add_raw(name, 0x404, shape, float_bytes(values));
  const float mult = quant_mult(values);
  std::string data(inputs * outputs, '\0');
  for (std::size_t k = 0; k < inputs; ++k)
    for (std::size_t n = 0; n < outputs; ++n)
      data[n * inputs + k] = quantised(values[k * outputs + n], mult);
  put(data, mult);
  add_raw(name, 0x4101, shape, std::move(data));
  if (numbers_ == Numbers::int8_calibrated)
    add_raw(name + "_QuantMultA", 0x404, {1, 1}, float_bytes({activation_mult}));
}

void ModelWriter::add_embedding(const std::string& name, std::size_t pieces, std::size_t dim,
                                const std::vector<float>& values, float activation_mult) {
  const std::vector<std::int32_t> shape = {static_cast<std::int32_t>(pieces),
                                           static_cast<std::int32_t>(dim)};
  if (numbers_ == Numbers::float32) return add_raw(name, 0x404, shape, float_bytes(values));
  const float mult = quant_mult(values);
  std::string data(values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i)
    data[i] = quantised(values[i], mult);
  put(data, mult);
  add_raw(name, 0x4101, shape, std::move(data));
  if (numbers_ != Numbers::int8_calibrated) return;
  // The published files hold this one as one int8 value of 127, and once more as a float.
  std::string one(1, '\x7f');
  put(one, 127.0f / activation_mult);
  add_raw(name + "_QuantMultA", 0x4101, {1, 1}, std::move(one));
  if (name != "encoder_Wemb")
    add_raw("none_QuantMultA", 0x404, {1, 1}, float_bytes({activation_mult}));
}

void ModelWriter::add_raw(const std::string& name, std::uint64_t type,
                          std::vector<std::int32_t> shape, std::string data) {
  items_.push_back({name, type, std::move(shape), std::move(data)});
}

std::string ModelWriter::bytes(const std::string& yaml) {
  std::sort(items_.begin(), items_.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (auto& item : items_)
    pad(item.data);
  if (!yaml.empty())
    items_.push_back(
        {"special:model.yml", 0x101, {static_cast<std::int32_t>(yaml.size() + 1)}, yaml + '\0'});
  std::string out;
  put<std::uint64_t>(out, 1);
  put<std::uint64_t>(out, items_.size());
  for (const auto& item : items_) {
    put<std::uint64_t>(out, item.name.size() + 1);
    put<std::uint64_t>(out, item.type);
    put<std::uint64_t>(out, item.shape.size());
    put<std::uint64_t>(out, item.data.size());
  }
  for (const auto& item : items_)
    out += item.name + '\0';
  for (const auto& item : items_)
    for (const auto extent : item.shape)
      put(out, extent);
  const std::size_t start = (out.size() + 8 + alignment - 1) / alignment * alignment;
  put<std::uint64_t>(out, start - out.size() - 8);
  out.resize(start, '\0');
  for (const auto& item : items_)
    out += item.data;
  if (!yaml.empty()) items_.pop_back();
  return out;
}

std::string settings_yaml(const ModelShape& s) {
  return fmt::format(
      "dec-cell: ssru\ndec-cell-base-depth: 2\ndec-cell-high-depth: 1\ndec-depth: {}\n"
      "dim-emb: {}\ndim-vocabs:\n  - {}\n  - {}\nenc-depth: {}\ninput-types: []\n"
      "tied-embeddings: {}\ntied-embeddings-all: {}\ntied-embeddings-src: false\n"
      "transformer-decoder-autoreg: rnn\ntransformer-dim-ffn: {}\n"
      "transformer-ffn-activation: relu\ntransformer-ffn-depth: 2\n"
      "transformer-guided-alignment-layer: last\ntransformer-heads: {}\n"
      "transformer-postprocess: dan\ntransformer-postprocess-emb: d\n"
      "transformer-preprocess: \"\"\ntransformer-tied-layers:\n  []\n"
      "transformer-train-position-embeddings: false\ntype: transformer\n",
      s.decoder_layers, s.dim, s.source_vocab, s.target_vocab, s.encoder_layers,
      s.tied ? "false" : "true", s.tied ? "true" : "false", s.ffn, s.heads);
}

std::string make_random_model(const ModelShape& s, Numbers numbers, std::uint64_t seed) {
  Random random(seed);
  ModelWriter w(numbers);
  const std::size_t d = s.dim;
  // Weights of this deviation keep the variance of a normalised input.
  const auto weights = [&](std::size_t count, std::size_t in) {
    const float deviation = 1 / std::sqrt(static_cast<float>(in));
    return s.uniform ? random.vector(count, std::sqrt(3.0f) * deviation)
                     : random.normal(count, deviation);
  };
  const auto weight = [&](const std::string& name, std::size_t in, std::size_t out, float mult) {
    w.add_weight(name, in, out, weights(in * out, in), mult);
  };
  const auto norm = [&](const std::string& name) {
    w.add_vector(name + "_ln_scale", std::vector<float>(d, 1.0f));
    w.add_vector(name + "_ln_bias", random.vector(d, 0.1f));
  };
  const auto attention = [&](const std::string& name) {
    for (const char c : {'q', 'k', 'v', 'o'}) {
      weight(name + "_W" + c, d, d, c == 'o' ? 60.0f : 30.0f);
      w.add_vector(name + "_b" + c, random.vector(d, 0.1f));
    }
    norm(name + "_Wo");
  };
  const auto ffn = [&](const std::string& name) {
    weight(name + "_W1", d, s.ffn, 30.0f);
    weight(name + "_W2", s.ffn, d, 30.0f);
    w.add_vector(name + "_b1", random.vector(s.ffn, 0.1f));
    w.add_vector(name + "_b2", random.vector(d, 0.1f));
    norm(name + "_ffn");
  };
  for (unsigned i = 1; i <= s.encoder_layers; ++i) {
    attention(fmt::format("encoder_l{}_self", i));
    ffn(fmt::format("encoder_l{}_ffn", i));
  }
  for (unsigned i = 1; i <= s.decoder_layers; ++i) {
    const auto layer = fmt::format("decoder_l{}", i);
    weight(layer + "_rnn_W", d, d, 30.0f);
    weight(layer + "_rnn_Wf", d, d, 30.0f);
    w.add_vector(layer + "_rnn_bf", random.vector(d, 0.1f));
    norm(layer + "_rnn_ffn");
    attention(layer + "_context");
    ffn(layer + "_ffn");
  }
  if (s.tied) {
    w.add_embedding("Wemb", s.source_vocab, d, weights(s.source_vocab * d, d), 30.0f);
  } else {
    w.add_embedding("encoder_Wemb", s.source_vocab, d, weights(s.source_vocab * d, d), 30.0f);
    w.add_embedding("decoder_Wemb", s.target_vocab, d, weights(s.target_vocab * d, d), 30.0f);
  }
  auto out_bias = random.vector(s.target_vocab, 0.1f);
  out_bias[0] += s.end_bias;
  w.add_vector("decoder_ff_logit_out_b", out_bias);
  return w.bytes(settings_yaml(s));
}

std::string make_copy_model(std::size_t pieces, Numbers numbers, bool tied) {
  CLEW_ASSERT(pieces >= 3 && pieces <= 2000);
  ModelShape s;
  s.dim = copy_dim, s.ffn = 64, s.source_vocab = s.target_vocab = pieces, s.tied = tied;
  ModelWriter w(numbers);
  constexpr std::size_t d = copy_dim;
  constexpr float mult = 127.0f / 8.0f;  // a normalised row of 64 has no value above 8
  const std::vector<float> zeros(d * d, 0.0f), zero(d, 0.0f), ones(d, 1.0f);
  const auto norm = [&](const std::string& name) {
    w.add_vector(name + "_ln_scale", ones);
    w.add_vector(name + "_ln_bias", zero);
  };
  const auto ffn = [&](const std::string& name) {
    w.add_weight(name + "_W1", d, s.ffn, zeros, mult);
    w.add_weight(name + "_W2", s.ffn, d, zeros, mult);
    w.add_vector(name + "_b1", zero);
    w.add_vector(name + "_b2", zero);
    norm(name + "_ffn");
  };
  const auto attention = [&](const std::string& name, bool copies) {
    std::vector<float> q = zeros, k = zeros, v = zeros, o = zeros;
    for (std::size_t i = 0; copies && i < d; ++i) {
      q[position_dims[i % 8] * d + i] = 60.0f;
      k[position_dims[i % 8] * d + i] = 1.0f;
      q[zero_dim * d + i] = -60.0f;
      k[zero_dim * d + i] = -1.0f;
      v[i * d + i] = 1.0f;
      if (is_code_dim(i)) o[i * d + i] = 8.0f;
    }
    w.add_weight(name + "_Wq", d, d, q, mult);
    w.add_weight(name + "_Wk", d, d, k, mult);
    w.add_weight(name + "_Wv", d, d, v, mult);
    w.add_weight(name + "_Wo", d, d, o, mult);
    for (const char c : {'q', 'k', 'v', 'o'})
      w.add_vector(name + "_b" + c, zero);
    norm(name + "_Wo");
  };
  for (unsigned i = 1; i <= s.encoder_layers; ++i) {
    attention(fmt::format("encoder_l{}_self", i), false);
    ffn(fmt::format("encoder_l{}_ffn", i));
  }
  for (unsigned i = 1; i <= s.decoder_layers; ++i) {
    const auto layer = fmt::format("decoder_l{}", i);
    w.add_weight(layer + "_rnn_W", d, d, zeros, mult);
    w.add_weight(layer + "_rnn_Wf", d, d, zeros, mult);
    w.add_vector(layer + "_rnn_bf", zero);
    norm(layer + "_rnn_ffn");
    attention(layer + "_context", i == s.decoder_layers);
    ffn(layer + "_ffn");
  }
  const auto codes = copy_codes(pieces);
  if (tied) {
    w.add_embedding("Wemb", pieces, d, codes, mult);
  } else {
    w.add_embedding("encoder_Wemb", pieces, d, codes, mult);
    w.add_embedding("decoder_Wemb", pieces, d, codes, mult);
  }
  w.add_vector("decoder_ff_logit_out_b", std::vector<float>(pieces, 0.0f));
  return w.bytes(settings_yaml(s));
}

std::string make_shortlist(std::uint64_t first,
                           const std::vector<std::vector<std::uint32_t>>& lists) {
  std::string body;
  std::uint64_t total = 0, longest = 0;
  for (const auto& list : lists) {
    total += list.size();
    longest = std::max<std::uint64_t>(longest, list.size());
  }
  put<std::uint64_t>(body, first);
  put<std::uint64_t>(body, longest);
  put<std::uint64_t>(body, lists.size() + 1);
  put<std::uint64_t>(body, total);
  std::uint64_t offset = 0;
  put(body, offset);
  for (const auto& list : lists)
    put(body, offset += list.size());
  for (const auto& list : lists)
    for (const auto id : list)
      put(body, id);
  std::string out;
  put(out, shortlist_magic);
  put(out, shortlist_checksum(body));
  return out + body;
}

std::string make_random_shortlist(std::size_t vocab, std::size_t per_word, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<std::uint32_t>> lists(vocab);
  for (auto& list : lists) {
    for (std::size_t i = 0; i < per_word; ++i)
      list.push_back(static_cast<std::uint32_t>(
          random.below(i % 2 ? vocab : std::min<std::size_t>(vocab, 2000))));
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return make_shortlist(std::min<std::size_t>(50, vocab), lists);
}

std::string make_vocabulary(const std::vector<PieceSpec>& pieces, std::string_view charsmap) {
  std::string out;
  bool bytes = false;
  for (const auto& piece : pieces) {
    std::string message;
    put_field(message, 1, piece.text);
    put_varint(message, 2 << 3 | 5);
    put(message, piece.score);
    put_field(message, 3, static_cast<std::uint64_t>(piece.type));
    put_field(out, 1, message);
    bytes |= piece.type == 6;
  }
  std::string trainer;
  put_field(trainer, 3, 1);  // unigram
  put_field(trainer, 4, pieces.size());
  put_field(trainer, 35, bytes ? 1 : 0);
  put_field(trainer, 40, 1);                 // unk_id
  put_field(trainer, 42, std::uint64_t{0});  // eos_id
  put_field(out, 2, trainer);
  std::string normalizer;
  put_field(normalizer, 1, charsmap.empty() ? "identity" : "nmt_nfkc");
  if (!charsmap.empty()) put_field(normalizer, 2, charsmap);
  put_field(normalizer, 3, 1);  // a blank before the first word
  put_field(normalizer, 4, 1);  // blanks in a row are one
  put_field(normalizer, 5, 1);  // a blank is written U+2581
  put_field(out, 3, normalizer);
  return out;
}

std::vector<PieceSpec> copy_pieces(const std::vector<std::string>& words) {
  std::vector<PieceSpec> pieces = {{"</s>", 0, 3}, {"<unk>", 0, 2}};
  for (int b = 0; b < 256; ++b)
    pieces.push_back({fmt::format("<0x{:02X}>", b), 0, 6});
  pieces.push_back({"__sep__", 0, 4});
  pieces.push_back({word_mark, -3, 1});
  for (char c = '!'; c <= '~'; ++c)
    pieces.push_back({std::string(1, c), -6, 1});
  for (const auto& word : words)
    pieces.push_back({word_mark + word, -7, 1});
  return pieces;
}

std::vector<PieceSpec> pieces_from_text(const std::vector<std::string>& lines, std::size_t size,
                                        std::size_t least) {
  std::map<std::string, std::size_t> words, parts, letters;
  for (const auto& line : lines) {
    for (std::size_t begin = 0; begin < line.size();) {
      const auto end = std::min(line.find_first_of(" \t\r", begin), line.size());
      if (end > begin) {
        auto word = line.substr(begin, end - begin);
        // Punctuation stands alone, as trained vocabularies have it.
        while (word.size() > 1 &&
               std::string_view(".,;:!?\")").find(word.back()) != std::string_view::npos) {
          ++letters[std::string(1, word.back())];
          word.pop_back();
        }
        ++words[word_mark + word];
      }
      begin = end + 1;
    }
  }
  constexpr std::size_t longest_part = 8;
  for (const auto& [word, count] : words) {
    const auto chars = characters(word);
    for (const auto& c : chars)
      letters[c] += count;
    for (std::size_t i = 0; i < chars.size(); ++i) {
      std::string part = chars[i];
      for (std::size_t n = 2; n <= longest_part && i + n <= chars.size(); ++n) {
        part += chars[i + n - 1];
        if (i + n < chars.size() || i > 0) parts[part] += count;
      }
    }
  }
  std::vector<PieceSpec> pieces = {{"</s>", 0, 3}, {"<unk>", 0, 2}};
  std::map<std::string, bool> taken;
  const auto add = [&](const std::string& text, double weight) {
    if (pieces.size() < size && taken.emplace(text, true).second)
      pieces.push_back({text, static_cast<float>(std::log(weight) - 14.0), 1});
  };
  using Counted = std::pair<std::size_t, std::string>;
  const auto by_count = [](const std::map<std::string, std::size_t>& map) {
    std::vector<Counted> list;
    for (const auto& [text, count] : map)
      list.emplace_back(count, text);
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    return list;
  };
  for (const auto& [count, text] : by_count(letters))
    add(text, static_cast<double>(count) * 0.2);
  for (const auto& [count, text] : by_count(words))
    if (count >= least) add(text, static_cast<double>(count));
  for (const auto& [count, text] : by_count(parts))
    add(text, static_cast<double>(count) * 0.2);
  // Filled up with pieces that no text has, so that the size is what was asked for.
  for (std::size_t i = 0; pieces.size() < size; ++i)
    add(fmt::format("\u2603{}", i), 1e-3);
  return pieces;
}

std::vector<std::string> make_fuzz_seeds() {
  ModelShape shape;
  shape.encoder_layers = 1, shape.decoder_layers = 1, shape.dim = 16, shape.ffn = 32;
  shape.heads = 2, shape.source_vocab = shape.target_vocab = 12;
  std::vector<std::string> seeds;
  for (const bool tied : {true, false}) {
    shape.tied = tied;
    for (const auto numbers : {Numbers::float32, Numbers::int8, Numbers::int8_calibrated})
      seeds.push_back(std::string(1, '\0') + make_random_model(shape, numbers, 9));
  }
  seeds.push_back("\x01" + make_shortlist(3, {{40, 41}, {}, {12, 50}, {}, {2, 3, 9}, {}}));
  seeds.push_back("\x02" + make_vocabulary(copy_pieces({"train", "keys"})));
  // A normalisation map of one empty trie block.
  std::string map;
  put<std::uint32_t>(map, 1024);
  map.append(1025, '\0');
  seeds.push_back(
      "\x02" +
      make_vocabulary({{"</s>", 0, 3}, {"<unk>", 0, 2}, {word_mark, -1, 1}, {"e", -2, 1}}, map));
  seeds.push_back("\x03" + settings_yaml(shape));
  return seeds;
}

}  // namespace clew::nmt
