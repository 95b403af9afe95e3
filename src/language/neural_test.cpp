#include "language/neural.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "language/neural_sentence.h"
#include "language/pipeline.h"

namespace clew::language {

TEST_CASE("sentences are cut where one ends and another begins") {
  const auto parts = [](std::string_view text) {
    std::vector<std::string> out;
    for (const auto& [b, e] : split_sentences(text))
      out.emplace_back(text.substr(b, e - b));
    return out;
  };
  using V = std::vector<std::string>;
  CHECK(parts("Ven. ¿Dónde estás? Ya!") == V{"Ven.", "¿Dónde estás?", "Ya!"});
  CHECK(parts("El Sr. J. Pop tiene 3. Casas... y no vino.") ==
        V{"El Sr.", "J. Pop tiene 3. Casas... y no vino."});
  CHECK(parts("你好。你在哪里？") == V{"你好。", "你在哪里？"});
  CHECK(parts("  hola  ") == V{"hola"});
  CHECK(parts("").empty());
}

TEST_CASE("the neural decoder behind the pipeline gives back every mark and a score") {
  const char* data = std::getenv("CLEW_SHARED_DATA");
  const std::filesystem::path folder =
      (data ? std::filesystem::path(data)
            : std::filesystem::path(CLEW_SOURCE_DIR) / "../shared/data") /
      "translation/marian-fixture";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: neural fixture (shared data not there)");
    return;
  }
  std::filesystem::path model, vocabulary, shortlist;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.ends_with("alphas.bin")) model = entry.path();
    if (name.ends_with(".spm")) vocabulary = entry.path();
    if (name.ends_with(".s2t.bin")) shortlist = entry.path();
  }
  REQUIRE_FALSE(model.empty());
  NeuralModel files{"ro", "en", model, {vocabulary}, {}, "fixture", 5.0, {}};
  if (!shortlist.empty()) files.shortlist = shortlist;
  auto engine = std::make_shared<NeuralEngine>(std::vector<NeuralModel>{files});
  const std::vector<std::string> segments = {"Guvernul a spus " + mark_text(0) + " că " +
                                                 mark_text(1) + " nu va veni. Mâine " +
                                                 mark_text(2) + " da.",
                                             "Da", "", mark_text(0) + " casa"};
  const auto out = engine->translate("ro", segments, {});
  REQUIRE(out.size() == segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    CAPTURE(out[i].text);
    for (std::size_t m = 0; m < 3; ++m) {
      CHECK((segments[i].find(mark_text(m)) == std::string::npos) ==
            (out[i].text.find(mark_text(m)) == std::string::npos));
    }
    CHECK(out[i].mean_log_prob.has_value() == !segments[i].empty());
    const auto alone = engine->translate("ro", std::span(&segments[i], 1), {});
    CHECK((alone[0] == out[i]));
  }
  Pipeline pipeline({engine}, {});
  const std::vector<Line> lines = {
      {1, "Sună la +447700900123 sau http://a.example acum, te rog", "ro"}};
  const auto result = pipeline.translate(lines);
  CHECK(result[0].engine == "neural");
  CHECK(result[0].version.starts_with("fixture; clew-neural 4; lines "));
  if (!result[0].text.empty()) {
    CHECK(result[0].text.find("+447700900123") != std::string::npos);
    CHECK(result[0].text.find("http://a.example") != std::string::npos);
  }
}

}  // namespace clew::language
