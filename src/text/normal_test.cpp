#include "text/normal.h"

#include <doctest/doctest.h>

using namespace clew::text;

namespace {
Normal phone(std::string_view raw, std::string_view country = "") {
  Normalizer n;
  return n.normalize("phone", raw, country);
}
}  // namespace

TEST_CASE("all writings of one number have one normal form") {
  for (auto raw : {"07700 900123", "(07700) 900-123", "+44 7700 900123", "0044 7700 900123", "447700900123",
                   "tel:+447700900123", "٠٧٧٠٠٩٠٠١٢٣", "+44\u202a7700\u00a0900123"})
    CHECK_MESSAGE(phone(raw, "GB").normal == "+447700900123", raw);
}

TEST_CASE("a fictional number is possible; that it is not valid is kept") {
  CHECK(phone("+447700900123").flags != "valid");
  CHECK(phone("+442079460123").normal == "+442079460123");
  CHECK(phone("+999700123456").normal == "+999700123456");
}

TEST_CASE("without a country a national number stays national and two writings still meet") {
  CHECK(phone("1 555-521-5554").normal == phone("15555215554").normal);
  CHECK(phone("07700 900123").normal == "07700900123");
  CHECK(phone("07700 900123").flags == "national");
}

TEST_CASE("a number with its country's code and no plus is that number, also where national numbers can be as long") {
  Normalizer n;
  CHECK(n.normalize("phone", "447700900123", "SE").normal == "+447700900123");
  CHECK(n.normalize("phone", "447700900123", "AU").normal == "+447700900123");
  CHECK(n.normalize("phone", "447700900123", "DE").normal == "+447700900123");
  CHECK(n.normalize("phone", "4917139250123", "DE").normal == "+4917139250123");
  CHECK(n.normalize("phone", "61491570156", "DE").normal == "+61491570156");
  CHECK(n.normalize("phone", "017139250123", "DE").normal == "+4917139250123");
  CHECK(n.normalize("phone", "17139250123", "DE").normal == "+4917139250123");
  CHECK(n.normalize("phone", "07700900123", "GB").normal == "+447700900123");
  CHECK(n.normalize("phone", "7700900123", "GB").normal == "+447700900123");
  CHECK(n.normalize("phone", "0491570156", "AU").normal == "+61491570156");
}

TEST_CASE("short codes never get a country code, withheld numbers never link") {
  CHECK(phone("84433", "GB").normal == "84433");
  CHECK(phone("84433", "GB").flags == "short");
  for (auto raw : {"Withheld", "", "PRIVATE NUMBER", "-1"}) CHECK(phone(raw, "GB").normal.empty());
}

TEST_CASE("a number that a program wrote as a decimal is that number") {
  Normalizer normalizer;
  const auto normal = [&](const char* kind, const char* raw) { return normalizer.normalize(kind, raw, "GB").normal; };
  CHECK(normal("phone", "447700900123.0") == normal("phone", "447700900123"));
  CHECK(normal("phone", "+447700900123.0") == "+447700900123");
  CHECK(normal("phone", "447,700,900,123") == "+447700900123");
  CHECK(normal("phone", "whatsapp:+447700900123") == "+447700900123");
  CHECK(normal("phone", "020.7946.0000") == "+442079460000");
  CHECK(normal("imei", "490154203237518.0") == "49015420323751");
  CHECK(normal("imsi", "234150999999999.0") == "234150999999999");
  CHECK(normal("uid", "79.0") == "79");
  CHECK(normal("uid", "1.2.0") == "1.2.0");
  CHECK(normal("username", "79.0") == "79.0");
}

TEST_CASE("a hardware address without its leading zeros is the same address") {
  Normalizer normalizer;
  const auto normal = [&](const char* raw) { return normalizer.normalize("mac", raw, "").normal; };
  CHECK(normal("2:0:5e:10:0:1") == "02005E100001");
  CHECK(normal("02:00:5e:10:00:01") == "02005E100001");
  CHECK(normal("02-00-5E-10-00-01") == "02005E100001");
  CHECK(normal("02005e100001") == "02005E100001");
  CHECK(normal("02:00:5e") == "02005E");
}

TEST_CASE("vanity and damaged numbers are flagged and keep their writing") {
  CHECK(phone("1-800-MY-APPLE", "US").flags == "vanity");
  CHECK(phone("1-800-MY-APPLE", "US").normal == "1-800-my-apple");
  CHECK(phone("4.4777E+11", "GB").flags == "damaged");
  CHECK(phone("4.4777E+11", "GB").normal != phone("447770000000", "GB").normal);
  CHECK(phone("DHL", "GB").flags == "alphanumeric");
}

TEST_CASE("addresses, handles and device numbers fold as their kind asks") {
  Normalizer n;
  CHECK(n.normalize("email", "<Ana.Example@Example.ORG>", "").normal == "ana.example@example.org");
  CHECK(n.normalize("username", "@Ana_R", "").normal == "ana_r");
  CHECK(n.normalize("imei", "49-015420-323751-8", "").normal == "49015420323751");
  CHECK(n.normalize("imei", "490154203237518", "").flags == "checksum-ok");
  CHECK(n.normalize("imei", "490154203237519", "").flags == "checksum-bad");
  CHECK(n.normalize("vrm", "ab12 cde", "").normal == "AB12CDE");
  CHECK(n.normalize("name", "  ANA   Ștefan ", "").normal == "ana ștefan");
}
