#include "view/tags.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "casefile/digest.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
const std::string rhea = "+447700900121", sol = "+447700900122";
}

TEST_CASE("a mark needs a reason, stands with its name, and can be taken back; then the case is what it was") {
  testing::ToldCase c({{rhea, sol, "the rain has stopped", 1}, {sol, rhea, "good", 2}});
  const auto before = casefile::digest(*c.made);
  CaseView view(*c.made, {"Ana"});
  CHECK_THROWS_AS(set_tag(view, "A/1#1", "sequence", " "), Error);
  CHECK_THROWS_AS(set_tag(view, "A/1#1", "guilty", "no such mark"), Error);
  CHECK_THROWS_AS(set_tag(view, "A/1#9", "sequence", "no such record"), Error);
  CHECK(set_tag(view, "A/1#1", "sequence", "when the rain stopped") == "T1");
  CHECK_THROWS_WITH_AS(set_tag(view, "A/1#1", "sequence", "again"), doctest::Contains("has that mark already: T1 by Ana"), Error);
  auto list = tags(view, {});
  REQUIRE(list.size() == 1);
  CHECK(list[0].record_name == "A/1#1");
  CHECK(list[0].who == "Ana");
  CHECK(!list[0].moved);
  CHECK(casefile::digest(*c.made) != before);
  withdraw_tag(view, "T1", "another day");
  CHECK(tags(view, {}).empty());
  REQUIRE(tags(view, {0, "", true}).size() == 1);
  CHECK(tags(view, {0, "", true})[0].withdrawn_why == "another day");
  CHECK_THROWS_AS(withdraw_tag(view, "T1", "twice"), Error);
  CHECK(casefile::digest(*c.made) == before);
}

TEST_CASE("a mark that may assist a defence is taken back by another person than who set it") {
  testing::ToldCase c({{rhea, sol, "he was at home all day", 1}});
  CaseView one(*c.made, {"Ana"}), other(*c.made, {"Ben"});
  auto id = set_tag(one, "A/1#1", "points-away", "he was at home");
  CHECK_THROWS_WITH_AS(withdraw_tag(one, id, "I was wrong"), doctest::Contains("another person than Ana"), Error);
  CHECK(tags(one, {}).size() == 1);
  withdraw_tag(other, id, "it was another day, see A/1#1");
  CHECK(tags(one, {}).empty());
}

TEST_CASE("a mark on a record that was read anew and is another now says so") {
  testing::ToldCase c({{rhea, sol, "the rain has stopped", 1}});
  CaseView view(*c.made, {"Ana"});
  set_tag(view, "A/1#1", "sequence", "rain");
  c.made->db().run("UPDATE record SET locator = 'line=9'");
  CHECK(tags(view, {})[0].moved);
}

}  // namespace clew::view
