// SimHash of a text: 64 bits of which near-identical texts share almost all (Charikar 2002, Manku
// et al. 2007). Letters are compared without case, digits as one letter and spaces and punctuation
// dropped, so "Open till 9!" and "open till 10" are versions of one text.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::link {

// 0 for a text without letters or digits (also: emoji only). Invalid UTF-8 is compared byte by
// byte.
std::uint64_t text_hash(std::string_view utf8);

// The same for text after text: chats repeat themselves, so the newest are kept, each in one place. About 1 MB and at most
// 2 MB more for the texts. For one thread.
class TextHashes {
 public:
  std::uint64_t of(std::string_view utf8);

 private:
  struct Kept {
    std::string text;
    std::uint64_t hash = 0;  // 0 also for the empty text, which `text` is at first
  };
  std::vector<Kept> kept_ = std::vector<Kept>(16'384);
};

inline int different_bits(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

}  // namespace clew::link
