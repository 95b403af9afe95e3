// Account numbers as ISO 13616 writes them. Pure.
#pragma once

#include <string_view>

namespace clew::text {

// Letters and digits without spaces; true when the remainder by 97 is 1.
bool iban_checksum_ok(std::string_view iban);
// Length of a country's IBAN, 0 for a country without.
int iban_length(std::string_view country);
// "GB29 NWBK 6016 1331 9268 19": with or without blanks, of its country's length, the checksum right.
bool is_iban(std::string_view written);

}  // namespace clew::text
