#include "view/recurring.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "casefile/audit.h"
#include "view/test_support.h"

namespace clew::view {
namespace {
using RecurJson = nlohmann::ordered_json;
const std::string kay = "+447700900195", leo = "+447700900196", mia = "+447700900197";

std::string last_entry(casefile::Case& made) {
  auto& log = made.audit();
  return log.entries(log.size() - 1, 1)[0].json;
}
}  // namespace

TEST_CASE("two cases are compared by authority: what both hold is counted on each side, nothing else of the other is told, and both logs say so") {
  testing::ToldCase here({{kay, leo, "secret words of this case", 1}, {leo, kay, "rain", 2}});
  testing::ToldCase there({{mia, leo, "secret words of the other", 1}, {leo, mia, "sun", 2}, {leo, mia, "wind", 3}});
  const auto other = there.made->directory();
  CaseView view(*here.made, {"Ana"});
  CHECK_THROWS_WITH_AS(recurring(view, other, "  ", 100), doctest::Contains("on whose authority"), Error);
  CHECK_THROWS_AS(recurring(view, here.made->directory(), "DI Example", 100), Error);
  CHECK_THROWS_AS(recurring(view, other / "none", "DI Example", 100), Error);
  const auto text = recurring(view, other, "DI Example, minute 7", 100).json;
  const auto answer = RecurJson::parse(text);
  CHECK(answer["tables"][0]["rows"][0][0] == "phone");
  CHECK(answer["tables"][0]["rows"][0][3] == 1);
  const auto& both = answer["tables"][1]["rows"];
  REQUIRE(both.size() == 1);
  CHECK(both[0][0]["handle"] == leo);
  CHECK(both[0][2]["n"] == 2);
  CHECK(both[0][7] == 3);
  CHECK(both[0][8] == "sent 2, received 1");
  CHECK(text.find("other words") == std::string::npos);
  CHECK(text.find(mia) == std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
  for (auto* made : {&*here.made, &*there.made}) {
    const auto entry = RecurJson::parse(last_entry(*made));
    CHECK(entry["act"] == "combination");
    CHECK(entry["reason"] == "DI Example, minute 7");
  }
}

}  // namespace clew::view
