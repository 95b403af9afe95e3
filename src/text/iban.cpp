#include "text/iban.h"

#include <algorithm>
#include <string>

namespace clew::text {

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

bool is_iban(std::string_view written) {
  std::string compact;
  for (const char c : written) {
    if (c == ' ') continue;
    const bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';
    if ((!digit && !letter) || compact.size() == 34) return false;
    compact += c;
  }
  const auto length = iban_length(std::string_view(compact).substr(0, 2));
  return length != 0 && compact.size() == static_cast<std::size_t>(length) && iban_checksum_ok(compact);
}

}  // namespace clew::text
