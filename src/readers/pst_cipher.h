// How an Outlook store encodes the data of its blocks ([MS-PST] 5.1 and 5.2): no secret is involved, the tables are published.
// In place; pure.
#pragma once

#include <cstdint>
#include <string>

namespace clew::readers::pst {

enum class Cipher : std::uint8_t { none = 0, permute = 1, cyclic = 2 };

// `key`: the lower 32 bits of the block's number; only of the cyclic one, which is its own way back.
void decode(Cipher cipher, std::uint32_t key, std::string& bytes);
void encode(Cipher cipher, std::uint32_t key, std::string& bytes);

}  // namespace clew::readers::pst
