// What a vocabulary file says, checked and ready for use (vocabulary.h). Internal to nmt/.
#pragma once

#include "nmt/charsmap.h"
#include "nmt/piece_trie.h"
#include "nmt/vocabulary.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace clew::nmt {

enum class PieceType : std::uint8_t {
  normal = 1,
  unknown = 2,
  control = 3,
  user_defined = 4,
  unused = 5,
  byte = 6,
};

struct Vocabulary::Tables {
  struct Entry {
    std::string text;
    float score = 0;
    PieceType type = PieceType::normal;
    std::uint8_t byte = 0;  // of a byte piece
  };
  std::vector<Entry> pieces;
  PieceTrie trie;        // normal and user-defined pieces → id
  PieceTrie as_written;  // user-defined pieces: not normalised
  bool has_user_defined = false;
  std::array<std::uint32_t, 256> byte_piece{};
  float lowest_score = 0, highest_score = 0;  // of normal pieces; the latter never below FLT_MIN

  CharsMap map;
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
  bool whitespace_as_suffix = false;
  bool byte_fallback = false;
  std::string unknown_surface = " \xE2\x81\x87 ";  // " ⁇ "
};

// Fills `tables` but for the tries; the reason why not, or nothing.
std::string read_vocabulary(std::string_view bytes, Vocabulary::Tables& tables);

// Normalised text, and for each of its bytes (and its end) the byte of the text that it came from.
struct NormalText {
  std::string text;
  std::vector<std::uint32_t> origin;
};
void normalise(const Vocabulary::Tables& tables, std::string_view text, NormalText& out);

}  // namespace clew::nmt
