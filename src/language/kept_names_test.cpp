#include "language/kept_names.h"

#include <doctest/doctest.h>

namespace clew::language {

TEST_CASE("a name's article goes before an engine reads it, and the English has none") {
  const std::vector<std::string> names = {"Clara", "João"};
  CHECK(said_names("a Clara está doente", nullptr) == std::vector<std::string>{"Clara"});
  CHECK(without_articles("a Clara e o João vão à praia", names) == "Clara e João vão à praia");
  CHECK(without_articles("fui à Clara", names) == "fui à Clara");
  CHECK(without_the("I saw the Clara yesterday, the Clara Street", names) == "I saw Clara yesterday, the Clara Street");
  CHECK(without_the("The mother of the Clara", names) == "The mother of Clara");
  CHECK(without_it("Clara It is ill", names) == "Clara is ill");
  CHECK(without_it("João Does not come", names) == "João does not come");
  CHECK(without_it("João", names) == "João");
}

}  // namespace clew::language
