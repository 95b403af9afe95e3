// The query language of search. Any string is a valid query: what is no operator is words.
//
//   gara mâine            both words, anywhere in the record or its translation, in any order
//   "la gară"             the words in this order
//   gara OR station       one of the two; OR joins its neighbours before the implied AND:
//                         a OR b c  means (a OR b) and c
//   -taxi                 not this (also -"…")
//   vin*                  words that begin so
//   who:ana from:ana      participants of any role; senders, callers and authors only
//   kind:call exhibit:ABC/1 language:ro     only these; several of one filter: any of them
//   status:refused engine:gloss mark:number-lost   what became of the translation, by whom, and its doubts
//   reason:"looks like noise"  why there is none, to the letter; reason:"looks like"* as it begins
//   handle:13 use:sent    the very number or account with that id in the case, and how the record uses it
//   mention:"SW1A 1AA"            in whose text a number, postcode, plate or other value of that normal form was found
//   after:2024-03-01 before:2024-04-01      from the first day on; before the second day begins
//   (UTC, or
//                         the record's own clock where the zone is unknown). Also 2024-03-01T21:40.
//
// Case, accents, direction and width of letters never matter. Words of digits that look like a
// number (7 digits and more, spaces allowed) are looked up in every writing: 07700 900123 finds
// +447700900123.
//
//   asked  café OR "la gară" -taxi after:2024-03-01
//   read   all: [any: café, "la gara"] [not: taxi]   after: 2024-03-01T00:00:00Z
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/handle_use.h"
#include "search/tokens.h"

namespace clew::search {

enum class Field : std::uint8_t { anywhere, who, from };

struct Term {
  std::vector<Word> words;  // a phrase; at least one
  bool prefix = false;      // of the last word
  Field field = Field::anywhere;
  std::string digits;  // of a term that looks like a number: without +, 00 and leading zeros
  friend bool operator==(const Term&, const Term&) = default;
};

struct Clause {
  std::vector<Term> any;
  bool exclude = false;
};

struct Query {
  std::vector<Clause> all;
  std::vector<std::string> kinds, exhibits, languages;
  std::vector<std::string> statuses, engines, marks;  // of the translation
  std::vector<std::pair<std::string, bool>> reasons;  // of it; true: only how it begins
  std::vector<std::int64_t> handles;                  // ids; all of them in the record
  std::vector<std::string> mentions;                  // normal forms of values; all of them in the record's text
  std::vector<model::HandleUse> uses;                 // of the first of them; any of these
  std::optional<Micros> after, before;
  std::vector<std::string> ignored;  // what had no effect, in words for the user
  bool empty() const {
    return all.empty() && kinds.empty() && exhibits.empty() && languages.empty() &&
           statuses.empty() && engines.empty() && marks.empty() && reasons.empty() && handles.empty() && mentions.empty() && !after && !before;
  }
};

inline constexpr std::size_t max_terms = 64;

// Never fails. Reads at most `max_terms` terms; says in `ignored` what it left out.
Query parse_query(std::string_view text, Tokenizer& tokenizer);

}  // namespace clew::search
