// Cores, brokers, key players, communities.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <set>

#include "pattern/broker.h"
#include "pattern/community.h"
#include "pattern/k_core.h"
#include "pattern/key_player.h"
#include "pattern/test_support.h"

using namespace clew;
using namespace clew::pattern;

namespace {

Graph graph_of(std::uint32_t handles, const std::set<std::pair<Handle, Handle>>& ties) {
  std::vector<link::EventRow> rows;
  for (auto [a, b] : ties)
    rows.push_back({.from = a,
                    .to = b,
                    .time_us = 0,
                    .has_time = true,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(link::testing::build(handles, rows), {}, pool));
  return make_graph(contacts, {}, {.by_rarity = false});
}

Graph random_graph(link::testing::Random& random) {
  std::uint32_t nodes = 3 + static_cast<std::uint32_t>(random.below(8));
  std::set<std::pair<Handle, Handle>> ties;
  for (auto n = 1 + random.below(14); n > 0; --n) {
    auto a = static_cast<Handle>(random.below(nodes)), b = static_cast<Handle>(random.below(nodes));
    if (a != b) ties.emplace(std::min(a, b), std::max(a, b));
  }
  return graph_of(nodes, ties);
}

std::vector<std::vector<int>> distances(const Graph& graph,
                                        std::vector<std::vector<double>>& paths) {
  std::uint32_t n = graph.size();
  std::vector<std::vector<int>> depth(n, std::vector<int>(n, -1));
  paths.assign(n, std::vector<double>(n, 0));
  for (std::uint32_t s = 0; s < n; ++s) {
    std::queue<std::uint32_t> queue;
    queue.push(s);
    depth[s][s] = 0;
    paths[s][s] = 1;
    while (!queue.empty()) {
      auto node = queue.front();
      queue.pop();
      for (auto other : graph.of(node)) {
        if (depth[s][other] < 0) depth[s][other] = depth[s][node] + 1, queue.push(other);
        if (depth[s][other] == depth[s][node] + 1) paths[s][other] += paths[s][node];
      }
    }
  }
  return depth;
}

// The CAVIAR network as stored, by its names.
struct Named {
  Graph graph;
  std::vector<std::string> name;  // by handle
};
std::optional<Named> covert(const std::string& file) {
  auto path = pattern::testing::shared_data("patterns/covert/" + file + ".edges.csv");
  if (!path) return std::nullopt;
  Named made;
  std::map<std::string, Handle> handle;
  std::set<std::pair<Handle, Handle>> ties;
  std::map<std::pair<Handle, Handle>, double> weight;
  auto lines = pattern::testing::read_csv(*path);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    Handle ends[2];
    for (int side : {0, 1}) {
      auto [at, is_new] = handle.emplace(lines[i][static_cast<std::size_t>(side)],
                                         static_cast<Handle>(handle.size()));
      if (is_new) made.name.push_back(at->first);
      ends[side] = at->second;
    }
    std::pair<Handle, Handle> tie(std::min(ends[0], ends[1]), std::max(ends[0], ends[1]));
    if (ends[0] == ends[1]) continue;
    ties.insert(tie);
    weight[tie] += std::stod(lines[i][2]);
  }
  made.graph = graph_of(static_cast<std::uint32_t>(made.name.size()), ties);
  Graph& graph = made.graph;
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    for (auto i = graph.begin[node]; i < graph.begin[node + 1]; ++i) {
      Handle a = graph.handles[node], b = graph.handles[graph.to[i]];
      graph.weight[i] = weight[{std::min(a, b), std::max(a, b)}];
    }
  return made;
}

}  // namespace

TEST_CASE("cores, betweenness, cut handles and fragmentation agree with slow definitions") {
  link::testing::Random random(1);
  ThreadPool one(1), two(2);
  for (int round = 0; round < 2000; ++round) {
    Graph graph = random_graph(random);
    std::uint32_t n = graph.size();
    if (n == 0) {
      REQUIRE(key_players(graph).empty());
      continue;
    }
    auto cores = core_numbers(graph);
    for (std::uint32_t k = 1; k < n + 1; ++k) {  // the k-core by taking away until nothing changes
      std::vector<bool> in(n, true);
      for (bool changed = true; changed;) {
        changed = false;
        for (std::uint32_t node = 0; node < n; ++node) {
          std::uint32_t ties = 0;
          for (auto other : graph.of(node))
            ties += in[other];
          if (in[node] && ties < k) in[node] = false, changed = true;
        }
      }
      for (std::uint32_t node = 0; node < n; ++node)
        REQUIRE(in[node] == (cores[node] >= k));
    }
    std::vector<std::vector<double>> paths;
    auto depth = distances(graph, paths);
    Betweenness exact = betweenness(graph, one);
    REQUIRE(exact.value == betweenness(graph, two).value);
    for (std::uint32_t node = 0; node < n; ++node) {
      double sum = 0;
      for (std::uint32_t s = 0; s < n; ++s)
        for (std::uint32_t t = s + 1; t < n; ++t)
          if (s != node && t != node && depth[s][t] > 0 && depth[s][node] > 0 &&
              depth[node][t] > 0 && depth[s][node] + depth[node][t] == depth[s][t])
            sum += paths[s][node] * paths[node][t] / paths[s][t];
      REQUIRE(exact.value[node] == doctest::Approx(sum));
    }
    auto connected = [&](std::vector<std::uint32_t> gone) {
      std::vector<std::uint32_t> label(n);
      for (std::uint32_t i = 0; i < n; ++i)
        label[i] = i;
      auto is_gone = [&](std::uint32_t i) {
        return std::find(gone.begin(), gone.end(), i) != gone.end();
      };
      for (std::uint32_t sweep = 0; sweep < n; ++sweep)
        for (std::uint32_t i = 0; i < n; ++i)
          for (auto j : graph.of(i))
            if (!is_gone(i) && !is_gone(j)) label[i] = label[j] = std::min(label[i], label[j]);
      double pairs = 0;
      std::set<std::uint32_t> parts;
      for (std::uint32_t i = 0; i < n; ++i)
        if (!is_gone(i)) {
          parts.insert(label[i]);
          for (std::uint32_t j = 0; j < n; ++j)
            pairs += i != j && !is_gone(j) && label[i] == label[j];
        }
      return std::pair(pairs, parts.size());
    };
    auto cuts = cut_handles(graph);
    std::size_t before = connected({}).second;
    std::size_t expected_cuts = 0;
    double best = 0;
    for (std::uint32_t node = 0; node < n; ++node) {
      auto [pairs, parts] = connected({node});
      expected_cuts += parts > before;
      double value = 1 - pairs / (double(n) * (n - 1));
      best = std::max(best, value);
      std::vector<std::uint32_t> gone{node};
      REQUIRE(fragmentation(graph, gone) == doctest::Approx(value));
    }
    REQUIRE(cuts.size() == expected_cuts);
    REQUIRE(key_players(graph, 1)[0].fragmentation == doctest::Approx(best));
  }
}

TEST_CASE("sampled betweenness has the exact value within its error for nearly all") {
  link::testing::Random random(2);
  std::set<std::pair<Handle, Handle>> ties;
  for (int n = 0; n < 1500; ++n) {
    auto a = static_cast<Handle>(random.below(500)), b = static_cast<Handle>(random.below(500));
    if (a != b) ties.emplace(std::min(a, b), std::max(a, b));
  }
  Graph graph = graph_of(500, ties);
  ThreadPool pool(2);
  auto exact = betweenness(graph, pool), sampled = betweenness(graph, pool, 10, 200);
  CHECK(sampled.sources == 200);
  std::size_t inside = 0;
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    inside += std::abs(exact.value[node] - sampled.value[node]) <= sampled.error[node];
  CHECK(double(inside) > .85 * graph.size());
}

TEST_CASE("CAVIAR gives the published figures") {
  auto made = covert("covert_10_1");
  if (!made) return;
  const Graph& graph = made->graph;
  CHECK(graph.size() == 110);
  CHECK(graph.edges() == 205);
  auto cores = core_numbers(graph);
  CHECK(*std::max_element(cores.begin(), cores.end()) == 4);
  CHECK(std::count(cores.begin(), cores.end(), 4u) == 19);
  ThreadPool pool(1);
  auto value = betweenness(graph, pool).value;
  std::map<std::string, double> by_name;
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    by_name[made->name[graph.handles[node]]] = value[node];
  CHECK(by_name["1"] == doctest::Approx(3752.1).epsilon(.0001));
  CHECK(by_name["12"] == doctest::Approx(1719.5).epsilon(.0001));
  CHECK(by_name["87"] == doctest::Approx(702.1).epsilon(.0001));
  CHECK(by_name["76"] == doctest::Approx(678.1).epsilon(.0001));
  std::set<std::string> cuts;
  for (const auto& cut : cut_handles(graph))
    cuts.insert(made->name[graph.handles[cut.node]]);
  CHECK(cuts == std::set<std::string>{"1", "3", "82", "89", "12", "76", "87", "81", "37", "41",
                                      "103", "107"});
  Communities found = communities(graph, {});
  CHECK(found.least_modularity > .36);
  CHECK(found.most_modularity == doctest::Approx(.389).epsilon(.005));
  CHECK(found.least_count >= 5);
  CHECK(found.most_count <= 7);
  CHECK(communities(graph, {}).group == found.group);
}

TEST_CASE("CielNet gives the published figures") {
  auto made = covert("covert_12");
  if (!made) return;
  CHECK(made->graph.size() == 25);
  CHECK(made->graph.edges() == 35);
  auto cores = core_numbers(made->graph);
  CHECK(*std::max_element(cores.begin(), cores.end()) == 2);
  CHECK(std::count(cores.begin(), cores.end(), 2u) == 14);
  CHECK(cut_handles(made->graph).size() == 4);
  Communities found = communities(made->graph, {});
  CHECK(found.modularity == doctest::Approx(.4326).epsilon(.001));
  CHECK(found.count == 4);
}

TEST_CASE("two groups joined by one handle are found by every seed, a ring has no stable groups") {
  std::set<std::pair<Handle, Handle>> ties;
  for (Handle a = 0; a < 5; ++a)
    for (Handle b = a + 1; b < 5; ++b)
      ties.emplace(a, b), ties.emplace(a + 5, b + 5);
  ties.emplace(0, 10);
  ties.emplace(5, 10);
  Graph graph = graph_of(11, ties);
  Communities found = communities(graph, {});
  CHECK(found.count == 2);
  for (std::uint32_t node = 0; node < 10; ++node)
    CHECK(found.agreement[node] >= .8);
  Leads leads = community_leads(graph, found, {});
  REQUIRE(leads.leads.size() == 2);
  CHECK(leads.leads[0].observed > .8);
  std::set<std::pair<Handle, Handle>> ring;
  for (Handle a = 0; a < 40; ++a)
    ring.emplace(std::min(a, (a + 1) % 40), std::max(a, (a + 1) % 40));
  auto agreement = communities(graph_of(40, ring), {}).agreement;
  CHECK(*std::min_element(agreement.begin(), agreement.end()) < .8);
}

TEST_CASE("the mail of a company has a largest core of 16") {
  auto path = pattern::testing::shared_data("patterns/enron/edges.csv");
  if (!path) return;
  std::set<std::pair<Handle, Handle>> ties;
  auto lines = pattern::testing::read_csv(*path);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto a = static_cast<Handle>(std::stoul(lines[i][0]));
    auto b = static_cast<Handle>(std::stoul(lines[i][1]));
    if (a != b && lines[i][2].substr(0, 4) != "1979") ties.emplace(std::min(a, b), std::max(a, b));
  }
  auto cores = core_numbers(graph_of(185, ties));
  CHECK(*std::max_element(cores.begin(), cores.end()) == 16);
}

TEST_CASE("the published summits: 156 persons and 47 meetings, 455 ties, one person at 17 of them") {
  auto path = link::testing::shared_data("patterns/covert/covert_33.edges.csv");
  if (!path) return;
  // A network of two kinds: person and meeting. `type` of the node file tells them apart.
  std::map<std::string, Handle> number;
  std::map<std::string, bool> meeting;
  for (const auto& row : link::testing::read_csv(path->parent_path() / "covert_33.nodes.csv"))
    if (row.size() == 2 && row[0] != "name") meeting[row[0]] = row[1] == "TRUE";
  std::set<std::pair<Handle, Handle>> ties;
  std::set<std::string> persons, meetings;
  auto rows = link::testing::read_csv(*path);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Handle ends[2];
    for (int k = 0; k < 2; ++k) {
      const auto& name = rows[i][static_cast<std::size_t>(k)];
      ends[k] = number.try_emplace(name, static_cast<Handle>(number.size())).first->second;
      (meeting.at(name) ? meetings : persons).insert(name);
    }
    ties.insert(std::minmax(ends[0], ends[1]));
  }
  CHECK(std::count_if(meeting.begin(), meeting.end(), [](const auto& m) { return !m.second; }) == 156);
  CHECK(std::count_if(meeting.begin(), meeting.end(), [](const auto& m) { return m.second; }) == 47);
  CHECK(persons.size() + meetings.size() == 198);
  CHECK(ties.size() == 455);
  Graph graph = graph_of(static_cast<std::uint32_t>(number.size()), ties);
  CHECK(graph.size() == 198);
  CHECK(graph.edges() == 455);
  std::size_t most = 0;
  for (const auto& name : persons)
    for (std::uint32_t node = 0; node < graph.size(); ++node)
      if (graph.handles[node] == number[name]) most = std::max(most, graph.of(node).size());
  CHECK(most == 17);
}

TEST_CASE("a tie that a list states stands in the network, however seldom; one that was counted once does not") {
  std::vector<link::EventRow> rows{{.from = 0, .to = 1, .kind = link::EventKind::other, .record = 1},
                                   {.from = 1, .to = 2, .kind = link::EventKind::chat, .record = 2},
                                   {.from = 2, .to = 3, .kind = link::EventKind::other, .record = 3}};
  rows[2].count = 6;
  ThreadPool pool(1);
  auto contacts = link::contacts(link::pair_table(link::testing::build(4, rows), {}, pool));
  GraphOptions options;
  options.least_events = 2;
  CHECK(make_graph(contacts, {}, options).edges() == 1);  // six contacts between 2 and 3
  options.stated = {{0, 1}};
  Graph graph = make_graph(contacts, {}, options);
  CHECK(graph.edges() == 2);
  CHECK(graph.handles == std::vector<Handle>{0, 1, 2, 3});
}
