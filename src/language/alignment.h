// Which words of a line became which words of its English.
//
// The neural decoder's attention says it for the segment that the decoder read, with marks
// (engine.h) and in the normalised form. carry() brings it to the bytes that people see: marks
// become the items behind them, words of the normalised form the words of the line (the k-th word
// between two items is the k-th word between them). Where the two do not fit, nothing is said.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

// Bytes [source_begin, source_end) of one text became bytes [begin, end) of the other.
struct WordLink {
  std::uint32_t source_begin = 0, source_end = 0;
  std::uint32_t begin = 0, end = 0;
  friend bool operator==(const WordLink&, const WordLink&) = default;
};

// `links` are between `form` and `rendered`, both with marks for `items`; the result is between
// `raw` and `restored`, where the items stand. Sorted by target. Linear but for the links.
std::vector<WordLink> carry(std::span<const WordLink> links, std::string_view form,
                            std::string_view rendered, std::string_view raw,
                            std::string_view restored, std::span<const std::string> items);

// "0-4:0-3 5-9:10-14", as stored with a translation; and back (nothing where it is malformed).
std::string alignment_text(std::span<const WordLink> links);
std::vector<WordLink> alignment_from(std::string_view text);

// Blank-separated words, as byte ranges.
std::vector<std::pair<std::uint32_t, std::uint32_t>> words_of(std::string_view text);

}  // namespace clew::language
