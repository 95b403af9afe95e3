// Worked example:  a – b – c – d, c – e.  Without c, d and e hang loose: c is a cut handle with
// parts 2, 1, 1. Betweenness of c: pairs (a,d) (a,e) (b,d) (b,e) (d,e) = 5; of b: (a,c) (a,d) (a,e)
// = 3.
//
// Brandes' sums are made per block of sources and added in the order of blocks, so the result does
// not depend on the number of threads.
#include "pattern/broker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pattern/chance.h"

namespace clew::pattern {

Betweenness betweenness(const Graph& graph, ThreadPool& pool, std::uint32_t exact_up_to,
                        std::uint32_t samples) {
  std::uint32_t nodes = graph.size();
  std::vector<std::uint32_t> sources(nodes);
  std::iota(sources.begin(), sources.end(), 0u);
  bool exact = nodes <= exact_up_to || nodes <= samples;
  if (!exact) {
    Random random(0x62726f6b ^ nodes ^ std::uint64_t{graph.edges()} << 32);
    shuffle(sources, random);
    sources.resize(samples);
    std::sort(sources.begin(), sources.end());
  }
  constexpr std::size_t blocks = 16;
  struct Sums {
    std::vector<double> sum, squares;
  };
  std::vector<Sums> part(blocks);
  pool.for_each(blocks, [&](std::size_t b) {
    Sums& sums = part[b];
    sums.sum.assign(nodes, 0);
    if (!exact) sums.squares.assign(nodes, 0);
    std::vector<std::int32_t> depth(nodes);
    std::vector<double> paths(nodes), share(nodes);
    std::vector<std::uint32_t> order;
    for (std::size_t s = sources.size() * b / blocks; s < sources.size() * (b + 1) / blocks; ++s) {
      std::fill(depth.begin(), depth.end(), -1);
      std::fill(paths.begin(), paths.end(), 0);
      std::fill(share.begin(), share.end(), 0);
      order.assign(1, sources[s]);
      depth[sources[s]] = 0;
      paths[sources[s]] = 1;
      for (std::size_t i = 0; i < order.size(); ++i)
        for (auto other : graph.of(order[i])) {
          if (depth[other] < 0) {
            depth[other] = depth[order[i]] + 1;
            order.push_back(other);
          }
          if (depth[other] == depth[order[i]] + 1) paths[other] += paths[order[i]];
        }
      for (std::size_t i = order.size(); i-- > 1;) {
        std::uint32_t node = order[i];
        for (auto other : graph.of(node))
          if (depth[other] == depth[node] - 1)
            share[other] += paths[other] / paths[node] * (1 + share[node]);
        sums.sum[node] += share[node];
        if (!exact) sums.squares[node] += share[node] * share[node];
      }
    }
  });
  Betweenness result;
  result.sources = static_cast<std::uint32_t>(sources.size());
  result.value.assign(nodes, 0);
  result.error.assign(nodes, 0);
  double n = double(sources.size());
  for (std::uint32_t node = 0; node < nodes; ++node) {
    double sum = 0, squares = 0;
    for (const Sums& sums : part) {
      sum += sums.sum[node];
      if (!exact) squares += sums.squares[node];
    }
    double scale = exact ? .5 : double(nodes) / n / 2;
    result.value[node] = sum * scale;
    if (exact) continue;
    // Error of a mean drawn without replacement.
    double variance = std::max(0.0, (squares - sum * sum / n) / (n - 1));
    double correction = std::sqrt(std::max(0.0, 1 - n / double(nodes)));
    result.error[node] = 1.96 * std::sqrt(variance / n) * correction * double(nodes) / 2;
  }
  return result;
}

std::vector<CutHandle> cut_handles(const Graph& graph) {
  constexpr std::uint32_t unseen = 0xffffffff;
  std::uint32_t nodes = graph.size(), clock = 0;
  std::vector<std::uint32_t> entered(nodes, unseen), lowest(nodes), parent(nodes, unseen),
      next(nodes);
  std::vector<bool> cuts(nodes);
  std::vector<std::uint32_t> path;
  for (std::uint32_t start = 0; start < nodes; ++start) {
    if (entered[start] != unseen) continue;
    path.assign(1, start);
    entered[start] = lowest[start] = clock++;
    std::uint32_t children_of_start = 0;
    while (!path.empty()) {
      std::uint32_t node = path.back();
      auto others = graph.of(node);
      if (next[node] < others.size()) {
        std::uint32_t other = others[next[node]++];
        if (entered[other] == unseen) {
          parent[other] = node;
          entered[other] = lowest[other] = clock++;
          path.push_back(other);
        } else if (other != parent[node]) {
          lowest[node] = std::min(lowest[node], entered[other]);
        }
        continue;
      }
      path.pop_back();
      if (path.empty()) break;
      std::uint32_t up = path.back();
      lowest[up] = std::min(lowest[up], lowest[node]);
      if (up == start)
        ++children_of_start;
      else if (lowest[node] >= entered[up])
        cuts[up] = true;
    }
    if (children_of_start >= 2) cuts[start] = true;
  }

  std::vector<CutHandle> result;
  std::vector<std::uint32_t> seen_by(nodes, unseen);
  for (std::uint32_t cut = 0; cut < nodes; ++cut) {
    if (!cuts[cut]) continue;
    CutHandle found{cut, {}, {}};
    std::vector<std::vector<std::uint32_t>> parts;
    seen_by[cut] = cut;
    for (auto first : graph.of(cut)) {
      if (seen_by[first] == cut) continue;
      std::vector<std::uint32_t> reached{first};
      seen_by[first] = cut;
      for (std::size_t i = 0; i < reached.size(); ++i)
        for (auto other : graph.of(reached[i]))
          if (seen_by[other] != cut) {
            seen_by[other] = cut;
            reached.push_back(other);
          }
      parts.push_back(std::move(reached));
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (std::size_t i = 0; i < parts.size(); ++i) {
      found.parts.push_back(static_cast<std::uint32_t>(parts[i].size()));
      if (i > 0) found.loose.insert(found.loose.end(), parts[i].begin(), parts[i].end());
    }
    std::sort(found.loose.begin(), found.loose.end());
    result.push_back(std::move(found));
  }
  std::stable_sort(result.begin(), result.end(), [](const CutHandle& a, const CutHandle& b) {
    return a.loose.size() > b.loose.size();
  });
  return result;
}

Leads broker_leads(const Graph& graph, const std::vector<CutHandle>& cuts,
                   std::uint32_t least_loose) {
  Leads result;
  for (const CutHandle& cut : cuts) {
    if (cut.loose.size() < least_loose) continue;
    Lead lead;
    lead.detector = "broker";
    lead.subjects = {graph.handles[cut.node]};
    lead.parameters = {{"cut off at least", fmt::format("{}", least_loose)}};
    lead.observed = double(cut.loose.size());
    lead.null_model =
        "none: this is a fact about the ties in the data, not a comparison with chance";
    lead.title = {words("Without "), handle(graph.handles[cut.node]), words(", "),
                  count(std::int64_t(cut.loose.size())),
                  words(" numbers and accounts are not connected to the rest in this data")};
    Table table{"Cut off", {"number or account"}, {}};
    for (auto node : cut.loose)
      table.rows.push_back({handle(graph.handles[node])});
    lead.tables.push_back(std::move(table));
    if (!graph.left_out.empty())
      lead.against.push_back({count(std::int64_t(graph.left_out.size())),
                              words(" hubs are left out; through them everybody is connected.")});
    lead.against.push_back(
        {words("The owner of an exhibit is tied to everybody in it and the others "
               "only to the owner: missing exhibits make brokers.")});
    lead.alternatives = {"the phone of the exhibit itself", "a relative or employer of the others"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
