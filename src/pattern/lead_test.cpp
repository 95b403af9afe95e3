#include "pattern/lead.h"

#include <doctest/doctest.h>

#include <array>

namespace clew::pattern {

TEST_CASE("one of something is said in the singular, with its verb where that is known") {
  auto said = [](std::int64_t n, std::string_view rest) { return plain(agreed({words("Seen "), count(n), words(rest)})); };
  CHECK(said(1, " times.") == "Seen 1 time.");
  CHECK(said(2, " times.") == "Seen 2 times.");
  CHECK(said(1, " times") == "Seen 1 time");
  CHECK(said(1, " different recipients, each") == "Seen 1 different recipient, each");
  CHECK(said(1, " events of many") == "Seen 1 event of many");
  CHECK(said(1, " events follow") == "Seen 1 events follow");
  CHECK(said(1, " timeslots") == "Seen 1 timeslots");
  CHECK(said(1, " times they are far apart") == "Seen 1 time they are far apart");
  CHECK(said(1, " earlier contacts are not carried over.") == "Seen 1 earlier contact is not carried over.");
  CHECK(said(2, " earlier contacts are not carried over.") == "Seen 2 earlier contacts are not carried over.");
  CHECK(said(1, " other numbers and accounts are silent") == "Seen 1 other number or account is silent");
  CHECK(said(1, " others: a service") == "Seen 1 other: a service");
  CHECK(said(1, " lines say who joined") == "Seen 1 line says who joined");
  CHECK(said(1, " other proposed changes fall within a day") == "Seen 1 other proposed change falls within a day");
}

TEST_CASE("of leads that chance cannot tell apart, what was seen most of comes first") {
  std::vector<Lead> leads(3);
  for (std::size_t i = 0; i < 3; ++i) {
    leads[i].detector = "broker";
    leads[i].subjects = {static_cast<Handle>(i)};
    leads[i].observed = std::array{3.0, 12.0, 7.0}[i];
  }
  leads.push_back(leads[0]);
  leads[3].log10_p = -5;
  order_leads(leads);
  CHECK(leads[0].log10_p == -5);
  CHECK(leads[1].observed == 12);
  CHECK(leads[2].observed == 7);
  CHECK(leads[3].observed == 3);
}

}  // namespace clew::pattern
