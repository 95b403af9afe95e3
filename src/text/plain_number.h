// A telephone number as people paste it → the characters that numbers are made of, for deciding whether a text is one.
//
// "‪+44 7700 900123‬" (marks of writing direction around it, no-break blanks inside), "٠٧٧٠٠٩٠٠١٢٣", "+44‑7700‑900123" are
// "+44 7700 900123", "07700900123", "+44-7700-900123". Pure; linear; texts of plain ASCII are returned as they are.
#pragma once

#include <string>
#include <string_view>

namespace clew::text {

// `buffer` holds the result where it differs, and outlives it. Letters stay letters: a name stays none of a number.
std::string_view plain_number(std::string_view utf8, std::string& buffer);

// "447,700,900,123", with or without a plus: one number to which a spreadsheet gave thousands; never a list of four.
bool is_grouped_number(std::string_view ascii);

}  // namespace clew::text
