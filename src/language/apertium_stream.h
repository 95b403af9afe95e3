// Between a segment and Apertium's stream format.
//
//   "llámame al ⟨0⟩ #ya*"   →  "llámame al [0] [x23]ya[x2A].[=7]" NUL
//   "call me to the [0] [x23]*ya[x2A].[=7]" NUL  →  "call me to the ⟨0⟩ #ya*", unknown {ya}
//
// Everything special to the stream ([ ] { } ^ $ @ \ / < > # * ~ and controls) goes as a superblank,
// which all stages pass on verbatim, instead of being escaped: lt-proc gives an escaped star back
// unescaped, so that it could not be told from its own "unknown word" star. Measured on 7 pipelines
// with 3 planted marks in each of 250 lines: superblanks 5,244 of 5,244 came through, 4 to 5 % of
// the line from where they stood; word-bound blanks ("[[u]]word[[/]]") end lt-proc -p with "not
// immediately followed by the Lexical Unit"; letters-only stand-ins survive as well but make the
// word beside them agree with a noun that is not there.
//
// The full stop before the closing blank tells the tagger that a sentence ends; it is added when
// the segment has none and taken off again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"

namespace clew::language {

// Appends the stream form of `segment`, with the closing NUL, to `out`.
void append_stream(std::string_view segment, std::uint64_t number, std::string& out);

struct StreamAnswer {
  std::string text;
  std::vector<Rendering::Range> untranslated;  // in `text`
  std::vector<bool> unread;                    // of each: the analyser does not know it ("*", not "@")
};
// Reads one answer (without the NUL). Nothing when it does not end in `number`'s blank or is not
// well formed. `segment` is what was asked.
std::optional<StreamAnswer> parse_stream(std::string_view answer, std::string_view segment,
                                         std::uint64_t number);

// The words that an analyser does not know, in the order of its answer ("^casa/casa<n>$ ^xq/*xq$": "xq").
std::optional<std::vector<std::string>> parse_analysis(std::string_view answer, std::uint64_t number);

// Words as engines count them: runs of letters and digits between blanks.
std::uint32_t count_words(std::string_view text);

// A script behind the tagger of the pair ro-es (apertium_romanian.cpp).
std::string romanian_script();

// A Perl script that puts the likelier English first where the stream behind the bilingual dictionary
// offers several (apertium_senses.cpp).
std::string sense_script();
// A part of it: sub chats { … } (apertium_chats.cpp).
std::string_view chat_rules();
// And one that mends English before it is generated: who likes whom, "you comes", requests.
std::string shape_script();
// Perl scripts for Macedonian: readings of little words before the tagger, and the likelier English behind the dictionary.
std::string macedonian_script();
std::string macedonian_senses();
// French "peux venir ?" with its pronoun; Spanish that French or Romanian was made into, with its requests (apertium_requests.cpp).
std::string french_with_pronoun(std::string_view text);
std::string spanish_request(std::string_view from_mode, std::string_view text);
// French with its verbs behind their subjects, which the French pairs read much better: "a-t-il vu ?" → "il a vu ?".
std::string french_in_order(std::string_view text);
// Spanish that another pair wrote, before Spanish–English reads it: sayings that came over word by word. `unread`: its words that
// are not Spanish; those that are mended are taken out.
std::string smooth_spanish(std::string_view from_mode, std::string_view text, std::vector<std::string>& unread);

}  // namespace clew::language
