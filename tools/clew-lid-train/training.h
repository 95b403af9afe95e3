// Learns the weights of one script's languages. The idea stands at the head of training.cpp.
#pragma once

#include "corpus.h"

#include "language/lid_model.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace clew::lid_train {

struct Settings {
  std::uint64_t seed = 20240501;
  std::size_t steps = 4000000;  // lines drawn
  std::size_t rows = 180000;    // n-grams kept
  std::size_t max_candidates = 900000;
  double rate = 4;             // of the first step; falls to a twentieth
  double bare = 0.33;          // share of the lines drawn without their diacritics
  double virtual_words = 200000;  // how many words a language's texts count for when n-grams are chosen
  std::size_t listed_words = 2500;  // of each language, the most frequent
  double keep_feature = 0.75;  // the rest of a line's n-grams are hidden
};

// One script's part of the weights file.
struct Trained {
  language::lid::Script script = language::lid::Script::none;
  float scale = 0;
  std::int8_t codebook[16] = {};
  float temperature[language::lid::temperature_count] = {};
  std::vector<float> bias;
  std::vector<std::uint32_t> hashes;
  std::vector<std::uint8_t> rows;  // packed
  std::uint32_t row_bytes = 0;
  // Words that speak for themselves: hash → class, value, class, … as in the weights file.
  std::map<std::uint32_t, std::string> words;
  float word_weight[language::lid::temperature_count] = {};
};

// The same languages and settings give the same result, on any machine: one thread, own random
// numbers and own exp(), no fused multiply-add. `languages` all have one script; at least two.
Trained train_group(std::span<const Language* const> languages, const Settings& settings);

}  // namespace clew::lid_train
