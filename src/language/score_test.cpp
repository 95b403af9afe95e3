#include "language/score.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "language/apertium.h"
#include "language/pipeline.h"

namespace clew::language {
namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the 13a tokeniser splits what mteval-v13a splits") {
  CHECK(tokenize_13a("Hello, world! It's 3.5% (or 1,000).") ==
        Lines{"Hello", ",", "world", "!", "It's", "3.5", "%", "(", "or", "1,000", ")", "."});
  CHECK(tokenize_13a("a..b 2-3 &quot;x&quot; co-op") ==
        Lines{"a", ".", ".", "b", "2", "-", "3", "\"", "x", "\"", "co-op"});
  CHECK(tokenize_13a("  ") == Lines{});
}

TEST_CASE("scores of small examples worked out by hand") {
  const Lines same = {"the cat sat on the mat", "we meet at noon today"};
  CHECK(bleu_chrf(same, same).bleu == doctest::Approx(100));
  CHECK(bleu_chrf(same, same).chrf == doctest::Approx(100));
  // 5/6, 3/5, 2/4, 1/3 → (0.8333·0.6·0.5·0.3333)^¼ = 0.5373
  CHECK(bleu_chrf(Lines{"the cat sat on a mat"}, Lines{"the cat sat on the mat"}).bleu ==
        doctest::Approx(53.73).epsilon(0.001));
  // Shorter by one of six: brevity e^(1-6/5); all n-grams right.
  CHECK(bleu_chrf(Lines{"the cat sat on the"}, Lines{"the cat sat on the mat"}).bleu ==
        doctest::Approx(81.87).epsilon(0.001));
  // Smoothing: 1-grams 2/4, 2-grams 1/3, then 1/(2·2) and 1/(4·1).
  CHECK(bleu_chrf(Lines{"the cat runs fast"}, Lines{"the cat sat here"}).bleu ==
        doctest::Approx(100 * std::pow(0.5 / 3 * 0.25 * 0.25, 0.25)).epsilon(0.001));
  CHECK(bleu_chrf(Lines{""}, Lines{"x"}).bleu == 0);
  // Nothing in common, or nothing to compare with: 0, not what smoothing would make of it.
  CHECK(bleu_chrf(Lines{"one two three four five"}, Lines{"six seven eight nine ten"}).bleu == 0);
  CHECK(bleu_chrf(Lines{"one two three four"}, Lines{""}).bleu == 0);
  // No n-gram of the hypothesis counts where the reference is too short to have one: orders 1 and 2 of "abcd" against "ab":
  // precision 2/4 and 1/3, recall 1 and 1.
  CHECK(bleu_chrf(Lines{"abcd"}, Lines{"ab"}).chrf ==
        doctest::Approx(100 * 5 * (5.0 / 12) / (4 * (5.0 / 12) + 1)).epsilon(0.001));
  // "ab" against "abc": precision 1, 1; recall 2/3, 1/2; order 3 has no hypothesis.
  CHECK(bleu_chrf(Lines{"a b"}, Lines{"abc"}).chrf ==
        doctest::Approx(100 * 5 * 1 * (7.0 / 12) / (4 + 7.0 / 12)).epsilon(0.001));
  CHECK_THROWS_AS(bleu_chrf(Lines{"a"}, Lines{}), Error);
}

// Reference figures by an independent scorer that was checked against stored sacrebleu values.
TEST_CASE("Spanish NTREX through Apertium scores what was measured outside") {
  const char* data = std::getenv("CLEW_SHARED_DATA");
  const std::filesystem::path folder =
      data ? std::filesystem::path(data) / "translation/ntrex"
           : std::filesystem::path(CLEW_SOURCE_DIR) / "../shared/data/translation/ntrex";
  auto engine = std::make_shared<ApertiumEngine>();
  if (!std::filesystem::exists(folder / "spa.txt") || !engine->can("es")) {
    MESSAGE("SKIPPED: NTREX Spanish (shared data or apertium-eng-spa not there)");
    return;
  }
  const auto read = [&](const char* name) {
    std::ifstream file(folder / name);
    Lines lines;
    for (std::string line; std::getline(file, line);) {
      if (line.ends_with('\r')) line.pop_back();
      lines.push_back(line);
    }
    return lines;
  };
  const auto source = read("spa.txt"), reference = read("eng.txt");
  REQUIRE(source.size() == 1997);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < source.size(); ++i)
    lines.push_back({i, source[i], "es"});
  Pipeline pipeline({engine}, {});
  Lines english;
  for (auto& t : pipeline.translate(lines))
    english.push_back(t.text.empty() ? source[english.size()] : t.text);
  const auto score = bleu_chrf(english, reference);
  MESSAGE("es NTREX: BLEU " << score.bleu << ", chrF2 " << score.chrf);
  // Outside, the bare pair has 15.8 and 50.3; what is done behind it is worth half a point of each.
  CHECK(score.bleu >= 15.8);
  CHECK(score.bleu < 17);
  CHECK(score.chrf >= 50.3);
  CHECK(score.chrf < 51.5);
}

}  // namespace clew::language
