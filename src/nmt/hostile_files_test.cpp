// What damaged and hostile model files do: they are refused with a reason, or read; never a crash,
// a hang or more memory than a file of their size deserves. fuzz/nmt_fuzz.cpp goes on from the same
// seeds.
#include "base/error.h"
#include "nmt/model_config.h"
#include "nmt/model_file.h"
#include "nmt/model_maker.h"
#include "nmt/network.h"
#include "nmt/shortlist.h"
#include "nmt/vocabulary.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <random>
#include <string>

using namespace clew::nmt;

namespace {

// Reads a model as a Translator would. Copies into memory that the sanitizer can watch.
std::string model_fault(const std::string& bytes) {
  try {
    const Network network(ModelFile::parse(bytes, "test"), kernels(best_isa()));
    return "";
  } catch (const clew::Error& error) {
    CHECK(error.kind() == clew::ErrorKind::integrity);
    return error.what();
  }
}
std::string shortlist_fault(const std::string& bytes, std::size_t source, std::size_t target) {
  try {
    const auto s = Shortlist::parse(bytes, "test", source, target, source == target);
    std::vector<std::uint64_t> marks;
    std::vector<std::uint32_t> ids, sentence;
    for (std::uint32_t w = 0; w < source; ++w)
      sentence.push_back(w);
    s.select(sentence, marks, ids);
    for (const auto id : ids)
      CHECK(id < target);
    return "";
  } catch (const clew::Error& error) {
    CHECK(error.kind() == clew::ErrorKind::integrity);
    return error.what();
  }
}
std::string vocabulary_reason(const std::string& bytes) {
  try {
    const auto v = Vocabulary::parse(bytes, "test");
    std::vector<Piece> pieces;
    v.encode("ab \xff\xf0\x9f\x98\x82 c", 0, pieces);
    std::vector<std::uint32_t> ids;
    for (const auto& p : pieces)
      ids.push_back(p.id);
    v.decode(ids, &pieces);
    return "";
  } catch (const clew::Error& error) {
    CHECK(error.kind() == clew::ErrorKind::integrity);
    return error.what();
  }
}

template <class T>
std::string with_number(std::string bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
  return bytes;
}

std::string small_model(Numbers numbers) {
  ModelShape s;
  s.encoder_layers = 1, s.decoder_layers = 1, s.dim = 16, s.ffn = 32, s.heads = 2;
  s.source_vocab = s.target_vocab = 40;
  return make_random_model(s, numbers, 3);
}

}  // namespace

TEST_CASE("whole models are read, in every number format") {
  CHECK(model_fault(small_model(Numbers::float32)) == "");
  CHECK(model_fault(small_model(Numbers::int8)) == "");
  CHECK(model_fault(small_model(Numbers::int8_calibrated)) == "");
}

TEST_CASE("a model cut off at any byte is refused") {
  const auto bytes = small_model(Numbers::int8_calibrated);
  for (std::size_t size = 0; size < bytes.size(); size += size < 4096 ? 1 : 37)
    CHECK_MESSAGE(model_fault(bytes.substr(0, size)) != "", "cut at ", size);
}

TEST_CASE(
    "a model with a flipped byte anywhere is refused or read, and bytes at its end are refused") {
  const auto bytes = small_model(Numbers::int8);
  std::mt19937 random(1);
  for (std::size_t at = 0; at < bytes.size(); at += at < 6000 ? 1 : 61) {
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1u << random() % 8));
    model_fault(damaged);  // whatever it says, it must come back
    damaged[at] = '\xff';
    model_fault(damaged);
  }
  CHECK(model_fault(bytes + "x").find("follow") != std::string::npos);
}

TEST_CASE("a model that claims huge counts, names, shapes or lengths is refused at once") {
  const auto bytes = small_model(Numbers::int8);
  const std::uint64_t huge = 0xffffffffffffffffULL;
  std::uint64_t count = 0;
  std::memcpy(&count, bytes.data() + 8, 8);
  CHECK(model_fault(with_number(bytes, 8, huge)).find("items") != std::string::npos);
  CHECK(model_fault(with_number<std::uint64_t>(bytes, 8, 9999)) != "");
  for (const std::uint64_t value :
       {huge, huge / 2 + 1, std::uint64_t{1} << 32, std::uint64_t{1} << 61}) {
    for (std::size_t field = 0; field < 4; ++field)
      for (const std::uint64_t item : {std::uint64_t{0}, count / 2, count - 1})
        CHECK(model_fault(with_number(bytes, 16 + item * 32 + field * 8, value)) != "");
  }
  // Shapes: 2^31 - 1 twice would overflow 32 bits, -1 would be huge as unsigned.
  std::size_t names = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + 16 + i * 32, 8);
    names += length;
  }
  const std::size_t shapes = 16 + count * 32 + names;
  for (const std::int32_t value : {0x7fffffff, -1, 0, -0x7fffffff - 1, 1 << 20})
    CHECK(model_fault(with_number(with_number(bytes, shapes, value), shapes + 4, value)) != "");
}

TEST_CASE("unknown and packed number types are refused by name") {
  for (const std::uint64_t type : {0x402u, 0x4102u, 0x1801u, 0x2801u, 0x802u}) {
    ModelWriter w(Numbers::float32);
    w.add_raw("Wemb", type, {40, 16}, std::string(40 * 16 * 4, '\0'));
    CHECK(model_fault(w.bytes("type: transformer\n")).find("Wemb has type") != std::string::npos);
  }
}

TEST_CASE("arrays with values that are no numbers, wrong shapes, missing or twice are refused") {
  auto bytes = small_model(Numbers::float32);
  CHECK(model_fault(with_number(bytes, bytes.size() / 2 / 4 * 4, 0x7f800000u)).find("no number") !=
        std::string::npos);
  ModelWriter twice(Numbers::float32);
  twice.add_vector("a", {1});
  twice.add_vector("a", {1});
  CHECK(model_fault(twice.bytes("x: y\n")).find("two items") != std::string::npos);
  ModelShape s;
  s.encoder_layers = 1, s.decoder_layers = 1, s.dim = 16, s.ffn = 32, s.heads = 2;
  s.source_vocab = s.target_vocab = 40;
  ModelWriter missing(Numbers::float32);
  missing.add_embedding("Wemb", 40, 16, std::vector<float>(640, 0.1f), 1);
  missing.add_vector("decoder_ff_logit_out_b", std::vector<float>(40));
  CHECK(model_fault(missing.bytes(settings_yaml(s))).find("is missing") != std::string::npos);
  s.source_vocab = s.target_vocab = 41;
  CHECK(model_fault(missing.bytes(settings_yaml(s))).find("is 40 x 16, not 41 x 16") !=
        std::string::npos);
  CHECK(model_fault(missing.bytes("")).find("settings") != std::string::npos);
  s.source_vocab = s.target_vocab = 1'000'000;
  CHECK(model_fault(missing.bytes(settings_yaml(s))) != "");
}

TEST_CASE("settings that change the network are refused by name") {
  ModelShape s;
  const auto base = settings_yaml(s);
  CHECK(read_config(base).dim == 256);
  const auto reason = [&](const std::string& line) {
    try {
      read_config(base + line + "\n");
      return std::string();
    } catch (const clew::Error& error) {
      return std::string(error.what());
    }
  };
  CHECK(reason("dec-cell: gru").find("dec-cell") != std::string::npos);
  CHECK(reason("transformer-preprocess: n").find("transformer-preprocess") != std::string::npos);
  CHECK(reason("transformer-ffn-activation: swish").find("activation") != std::string::npos);
  CHECK(reason("transformer-decoder-autoreg: self-attention") != "");
  CHECK(reason("transformer-tied-layers: [1, 1]") != "");
  CHECK(reason("type: s2s") != "");
  CHECK(reason("transformer-heads: 7") != "");
  CHECK(reason("dim-emb: 99999999999999999999") != "");
  CHECK(reason("enc-depth: -1") != "");
  CHECK(reason("dim-vocabs: [1]") != "");
  CHECK(reason("no colon here") != "");
  CHECK(reason("something-of-another-network: 7") == "");
  CHECK(read_config(base + "transformer-guided-alignment-layer: 1\n").alignment_layer == 0);
  CHECK(read_config(base).alignment_layer == 1);
}

TEST_CASE("settings are read as scalars, flow lists and line lists") {
  const auto s = parse_settings(
      "a: 1\r\nb: \"two\"\nc:\n  - x\n  - 'y'\nd: [p, q]\ne: []\nf:\n  nested: 3\n# no\n");
  CHECK(s.at("a") == std::vector<std::string>{"1"});
  CHECK(s.at("b") == std::vector<std::string>{"two"});
  CHECK(s.at("c") == std::vector<std::string>{"x", "y"});
  CHECK(s.at("d") == std::vector<std::string>{"p", "q"});
  CHECK(s.at("e").empty());
  CHECK(s.at("f").empty());
}

TEST_CASE("a shortlist cut off, flipped or with wrong numbers is refused") {
  const auto bytes = make_shortlist(3, {{1, 5}, {}, {7}, {}, {2, 3, 9}, {}});
  CHECK(shortlist_fault(bytes, 6, 10) == "");
  for (std::size_t size = 0; size + 4 < bytes.size(); ++size)
    CHECK_MESSAGE(shortlist_fault(bytes.substr(0, size), 6, 10) != "", "cut at ", size);
  // The checksum covers whole 8-byte words, so the last 4 bytes of an odd list may change
  // unnoticed.
  for (std::size_t at = 0; at < (bytes.size() - 16) / 8 * 8 + 16; ++at) {
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    CHECK_MESSAGE(shortlist_fault(damaged, 6, 10) != "", "flipped at ", at);
  }
  CHECK(shortlist_fault(bytes, 7, 10).find("vocabulary of 6") != std::string::npos);
  CHECK(shortlist_fault(bytes, 6, 9) != "");  // names piece 9
  // With the checksum put right, the bounds must hold by themselves.
  for (std::size_t at = 16; at < bytes.size(); ++at) {
    for (const char value : {'\x80', '\xff', '\x01'}) {
      auto damaged = bytes;
      damaged[at] = value;
      const auto sum = shortlist_checksum(std::string_view(damaged).substr(16));
      shortlist_fault(with_number(damaged, 8, sum), 6, 10);
    }
  }
}

TEST_CASE("the shortlist of a sentence is made as the format says") {
  const auto bytes = make_shortlist(3, {{40, 41}, {}, {12, 50}, {}, {2, 3, 9}, {}});
  const auto s = Shortlist::parse(bytes, "test", 6, 60, false);
  std::vector<std::uint64_t> marks;
  std::vector<std::uint32_t> ids;
  s.select(std::vector<std::uint32_t>{2, 4}, marks, ids);
  // 0-2 first, {12, 50}, {2, 3, 9}; then 4 fills up to 8.
  CHECK(ids == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 9, 12, 50});
  // 0-2, {40, 41}, {12, 50}, {2, 3, 9} are nine: 4 to 8 and 10, 11 fill up to 16.
  s.select(std::vector<std::uint32_t>{0, 2, 4}, marks, ids);
  CHECK(ids == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 40, 41, 50});
  // Shared vocabulary: the sentence's own ids may come out.
  Shortlist::parse(bytes, "test", 6, 60, true).select(std::vector<std::uint32_t>{5}, marks, ids);
  CHECK(ids == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE(
    "a vocabulary cut off at any byte or with flipped bytes is refused or read, never worse") {
  const auto bytes = make_vocabulary(copy_pieces());
  CHECK(vocabulary_reason(bytes) == "");
  // Cut between two pieces it is still a protobuf message; what is then missing is found.
  for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 11)
    vocabulary_reason(bytes.substr(0, size));
  std::mt19937 random(2);
  for (int i = 0; i < 400; ++i) {
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    vocabulary_reason(damaged);
  }
  CHECK(vocabulary_reason("").find("fewer than 3") != std::string::npos);
  CHECK(vocabulary_reason("no protobuf at all") != "");
}

TEST_CASE("a normalisation map whose trie leads outside itself is refused") {
  const auto pieces = copy_pieces();
  const auto map = [](std::uint32_t unit0, std::string texts) {
    std::string m;
    const std::uint32_t size = 1024;
    m.append(reinterpret_cast<const char*>(&size), 4);
    m.append(reinterpret_cast<const char*>(&unit0), 4);
    m.append(1020, '\0');
    return m + texts;
  };
  const auto fault = [&](const std::string& m) {
    return vocabulary_fault(make_vocabulary(pieces, m));
  };
  CHECK(fault(map(0, std::string(1, '\0'))) == "");
  CHECK(fault(map(0x7ffffc00u, std::string(1, '\0'))).find("outside") != std::string::npos);
  // The root itself a value: no label leads to it, but every text begins there.
  CHECK(fault(map(0xfffffc00u, std::string(1, '\0'))).find("root") != std::string::npos);
  CHECK(fault(map(0, "abc")).find("do not end") != std::string::npos);
  CHECK(fault(std::string(3, '\0')) != "");
  auto leaf =
      map(1u << 8, std::string(1, '\0'));  // unit 0 has a leaf at unit 0 ^ 0: value >= 1 text byte
  CHECK(fault(leaf).find("texts") != std::string::npos);
}

TEST_CASE("vocabularies of other kinds are refused by name") {
  auto pieces = copy_pieces();
  pieces[1].type = 1;
  CHECK(vocabulary_fault(make_vocabulary(pieces)).find("<unk>") != std::string::npos);
  pieces = copy_pieces();
  pieces.push_back(pieces.back());
  CHECK(vocabulary_fault(make_vocabulary(pieces)).find("twice") != std::string::npos);
  pieces = copy_pieces();
  pieces[300].score = std::numeric_limits<float>::infinity();
  CHECK(vocabulary_fault(make_vocabulary(pieces)).find("score") != std::string::npos);
  pieces = copy_pieces();
  std::swap(pieces[0].text, pieces[300].text);
  CHECK(vocabulary_reason(make_vocabulary(pieces)) != "");
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

TEST_CASE("the fuzz target's seeds, whole, cut and damaged, do no harm") {
  const auto run = [](const std::string& bytes) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  };
  std::mt19937 random(3);
  for (const auto& seed : make_fuzz_seeds()) {
    run(seed);
    for (int i = 0; i < 60; ++i)
      run(seed.substr(0, random() % seed.size()));
    for (int i = 0; i < 150; ++i) {
      auto damaged = seed;
      for (int n = 0; n < 1 + i % 3; ++n)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      run(damaged);
    }
  }
}
