#include "text/plain_number.h"

#include <doctest/doctest.h>

using clew::text::is_grouped_number;
using clew::text::plain_number;

TEST_CASE("a number with marks, odd blanks, hyphens or digits of other scripts is plain; names stay names") {
  std::string buffer;
  CHECK(plain_number("+44 7700 900123", buffer) == "+44 7700 900123");
  CHECK(plain_number("\u202A+44\u00A07700\u00A0900123\u202C", buffer) == "+44 7700 900123");
  CHECK(plain_number("+44\u20117700\u2011900123", buffer) == "+44-7700-900123");
  CHECK(plain_number("٠٧٧٠٠٩٠٠١٢٣", buffer) == "07700900123");
  CHECK(plain_number("＋４４ ７７００", buffer) == "+44 7700");
  CHECK(plain_number("Zoë \u200E12", buffer) == "Zoë 12");
  CHECK(plain_number("\xFF+44", buffer) == "\xFF+44");
  CHECK(plain_number("", buffer) == "");
}

TEST_CASE("thousands in one number are told from a list of numbers") {
  CHECK(is_grouped_number("447,700,900,123"));
  CHECK(is_grouped_number("+447,700,900,123"));
  CHECK(is_grouped_number("7,700,900,123"));
  CHECK_FALSE(is_grouped_number("07700900101,07700900102"));
  CHECK_FALSE(is_grouped_number("447,700"));
  CHECK_FALSE(is_grouped_number("447,7009,00,123"));
  CHECK_FALSE(is_grouped_number(""));
}
