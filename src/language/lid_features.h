// The features of a word: its character 1- to 5-grams, borders included, and the whole word.
//
// "_da_" gives  d  a  _d  da  a_  _da  da_  _da_ ; a word of 4 to 14 letters also gives itself.
// A feature is known by a 32-bit hash alone. The trainer and the detector both use this file, so
// the hash is part of the weights file's format: change it and the weights must be trained anew.
#pragma once

#include "language/lid_text.h"

#include <cstdint>

namespace clew::language::lid {

inline constexpr std::size_t max_gram = 5;
inline constexpr std::size_t max_whole_word = 16;  // with borders

// The most features one word gives.
inline constexpr std::size_t max_word_features = (max_word_letters + 2) * max_gram + 1;

inline std::uint32_t hash_step(std::uint32_t h, char16_t c) {
  h = (h ^ c) * 0x9E3779B1u;
  return h ^ (h >> 15);
}
inline constexpr std::uint32_t hash_seed = 0x2545F491u;

// A whole word, borders included.
inline std::uint32_t word_hash(const char16_t* letters, std::size_t length) {
  std::uint32_t h = hash_seed;
  for (std::size_t i = 0; i < length; ++i)
    h = hash_step(h, letters[i]);
  return h;
}

template <class F>
void for_each_feature(const char16_t* letters, std::size_t length, F&& f) {
  for (std::size_t i = 0; i < length; ++i) {
    std::uint32_t h = hash_seed;
    const std::size_t stop = i + max_gram < length ? i + max_gram : length;
    for (std::size_t j = i; j < stop; ++j) {
      h = hash_step(h, letters[j]);
      // A border by itself says nothing.
      if (j > i || letters[j] != word_border) f(h);
    }
    if (i == 0 && length > max_gram && length <= max_whole_word) {
      for (std::size_t j = stop; j < length; ++j)
        h = hash_step(h, letters[j]);
      f(h);
    }
  }
}

}  // namespace clew::language::lid
