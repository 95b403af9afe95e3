#include "extract/checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/sha256.h"

namespace clew::extract {

bool iban_checksum_ok(std::string_view iban) {
  if (iban.size() < 15 || iban.size() > 34) return false;
  unsigned remainder = 0;
  auto feed = [&](char c) {
    if (c >= '0' && c <= '9') {
      remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else {
      unsigned value = static_cast<unsigned>((c | 32) - 'a') + 10;
      remainder = (remainder * 100 + value) % 97;
    }
  };
  for (char c : iban.substr(4))
    feed(c);
  for (char c : iban.substr(0, 4))
    feed(c);
  return remainder == 1;
}

int iban_length(std::string_view country) {
  // SWIFT's IBAN registry, lengths only.
  static constexpr std::string_view table =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18"
      "FR27GB22GE22GI23GL18GR27"
      "GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27"
      "MT31MU30NL18NO15PK24PL28"
      "PS29PT25QA29RO24RS22SA24SC31SD18SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";
  for (std::size_t i = 0; i + 4 <= table.size(); i += 4)
    if (table.substr(i, 2) == country) return (table[i + 2] - '0') * 10 + (table[i + 3] - '0');
  return 0;
}

bool base58check_ok(std::string_view address) {
  static constexpr std::string_view alphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::array<std::uint8_t, 25> bytes{};  // version, 20 bytes of hash, 4 of checksum
  if (address.size() < 25 || address.size() > 36) return false;
  for (char c : address) {
    auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return false;
    std::uint32_t carry = static_cast<std::uint32_t>(digit);
    for (auto i = bytes.size(); i-- > 0;) {
      carry += bytes[i] * 58u;
      bytes[i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry) return false;
  }
  auto hash_of = [](std::string_view data) {
    Sha256 hash;
    hash.update(data);
    auto digest = hash.finish();
    return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
  };
  auto twice = hash_of(hash_of({reinterpret_cast<const char*>(bytes.data()), 21}));
  return std::memcmp(twice.data(), bytes.data() + 21, 4) == 0;
}

bool bech32_ok(std::string_view address) {
  static constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  if (address.size() < 14 || address.size() > 90) return false;
  bool lower = false, upper = false;
  std::string text;
  for (char c : address) {
    lower |= c >= 'a' && c <= 'z';
    upper |= c >= 'A' && c <= 'Z';
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  auto one = text.rfind('1');
  if ((lower && upper) || one == std::string::npos || one == 0 || one + 7 > text.size())
    return false;
  std::uint32_t check = 1;
  auto feed = [&](std::uint32_t value) {
    static constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                  0x2a1462b3};
    std::uint32_t top = check >> 25;
    check = (check & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < 5; ++i)
      if (top >> i & 1) check ^= generator[i];
  };
  for (std::size_t i = 0; i < one; ++i)
    feed(static_cast<unsigned char>(text[i]) >> 5);
  feed(0);
  for (std::size_t i = 0; i < one; ++i)
    feed(static_cast<unsigned char>(text[i]) & 31);
  for (std::size_t i = one + 1; i < text.size(); ++i) {
    auto value = alphabet.find(text[i]);
    if (value == std::string_view::npos) return false;
    feed(static_cast<std::uint32_t>(value));
  }
  return check == 1 || check == 0x2bc830a3;
}

}  // namespace clew::extract
