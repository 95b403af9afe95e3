// Where in a text a query matched, and in which form. Cost: as tokenizing the text. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "search/query.h"

namespace clew::search {

struct Marks {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;  // bytes, ascending, not overlapping
  bool exact = false;   // some term stands there as typed (but for case and width)
  bool folded = false;  // some only without accents or in another script
};

// The terms of `query` that are looked for in texts; excluded ones are not.
Marks mark_text(Tokenizer& tokenizer, std::string_view text, const Query& query);

// Whether one of the terms of that field matches a participant's name or number.
bool matches_party(Tokenizer& tokenizer, std::string_view name, std::string_view raw,
                   std::string_view normal, const Query& query);

// Whether a normal form ends in the digits of a term that looks like a number.
bool matches_number(std::string_view normal, const Query& query);

}  // namespace clew::search
