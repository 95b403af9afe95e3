#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "extract/checks.h"
#include "extract/mentions.h"
#include "text/iban.h"

namespace clew::extract {
namespace {

// "kind normal [checks]; …" of a text, in order.
std::string found(std::string_view text, std::string_view country = "GB") {
  std::string out;
  for (const auto& m : find_mentions(text, country)) {
    CHECK(m.raw == text.substr(m.start, m.length));
    out += fmt::format("{}{} {} [{}]", out.empty() ? "" : "; ", word(m.kind), m.normal, m.checks);
  }
  return out;
}

}  // namespace

TEST_CASE("phones in many writings get one normal form") {
  for (std::string text :
       {"07700900123", "07700 900123", "07700 900 123", "+447700900123", "+44 7700 900123",
        "+44 (0)7700 900123", "00447700900123", "447700900123", "(07700) 900-123", "٠٧٧٠٠٩٠٠١٢٣",
        "०७७०० ९००१२३", "０７７００９００１２３", "07700\u2011900\u2011123",
        "\u202A+44\u00A07700\u00A0900123\u202C"}) {
    CAPTURE(text);
    CHECK(found("ring " + text + " now") == "phone +447700900123 [possible]");
  }
  CHECK(found("Call 020 7946 0018, then 01632 960 123.") ==
        "phone +442079460018 [valid]; phone +441632960123 [possible]");
  CHECK(found("+999 123 456 7") == "phone +9991234567 [unassigned]");
  CHECK(found("07700900123 07700900456") ==
        "phone +447700900123 [possible]; phone +447700900456 [possible]");
  CHECK(found("07700 900123 10 times") == "phone +447700900123 [possible]");
  CHECK(found("num 07700900123", "") == "phone 07700900123 [national]");
}

TEST_CASE("what looks like a phone and is none") {
  for (std::string text :
       {"order 12345678", "ref 7700900123", "£1,250,000", "12345678", "1.2.3.4 192.168.10.24",
        "2019-2020", "20240304", "0000000000", "1234567890123456", "51.50740912", "AB07700900123X",
        "invoice no. 07700900123", "98% of 1000000", "10 000 000"}) {
    CAPTURE(text);
    auto all = find_mentions(text, "GB");
    for (const auto& m : all)
      CHECK(m.kind != MentionKind::phone);
  }
}

TEST_CASE("each kind has its normal form and its check") {
  struct Row {
    const char *text, *expected;
  };
  for (Row row : {
           Row{"mail Ana.Pop+x@Example.org!", "email ana.pop+x@example.org [form-ok]"},
           Row{"see https://example.org/a?b=1.", "url https://example.org/a?b=1 [form-ok]"},
           Row{"wa.me/447700900123",
               "url wa.me/447700900123 [form-ok]; phone +447700900123 [possible]"},
           Row{"IBAN GB82 WEST 1234 5698 7654 32 ok", "iban GB82WEST12345698765432 [checksum-ok]"},
           Row{"GB82WEST12345698765433", ""},
           Row{"iban: GB82WEST12345698765433", "iban GB82WEST12345698765433 [checksum-bad]"},
           Row{"20-00-00 55779911", "account 20-00-00 55779911 [form-ok]"},
           Row{"sort code 200000 acc 55779911", "account 20-00-00 55779911 [form-ok]"},
           Row{"IMEI 490154203237518", "imei 49015420323751 [checksum-ok]"},
           Row{"IMEI 490154203237519", "imei 49015420323751 [checksum-bad]"},
           Row{"@ana_99 said", "handle ana_99 [form-ok]"},
           Row{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
               "crypto 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 [checksum-ok]"},
           Row{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", ""},
           Row{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
               "crypto bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 [checksum-ok]"},
           Row{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", ""},
           Row{"plate AB12 CDE", "vrm AB12CDE [form-ok]"},
           Row{"at ab12cde now", "vrm AB12CDE [form-ok]"},
           Row{"SW1A 1AA", "postcode SW1A 1AA [form-ok]"},
           Row{"m1 1ae", "postcode M1 1AE [form-ok]"},
           Row{"£1,250.50", "amount GBP 1250.50 [form-ok]"},
           Row{"1.250,50 €", "amount EUR 1250.50 [form-ok]"},
           Row{"200 lei", "amount RON 200 [form-ok]"},
           Row{"£20 07700900123", "amount GBP 20 [form-ok]; phone +447700900123 [possible]"},
           Row{"£3k", "amount GBP 3k [form-ok]"},
           Row{"on 2024-03-04", "date 2024-03-04 [form-ok]"},
           Row{"on 24/03/2024", "date 2024-03-24 [form-ok]"},
           Row{"on 04/03/2024", "date 04/03/2024 [ambiguous]"},
           Row{"4th of March 2024", "date 2024-03-04 [form-ok]"},
           Row{"31/02/2024", ""},
           Row{"at 9:05pm", "time 21:05 [form-ok]"},
           Row{"la ora 21:40", "time 21:40 [form-ok]"},
           Row{"51.507400, -0.127800", "coordinates 51.507400,-0.127800 [range-ok]"},
           Row{"", ""},
           Row{"ok see you 👍", ""},
       }) {
    CAPTURE(row.text);
    CHECK(found(row.text) == row.expected);
  }
}

TEST_CASE("addresses and stations are found by their form, and what only looks like one is not") {
  struct Row {
    const char *text, *expected;
  };
  for (Row row : {
           Row{"I am at 12 Harbour Road, come", "address 12 harbour road [form-ok]"},
           Row{"12 Harbour Rd.", "address 12 harbour road [form-ok]"},
           Row{"flat 3, 14b St Mary's Close", "address 14b st mary's close [form-ok]"},
           Row{"go to 7 mill lane", "address 7 mill lane [form-ok]"},
           Row{"Str. Florilor nr. 12", "address strada florilor nr. 12 [form-ok]"},
           Row{"Calle Mayor 5", "address calle mayor 5 [form-ok]"},
           Row{"Rruga Dëshmorët 14", "address rruga dëshmorët 14 [form-ok]"},
           Row{"Meet at Leeds train station", "station leeds train station [form-ok]"},
           Row{"from Harbour Road Station at 9", "station harbour road station [form-ok]"},
           Row{"wait by victoria station", "station victoria station [form-ok]"},
           Row{"la Gara de Nord mâine", "station gara de nord [form-ok]"},
           Row{"10 minutes down the road", ""},
           Row{"2 cars on this road", ""},
           Row{"at the train station", ""},
           Row{"the police station", ""},
           Row{"station", ""},
           Row{"3 people in my street", ""},
           Row{"38 important gardens", ""},
           Row{"la gară", ""},
       }) {
    CAPTURE(row.text);
    CHECK(found(row.text) == row.expected);
  }
  std::string long_text = "12";
  for (int i = 0; i < 20'000; ++i) long_text += " Aa";
  CHECK(find_mentions(long_text + " station Street", "GB").size() <= 1);
}

TEST_CASE("a place in the text is in bytes of the original, whatever was folded before it") {
  std::string text = "Поезд 👍 в ٢١:٤٠, звони +44\u202F7700\u202F900123!";
  auto all = find_mentions(text, "");
  REQUIRE(all.size() == 2);
  CHECK(all[0].raw == "٢١:٤٠");
  CHECK(all[0].normal == "21:40");
  CHECK(all[1].raw == "+44\u202F7700\u202F900123");
  CHECK(all[1].normal == "+447700900123");
}

TEST_CASE("hostile texts end soon and damage nothing") {
  std::string digits(200'000, '1'), dotted, ats(100'000, '@'), spaced;
  for (int i = 0; i < 50'000; ++i)
    dotted += "1.", spaced += "07 ";
  for (const auto& text : {digits, dotted, ats, spaced, std::string(100'000, '('),
                           std::string("\0\xff+44\0 7700", 12), std::string("\xf0\x9f")})
    for (const auto& m : find_mentions(text, "GB"))
      CHECK(m.start + m.length <= text.size());
}

TEST_CASE("checksums catch every single changed character") {
  CHECK(text::iban_checksum_ok("RO49AAAA1B31007593840000"));
  CHECK(text::iban_length("RO") == 24);
  CHECK(text::iban_length("XX") == 0);
  std::string good = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
              bitcoin = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";
  for (std::size_t i = 4; i < good.size(); ++i) {
    auto changed = good;
    changed[i] = changed[i] == 'q' ? 'p' : 'q';
    CHECK(!bech32_ok(changed));
  }
  for (std::size_t i = 1; i < bitcoin.size(); ++i) {
    auto changed = bitcoin;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK(base58check_ok(changed) == (changed == bitcoin));
  }
}

}  // namespace clew::extract
