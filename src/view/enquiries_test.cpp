#include "view/enquiries.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using EnquiriesJson = nlohmann::ordered_json;
const std::string zoe = "+447700900161", abe = "+447700900162";
constexpr Micros enquiry_day = 86'400 * micros_per_second;
}  // namespace

TEST_CASE("a line of enquiry is raised with a reason, allocated, closed with a result and opened again; every step stays") {
  testing::ToldCase c({{zoe, abe, "the rain has stopped", 1}});
  c.lead_by_hand("aaaa", {1});
  CaseView view(*c.made, {"Ana"});
  CHECK_THROWS_AS(raise_enquiry(view, "who owns the van", "", "", {}), Error);
  CHECK_THROWS_AS(raise_enquiry(view, "who owns the van", "seen twice", "", {"A/1#9"}), Error);
  CHECK(enquiries(view).empty());
  CHECK(raise_enquiry(view, "who owns the van", "seen twice", "", {"A/1#1", "aaaa"}) == "L1");
  CHECK(raise_enquiry(view, "ask the shop", "it has a camera", "DC Example", {}) == "L2");
  auto all = enquiries(view);
  REQUIRE(all.size() == 2);
  CHECK(all[0].state == "open");
  CHECK(!all[0].ever_allocated);
  CHECK(all[0].links == std::vector<std::string>{"A/1#1", "aaaa"});
  CHECK(all[1].state == "allocated");
  CHECK(all[1].owner == "DC Example");
  CHECK_THROWS_WITH_AS(close_enquiry(view, "L2", " "), doctest::Contains("with a result"), Error);
  close_enquiry(view, "L2", "no camera");
  CHECK_THROWS_AS(allocate_enquiry(view, "L2", "DC Other", ""), Error);
  CHECK_THROWS_AS(link_enquiry(view, "L1", "aaaa", ""), Error);
  reopen_enquiry(view, "L2", "there is a second shop");
  all = enquiries(view);
  CHECK(all[1].state == "allocated");
  CHECK(all[1].result.empty());
  CHECK(all[1].events.size() == 3);
  close_enquiry(view, "L2", "nothing there either");
  CHECK_THROWS_AS(close_enquiry(view, "L9", "x"), Error);
}

TEST_CASE("open, never allocated and closed lines are told apart, with their ages in whole days") {
  testing::ToldCase c({{zoe, abe, "the rain has stopped", 1}});
  CaseView view(*c.made, {"Ana"});
  raise_enquiry(view, "first", "why", "", {"A/1#1"});
  raise_enquiry(view, "second", "why", "Ben", {});
  raise_enquiry(view, "third", "why", "Ben", {});
  close_enquiry(view, "L3", "done");
  c.made->db().run("UPDATE enquiry SET made_utc = 1000000000000000; UPDATE enquiry_event SET made_utc = 1000000000000000 + 2 * 86400000000");
  const auto answer = EnquiriesJson::parse(open_enquiries(view, 1'000'000'000'000'000 + 10 * enquiry_day + 5).json);
  const auto& tables = answer["tables"];
  REQUIRE(tables[0]["rows"].size() == 1);
  CHECK(tables[0]["rows"][0][0] == "L2");
  CHECK(tables[0]["rows"][0][4] == 10);
  REQUIRE(tables[1]["rows"].size() == 1);
  CHECK(tables[1]["rows"][0][7][0]["record"] == "A/1#1");
  REQUIRE(tables[2]["rows"].size() == 1);
  CHECK(tables[2]["rows"][0][6] == 2);
  CHECK(tables[2]["rows"][0][2]["quote"] == "done");
  CHECK(answer["notes"][0] == "1 open and allocated, 1 open and never allocated, 1 closed.");
}

}  // namespace clew::view
