// The engine from text to text: on copy models, whose right answer is known, and on the fixture of
// a trained model with a reference decoder's outputs, where it is at hand.
#include "nmt/translator.h"

#include "base/error.h"
#include "base/file.h"
#include "nmt/model_maker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace clew::nmt;
namespace fs = std::filesystem;

namespace {

std::vector<Isa> isas_here() {
  std::vector<Isa> list;
  for (Isa isa : {Isa::scalar, Isa::avx2, Isa::avx_vnni, Isa::avx512_vnni, Isa::amx})
    if (has_isa(isa)) list.push_back(isa);
  return list;
}

struct CopyFiles {
  clew::TemporaryDirectory directory{"clew-nmt"};
  ModelFiles files;
  explicit CopyFiles(Numbers numbers, bool with_shortlist = true) {
    const auto pieces = copy_pieces({"train", "station", "keys", "at", "nine"});
    const auto& d = directory.path();
    clew::write_file_durably(d / "model.bin", make_copy_model(pieces.size(), numbers));
    clew::write_file_durably(d / "vocab.spm", make_vocabulary(pieces));
    clew::write_file_durably(
        d / "lex.bin", make_shortlist(2, std::vector<std::vector<std::uint32_t>>(pieces.size())));
    files = {d / "model.bin", {d / "vocab.spm"}, {}};
    if (with_shortlist) files.shortlist = d / "lex.bin";
  }
};

const std::vector<std::string> messages = {
    "The train leaves the station at nine.",
    "Bring the keys, please!",
    "a",
    "Cheia e la recepție 😂 da",
    "Привет, 你好世界",
    "",
    "   two   spaces   ",
    "0722 123 456?",
    "Sună-mă la gară :-)",
    "https://example.org/x?y=1&z=%20",
    "__sep__ and <0x41>",
    "one two three four five six seven eight nine ten eleven twelve"};

std::vector<std::string_view> views(const std::vector<std::string>& lines) {
  return {lines.begin(), lines.end()};
}
std::string squeezed(const std::string& text) {
  std::string out;
  std::istringstream in(text);
  for (std::string word; in >> word;)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

bool same(const Translation& a, const Translation& b) {
  if (a.text != b.text || a.log_prob != b.log_prob || a.clipped != b.clipped ||
      a.quantised != b.quantised || a.segments.size() != b.segments.size() ||
      a.target.size() != b.target.size() || a.alternatives.size() != b.alternatives.size())
    return false;
  for (std::size_t i = 0; i < a.segments.size(); ++i)
    if (a.segments[i].alignment != b.segments[i].alignment) return false;
  for (std::size_t i = 0; i < a.target.size(); ++i)
    if (a.target[i].log_prob != b.target[i].log_prob || a.target[i].begin != b.target[i].begin)
      return false;
  for (std::size_t i = 0; i < a.alternatives.size(); ++i)
    if (a.alternatives[i].text != b.alternatives[i].text ||
        a.alternatives[i].score != b.alternatives[i].score)
      return false;
  return true;
}

std::optional<fs::path> fixture() {
  const char* shared = std::getenv("CLEW_SHARED_DATA");
  const fs::path path = (shared ? fs::path(shared) : fs::path(CLEW_SOURCE_DIR) / "../shared/data") /
                        "translation/marian-fixture";
  if (fs::exists(path / "model.float32.bin")) return path;
  std::puts("SKIPPED: the reference decoder's fixture (shared data not there)");
  return {};
}
std::vector<std::string> lines_of(const fs::path& path) {
  std::vector<std::string> lines;
  std::istringstream in(clew::read_file(path));
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}
ModelFiles fixture_files(const fs::path& path, bool int8, bool shortlist) {
  ModelFiles files{path / (int8 ? "model.intgemm.alphas.bin" : "model.float32.bin"),
                   {path / "vocab.roen.spm"},
                   {}};
  if (shortlist) files.shortlist = path / "lex.s2t.bin";
  return files;
}

}  // namespace

TEST_CASE("a copy model gives every text back, as float32 and int8, with and without shortlist") {
  for (const Numbers numbers : {Numbers::float32, Numbers::int8, Numbers::int8_calibrated}) {
    for (const bool shortlist : {true, false}) {
      const CopyFiles copy(numbers, shortlist);
      for (const Isa isa : isas_here()) {
        const Translator translator(copy.files, isa);
        clew::ThreadPool pool(2);
        const auto out = translator.translate(views(messages), {}, pool);
        for (std::size_t i = 0; i < messages.size(); ++i) {
          CHECK(out[i].complete);
          CHECK(out[i].text == squeezed(messages[i]));
          CHECK(!out[i].hit_length_limit);
        }
      }
    }
  }
}

TEST_CASE("log-probabilities, spans and alignment of a copy belong to its pieces") {
  const CopyFiles copy(Numbers::float32);
  const Translator translator(copy.files);
  const std::string text = "Bring  the keys at nine!";
  const auto t = translator.translate(text);
  REQUIRE(t.segments.size() == 1);
  const auto& s = t.segments[0];
  REQUIRE(t.target.size() == t.source.size());
  CHECK(s.alignment.size() == (t.target.size() + 1) * (t.source.size() + 1));
  double total = s.end_log_prob;
  for (std::size_t i = 0; i < t.target.size(); ++i) {
    total += t.target[i].log_prob;
    CHECK(t.target[i].log_prob < 0);
    const auto* row = s.alignment.data() + i * (t.source.size() + 1);
    double sum = 0;
    for (std::size_t j = 0; j <= t.source.size(); ++j)
      sum += row[j];
    CHECK(sum == doctest::Approx(1).epsilon(1e-5));
    CHECK(row[i] > 0.9);  // it copies piece i from piece i
  }
  CHECK(total == doctest::Approx(t.log_prob).epsilon(1e-6));
  const auto& keys = t.target.back();
  CHECK(t.text.substr(keys.begin, keys.end - keys.begin) == "!");
  CHECK(text.substr(t.source.back().begin, t.source.back().end - t.source.back().begin) == "!");
}

TEST_CASE("source and target vocabularies may differ, with untied embeddings") {
  const CopyFiles copy(Numbers::int8_calibrated);
  auto pieces = copy_pieces({"train", "station", "keys", "at", "nine"});
  for (auto& piece : pieces) {
    if (piece.type != 1) continue;
    for (char& c : piece.text)
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
  }
  const auto& d = copy.directory.path();
  clew::write_file_durably(d / "target.spm", make_vocabulary(pieces));
  for (const Numbers numbers : {Numbers::float32, Numbers::int8, Numbers::int8_calibrated}) {
    clew::write_file_durably(d / "untied.bin", make_copy_model(pieces.size(), numbers, false));
    for (const bool shortlist : {false, true}) {
      ModelFiles files{d / "untied.bin", {d / "vocab.spm", d / "target.spm"}, {}};
      if (shortlist) {
        // Two vocabularies: only the lists allow a piece, so each lists its namesake.
        std::vector<std::vector<std::uint32_t>> lists;
        for (std::uint32_t i = 0; i < pieces.size(); ++i)
          lists.push_back({i});
        clew::write_file_durably(d / "lex2.bin", make_shortlist(2, lists));
        files.shortlist = d / "lex2.bin";
      }
      const Translator translator(files);
      CHECK(!translator.describe().shared_vocabulary);
      CHECK(translator.translate("Bring the keys at nine").text == "bRING THE KEYS AT NINE");
    }
  }
}

TEST_CASE("results are bit-equal over batches, threads, rows side by side and instruction sets") {
  const auto pieces = copy_pieces({"train", "station", "keys", "at", "nine"});
  const CopyFiles copy(Numbers::int8_calibrated);
  ModelShape shape;
  shape.dim = 64, shape.ffn = 128, shape.encoder_layers = 2, shape.heads = 4;
  shape.source_vocab = shape.target_vocab = pieces.size();
  for (const Numbers numbers : {Numbers::float32, Numbers::int8, Numbers::int8_calibrated}) {
    const auto& d = copy.directory.path();
    clew::write_file_durably(d / "random.bin", make_random_model(shape, numbers, 5));
    clew::write_file_durably(d / "random.lex", make_random_shortlist(pieces.size(), 20, 5));
    const ModelFiles files{d / "random.bin", {d / "vocab.spm"}, d / "random.lex"};
    for (const unsigned beam : {1u, 4u}) {
      TranslateOptions options;
      options.beam_size = beam;
      options.alternatives = true;
      options.max_length_factor = 1.5;
      std::vector<Translation> reference;
      std::vector<std::string> many;
      for (int i = 0; i < 3; ++i)
        for (const auto& m : messages)
          many.push_back(m + std::string(static_cast<std::size_t>(i), '.'));
      for (const Isa isa : isas_here()) {
        const Translator translator(files, isa);
        for (const unsigned threads : {1u, 2u, 8u}) {
          clew::ThreadPool pool(threads);
          for (const unsigned rows : {1u, 8u, 32u}) {
            if (isa != best_isa() && threads != 1) continue;
            options.rows = rows;
            const auto out = translator.translate(views(many), options, pool);
            if (reference.empty()) reference = out;
            std::size_t different = 0;
            for (std::size_t i = 0; i < out.size(); ++i)
              different += !same(out[i], reference[i]);
            CHECK_MESSAGE(different == 0, isa_name(isa), " ", threads, " threads ", rows, " rows");
          }
        }
        for (std::size_t i = 0; i < many.size(); i += 5)
          CHECK(same(translator.translate(many[i], options), reference[i]));
      }
    }
  }
}

TEST_CASE("a long text is cut, translated in parts and joined") {
  const CopyFiles copy(Numbers::int8_calibrated);
  const Translator translator(copy.files);
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "Bring the keys at nine. The train leaves, say, at " + std::to_string(i) + ". ";
  TranslateOptions options;
  options.max_pieces = 90;
  const auto t = translator.translate(text, options);
  CHECK(t.segments.size() > 5);
  CHECK(t.text == squeezed(text));
  for (const auto& s : t.segments) {
    CHECK(s.source_end - s.source_begin <= 90);
    CHECK(s.target_end > s.target_begin);
    CHECK(s.alignment.size() ==
          (s.target_end - s.target_begin + 1) * (s.source_end - s.source_begin + 1));
  }
  // 69 kB without a blank: cut anywhere, never inside a character.
  std::string solid;
  for (int i = 0; i < 23'000; ++i)
    solid += "aș";
  // Only at 64 KiB, where such a text goes to the vocabulary in a second portion, a word starts anew.
  auto out = translator.translate(solid, options).text;
  CHECK(std::count(out.begin(), out.end(), ' ') == 1);
  std::erase(out, ' ');
  CHECK(out == solid);
}

TEST_CASE("any bytes may come in: they are no UTF-8, hold NUL or control characters") {
  const CopyFiles copy(Numbers::int8);
  const Translator translator(copy.files);
  std::string all;
  for (int b = 0; b < 256; ++b)
    all += static_cast<char>(b);
  for (const auto& text :
       {all, std::string(1, '\0'), std::string("\xff\xfe"), std::string("\xf0\x9f"), all + all}) {
    const auto t = translator.translate(text);
    CHECK(t.complete);
    for (const auto& p : t.source)
      CHECK((p.begin <= p.end && p.end <= text.size()));
  }
}

TEST_CASE(
    "a beam keeps several translations, best first, and its best is at least the greedy one's "
    "score") {
  const CopyFiles copy(Numbers::float32);
  const Translator translator(copy.files);
  TranslateOptions options;
  options.beam_size = 6;
  options.alternatives = true;
  const auto t = translator.translate("Bring the keys at nine", options);
  CHECK(t.text == "Bring the keys at nine");
  REQUIRE(t.alternatives.size() == 6);
  for (std::size_t i = 1; i < 6; ++i) {
    CHECK(t.alternatives[i - 1].score >= t.alternatives[i].score);
    CHECK(t.alternatives[i].text != t.text);
  }
  CHECK(t.alternatives[0].log_prob == t.log_prob);
  CHECK(t.log_prob == doctest::Approx(translator.translate("Bring the keys at nine").log_prob));
}

TEST_CASE("the length limit stops a sentence and is said") {
  const CopyFiles copy(Numbers::float32);
  const Translator translator(copy.files);
  TranslateOptions options;
  options.max_length_factor = 0.5;
  const auto t = translator.translate("abcdefghij", options);
  CHECK(t.hit_length_limit);
  CHECK(t.target.size() == 6);  // half of 10 letters, a word start and the end
  options.beam_size = 3;
  CHECK(translator.translate("abcdefghij", options).hit_length_limit);
}

TEST_CASE("clipped activations are counted for text outside the calibrated range") {
  const CopyFiles copy(Numbers::int8_calibrated);
  const auto& d = copy.directory.path();
  const auto pieces = copy_pieces({"train", "station", "keys", "at", "nine"});
  CHECK(Translator(copy.files).translate("Bring the keys").clipped == 0);
  CHECK(Translator(copy.files).translate("Bring the keys").quantised > 0);
  // The same weights with multipliers far too large: everything beyond a fraction of a unit clips.
  auto bytes = clew::read_file(d / "model.bin");
  const float usual = 127.0f / 8.0f, large = 127.0f / 0.5f;
  std::size_t changed = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    float v;
    std::memcpy(&v, bytes.data() + at, 4);
    if (v != usual) continue;
    std::memcpy(bytes.data() + at, &large, 4);
    ++changed;
  }
  CHECK(changed > 50);
  clew::write_file_durably(d / "narrow.bin", bytes);
  auto files = copy.files;
  files.model = d / "narrow.bin";
  CHECK(Translator(files).translate("Bring the keys").clipped > 100);
  CHECK(pieces.size() > 300);
}

TEST_CASE("files that are missing or do not belong together are refused with a reason") {
  const CopyFiles copy(Numbers::int8);
  auto files = copy.files;
  files.model = copy.directory.path() / "absent.bin";
  CHECK_THROWS_AS(Translator{files}, clew::Error);
  files = copy.files;
  clew::write_file_durably(copy.directory.path() / "other.spm", make_vocabulary(copy_pieces()));
  files.vocabularies = {copy.directory.path() / "other.spm"};
  CHECK_THROWS_WITH_AS(Translator{files}, doctest::Contains("do not belong together"), clew::Error);
  files = copy.files;
  files.shortlist = files.vocabularies[0];
  CHECK_THROWS_WITH_AS(Translator{files}, doctest::Contains("shortlist"), clew::Error);
  files = copy.files;
  files.vocabularies = {files.model};
  CHECK_THROWS_WITH_AS(Translator{files}, doctest::Contains("vocabulary"), clew::Error);
  TranslateOptions options;
  options.beam_size = 0;
  CHECK_THROWS_AS(Translator(copy.files).translate("a", options), clew::Error);
}

TEST_CASE("a stopped translation comes back with what is done") {
  const CopyFiles copy(Numbers::int8);
  const Translator translator(copy.files);
  std::stop_source source;
  source.request_stop();
  clew::ThreadPool pool(2);
  const auto out = translator.translate(views(messages), {}, pool, source.get_token());
  CHECK(!out[0].complete);
  CHECK(out[5].complete);  // the blank one needs no work
}

TEST_CASE("float32 equals the reference decoder: 200 of 200 lines, log-probabilities within 1e-3") {
  const auto path = fixture();
  if (!path) return;
  const auto input = lines_of(*path / "input.ro");
  TranslateOptions options;
  options.max_pieces = 200;
  clew::ThreadPool pool(2);
  for (const bool shortlist : {false, true}) {
    const auto expected = lines_of(*path / (shortlist ? "expected.float32.shortlist.nbest.txt"
                                                      : "expected.float32.nbest.txt"));
    const auto out =
        Translator(fixture_files(*path, false, shortlist)).translate(views(input), options, pool);
    REQUIRE(out.size() == 200);
    std::size_t equal = 0;
    double largest = 0;
    for (std::size_t i = 0; i < 200; ++i) {
      const auto start = expected[i].find(" ||| ") + 5, end = expected[i].find(" ||| F0= ");
      equal += out[i].text == expected[i].substr(start, end - start);
      largest =
          std::max(largest, std::abs(out[i].log_prob - std::stod(expected[i].substr(end + 9))));
    }
    CHECK(equal == 200);
    CHECK(largest <= 1e-3);
  }
}

TEST_CASE(
    "int8 is as near to the reference decoder as rounding allows, the same on every instruction "
    "set") {
  const auto path = fixture();
  if (!path) return;
  const auto input = lines_of(*path / "input.ro");
  TranslateOptions options;
  options.max_pieces = 200;
  clew::ThreadPool pool(2);
  for (const bool shortlist : {false, true}) {
    const auto expected =
        lines_of(*path / (shortlist ? "expected.int8shiftAlphaAll.shortlist.nbest.txt"
                                    : "expected.int8shiftAlphaAll.nbest.txt"));
    std::vector<Translation> reference;
    for (const Isa isa : isas_here()) {
      const auto out = Translator(fixture_files(*path, true, shortlist), isa)
                           .translate(views(input), options, pool);
      if (reference.empty()) reference = out;
      std::size_t different = 0;
      for (std::size_t i = 0; i < 200; ++i)
        different += !same(out[i], reference[i]);
      CHECK(different == 0);
    }
    std::size_t equal = 0;
    std::vector<double> differences;
    for (std::size_t i = 0; i < 200; ++i) {
      const auto start = expected[i].find(" ||| ") + 5, end = expected[i].find(" ||| F0= ");
      equal += reference[i].text == expected[i].substr(start, end - start);
      differences.push_back(
          std::abs(reference[i].log_prob - std::stod(expected[i].substr(end + 9))));
    }
    std::sort(differences.begin(), differences.end());
    CHECK(equal >= (shortlist ? 180 : 187));
    CHECK(differences[100] <= 1e-4);
  }
}

TEST_CASE("soft alignments equal the reference decoder's within 1e-3") {
  const auto path = fixture();
  if (!path) return;
  const auto input = lines_of(*path / "input.ro");
  const auto expected = lines_of(*path / "expected.float32.soft-align.first20.txt");
  const Translator translator(fixture_files(*path, false, false));
  TranslateOptions options;
  options.max_pieces = 200;
  for (std::size_t i = 0; i < 20; ++i) {
    const auto t = translator.translate(input[i], options);
    auto numbers = expected[i].substr(expected[i].find(" ||| ") + 5);
    std::replace(numbers.begin(), numbers.end(), ',', ' ');
    std::vector<double> values;
    const char* at = numbers.c_str();
    for (char* end = nullptr;; at = end) {
      const double v = std::strtod(at, &end);
      if (end == at) break;
      values.push_back(v);
    }
    const auto& got = t.segments.at(0).alignment;
    // The reference may leave out the row of the end of sentence.
    REQUIRE(values.size() <= got.size());
    REQUIRE(values.size() + t.source.size() + 1 >= got.size());
    double largest = 0;
    for (std::size_t k = 0; k < values.size(); ++k)
      largest = std::max(largest, std::abs(values[k] - got[k]));
    CHECK(largest <= 1e-3);
  }
}
