#include "text/language_name.h"

#include <doctest/doctest.h>

namespace clew::text {

TEST_CASE("a language is called by its English name, and by its code when it has none") {
  CHECK(language_name("ro") == "Romanian");
  CHECK(language_name("ckb") == "Central Kurdish");
  CHECK(language_name("pa-Latn") == "Punjabi (Latin)");
  CHECK(language_name("und") == "an undetermined language");
  CHECK(language_name("qqx") == "qqx");
}

TEST_CASE("what people type for a language becomes its code, and what is none is told apart") {
  CHECK(language_code("ro") == "ro");
  CHECK(language_code("RO") == "ro");
  CHECK(language_code("ron") == "ro");
  CHECK(language_code("Romanian") == "ro");
  CHECK(language_code("romanian") == "ro");
  CHECK(language_code("ur-latn") == "ur-Latn");
  CHECK(language_code("ckb") == "ckb");
  CHECK(language_code("Central Kurdish") == "ckb");
  CHECK(language_code("und") == "und");
  for (const char* none : {"xx", "Klingonian", "", "r", "ro,es", "român", "12"}) {
    CAPTURE(none);
    CHECK_FALSE(language_code(none).has_value());
  }
  // Every code that the detector gives.
  for (const char* code : {"es", "pt", "sq", "sh", "sr", "bs", "hr", "ku", "so", "pa-Latn", "ar-Latn", "zh", "yo", "ti"}) CHECK(language_code(code) == code);
}

}  // namespace clew::text
