#include "identity/clusters.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace clew::identity;

namespace {

// The slow, obvious version: colour everything that can be reached.
std::map<std::int64_t, std::int64_t> plain_roots(const std::vector<Edge>& same, int nodes) {
  std::map<std::int64_t, std::int64_t> root;
  for (int i = 1; i <= nodes; ++i)
    root[i] = i;
  for (bool again = true; again;) {
    again = false;
    for (const auto& e : same)
      if (root[e.a] != root[e.b]) {
        root[e.a] = root[e.b] = std::min(root[e.a], root[e.b]);
        again = true;
      }
  }
  return root;
}

}  // namespace

TEST_CASE("clusters are what the judgements in force connect; a doubled judgement is no bridge") {
  Clusters c({{1, 2, 10}, {3, 2, 11}, {2, 3, 12}, {8, 9, 13}}, {});
  CHECK(c.members(3) == std::vector<std::int64_t>{1, 2, 3});
  CHECK(c.members(7) == std::vector<std::int64_t>{7});
  CHECK(c.all().size() == 2);
  auto bridges = c.bridges(1);
  REQUIRE(bridges.size() == 1);
  CHECK(bridges[0].edge.act == 10);
  CHECK(bridges[0].a_side == std::vector<std::int64_t>{1});
  CHECK(bridges[0].b_side == std::vector<std::int64_t>{2, 3});
  CHECK(c.path(1, 3).size() == 2);
  CHECK(c.path(1, 9).empty());
}

TEST_CASE("a cannot-link keeps whole clusters apart, whichever members are named") {
  Clusters c({{1, 2, 1}, {3, 4, 2}}, {{1, 4, 3}});
  CHECK(c.forbids(2, 3).size() == 1);
  CHECK(c.forbids(4, 1).size() == 1);
  CHECK(c.forbids(2, 5).empty());
  CHECK(c.contradictions().empty());
  CHECK(Clusters({{1, 2, 1}, {2, 4, 2}}, {{1, 4, 3}}).contradictions().size() == 1);
}

TEST_CASE(
    "random graphs: clusters and bridges agree with colouring and with taking each edge away") {
  std::mt19937 random(20261128);
  for (int round = 0; round < 400; ++round) {
    int nodes = 2 + static_cast<int>(random() % 10);
    std::vector<Edge> same;
    for (int i = 0, n = static_cast<int>(random() % 14); i < n; ++i)
      same.push_back({1 + static_cast<int>(random() % static_cast<unsigned>(nodes)),
                      1 + static_cast<int>(random() % static_cast<unsigned>(nodes)), i + 1});
    Clusters c(same, {});
    auto plain = plain_roots(same, nodes);
    for (int i = 1; i <= nodes; ++i)
      REQUIRE(c.root(i) == plain[i]);
    std::set<std::int64_t> bridges, expected;
    for (int i = 1; i <= nodes; ++i)
      for (const auto& b : c.bridges(i))
        bridges.insert(b.edge.act);
    for (const auto& e : same) {
      if (e.a == e.b) continue;
      auto less = same;
      std::erase(less, e);
      auto without = plain_roots(less, nodes);
      if (without[e.a] != without[e.b]) expected.insert(e.act);
    }
    REQUIRE(bridges == expected);
  }
}
