#include "pattern/lead.h"

#include <doctest/doctest.h>

namespace clew::pattern {

TEST_CASE("one of something is said in the singular, where no verb would then be wrong") {
  auto said = [](std::int64_t n, std::string_view rest) { return plain(agreed({words("Seen "), count(n), words(rest)})); };
  CHECK(said(1, " times.") == "Seen 1 time.");
  CHECK(said(2, " times.") == "Seen 2 times.");
  CHECK(said(1, " times") == "Seen 1 time");
  CHECK(said(1, " different recipients, each") == "Seen 1 different recipient, each");
  CHECK(said(1, " events of many") == "Seen 1 event of many");
  CHECK(said(1, " events follow") == "Seen 1 events follow");
  CHECK(said(1, " timeslots") == "Seen 1 timeslots");
}

}  // namespace clew::pattern
