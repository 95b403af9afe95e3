// What is known of one language's accents: the tables of data/language/accents.weights, opened, and the choice among the ways
// that the words of a line may be written. Shared by AccentRestorer and its trainer (tools/clew-accents-train).
//
// Method: accents.h. Not for several threads at once: the speller keeps state, and words are kept once they are worked out.
#pragma once

#include <array>
#include <cstdint>
#include <hunspell/hunspell.hxx>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "language/accents.h"

namespace clew::language {

// 32 bits, little endian.
std::uint32_t accent_number(const char* bytes);
// Bytes of a language in the weights, from its head of `accent_head_bytes` on, which say it.
inline constexpr std::size_t accent_head_bytes = 32;
std::size_t accent_bytes(const char* head);
[[noreturn]] void refuse_accents(std::string_view why);
// The letter without its accent, "ł", "đ" and "ı" too.
char32_t accent_stripped(char32_t letter);

class AccentTable {
 public:
  // Reads the language that begins at `at` and moves `at` behind it; the bytes must outlive the table. Throws Error(integrity).
  AccentTable(std::string_view bytes, std::size_t& at, const AccentOptions& options);

  // The plain words of a line, as it stands; their accented forms.
  std::vector<std::string> decode(const std::vector<std::u32string>& words);

  const std::string& code() const { return code_; }
  bool has_speller() const { return speller_ != nullptr; }

  // For the trainer. A line's words as far as they can be judged before it is known how their neighbours are written.
  struct Word {
    std::string plain;
    const std::vector<std::string>* ways = nullptr;  // of the table, until it takes in 200,000 further words
    std::vector<double> chance;                      // P1 of each way
  };
  std::vector<Word> judge(const std::vector<std::u32string>& words);
  // ln P(way | word before), by counts alone; not normalised over the ways.
  double by_counts(const Word& word, std::size_t way, std::string_view before) const;
  // Keys of what speaks for a way: of the plain words around, then of the way of the word before. 0: none.
  std::vector<std::uint32_t> clues(const std::vector<Word>& words, std::size_t at, std::size_t way) const;
  static std::array<std::uint32_t, 2> clues_before(const Word& word, std::size_t way, std::string_view before);

 private:
  std::size_t find(const char* keys, std::size_t n, std::uint32_t hash) const;
  unsigned pair(std::string_view before, char kind, std::string_view word) const;
  double weight(std::uint32_t key) const;
  std::vector<double> letter(std::u32string_view text, std::size_t at) const;
  const std::vector<std::string>& ways_of(const std::u32string& word, const std::string& plain);
  bool spells(const std::u32string& way, bool capital) const;
  std::vector<double> opinion(std::u32string_view text, std::size_t offset, const std::u32string& word, const std::string& plain,
                              const std::vector<std::string>& list) const;

  std::string code_;
  std::unordered_map<char32_t, std::u32string> ways_;
  std::unordered_map<std::string, std::vector<std::pair<std::string_view, unsigned>>> seen_;
  std::unordered_map<std::string, std::vector<std::string>> kept_;
  std::size_t pairs_ = 0, letters_ = 0, weights_ = 0;
  const char *pair_keys_ = nullptr, *pair_counts_ = nullptr, *letter_keys_ = nullptr, *letter_counts_ = nullptr, *weight_keys_ = nullptr,
             *weight_values_ = nullptr;
  std::unique_ptr<Hunspell> speller_;
  enum class Encoding { utf8, latin1, latin2 } spelling_ = Encoding::utf8;
};

}  // namespace clew::language
