// Identifiers and values inside the text of a record: numbers, addresses, plates, amounts, times.
//
// Idea. The text is folded first (digits of every script to 0-9, dashes and spaces of every width
// to
// '-' and ' ', direction marks gone), with a map back to the bytes. One RE2::Set says which of 20
// patterns occur at all; only those are run for their spans, in this order, and what a kind took no
// later one takes:
//
//   url e-mail crypto iban coordinates imei account amount date vrm postcode time address station phone handle
//
//   "ring 07700 900123 b4 10:30, £1,250.50"  →  phone [5,17) +447700900123 "possible"
//                                               time 10:30 · amount GBP 1250.50
//
// (RE2 one pattern after another reaches a ninth of the speed of the set; std::regex a 280th. RE2
// is linear in the text whatever the text.) A phone is what libphonenumber takes for one in the
// country of the exhibit: numbers of fictional ranges are "possible" but not "valid", both are kept
// and said. Without
// +, 00 or 0 in front only a valid number counts, and none behind a word such as "order" or "ref".
//
// An address is a house number with the name of a street, a station a name before or behind the word; they are found by their form, in
// English and in the order of Romance, Albanian and Polish streets, without a list of places:
//
//   "12 Harbour Rd, by Leeds train station"  →  address "12 harbour road" · station "leeds train station"
//
// Sources: ITU E.164; ISO 13616 (IBAN, mod 97); ISO/IEC 7812-1 (Luhn); BIP 13 and 173/350
// (addresses); BS 7666 (postcodes); DVLA INF104 (plates).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::extract {

// Bumped whenever the same text gives other mentions.
inline constexpr int version = 2;  // 2: addresses, stations

enum class MentionKind : std::uint8_t {
  url,
  email,
  crypto,
  iban,
  coordinates,
  imei,
  account,
  amount,
  date,
  vrm,
  postcode,
  time,
  phone,
  handle,
  address,
  station,
};
std::string_view word(MentionKind kind);
// The kind of handle (model::IdentifierKind's word) that such a mention is; "" for values.
std::string_view handle_kind(MentionKind kind);

struct Mention {
  std::uint32_t start = 0, length = 0;  // bytes of the text
  MentionKind kind = MentionKind::phone;
  std::string raw;  // those bytes
  std::string
      normal;  // text/normal.h for identifiers; "GBP 1250.50", "2024-03-04", "21:40" for values
  std::string
      checks;  // valid, possible, checksum-ok, checksum-bad, form-ok, ambiguous … space-separated
  friend bool operator==(const Mention&, const Mention&) = default;
};

// For one thread; memoises normal forms. Cost: docs/measurements/search.md.
class Finder {
 public:
  Finder();
  ~Finder();
  // In order of start. `country`: ISO 3166 of the exhibit, for numbers without a country code; ""
  // none.
  std::vector<Mention> find(std::string_view text, std::string_view country);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The same for one text.
std::vector<Mention> find_mentions(std::string_view text, std::string_view country);

}  // namespace clew::extract
