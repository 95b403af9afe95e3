// Check digits and checksums of the numbers that people write down. Pure.
#pragma once

#include <string_view>

namespace clew::extract {

// ISO 13616: letters and digits without spaces; true when the remainder by 97 is 1.
bool iban_checksum_ok(std::string_view iban);
// Length of a country's IBAN, 0 for a country without.
int iban_length(std::string_view country);
// Base58check (BIP 13): Bitcoin, Litecoin, Dogecoin, Dash, Tron addresses.
bool base58check_ok(std::string_view address);
// Bech32 and Bech32m (BIP 173, 350).
bool bech32_ok(std::string_view address);

}  // namespace clew::extract
