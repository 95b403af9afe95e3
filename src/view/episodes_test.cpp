#include "view/episodes.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/identity.h"
#include "view/patterns.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using EpisodesJson = nlohmann::ordered_json;
const std::string bea = "+447700900171", col = "+447700900172", dot = "+447700900173";
}  // namespace

TEST_CASE("an episode stands beside the contacts of the person's numbers, before, during and after it, in time order") {
  // The case begins at 2025-03-03T11:06:40Z.
  testing::ToldCase c({{bea, col, "two days before", 1},
                       {col, bea, "the evening before", 2 * 24 * 60},
                       {bea, dot, "meet at Leeds train station", 2 * 24 * 60 + 300},
                       {dot, col, "others talk too", 2 * 24 * 60 + 310},
                       {bea, col, "home again", 3 * 24 * 60},
                       {bea, col, "a week later", 10 * 24 * 60}});
  CaseView view(*c.made, {"Ana"});
  auto person = attribute(view, {{Entity::Kind::handle, handle_named(view, bea)}, std::nullopt, "B", {}, {}, "fact", "her phone"}).person;
  CHECK(add_episode(view, {person.name(), "2025-03-05T14:00", "2025-03-05T20:00Z", "report 12", ""}) == "E1");
  CHECK(add_episode(view, {"somebody else", "2025-03-05", "", "report 13", ""}) == "E2");
  CHECK_THROWS_AS(add_episode(view, {"P9", "2025-03-05", "", "report", ""}), Error);
  CHECK_THROWS_AS(add_episode(view, {"x", "yesterday", "", "report", ""}), Error);
  CHECK_THROWS_AS(add_episode(view, {"x", "2025-03-05", "2025-03-04", "report", ""}), Error);
  CHECK_THROWS_AS(add_episode(view, {"x", "2025-03-05", "", "", ""}), Error);
  const auto answer = EpisodesJson::parse(episodes_aligned(view, 24, 100).json);
  const auto& list = answer["tables"][0]["rows"];
  REQUIRE(list.size() == 2);
  CHECK(list[1][1][0] == person.name());
  CHECK(list[1][7] == 1);
  CHECK(list[1][9][0]["handle"] == bea);
  const auto& rows = answer["tables"][1]["rows"];
  REQUIRE(rows.size() == 3);
  CHECK(rows[0][2] == "before");
  CHECK(rows[1][2] == "during");
  CHECK(rows[1][6][0]["quote"] == "Leeds train station");
  CHECK(rows[1][9]["record"] == "A/1#3");
  CHECK(rows[2][2] == "after");
  CHECK(answer["notes"][0].get<std::string>().starts_with("1 of 2 episodes are of somebody whom no number"));
}

TEST_CASE("a local reading of an episode is of the case's zone, in summer too") {
  testing::ToldCase c({{bea, col, "one", 1}});
  CaseView view(*c.made, {"Ana"});
  add_episode(view, {"x", "2025-07-01T12:00", "2025-07-01T13:30+02:00", "report", ""});
  const auto all = episodes(view);
  REQUIRE(all.size() == 1);
  CHECK(to_iso_utc(all[0].from) == "2025-07-01T11:00:00.000000Z");
  CHECK(to_iso_utc(*all[0].to) == "2025-07-01T11:30:00.000000Z");
  CHECK(all[0].raw == "2025-07-01T12:00 – 2025-07-01T13:30+02:00");
  withdraw_episode(view, "E1", "wrong person");
  CHECK(episodes(view).empty());
  CHECK_THROWS_AS(withdraw_episode(view, "E1", "again"), Error);
}

TEST_CASE("a table of episodes goes in as a whole or not at all, and twice is once") {
  testing::ToldCase c({{bea, col, "one", 1}});
  CaseView view(*c.made, {"Ana"});
  const std::string good = "\xEF\xBB\xBF" "Person,From,To,Note\r\n\"Example, B\",2025-03-05T14:00,2025-03-06T08:00,\"said \"\"out\"\"\"\r\n\r\nC,2025-03-07,,\r\n";
  auto bad = import_episodes(view, good + "D,soon,,\n", "return of June");
  REQUIRE(bad.refused.size() == 1);
  CHECK(bad.refused[0].starts_with("line 5: from must look like"));
  CHECK(episodes(view).empty());
  auto done = import_episodes(view, good, "return of June");
  CHECK(done.added == 2);
  REQUIRE(episodes(view).size() == 2);
  CHECK(episodes(view)[0].label == "Example, B");
  CHECK(episodes(view)[0].note == "said \"out\"");
  CHECK(episodes(view)[0].source == "return of June");
  done = import_episodes(view, good, "return of June");
  CHECK(done.added == 0);
  CHECK(done.repeated == 2);
  CHECK_THROWS_AS(import_episodes(view, "who,when\nx,y\n", "r"), Error);
  CHECK_THROWS_AS(import_episodes(view, "", "r"), Error);
}

}  // namespace clew::view
