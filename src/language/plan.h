// From a line to the pieces that an engine is asked for: items and terms of the glossary behind
// marks, cut where it is too long or changes language, each in the form that engines read best.
//
//   "SUNĂ-MĂ la 07700 900123 ok?"  →  piece "Sună-mă la ⟨0⟩ ok?", items {07700 900123}
//
// Part of the pipeline (pipeline.h), apart only to keep both short. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/glossary.h"
#include "language/restorer.h"

namespace clew::language {

// A piece of a line. `before` and `after` go into the result as they are: blanks, line breaks, and
// the items at its edges, which no engine needs to see.
struct Piece {
  std::string before, after;
  std::string raw;                 // core, items in place
  std::string form;                // core as the engine reads it: marks in, normalised
  std::vector<std::string> items;  // behind the marks
  std::string language;            // of this piece; mostly the line's
  bool wanted = false;             // has letters
  bool substituted = false;        // a term of the glossary stands in it
  bool respelled = false;          // accents or another script restored
  std::uint8_t changes = 0;
};

// What planning needs to know besides the text.
struct Setting {
  std::string_view language;
  std::string_view base;  // the language itself, where `language` is its romanised form
  std::span<const std::string> names;
  const Glossary* glossary = nullptr;
  const Restorer* accents = nullptr;
};

// The pieces of `text` (valid UTF-8), in order; `split`: also where the language changes.
std::vector<Piece> plan_line(std::string_view text, const Setting& setting, bool split);
// One piece again from its `raw`, perhaps with every number behind a mark.
Piece plan_piece(std::string_view text, const Setting& setting, bool all_numbers);
// Whether all words of an engine form are the same in English, whatever the language ("ok lol").
bool is_everywhere_text(std::string_view form);
bool has_letter(std::string_view text);
// The language of the longest stretch of an English line that is surely not English ("call me, vin
// maine la gara cu trenul"); "" when there is none. Such a line is not done with being called
// English.
std::string foreign_part(std::string_view text);
// Languages that share most of their words: a switch between them is not looked for.
bool are_close(std::string_view a, std::string_view b);

}  // namespace clew::language
