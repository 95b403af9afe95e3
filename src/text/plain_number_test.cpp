#include "text/plain_number.h"

#include <doctest/doctest.h>

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
