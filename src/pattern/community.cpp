// Worked example: two triangles joined by one tie. All seeds give the triangles: agreement 1 for
// each. A node tied once to each triangle goes left in half the runs: agreement .5, "between".
//
// Modularity of the best run is what is maximised; that of real groups may be lower (departments of
// a university: .288 where Leiden reaches .415), so a community is not a department, team or gang.
#include "pattern/community.h"

#include <fmt/format.h>
#include <igraph/igraph.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/error.h"

namespace clew::pattern {
namespace {

void check(igraph_error_t code) {
  if (code != IGRAPH_SUCCESS)
    throw Error(ErrorKind::internal,
                fmt::format("finding communities failed: {}", igraph_strerror(code)));
}

// igraph's C objects, freed at the end of the scope.
struct Network {
  igraph_t graph;
  igraph_vector_t weights, strength;
  igraph_vector_int_t members;
  explicit Network(const Graph& from) {
    igraph_set_error_handler(igraph_error_handler_ignore);
    igraph_vector_int_t ends;
    check(igraph_vector_int_init(&ends, 0));
    check(igraph_vector_init(&weights, 0));
    check(igraph_vector_init(&strength, from.size()));
    check(igraph_vector_int_init(&members, 0));
    for (std::uint32_t node = 0; node < from.size(); ++node)
      for (std::uint64_t i = from.begin[node]; i < from.begin[node + 1]; ++i) {
        VECTOR(strength)[node] += from.weight[i];
        if (from.to[i] < node) continue;
        check(igraph_vector_int_push_back(&ends, node));
        check(igraph_vector_int_push_back(&ends, from.to[i]));
        check(igraph_vector_push_back(&weights, from.weight[i]));
      }
    check(igraph_create(&graph, &ends, from.size(), IGRAPH_UNDIRECTED));
    igraph_vector_int_destroy(&ends);
  }
  ~Network() {
    igraph_destroy(&graph);
    igraph_vector_destroy(&weights);
    igraph_vector_destroy(&strength);
    igraph_vector_int_destroy(&members);
  }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
};

double modularity(const Graph& graph, const std::vector<std::uint32_t>& group, double whole) {
  std::map<std::uint32_t, std::pair<double, double>> sums;  // weight inside, strength
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    for (std::uint64_t i = graph.begin[node]; i < graph.begin[node + 1]; ++i) {
      auto& [inside, strength] = sums[group[node]];
      strength += graph.weight[i];
      if (group[graph.to[i]] == group[node]) inside += graph.weight[i];
    }
  double result = 0;
  for (const auto& [number, sum] : sums)
    result += sum.first / whole - sum.second / whole * (sum.second / whole);
  return result;
}

}  // namespace

Communities communities(const Graph& graph, const CommunityOptions& options) {
  Communities result;
  std::uint32_t nodes = graph.size(), seeds = std::max(1u, options.seeds);
  if (nodes == 0) return result;
  Network network(graph);
  double whole = std::accumulate(graph.weight.begin(), graph.weight.end(), 0.0);
  std::vector<std::vector<std::uint32_t>> runs;
  std::vector<double> quality;
  std::vector<std::uint32_t> counts;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    check(igraph_rng_seed(igraph_rng_default(), seed));
    igraph_integer_t groups = 0;
    igraph_real_t ignored = 0;
    check(igraph_community_leiden(&network.graph, &network.weights, &network.strength, 1 / whole,
                                  .01, false, 2, &network.members, &groups, &ignored));
    std::vector<std::uint32_t> group(nodes);
    for (std::uint32_t node = 0; node < nodes; ++node)
      group[node] = static_cast<std::uint32_t>(VECTOR(network.members)[node]);
    quality.push_back(modularity(graph, group, whole));
    counts.push_back(static_cast<std::uint32_t>(groups));
    runs.push_back(std::move(group));
  }
  auto best =
      static_cast<std::size_t>(std::max_element(quality.begin(), quality.end()) - quality.begin());
  result.modularity = result.most_modularity = quality[best];
  result.least_modularity = *std::min_element(quality.begin(), quality.end());
  auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  result.least_count = *least;
  result.most_count = *most;

  // Largest first, then by first member.
  std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> sizes;  // group → size, first
  for (std::uint32_t node = 0; node < nodes; ++node)
    ++sizes.try_emplace(runs[best][node], 0, node).first->second.first;
  std::vector<std::uint32_t> order;
  for (const auto& [group, size] : sizes)
    order.push_back(group);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return std::pair(sizes[b].first, sizes[a].second) < std::pair(sizes[a].first, sizes[b].second);
  });
  std::map<std::uint32_t, std::uint32_t> number;
  for (std::uint32_t i = 0; i < order.size(); ++i)
    number[order[i]] = i;
  result.count = static_cast<std::uint32_t>(order.size());
  std::vector<std::uint32_t> size(result.count, 0);
  for (auto group : runs[best]) {
    result.group.push_back(number[group]);
    ++size[number[group]];
  }
  result.agreement.assign(nodes, 0);
  for (const auto& run : runs) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> both;
    for (std::uint32_t node = 0; node < nodes; ++node)
      ++both[{result.group[node], run[node]}];
    for (std::uint32_t node = 0; node < nodes; ++node) {
      std::uint32_t others = size[result.group[node]] - 1;
      result.agreement[node] +=
          others == 0 ? 1.0 / seeds
                      : double(both[{result.group[node], run[node]}] - 1) / others / seeds;
    }
  }
  return result;
}

Leads community_leads(const Graph& graph, const Communities& found, const CommunityOptions& options,
                      std::uint32_t least_members) {
  Leads result;
  if (graph.edges() < 10) {
    result.not_looked_for.push_back({"community", "there are fewer than ten ties"});
    return result;
  }
  std::vector<double> inside_of(found.count, 0), strength_of(found.count, 0);
  std::vector<std::vector<std::uint32_t>> members(found.count);
  double whole = 0;
  for (std::uint32_t node = 0; node < graph.size(); ++node) {
    std::uint32_t group = found.group[node];
    members[group].push_back(node);
    for (std::uint64_t i = graph.begin[node]; i < graph.begin[node + 1]; ++i) {
      whole += graph.weight[i];
      strength_of[group] += graph.weight[i];
      if (found.group[graph.to[i]] == group) inside_of[group] += graph.weight[i];
    }
  }
  for (std::uint32_t group = 0; group < found.count; ++group) {
    Lead lead;
    double inside = inside_of[group], strength = strength_of[group];
    std::uint32_t between = 0;
    Table table{"Members", {"number or account", "agreement"}, {}};
    for (auto node : members[group]) {
      lead.subjects.push_back(graph.handles[node]);
      between += found.agreement[node] < options.between;
      table.rows.push_back({handle(graph.handles[node]), number(found.agreement[node])});
    }
    if (lead.subjects.size() < least_members) continue;
    lead.detector = "community";
    lead.parameters = {{"seeds", fmt::format("{}", options.seeds)}};
    lead.observed = strength > 0 ? inside / strength : 0;
    lead.expected = whole > 0 ? strength / whole : 0;
    lead.null_model =
        "share of weighted contact inside the group if each kept its amount of contact "
        "and chose at random (configuration model); no p-value, for groups are chosen "
        "to be dense";
    lead.title = {count(std::int64_t(lead.subjects.size())),
                  words(" numbers and accounts talk more with each other than with the rest")};
    lead.explanation = {{number(lead.observed),
                         words(" of their weighted contact is inside the group; "),
                         number(lead.expected), words(" would be by chance.")}};
    if (between > 0)
      lead.against.push_back({count(between), words(" of them stand between groups: fewer than "),
                              number(options.between), words(" of the runs put them here.")});
    lead.against.push_back({words("Other runs of the method give "), count(found.least_count),
                            words(" to "), count(found.most_count), words(" groups.")});
    lead.alternatives = {"a family, workplace or neighbourhood", "all contacts of one exhibit"};
    lead.tables.push_back(std::move(table));
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
