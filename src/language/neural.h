// The neural decoder (nmt/translator.h) as an engine.
//
// Each segment is cut into sentences and its marks are taken out; afterwards they are put back
// where the alignment says their neighbour went (neural_sentence.h). The mean log-probability a
// token, how much of the network's values lay outside the range that the model was made for, and
// which words became which go with the text; the checks judge the first two.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// One model.
struct NeuralModel {
  std::string from, to;  // language codes
  std::filesystem::path model;
  std::vector<std::filesystem::path> vocabularies;  // one, or source and target
  std::optional<std::filesystem::path> shortlist;
  std::string version;         // "base-memory sha256:…": from the model's manifest
  std::optional<double> bleu;  // measured
  // SHA-256 that these files must have when the model is loaded; may be empty.
  std::vector<std::pair<std::filesystem::path, std::string>> hashes;
};

// Models are loaded at the first use of their language (50 ms, and 25 ms for the hashes) and stay;
// any number of threads.
class NeuralEngine final : public Engine {
 public:
  // `pivot`: a language without a model into English goes by way of a third one, where two models
  // lead there. Only when a person asked for it: two steps double the faults.
  explicit NeuralEngine(std::vector<NeuralModel> models, bool pivot = false);
  ~NeuralEngine() override;
  std::string_view name() const override { return "neural"; }
  std::vector<std::string> languages() const override;
  // "ro→en"; by way of a third language "uk→ru→en, by way of ru".
  std::string route(std::string_view language) const override;
  std::string version(std::string_view language) const override;
  std::optional<double> quality(std::string_view language) const override;
  std::size_t least_call() const override { return 16; }
  // Throws what loading the model throws: Error(not_found, resource or integrity); integrity also
  // when its files are not those of its manifest.
  std::vector<Rendering> translate(std::string_view language, std::span<const std::string> segments,
                                   std::stop_token stop) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::language
