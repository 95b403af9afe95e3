// Every kernel table against plain code, and against each other bit by bit.
#include "nmt/kernels.h"

#include "nmt/aligned_buffer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

using namespace clew::nmt;

namespace {

std::vector<Isa> isas_here() {
  std::vector<Isa> list;
  for (Isa isa : {Isa::scalar, Isa::avx2, Isa::avx_vnni, Isa::avx512_vnni, Isa::amx})
    if (has_isa(isa)) list.push_back(isa);
  return list;
}

struct Random {
  std::mt19937_64 engine;
  explicit Random(std::uint64_t seed) : engine(seed) {}
  std::size_t below(std::size_t n) { return engine() % n; }
  float real(float spread) {
    return (static_cast<float>(engine() >> 40) / static_cast<float>(1 << 24) - 0.5f) * 2 * spread;
  }
};

AlignedBuffer<float> floats(Random& random, std::size_t count, float spread) {
  AlignedBuffer<float> out(round16(count));
  for (std::size_t i = 0; i < round16(count); ++i)
    out.data()[i] = random.real(spread);
  return out;
}

bool same_bits(const float* a, const float* b, std::size_t count) {
  return std::memcmp(a, b, count * sizeof(float)) == 0;
}

// Weights as models have them, and as only a hostile one does.
enum class Weights { even, bell, ends, highest, lowest, alternating };

std::vector<std::int8_t> random_weights(Random& random, std::size_t count, Weights kind) {
  std::vector<std::int8_t> weights(count);
  int i = 0;
  for (auto& w : weights) {
    int value = static_cast<int>(random.below(256)) - 128;
    if (kind == Weights::bell)  // deviation 28: one pair in some 1,000 adds up to more than 129
      value = std::clamp(7 * (__builtin_popcountll(random.engine()) - 32), -127, 127);
    if (kind == Weights::ends) value = random.below(2) ? -128 : 127;
    if (kind == Weights::highest) value = 127;
    if (kind == Weights::lowest) value = random.below(2) ? -128 : -127;
    if (kind == Weights::alternating) value = i++ % 4 < 2 ? 127 : -128;
    w = static_cast<std::int8_t>(value);
  }
  return weights;
}

// A random int8 product: weights as rows, packed, and activations as floats.
struct Product {
  std::size_t rows, inputs, outputs, padded;
  std::vector<std::int8_t> weights;  // [outputs][inputs]
  AlignedBuffer<std::int8_t> panels, narrowed;
  ExcessWeights excess;
  AlignedBuffer<std::int32_t> corrections;
  AlignedBuffer<float> activations, multipliers, scales, bias;

  // `follows`: the inputs are that product's outputs after a ReLU; there are no activations here.
  explicit Product(Random& random, Weights kind = Weights::even, const Product* follows = nullptr) {
    const bool extreme = kind != Weights::even && kind != Weights::bell, after_relu = follows;
    rows = follows ? follows->rows : 1 + random.below(40);
    inputs = follows ? follows->padded : 16 * (1 + random.below(24));
    outputs = 1 + random.below(300);
    padded = round16(outputs);
    weights = random_weights(random, outputs * inputs, kind);
    std::vector<const std::int8_t*> pointers;
    for (std::size_t n = 0; n < outputs; ++n)
      pointers.push_back(weights.data() + n * inputs);
    pack_weights(pointers.data(), outputs, inputs, panels.reserve(padded * inputs),
                 corrections.reserve(padded));
    std::memcpy(narrowed.reserve(padded * inputs), panels.data(), padded * inputs);
    narrow(narrowed.data(), padded, inputs, after_relu, excess);
    activations = floats(random, rows * inputs, extreme ? 400.0f : 3.0f);
    multipliers = floats(random, rows, 1);
    scales = floats(random, rows, 0.01f);
    for (std::size_t r = 0; r < rows; ++r)
      multipliers.data()[r] = 20.0f + static_cast<float>(r);
    bias = floats(random, padded, 1);
  }

  PackedWeights packed(const Kernels& k) const {
    if (!k.narrow_weights) return {panels.data(), corrections.data(), inputs, padded, {}};
    return {narrowed.data(), corrections.data(), inputs, padded, excess.view()};
  }

  // The referee: what the header says, one number at a time.
  std::int32_t activation(std::size_t r, std::size_t k) const {
    const float x = activations.data()[r * inputs + k] * multipliers.data()[r];
    return static_cast<std::int32_t>(std::nearbyint(std::clamp(x, -127.0f, 127.0f)));
  }
  std::int32_t sum(std::size_t r, std::size_t n) const {
    if (n >= outputs) return 0;
    std::int64_t total = 0;
    for (std::size_t k = 0; k < inputs; ++k)
      total += activation(r, k) * weights[n * inputs + k];
    return static_cast<std::int32_t>(total);
  }
};

}  // namespace

TEST_CASE(
    "integer sums equal a plain referee exactly, for random shapes, on every instruction set") {
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    for (int seed = 0; seed < 60; ++seed) {
      Random random(static_cast<std::uint64_t>(seed));
      const Product p(random, static_cast<Weights>(seed % 6));
      AlignedBuffer<std::uint8_t> bytes(p.rows * p.inputs);
      std::vector<std::uint32_t> clipped(p.rows, 0);
      k.quantise(p.activations.data(), p.rows, p.inputs, p.multipliers.data(), bytes.data(),
                 clipped.data());
      AlignedBuffer<std::int32_t> sums(p.rows * p.padded);
      k.gemm_sums({bytes.data(), p.rows}, p.packed(k), sums.data());
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < p.rows; ++r) {
        for (std::size_t n = 0; n < p.padded; ++n)
          wrong += sums.data()[r * p.padded + n] != p.sum(r, n);
        std::uint32_t expected = 0;
        for (std::size_t i = 0; i < p.inputs; ++i)
          expected +=
              std::abs(p.activations.data()[r * p.inputs + i] * p.multipliers.data()[r]) >= 127.5f;
        CHECK(clipped[r] == expected);
      }
      INFO(isa_name(isa), " seed ", seed);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("narrowed weights and their excess are the weights, and nothing is too wide") {
  for (int seed = 0; seed < 72; ++seed) {
    Random random(static_cast<std::uint64_t>(seed) + 500);
    const auto kind = static_cast<Weights>(seed % 6);
    const bool after_relu = seed >= 36;
    const Product before(random);
    const Product p(random, kind, after_relu ? &before : nullptr);
    std::vector<std::int8_t> over(p.padded * p.inputs, 0);  // in the order of the panels
    REQUIRE(p.excess.begin.size() == p.padded / 16 + 1);
    for (std::size_t panel = 0; panel < p.padded / 16; ++panel)
      for (std::size_t e = p.excess.begin[panel]; e < p.excess.begin[panel + 1]; ++e)
        std::memcpy(over.data() + panel * 16 * p.inputs + p.excess.inputs[e] * 16,
                    p.excess.blocks.data() + e * 64, 64);
    std::size_t wrong = 0, wide = 0;
    for (std::size_t i = 0; i < p.padded * p.inputs; ++i) {
      wrong += p.narrowed.data()[i] + over[i] != p.panels.data()[i];
      wrong += p.narrowed.data()[i] * over[i] < 0;
    }
    // Widths of what the instructions add up in 16 bits, from the definition.
    const int limit = after_relu ? 32767 / 127 : 32767 / 254;
    for (std::size_t i = 0; i < p.padded * p.inputs; i += 2) {
      int above = 0, below = 0;
      for (std::size_t group = 0; group < (after_relu ? 4 : 1); ++group) {
        if (after_relu && i % 256 >= 64) continue;
        for (std::size_t j = 0; j < 2; ++j) {
          const int w = p.narrowed.data()[i + group * 64 + j];
          (w > 0 ? above : below) += w;
        }
      }
      wide += above > limit || below < -limit;
      wide += !after_relu && std::abs(over[i] + over[i + 1]) > limit;
    }
    CHECK(wrong == 0);
    CHECK(wide == 0);
  }
  AlignedBuffer<std::int8_t> slim(16 * 16);
  std::fill_n(slim.data(), 256, std::int8_t{32});
  ExcessWeights none;
  for (const bool after_relu : {false, true}) {
    narrow(slim.data(), 16, 16, after_relu, none);
    CHECK(none.inputs.empty());
    CHECK(none.view().blocks == nullptr);
  }
  // One too many.
  slim.data()[0] = 98;
  narrow(slim.data(), 16, 16, false, none);
  CHECK(none.inputs == std::vector<std::uint32_t>{0});
  CHECK(none.blocks.data()[0] == 1);
  slim.data()[0] = 35;
  narrow(slim.data(), 16, 16, true, none);
  CHECK(none.inputs == std::vector<std::uint32_t>{0});
  CHECK(none.blocks.data()[0] == 1);
}

TEST_CASE("a product after a ReLU has the referee's sums, on every instruction set") {
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    for (int seed = 300; seed < 336; ++seed) {
      Random random(static_cast<std::uint64_t>(seed));
      const Product first(random);
      const Product second(random, static_cast<Weights>(seed % 6), &first);
      AlignedBuffer<std::uint8_t> bytes(first.rows * first.inputs),
          hidden(first.rows * first.padded);
      std::vector<std::uint32_t> ignore(first.rows, 0);
      k.quantise(first.activations.data(), first.rows, first.inputs, first.multipliers.data(),
                 bytes.data(), ignore.data());
      const float multiplier = seed % 4 == 0 ? 1e6f : 1.5f;  // the first: 0 and 127 alone
      k.gemm_relu_quantise({bytes.data(), first.rows}, first.packed(k), first.scales.data(),
                           first.bias.data(), multiplier, hidden.data(), ignore.data());
      AlignedBuffer<std::int32_t> sums(second.rows * second.padded);
      k.gemm_sums({hidden.data(), first.rows, true}, second.packed(k), sums.data());
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < first.rows; ++r) {
        std::vector<std::int32_t> inputs(first.padded);
        for (std::size_t n = 0; n < first.padded; ++n) {
          const float y = std::fma(static_cast<float>(first.sum(r, n)), first.scales.data()[r],
                                   first.bias.data()[n]);
          inputs[n] = static_cast<std::int32_t>(
              std::nearbyint(std::min(std::max(y, 0.0f) * multiplier, 127.0f)));
        }
        for (std::size_t n = 0; n < second.outputs; ++n) {
          std::int32_t total = 0;
          for (std::size_t i = 0; i < second.inputs; ++i)
            total += inputs[i] * second.weights[n * second.inputs + i];
          wrong += sums.data()[r * second.padded + n] != total;
        }
      }
      INFO(isa_name(isa), " seed ", seed);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("products with bias, and with ReLU and requantising, are bit-equal to the referee") {
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    for (int seed = 100; seed < 140; ++seed) {
      Random random(static_cast<std::uint64_t>(seed));
      const Product p(random, static_cast<Weights>(seed % 6));
      AlignedBuffer<std::uint8_t> bytes(p.rows * p.inputs), again(p.rows * p.padded),
          expected_again(p.rows * p.padded);
      std::vector<std::uint32_t> ignore(p.rows, 0), clipped(p.rows, 0), expected_clipped(p.rows, 0);
      k.quantise(p.activations.data(), p.rows, p.inputs, p.multipliers.data(), bytes.data(),
                 ignore.data());
      AlignedBuffer<float> out(p.rows * p.padded), expected(p.rows * p.padded);
      k.gemm({bytes.data(), p.rows}, p.packed(k), p.scales.data(), p.bias.data(), out.data());
      for (std::size_t r = 0; r < p.rows; ++r)
        for (std::size_t n = 0; n < p.padded; ++n)
          expected.data()[r * p.padded + n] =
              std::fma(static_cast<float>(p.sum(r, n)), p.scales.data()[r], p.bias.data()[n]);
      CHECK(same_bits(out.data(), expected.data(), p.rows * p.padded));

      // In the table's own byte form: quantise() of the clamped floats.
      k.gemm_relu_quantise({bytes.data(), p.rows}, p.packed(k), p.scales.data(), p.bias.data(),
                           3.5f, again.data(), clipped.data());
      for (std::size_t i = 0; i < p.rows * p.padded; ++i)
        expected.data()[i] = std::max(expected.data()[i], 0.0f);
      const std::vector<float> multipliers(p.rows, 3.5f);
      k.quantise(expected.data(), p.rows, p.padded, multipliers.data(), expected_again.data(),
                 expected_clipped.data());
      // Where weights are narrowed, without what quantise() adds.
      for (std::size_t i = 0; k.narrow_weights && i < p.rows * p.padded; ++i)
        expected_again.data()[i] = static_cast<std::uint8_t>(expected_again.data()[i] - 127);
      CHECK(std::memcmp(again.data(), expected_again.data(), p.rows * p.padded) == 0);
      CHECK(clipped == expected_clipped);
    }
  }
}

TEST_CASE("scores of rows that lie anywhere equal the referee, on every instruction set") {
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    for (int seed = 200; seed < 230; ++seed) {
      Random random(static_cast<std::uint64_t>(seed));
      const std::size_t dim = 64 * (1 + random.below(8)), table_rows = 1 + random.below(90),
                        count = 16 * (1 + random.below(9));
      const auto kind = static_cast<Weights>(seed % 6);
      const bool extreme = kind != Weights::even && kind != Weights::bell;
      const auto table = random_weights(random, table_rows * dim, kind);
      const auto activations = floats(random, dim, extreme ? 400.0f : 3.0f);
      const float multiplier = 25.0f, scale = 0.003f;
      AlignedBuffer<std::uint8_t> bytes(dim);
      std::uint32_t clipped = 0;
      k.quantise(activations.data(), 1, dim, &multiplier, bytes.data(), &clipped);
      std::vector<std::uint32_t> ids(count);
      AlignedBuffer<std::int32_t> corrections(count);
      const auto bias = floats(random, count, 1);
      AlignedBuffer<float> out(count);
      std::vector<float> expected(count);
      for (std::size_t i = 0; i < count; ++i) {
        ids[i] = static_cast<std::uint32_t>(random.below(table_rows));
        std::int32_t total = 0, sum = 0;
        for (std::size_t n = 0; n < dim; ++n) {
          const float x = std::clamp(activations.data()[n] * multiplier, -127.0f, 127.0f);
          total += table[ids[i] * dim + n];
          sum += static_cast<std::int32_t>(std::nearbyint(x)) * table[ids[i] * dim + n];
        }
        corrections.data()[i] = -127 * total;
        expected[i] = std::fma(static_cast<float>(sum), scale, bias.data()[i]);
      }
      k.score_rows(bytes.data(), dim, table.data(), ids.data(), count, corrections.data(), scale,
                   bias.data(), out.data());
      INFO(isa_name(isa), " seed ", seed);
      CHECK(std::memcmp(out.data(), expected.data(), count * sizeof(float)) == 0);
    }
  }
}

TEST_CASE("rows give the same result alone and among others") {
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    Random random(7);
    const Product p(random);
    AlignedBuffer<std::uint8_t> bytes(p.rows * p.inputs);
    std::vector<std::uint32_t> clipped(p.rows, 0);
    k.quantise(p.activations.data(), p.rows, p.inputs, p.multipliers.data(), bytes.data(),
               clipped.data());
    AlignedBuffer<float> all(p.rows * p.padded), one(p.padded);
    k.gemm({bytes.data(), p.rows}, p.packed(k), p.scales.data(), p.bias.data(), all.data());
    for (std::size_t r = 0; r < p.rows; ++r) {
      k.gemm({bytes.data() + r * p.inputs, 1}, p.packed(k), p.scales.data() + r, p.bias.data(),
             one.data());
      CHECK(same_bits(one.data(), all.data() + r * p.padded, p.padded));
    }
  }
}

TEST_CASE("float kernels give the same bits on every instruction set, and are right") {
  const auto& plain = kernels(Isa::scalar);
  for (int seed = 0; seed < 30; ++seed) {
    Random random(static_cast<std::uint64_t>(seed) + 1000);
    const std::size_t heads = std::size_t{1} << random.below(4);
    const std::size_t dim = 16 * heads * (1 + random.below(3)), rows = 1 + random.below(9);
    const std::size_t length = 1 + random.below(70), padded = round16(length);
    const auto a = floats(random, rows * dim, 4), b = floats(random, rows * dim, 4);
    const auto scale = floats(random, dim, 2), bias = floats(random, dim, 1);
    auto keys = floats(random, dim * padded, 1);
    for (std::size_t c = 0; c < dim; ++c)
      for (std::size_t t = length; t < padded; ++t)
        keys.data()[c * padded + t] = 0;
    // The same keys without anything between the rows, and what is no number behind the last.
    const bool tight = random.below(2) == 0;
    AlignedBuffer<float> tight_keys(dim * length + 16);
    std::fill_n(tight_keys.data(), dim * length + 16, std::nanf(""));
    for (std::size_t c = 0; c < dim; ++c)
      std::memcpy(tight_keys.data() + c * length, keys.data() + c * padded, length * 4);
    const auto values = floats(random, length * dim, 2);
    const auto weights = floats(random, dim * 32, 1), bias32 = floats(random, 32, 1);
    std::vector<std::int8_t> bytes(dim);
    for (auto& v : bytes)
      v = static_cast<std::int8_t>(random.below(256) - 128);

    struct Results {
      AlignedBuffer<float> norm, attention, head0, state, hidden, gemm, embed8, embed32;
      float highest, max_abs;
      Kernels::MaxSum sum;
    };
    const auto run = [&](const Kernels& k) {
      Results r;
      k.add_norm(a.data(), b.data(), rows, dim, scale.data(), bias.data(),
                 r.norm.reserve(rows * dim));
      AlignedBuffer<float> scratch(4 * padded);
      k.attention(a.data(), rows, tight ? tight_keys.data() : keys.data(), tight ? length : padded,
                  values.data(), dim / heads, dim, length, padded, dim, heads, scratch.data(),
                  r.attention.reserve(rows * dim), r.head0.reserve(rows * length));
      std::memcpy(r.state.reserve(rows * dim), b.data(), rows * dim * 4);
      k.ssru(a.data(), scale.data(), dim, r.state.data(), r.hidden.reserve(rows * dim));
      k.gemm_float(a.data(), rows, dim, weights.data(), 32, bias32.data(), seed % 2 == 0,
                   r.gemm.reserve(rows * 32));
      k.embed_int8(bytes.data(), 0.013f, 16.0f, bias.data(), dim, r.embed8.reserve(dim));
      k.embed_float(a.data(), 16.0f, bias.data(), dim, r.embed32.reserve(dim));
      r.highest = k.max(a.data(), dim);
      r.max_abs = k.max_abs(a.data(), dim);
      r.sum = k.max_and_sum_exp(a.data(), dim);
      return r;
    };
    const auto reference = run(plain);

    // The scalar results against textbook double arithmetic.
    for (std::size_t r = 0; r < rows; ++r) {
      double mean = 0, variance = 0;
      for (std::size_t i = 0; i < dim; ++i)
        mean += (a.data()[r * dim + i] + b.data()[r * dim + i]) / double(dim);
      for (std::size_t i = 0; i < dim; ++i)
        variance += std::pow(a.data()[r * dim + i] + b.data()[r * dim + i] - mean, 2) / double(dim);
      for (std::size_t i = 0; i < dim; ++i) {
        const double x =
            (a.data()[r * dim + i] + b.data()[r * dim + i] - mean) / std::sqrt(variance + 1e-9);
        CHECK(reference.norm.data()[r * dim + i] ==
              doctest::Approx(x * scale.data()[i] + bias.data()[i]).epsilon(1e-4));
      }
      const std::size_t head_dim = dim / heads;
      for (std::size_t h = 0; h < heads; ++h) {
        std::vector<double> w(length);
        double total = 0;
        for (std::size_t j = 0; j < length; ++j) {
          double s = 0;
          for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c)
            s += double(a.data()[r * dim + c]) * keys.data()[c * padded + j];
          total += w[j] = std::exp(s / std::sqrt(double(head_dim)));
        }
        for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c) {
          double s = 0;
          for (std::size_t j = 0; j < length; ++j)
            s += w[j] / total * values.data()[j * dim + c];
          CHECK(std::abs(reference.attention.data()[r * dim + c] - s) < 1e-4);
        }
        if (h == 0)
          for (std::size_t j = 0; j < length; ++j)
            CHECK(std::abs(reference.head0.data()[r * length + j] - w[j] / total) < 1e-5);
      }
    }
    for (std::size_t i = 0; i < dim; ++i) {
      const double f = 1 / (1 + std::exp(-double(a.data()[i])));
      const double c = f * b.data()[i] + (1 - f) * scale.data()[i];
      CHECK(std::abs(reference.state.data()[i] - c) < 1e-5);
      CHECK(std::abs(reference.hidden.data()[i] - std::max(0.0, c)) < 1e-5);
    }

    for (const Isa isa : isas_here()) {
      const auto other = run(kernels(isa));
      INFO(isa_name(isa), " seed ", seed);
      CHECK(same_bits(other.norm.data(), reference.norm.data(), rows * dim));
      CHECK(same_bits(other.attention.data(), reference.attention.data(), rows * dim));
      CHECK(same_bits(other.head0.data(), reference.head0.data(), rows * length));
      CHECK(same_bits(other.state.data(), reference.state.data(), dim));
      CHECK(same_bits(other.hidden.data(), reference.hidden.data(), dim));
      CHECK(same_bits(other.gemm.data(), reference.gemm.data(), rows * 32));
      CHECK(same_bits(other.embed8.data(), reference.embed8.data(), dim));
      CHECK(same_bits(other.embed32.data(), reference.embed32.data(), dim));
      CHECK(other.highest == reference.highest);
      CHECK(other.max_abs == reference.max_abs);
      CHECK(other.sum.max == reference.sum.max);
      CHECK(other.sum.sum == reference.sum.sum);
    }
  }
}

TEST_CASE("numbers that are none go the same way on every instruction set") {
  AlignedBuffer<float> in(16), one(16);
  const float odd[] = {NAN,  -NAN,  INFINITY, -INFINITY, 1e38f,  -1e38f,  0.5f,   1.5f,
                       2.5f, -0.5f, -1.5f,    127.4f,    127.5f, -127.5f, 1e-40f, -0.0f};
  std::copy(std::begin(odd), std::end(odd), in.data());
  one.data()[0] = 1.0f;
  std::vector<std::vector<std::int32_t>> sums;
  std::vector<std::uint32_t> clips;
  for (const Isa isa : isas_here()) {
    const auto& k = kernels(isa);
    std::uint32_t clipped = 0;
    AlignedBuffer<std::uint8_t> bytes(16);
    k.quantise(in.data(), 1, 16, one.data(), bytes.data(), &clipped);
    // Identity weights read each byte back.
    std::vector<std::int8_t> eye(256, 0);
    std::vector<const std::int8_t*> rows;
    for (std::size_t i = 0; i < 16; ++i)
      eye[i * 17] = 1;
    for (std::size_t i = 0; i < 16; ++i)
      rows.push_back(eye.data() + i * 16);
    AlignedBuffer<std::int8_t> panels(256);
    AlignedBuffer<std::int32_t> corrections(16), out(16);
    pack_weights(rows.data(), 16, 16, panels.data(), corrections.data());
    k.gemm_sums({bytes.data(), 1}, {panels.data(), corrections.data(), 16, 16, {}}, out.data());
    sums.emplace_back(out.data(), out.data() + 16);
    clips.push_back(clipped);
  }
  CHECK(sums.front() == std::vector<std::int32_t>{127, 127, 127, -127, 127, -127, 0, 2, 2, 0, -2,
                                                  127, 127, -127, 0, 0});
  for (const auto& s : sums)
    CHECK(s == sums.front());
  for (const auto c : clips)
    CHECK(c == clips.front());
}

TEST_CASE("instruction sets have names, and unknown ones are refused") {
  CHECK(isa_from_name("scalar") == Isa::scalar);
  CHECK(!isa_from_name("mmx"));
  for (const Isa isa : isas_here())
    CHECK(isa_from_name(isa_name(isa)) == isa);
  CHECK(has_isa(best_isa()));
}
