#include "readers/header_meaning.h"

#include <doctest/doctest.h>

namespace clew::readers {

// Without the whole of "abst" the header said nothing, and the search for known words counted down from 2^64.
TEST_CASE("a header that ends in letters of a zone, with the zone in brackets, is taken") {
  for (const char* header : {"Abst (UTC)", "1GMT (UTC+1)", "xlocal (UTC)", "utc (UTC)", "UTC GMT BST (UTC)", "(UTC)"}) {
    CAPTURE(header);
    const HeaderMeaning meaning = meaning_of(header);
    CHECK(meaning.zone.has_value());
  }
  CHECK(meaning_of("Abst (UTC)").role == ColumnRole::extra);
}

TEST_CASE("a zone that is written onto the name of a column belongs to its times") {
  for (const char* header : {"Start Time UTC", "Start Time (UTC)", "Timestamp (UTC)"}) {
    CAPTURE(header);
    const HeaderMeaning meaning = meaning_of(header);
    CHECK(meaning.zone == "UTC");
    CHECK(meaning.exact);
  }
}

}  // namespace clew::readers
