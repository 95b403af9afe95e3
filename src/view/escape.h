// The only ways from EvidenceText to bytes that something else interprets. One function a target.
//
// Text from exhibits may be a script, a formula, a terminal escape. Each function's output is inert for
// its target whatever the input; invalid UTF-8 becomes U+FFFD. Pure; linear in the input.
#pragma once

#include <string>
#include <string_view>

#include "model/evidence_text.h"

namespace clew::view {

// C0, C1 and DEL become visible (␛[31m), as do bidi controls (⟦RLO⟧); line breaks become " ⏎ " unless
// kept. No byte that a terminal acts on goes out.
std::string for_terminal(const model::EvidenceText& text, bool keep_lines = false);

// A file's path as the case stores it (members joined by '!', percent-encoded), to read: letters come back, '%' and '!' of a name stay encoded.
std::string for_terminal_path(std::string_view joined);

// For element content and double-quoted attributes.
std::string for_html(const model::EvidenceText& text);

// One CSV cell, quoted. A cell that a spreadsheet would take for a formula (leading = + - @ TAB CR, also
// after spaces or full-width forms) gets an apostrophe in front; so do long numbers, to keep their digits.
std::string for_csv(const model::EvidenceText& text);

// For the operators' log: one line, ASCII, everything else as \u escapes.
std::string for_log(const model::EvidenceText& text);

// A JSON string with quotes (base/json.h).
std::string for_json(const model::EvidenceText& text);

}  // namespace clew::view
