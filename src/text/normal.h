// Normal forms of identifiers: what two writings of one number or address have in common.
//
// A normal form is for finding and linking; what was written is kept beside it. Nothing is guessed:
// without a country a national number stays national, short codes never get a country code, damaged
// and vanity numbers are flagged and not matched as numbers. "447700900123.0", as programs write that took a number
// for a decimal, is the number without the ".0". Phones follow libphonenumber 8.12 (ITU
// E.164, national numbering plans). Fictional ranges are "possible" but not "valid" to it: both are kept.
//
// A Normalizer memoises per distinct text (libphonenumber manages 45,000/s, phone downloads repeat).
// For one thread; about 200 bytes a distinct identifier.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace clew::text {

struct Normal {
  std::string normal;   // "+447700900123"; "" when there is nothing to link by (withheld, empty)
  std::string flags;    // space-separated, of phones: valid | possible | short | withheld | damaged |
                        // vanity | national | alphanumeric; of IMEI: checksum-ok | checksum-bad
  std::string country;  // the country that was assumed, "" if none was needed
  friend bool operator==(const Normal&, const Normal&) = default;
};

class Normalizer {
 public:
  Normalizer();
  ~Normalizer();
  // `kind` is a word of model::IdentifierKind ("phone", "email", …), `country` ISO 3166 or "".
  // The reference holds until the next call.
  const Normal& normalize(std::string_view kind, std::string_view raw, std::string_view country);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Loads what libphonenumber and ICU need, so that later calls open no files.
void init_normalizer();

// The digit check of IMEIs and cards (ISO/IEC 7812-1): true when the last digit fits.
bool luhn_ok(std::string_view digits);

}  // namespace clew::text
