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

}  // namespace clew::text
