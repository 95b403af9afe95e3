#include "view/changes.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/identity.h"
#include "view/leads.h"
#include "view/patterns.h"
#include "view/tags.h"
#include "view/test_support.h"
#include "view/translation.h"

namespace clew::view {
namespace {
using ChangesJson = nlohmann::ordered_json;
const std::string xena = "+447700900151", yuri = "+447700900152";

const ChangesJson& changed_table(const ChangesJson& answer, const std::string& title) {
  for (const auto& table : answer["tables"])
    if (table["title"] == title) return table["rows"];
  FAIL("no table " << title);
  return answer;
}
}  // namespace

TEST_CASE("what changed since the last briefing: judgements, marks and corrections after it and none before it") {
  testing::ToldCase c({{xena, yuri, "vin mâine la gară", 1}, {yuri, xena, "the rain has stopped", 2}});
  c.translate_by_hand("vin mâine la gară", "I come to the station tomorrow");
  c.lead_by_hand("aaaa", {1});
  c.lead_by_hand("bbbb", {2});
  CaseView view(*c.made, {"Ana"});
  CHECK_THROWS_WITH_AS(changes(view, std::nullopt, 100), doctest::Contains("no briefing"), Error);
  judge_lead(view, "aaaa", "accepted", "before the briefing");
  judge_lead(view, "bbbb", "accepted", "before the briefing");
  set_tag(view, "A/1#2", "sequence", "before");
  CHECK_THROWS_AS(briefing_held(view, "", ""), Error);
  briefing_held(view, "the team", "first");
  judge_lead(view, "aaaa", "rejected", "another number");
  auto act = judge(view, {Entity::Kind::handle, handle_named(view, xena)}, {Entity::Kind::handle, handle_named(view, yuri)}, "not-same", "they speak to each other");
  withdraw_tag(view, "T1", "not needed");
  correct_translation(view, "A/1#1", "I am coming to the station tomorrow", "", "Cleo");
  c.made->db().run("DELETE FROM lead_evidence WHERE lead_id = 'bbbb'; DELETE FROM lead WHERE id = 'bbbb'");
  const auto answer = ChangesJson::parse(changes(view, std::nullopt, 100).json);
  CHECK(answer["parameters"]["by"] == "last briefing");
  CHECK(changed_table(answer, "Exhibits that came").empty());
  const auto& judged = changed_table(answer, "Leads that were judged");
  REQUIRE(judged.size() == 1);
  CHECK(judged[0][3] == "accepted");
  CHECK(judged[0][4] == "rejected");
  const auto& gone = changed_table(answer, "Accepted leads that are no longer found");
  REQUIRE(gone.size() == 1);
  CHECK(gone[0][0] == "bbbb");
  REQUIRE(changed_table(answer, "Who is who").size() == 1);
  CHECK(changed_table(answer, "Who is who")[0][1] == act);
  REQUIRE(changed_table(answer, "Marks on records").size() == 1);
  CHECK(changed_table(answer, "Marks on records")[0][3] == "taken back: for the sequence of events");
  const auto& corrected = changed_table(answer, "Translations that were corrected");
  REQUIRE(corrected.size() == 1);
  CHECK(corrected[0][2]["quote"] == "I come to the station tomorrow");
  CHECK(corrected[0][4]["quote"] == "Cleo");
  for (const auto& entry : changed_table(answer, "All acts in the audit log but looking")) CHECK(entry[2] != "consultation");
  // Since the beginning the exhibit is new, and so are the leads that rest on it.
  const auto all = ChangesJson::parse(changes(view, 0, 100).json);
  CHECK(changed_table(all, "Exhibits that came").size() == 1);
  REQUIRE(changed_table(all, "Leads that rest on what came").size() == 1);
  CHECK(changed_table(all, "Leads that rest on what came")[0][3] == 1);
}

}  // namespace clew::view
