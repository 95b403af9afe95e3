// The pieces of a language pair: text → piece ids → text, by SentencePiece (Debian's library).
//
// The file may be hostile. Its protobuf frame and, inside, the tables that the library trusts
// blindly (the double-array trie of the normalisation map) are checked before the library sees
// them. Immutable after loading; any thread. Throws Error(integrity).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace clew::nmt {

// A piece and the bytes of the text that it stands for.
struct Piece {
  std::uint32_t id = 0;
  std::uint32_t begin = 0, end = 0;
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
  // begin/end count from the start of `text`, plus `offset`. Text is limited to 2^31 bytes.
  void encode(std::string_view text, std::uint32_t offset, std::vector<Piece>& pieces) const;
  // `ids` without end of sentence. With `spans`, one per id: the bytes of the result it made.
  std::string decode(const std::vector<std::uint32_t>& ids, std::vector<Piece>* spans) const;
  // The piece's written form: "▁casa".
  const std::string& written(std::uint32_t id) const;

 private:
  Vocabulary();
  std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
};

// What the library would not check itself; nothing if all is well, else the reason.
std::string vocabulary_fault(std::string_view bytes);

}  // namespace clew::nmt
