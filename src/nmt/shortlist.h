// Which target pieces can come out of a sentence: the lexical shortlist that comes with a model
// (".s2t.bin"; docs/formats/marian.md). Cuts the output layer from 32,000 rows to about 1,000.
//
// The set is made per sentence, never per batch, so a sentence's translation does not depend on its
// neighbours. Immutable after loading; any thread. The file may be hostile: everything is checked
// at load. Throws Error(integrity).
#pragma once

#include "base/mapped_file.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

class Shortlist {
 public:
  // `shared`: source and target have one vocabulary, so a source piece may be copied.
  static Shortlist open(const std::filesystem::path& path, std::size_t source_vocab,
                        std::size_t target_vocab, bool shared);
  // `bytes` must outlive the object.
  static Shortlist parse(std::string_view bytes, std::string name, std::size_t source_vocab,
                         std::size_t target_vocab, bool shared);

  // The sorted target ids for a sentence of `source` ids: the `first` most frequent, the lists of
  // the source ids, the source ids themselves when the vocabulary is shared, then the smallest
  // unused ids until the count is a multiple of 8. Uses `marks` as scratch. ~3 µs for 40 pieces.
  void select(std::span<const std::uint32_t> source, std::vector<std::uint64_t>& marks,
              std::vector<std::uint32_t>& ids) const;

 private:
  std::uint64_t offset(std::size_t word) const;

  MappedFile file_;
  const char* offsets_ = nullptr;  // u64[source_vocab_ + 1], maybe unaligned
  const char* lists_ = nullptr;    // u32[]
  std::size_t source_vocab_ = 0, target_vocab_ = 0, first_ = 0;
  bool shared_ = false;
};

// The checksum of the format: Boost's hash_combine over 64-bit words; a rest under 8 bytes is
// ignored.
std::uint64_t shortlist_checksum(std::string_view bytes);

inline constexpr std::uint64_t shortlist_magic = 0xF11A48D5013417F5ULL;

}  // namespace clew::nmt
