#include "view/both_ways.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "view/leads.h"
#include "view/tags.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using BothJson = nlohmann::ordered_json;
const std::string eli = "+447700900181", flo = "+447700900182";
}  // namespace

TEST_CASE("what points away and what towards stand beside each other with who said so, and what may assist a defence goes to the schedule") {
  testing::ToldCase c({{eli, flo, "I was in Leeds all day", 1}, {flo, eli, "you brought the keys", 2}, {eli, flo, "they keep my passport until I pay", 3}});
  c.lead_by_hand("aaaa", {1});
  CaseView ana(*c.made, {"Ana"}), ben(*c.made, {"Ben"});
  set_tag(ana, "A/1#1", "points-away", "was elsewhere");
  set_tag(ben, "A/1#2", "points-towards", "brought the keys");
  set_tag(ben, "A/1#3", "coercion", "documents kept");
  set_tag(ana, "A/1#1", "sequence", "not part of this answer");
  judge_lead(ana, "aaaa", "rejected", "the same family");
  const auto answer = BothJson::parse(both_ways(ana, 100).json);
  const auto& tables = answer["tables"];
  REQUIRE(tables[0]["rows"].size() == 1);
  CHECK(tables[0]["title"] == "Points away");
  CHECK(tables[0]["rows"][0][2]["quote"] == "Ana");
  CHECK(tables[0]["rows"][0][5]["record"] == "A/1#1");
  CHECK(tables[1]["rows"].size() == 1);
  CHECK(tables[2]["rows"].size() == 1);
  CHECK(tables[3]["rows"].empty());
  REQUIRE(tables[4]["rows"].size() == 1);
  CHECK(tables[4]["rows"][0][2] == "rejected");
  REQUIRE(tables[5]["rows"].size() == 2);  // the schedule
  CHECK(tables[5]["rows"][0][0]["record"] == "A/1#1");
  CHECK(tables[5]["rows"][1][3][0] == "shows coercion");
  CHECK(answer["notes"][0].get<std::string>().starts_with("Marked by people: 1 point away, 1 towards; 1 show coercion, 0 speak against it."));
}

}  // namespace clew::view
