#include "extract/checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/sha256.h"

namespace clew::extract {

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
