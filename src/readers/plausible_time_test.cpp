#include "readers/plausible_time.h"

#include <doctest/doctest.h>

namespace clew::readers {

TEST_CASE("an instant before 1990 or after the exhibit came in is not plausible, and without such a moment the future is") {
  const Micros latest = year_1990 + 1000;
  CHECK(is_plausible(year_1990, latest));
  CHECK(is_plausible(latest, latest));
  CHECK(!is_plausible(year_1990 - 1, latest));
  CHECK(!is_plausible(latest + 1, latest));
  CHECK(is_plausible(latest + 1, 0));
  CHECK(certainty_of(latest, latest) == model::Certainty::exact);
  CHECK(certainty_of(latest + 1, latest) == model::Certainty::implausible);
}

TEST_CASE("a local reading may be fourteen hours ahead; what is further is marked, with the reason") {
  const Micros latest = 1'709'588'409 * micros_per_second, hour = 3600 * micros_per_second;
  model::Time time;
  time.raw = "tomorrow";
  CHECK(!mark_implausible(time, latest));  // no reading at all
  time.certainty = model::Certainty::local_unknown;
  time.local = latest + 14 * hour;
  CHECK(!mark_implausible(time, latest));
  CHECK(time.certainty == model::Certainty::local_unknown);
  time.local = latest + 14 * hour + 1;
  const auto late = mark_implausible(time, latest);
  REQUIRE(late);
  CHECK(late->find("'tomorrow' reads as 2024-03-05T11:40:09") == 0);
  CHECK(late->find("after the exhibit came in") != std::string::npos);
  CHECK(time.certainty == model::Certainty::implausible);
  time.local.reset();
  time.utc = 0;
  const auto early = mark_implausible(time, latest);
  REQUIRE(early);
  CHECK(early->find("before 1990") != std::string::npos);
}

}  // namespace clew::readers
