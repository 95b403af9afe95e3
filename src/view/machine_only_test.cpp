#include "view/machine_only.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/leads.h"
#include "view/tags.h"
#include "view/test_support.h"
#include "view/translation.h"

namespace clew::view {
namespace {
using MachineJson = nlohmann::ordered_json;
const std::string vera = "+447700900141", wim = "+447700900142";
}  // namespace

TEST_CASE("a lead and a mark that rest on machine translation are listed until a person has looked at the English") {
  testing::ToldCase c({{vera, wim, "vin mâine la gară", 1}, {wim, vera, "the rain has stopped and it is warm", 2}, {vera, wim, "vin mâine la gară", 3}});
  c.translate_by_hand("vin mâine la gară", "I come to the station tomorrow");
  c.lead_by_hand("aaaa", {1, 2, 3});
  c.lead_by_hand("bbbb", {2});
  c.lead_by_hand("cccc", {3});
  c.lead_by_hand("dddd", {1});
  CaseView view(*c.made, {"Ana"});
  judge_lead(view, "cccc", "accepted", "seen");
  judge_lead(view, "dddd", "rejected", "seen");
  set_tag(view, "A/1#1", "sequence", "the meeting");
  set_tag(view, "A/1#2", "sequence", "the rain");
  auto answer = machine_only(view, 100);
  auto tables = MachineJson::parse(answer.json)["tables"];
  const auto& leads = tables[0]["rows"];
  REQUIRE(leads.size() == 2);
  CHECK(leads[0][0]["lead"] == "cccc");  // accepted ones first
  CHECK(leads[0][6] == "yes");
  CHECK(leads[1][0]["lead"] == "aaaa");
  CHECK(leads[1][3] == 3);
  CHECK(leads[1][4] == 2);
  CHECK(leads[1][6] == "some of them");
  REQUIRE(tables[1]["rows"].size() == 1);
  CHECK(tables[1]["rows"][0][0]["record"] == "A/1#1");
  CHECK_THROWS_AS(need_verified(answer), Error);
  // One correction goes with all identical lines.
  correct_translation(view, "A/1#1", "I am coming to the station tomorrow", "", "Cleo");
  answer = machine_only(view, 100);
  tables = MachineJson::parse(answer.json)["tables"];
  CHECK(tables[0]["rows"].empty());
  CHECK(tables[1]["rows"].empty());
  need_verified(answer);
}

}  // namespace clew::view
