// The form of a text that engines read best. The record is never touched: this form lives only
// between protect() and the engine, and can be shown beside the line ("read as").
//
//   "SUNĂ-MĂ ACUUUM"  →  "sună-mă acum"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::language {

// What was changed, as a set of bits.
enum class Change : std::uint8_t {
  composed = 1,    // NFC, wide and presentation forms, unusual blanks
  invisible = 2,   // zero-width and direction characters left out
  elongation = 4,  // a letter written three times or more written once
  capitals = 8,    // a line all in capitals set in small letters
  spelling = 16,   // ş/ţ for ș/ț, Arabic yeh and kaf variants, shorthand written out
};
struct Normalised {
  std::string text;
  std::uint8_t changes = 0;  // bits of Change
  bool has(Change change) const { return (changes & static_cast<std::uint8_t>(change)) != 0; }
};

// `text` is valid UTF-8, marks (engine.h) included; they stay as they are. Pure; linear; same bytes
// on every machine (ICU's root rules, no locale).
Normalised normalise(std::string_view text, std::string_view language);
// The same in two steps, for who restores accents between them: shorthand is written out with
// accents, and a text with accents of its own is left alone.
Normalised normalise_letters(std::string_view text, std::string_view language);
void write_out_shorthand(Normalised& text, std::string_view language);

// Words whose spelling only their neighbours decide ("esta" before "en" is "está"), as chat_spelling.cpp has them for es, pt, it, ro, fr.
std::string chat_spelling(std::string_view text, std::string_view language);

// The long form of a chat abbreviation ("xq" → "porque" in es), lower case; empty if none.
std::string_view shorthand(std::string_view language, std::string_view word);

}  // namespace clew::language
