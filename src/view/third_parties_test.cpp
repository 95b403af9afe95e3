#include "view/third_parties.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "view/identity.h"
#include "view/patterns.h"
#include "view/tags.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using ThirdJson = nlohmann::ordered_json;
const std::string own = "+447700900190", gus = "+447700900191", hal = "+447700900192", ida = "+447700900193", jon = "+447700900194";
}  // namespace

TEST_CASE("conversations of people without a role are proposed for sealing, and nothing is as long as nobody has a role") {
  testing::ToldCase c;
  c.add("A/1", {{own, gus, "of a suspect", 1}, {own, hal, "of nobody", 2}, {hal, own, "of nobody again", 3}, {own, ida, "somebody marked this", 4}, {own, jon, "of a lead", 5}}, own);
  c.analyse();
  c.lead_by_hand("aaaa", {5});
  CaseView view(*c.made, {"Ana"});
  auto answer = ThirdJson::parse(third_parties(view, 100).json);
  REQUIRE(answer["tables"].size() == 1);
  CHECK(answer["notes"][0].get<std::string>().starts_with("Nobody has a role"));
  auto suspect = attribute(view, {{Entity::Kind::handle, handle_named(view, gus)}, std::nullopt, "G", {}, {}, "fact", "his phone"}).person;
  give_role(view, {suspect, "suspect", {}, {}, "assessment", "named"});
  set_tag(view, "A/1#4", "sequence", "meeting");
  answer = ThirdJson::parse(third_parties(view, 100).json);
  std::map<std::string, ThirdJson> by_role;
  for (const auto& row : answer["tables"][0]["rows"]) by_role[row[1]] = row;
  CHECK(by_role.at("suspect")[2] == 1);
  CHECK(by_role.at("the phone's own")[2] == 1);
  CHECK(by_role.at("nobody said whose")[2] == 3);
  CHECK(by_role.at("nobody said whose")[3] == 3);
  const auto& proposed = answer["tables"][1]["rows"];
  REQUIRE(proposed.size() == 1);
  CHECK(proposed[0][3] == 2);
  CHECK(proposed[0][4][0]["handle"] == hal);
  CHECK(answer["notes"][0] == "Proposed: 1 conversations with 2 records, and 0 contact cards.");
  // Nothing was changed by asking.
  CHECK(c.made->db().integer("SELECT count(*) FROM record") == 5);
}

}  // namespace clew::view
