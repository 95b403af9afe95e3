// The normalisation map inside a SentencePiece file ("precompiled_charsmap"): which characters or
// sequences are replaced by which text before the pieces are looked for.
//
// Layout: u32 bytes of the trie; the trie, a Darts-clone double array of u32 units; then the
// replacement texts, each ended by NUL. From unit i the base is i ^ offset(unit); the unit of byte
// b stands at base ^ b and has b as its label; a unit with a leaf has its value, a place among the
// texts, at the unit base itself (Darts-clone: units of bits 31 | 10–30 | 9 | 8 | 0–7 = no label,
// offset, offset · 256, leaf, label). Everything is checked once at construction, so that no text
// can lead outside. Immutable; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

class CharsMap {
 public:
  // What is wrong with these bytes; empty if nothing. An empty map is right and changes nothing.
  static std::string fault(std::string_view bytes);

  CharsMap() = default;
  explicit CharsMap(std::string_view bytes);  // without fault

  struct Match {
    std::size_t length = 0;  // bytes of the text replaced; 0: nothing matches here
    std::string_view replacement;
  };
  // The longest entry that `text` begins with.
  Match longest(std::string_view text) const;

 private:
  std::vector<std::uint32_t> units_;
  std::string texts_;
};

}  // namespace clew::nmt
