// Check digits and checksums of the numbers that people write down. Pure.
#pragma once

#include <string_view>

namespace clew::extract {

// Base58check (BIP 13): Bitcoin, Litecoin, Dogecoin, Dash, Tron addresses.
bool base58check_ok(std::string_view address);
// Bech32 and Bech32m (BIP 173, 350).
bool bech32_ok(std::string_view address);

}  // namespace clew::extract
