// SimHash of a text: 64 bits of which near-identical texts share almost all (Charikar 2002, Manku
// et al. 2007). Letters are compared without case, digits as one letter and spaces and punctuation
// dropped, so "Open till 9!" and "open till 10" are versions of one text.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace clew::link {

// 0 for a text without letters or digits (also: emoji only). Invalid UTF-8 is compared byte by
// byte.
std::uint64_t text_hash(std::string_view utf8);

inline int different_bits(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

}  // namespace clew::link
