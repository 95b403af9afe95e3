// The neural decoder (nmt/translator.h) as an engine.
//
// Students are trained on sentences without foreign matter, so each segment is cut into sentences
// and its marks are taken out; afterwards they are put back where the alignment says their
// neighbour went. The mean log-probability a token goes with the text; the checks judge it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// One model from a language to English.
struct NeuralModel {
  std::string language;
  std::filesystem::path model;
  std::vector<std::filesystem::path> vocabularies;  // one, or source and target
  std::optional<std::filesystem::path> shortlist;
  std::string version;         // "base-memory sha256:…": from the model's manifest
  std::optional<double> bleu;  // measured on NTREX or FLORES
};

// Models are loaded at the first use of their language (50 ms) and stay; any number of threads.
class NeuralEngine final : public Engine {
 public:
  explicit NeuralEngine(std::vector<NeuralModel> models);
  ~NeuralEngine() override;
  std::string_view name() const override { return "neural"; }
  std::vector<std::string> languages() const override;
  std::string route(std::string_view language) const override;
  std::string version(std::string_view language) const override;
  std::optional<double> quality(std::string_view language) const override;
  // Throws what loading the model throws: Error(not_found, resource or integrity).
  std::vector<Rendering> translate(std::string_view language, std::span<const std::string> segments,
                                   std::stop_token stop) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "Ven. ¿Dónde estás? Ya!" → its three sentences, as byte ranges without the blanks between. A full
// stop after a single letter or a digit, or before a small letter, ends none.
std::vector<std::pair<std::size_t, std::size_t>> split_sentences(std::string_view text);

}  // namespace clew::language
