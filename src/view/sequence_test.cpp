#include "view/sequence.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/leads.h"
#include "view/tags.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using SequenceJson = nlohmann::ordered_json;
const std::string tess = "+447700900131", udo = "+447700900132";
}  // namespace

TEST_CASE("the sequence of events holds what people chose, numbered in time, each row with exhibit, record and why it is there") {
  testing::ToldCase c;
  c.add("A/1", {{tess, udo, "third", 30}, {udo, tess, "first", 10}, {tess, udo, "nobody chose this", 20}, {udo, tess, "of a lead", 15}});
  c.add("B/1", {{tess, udo, "on another phone", 12}});
  c.analyse();
  c.lead_by_hand("aaaa", {4});
  c.lead_by_hand("bbbb", {3});
  CaseView view(*c.made, {"Ana"});
  set_tag(view, "A/1#1", "sequence", "the end");
  set_tag(view, "A/1#2", "sequence", "the beginning");
  set_tag(view, "B/1#1", "sequence", "between");
  set_tag(view, "A/1#3", "points-away", "not for the table");
  judge_lead(view, "aaaa", "accepted", "checked");
  judge_lead(view, "bbbb", "accepted", "checked");
  judge_lead(view, "bbbb", "parked", "not sure any more");
  auto answer = SequenceJson::parse(sequence_of_events(view, true, 100).json);
  const auto& rows = answer["tables"][0]["rows"];
  REQUIRE(rows.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(rows[i][0] == i + 1);
  CHECK(rows[0][5]["record"] == "A/1#2");
  CHECK(rows[1][4]["exhibit"] == "B/1");
  CHECK(rows[2][11][0]["lead"] == "aaaa");
  CHECK(rows[3][2]["quote"] == "2025-03-03T11:36:40.000000Z");
  CHECK(rows[3][12] == "not compared");
  CHECK(rows[3][7][0]["handle"] == tess);
  CHECK(rows[3][9]["quote"] == "third");
  CHECK(rows[3][11][0] == "marked by Ana:");
  CHECK(rows[3][11][1]["quote"] == "the end");
  CHECK(SequenceJson::parse(sequence_of_events(view, false, 100).json)["tables"][0]["rows"].size() == 3);
  CHECK(SequenceJson::parse(sequence_of_events(view, true, 2).json)["notes"][0] == "2 of 4 rows are given.");
}

TEST_CASE("a sequence of events cannot leave as verified while a row rests on machine translation alone") {
  testing::ToldCase c({{tess, udo, "vin mâine la gară", 1}});
  c.translate_by_hand("vin mâine la gară", "I come to the station tomorrow");
  CaseView view(*c.made, {"Ana"});
  set_tag(view, "A/1#1", "sequence", "the meeting");
  auto answer = sequence_of_events(view, true, 100);
  CHECK(SequenceJson::parse(answer.json)["tables"][0]["rows"][0][10][1] == "machine translation, nobody looked at it");
  CHECK_THROWS_WITH_AS(need_verified(answer), doctest::Contains("the English of 1 record rests on machine translation alone (A/1#1)"), Error);
  c.made->db().run("INSERT INTO translation_verdict(record_id, translation_id, draw, verdict, note, who, made_utc) SELECT record_id, translation_id, '-', 'ok', '', 'Ben', 1 FROM record_language");
  need_verified(sequence_of_events(view, true, 100));
}

}  // namespace clew::view
