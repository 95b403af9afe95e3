#include "view/places.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "view/patterns.h"
#include "view/search.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using PlacesJson = nlohmann::ordered_json;
const std::string nora = "+447700900111", omar = "+447700900112", pia = "+447700900113";
}  // namespace

TEST_CASE("places: a postcode in two writings is one place with both records, and each mention says who wrote it and when") {
  testing::ToldCase c({{nora, omar, "bring it to SW1A 1AA", 10},
                       {omar, pia, "she said sw1a 1aa, plate AB12 CDE", 20},
                       {pia, omar, "I wait at Leeds train station", 30},
                       {omar, pia, "12 Harbour Rd", 40},
                       {omar, pia, "at the station", 50}});
  CaseView view(*c.made, {"Ana"});
  auto answer = PlacesJson::parse(places(view, std::nullopt, 100).json);
  const auto& each = answer["tables"][0]["rows"];
  REQUIRE(each.size() == 4);
  CHECK(each[0][0]["quote"] == "SW1A 1AA");
  CHECK(each[0][1] == "postcode");
  CHECK(each[0][2]["n"] == 2);
  CHECK(each[0][5].size() == 2);
  CHECK(each[0][7]["record"] == "A/1#1");
  CHECK(each[3][0]["handle"] == "AB12CDE");
  const auto& mentions = answer["tables"][1]["rows"];
  REQUIRE(mentions.size() == 5);
  CHECK(mentions[1][1]["quote"] == "sw1a 1aa");
  CHECK(mentions[1][3][0]["handle"] == omar);
  CHECK(mentions[3][2] == "station");
  CHECK(mentions[4][7]["record"] == "A/1#4");
  // The figure's filter finds the two records.
  auto found = search(view, {"mention:\"SW1A 1AA\"", "", "", ""}, 0, 10);
  CHECK(found.total == 2);
  CHECK(PlacesJson::parse(places(view, handle_named(view, pia), 100).json)["tables"][1]["rows"].size() == 4);
}

}  // namespace clew::view
