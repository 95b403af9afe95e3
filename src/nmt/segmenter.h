// Where to cut a text that is longer than the network was trained for, and how to join the
// translations of the parts.
#pragma once

#include "nmt/vocabulary.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace clew::nmt {

struct Cut {
  std::size_t end = 0;    // one past the part's last piece
  bool mid_word = false;  // no better place was there: join without a space
};

// Cuts `pieces` of `text` into parts of 1 … limit pieces. Prefers the ends of sentences, then
// commas and other breaks, then the starts of words; the last two parts are balanced, so that no
// part is a lone rest. Deterministic, linear time.
std::vector<Cut> cut_long_text(std::string_view text, std::span<const Piece> pieces,
                               std::size_t limit);

// Appends `part` to `text`, with a space between where the scripts on both sides use spaces.
// Returns the offset at which the part starts.
std::size_t append_part(std::string& text, std::string_view part, bool mid_word);

}  // namespace clew::nmt
