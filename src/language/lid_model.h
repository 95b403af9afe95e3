// The weights of the language detector: a log-linear model per script over hashed n-grams.
//
// A file holds, for every script that several languages share, a table of rows. A row belongs to
// one n-gram (known by its hash) and has one 4-bit weight per language, looked up in the group's
// codebook of 16 values. The score of a language is its bias plus the sum of its weights over all
// n-grams of the line, times scale / √(number of n-grams). Scripts of one language need no rows.
//
// Words that some language uses often speak not by their n-grams but by themselves: a list of languages with
// ln p(word | language) - ln unseen_word, in eighths; a language that is not listed has 0.
//
// All numbers little endian:
//   char[8] "CLEWLID2"; u32 classes, groups, name hashes, words
//   per class: char[12] code, NUL-padded; u32 script
//   per group: u32 script, first class, classes, row bytes, rows; f32 scale; i8 codebook[16];
//              f32 temperature[8], word weight[8] by number of words 1 2 3 4 5-6 7-9 10-15 16-
//   per group: f32 bias[classes]; u32 hash[rows]; zeros to a multiple of 64; rows
//   u32 name hash[…], ascending: words that are given names or family names and little else
//   u32 word hash[…]; u8 languages of each; per word and language: u8 class within the group of the word's script
//   (of a romanised language: its place after the Latin ones), u8 value
// Checked on opening; a file that is cut short or contradicts itself is refused with the reason.
#pragma once

#include "base/large_pages.h"
#include "language/lid_text.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace clew::language::lid {

inline constexpr std::size_t max_classes = 128;       // in the whole file
inline constexpr std::size_t max_group_classes = 64;  // in one script
// A script has no more classes than fit into the registers. So the languages of Cyrillic script that are typed in Latin
// letters share one class of the Latin group, its last, and the group of Script::romanised, whose classes follow it in the
// file, tells them apart: p(language) = p(family) p(language | family).
inline constexpr std::string_view romanised_family = "cyr-Latn";  // never an answer
inline constexpr std::size_t max_romanised = 8;
inline constexpr std::size_t max_scores = max_group_classes + max_romanised;
inline constexpr double unseen_word = 3e-7;
inline constexpr std::size_t temperature_count = 8;

// Which temperature holds for a line of that many words.
inline std::size_t temperature_bucket(std::size_t words) {
  if (words <= 4) return words == 0 ? 0 : words - 1;
  if (words <= 6) return 4;
  if (words <= 9) return 5;
  return words <= 15 ? 6 : 7;
}

struct Group {
  Script script = Script::none;
  std::uint32_t first_class = 0, classes = 0, row_bytes = 0, rows = 0;
  float scale = 0;
  std::int8_t codebook[16] = {};
  float temperature[temperature_count] = {};
  float word_weight[temperature_count] = {};
  const char* bias = nullptr;         // f32[classes]
  const char* hashes = nullptr;       // u32[rows]
  const std::uint8_t* row = nullptr;  // rows × row_bytes, aligned to 64
  // Open addressing by the hash's top bits: row + 1, and 14 more bits of the hash as a check.
  const std::uint32_t* slots = nullptr;
  std::uint32_t slot_mask = 0, slot_shift = 0;
};

// A weights file with its index, built on opening in about 5 ms. Index and rows (9 MB) lie in large
// pages; of the rest it keeps views, so the bytes must outlive the model. Read only, so any number
// of threads may use it.
class Model {
 public:
  // Throws Error(integrity) with the reason.
  explicit Model(std::string_view bytes);

  std::size_t class_count() const { return codes_.size(); }
  std::string_view code(std::size_t cls) const { return codes_[cls]; }
  Script class_script(std::size_t cls) const { return scripts_[cls]; }
  // The group that decides within a script, or nothing for a script of no or one language.
  const Group* group(Script script) const {
    const int g = group_of_[static_cast<std::size_t>(script)];
    return g < 0 ? nullptr : &groups_[static_cast<std::size_t>(g)];
  }
  // The one language of a script, or -1.
  int only_class(Script script) const { return only_[static_cast<std::size_t>(script)]; }
  bool has_names() const { return name_count_ > 0; }
  bool is_name(std::uint32_t word_hash) const {
    const std::uint32_t bit = word_hash >> name_shift;
    return (name_bits_[bit / 64] >> (bit % 64) & 1) != 0 && is_listed_name(word_hash);
  }

  bool has_words() const { return word_count_ > 0; }
  // Where a word's languages stand: the place of the first, and how many; none if the word is not listed.
  struct ListedWord {
    std::uint32_t first = 0, languages = 0;
  };
  ListedWord find_word(std::uint32_t word_hash) const {
    for (std::uint32_t s = slot_hash(word_hash) >> word_shift_;; s = (s + 1) & word_mask_) {
      const std::uint64_t v = word_slots_[s];
      if (v == 0) return {};
      if (v >> 32 != word_hash) continue;
      const ListedWord word{static_cast<std::uint32_t>(v) >> 8, static_cast<std::uint32_t>(v & 0xFF)};
      __builtin_prefetch(word_entries_ + 2 * std::size_t{word.first});
      return word;
    }
  }
  // sums[class] += value, in eighths of a nat, for each of the word's languages; max_scores sums.
  void add_word(ListedWord word, std::int32_t* sums) const {
    const std::uint8_t* entry = word_entries_ + 2 * std::size_t{word.first};
    for (std::uint32_t i = 0; i < word.languages; ++i) sums[entry[2 * i]] += entry[2 * i + 1];
  }

  // Adds up the weights of the n-grams: sums[c] for each class of the group. Returns how many of
  // the n-grams the model knows. Integers throughout, so every machine gives the same sums.
  std::size_t accumulate(const Group& group, std::span<const std::uint32_t> hashes,
                         std::int32_t* sums) const;
  // The same by plain code, as a referee for tests.
  std::size_t accumulate_plain(const Group& group, std::span<const std::uint32_t> hashes,
                               std::int32_t* sums) const;
  static float bias(const Group& group, std::size_t cls) {
    float v;
    __builtin_memcpy(&v, group.bias + 4 * cls, 4);
    return v;
  }
  // Asks for the part of the index where this n-gram would be.
  static void prefetch(const Group& group, std::uint32_t hash) {
    __builtin_prefetch(&group.slots[slot_hash(hash) >> group.slot_shift]);
  }
  static std::uint32_t slot_hash(std::uint32_t hash) { return hash * 0x85EBCA6Bu; }

 private:
  std::vector<std::string_view> codes_;
  std::vector<Script> scripts_;
  std::vector<Group> groups_;
  LargePages memory_;
  int group_of_[script_count];
  int only_[script_count];
  bool is_listed_name(std::uint32_t word_hash) const;

  // A bit for the top of each name's hash: nine of ten other words end there, in the L1 cache.
  static constexpr unsigned name_shift = 14;
  std::vector<std::uint64_t> name_bits_ =
      std::vector<std::uint64_t>((1u << (32 - name_shift)) / 64);
  const char* names_ = nullptr;
  std::size_t name_count_ = 0;
  std::size_t word_count_ = 0;
  const std::uint8_t* word_entries_ = nullptr;
  std::vector<std::uint64_t> word_slots_;  // open addressing: hash, place of the first language (24 bits), languages (8)
  std::uint32_t word_shift_ = 0, word_mask_ = 0;
  bool avx2_ = false;
};

// The bytes of data/language/lid.weights, as built into the program; aligned to 64.
std::string_view builtin_weights();

}  // namespace clew::language::lid
