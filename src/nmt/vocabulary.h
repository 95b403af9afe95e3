// The pieces of a language pair: text → piece ids → text, as SentencePiece 0.1.97 does it, to the
// id and the byte (referee/ holds it against that library).
//
//   "La casa" → normalise → "▁La▁casa" → best-scored cut → ▁La ▁casa → ids
//
// Unigram vocabularies with normalisation map, user-defined pieces, byte fallback; others (BPE,
// word, char; a denormalisation map) are refused by name. The file may be hostile: everything in it
// is checked at load. Immutable after loading; any thread. Throws Error(integrity).
// Cost: 32,000 pieces load in ~10 ms and 4 MB; see docs/measurements/nmt.md for speed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

// A piece and the bytes of the text that it stands for.
struct Piece {
  std::uint32_t id = 0;
  std::uint32_t begin = 0, end = 0;
  friend bool operator==(const Piece&, const Piece&) = default;
};

class Vocabulary {
 public:
  static constexpr std::uint32_t end_of_sentence = 0, unknown = 1;

  static Vocabulary open(const std::filesystem::path& path);
  static Vocabulary parse(std::string_view bytes, const std::string& name);
  ~Vocabulary();
  Vocabulary(Vocabulary&&) noexcept;
  Vocabulary& operator=(Vocabulary&&) noexcept;

  std::size_t size() const;
  // Without end of sentence. Bytes that are not UTF-8 become U+FFFD first. Appends.
  // begin/end count from the start of `text`, plus `offset`. Text is limited to 2^31 bytes; beyond
  // a mebibyte it is taken in parts cut at blanks, so that memory stays below ~50 MB.
  void encode(std::string_view text, std::uint32_t offset, std::vector<Piece>& pieces) const;
  // `ids` without end of sentence. With `spans`, one per id: the bytes of the result it made.
  std::string decode(const std::vector<std::uint32_t>& ids, std::vector<Piece>* spans) const;
  // The piece's written form: "▁casa".
  const std::string& written(std::uint32_t id) const;

  struct Tables;  // vocabulary_tables.h

 private:
  explicit Vocabulary(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

// What is wrong with the file; nothing if all is well.
std::string vocabulary_fault(std::string_view bytes);

}  // namespace clew::nmt
