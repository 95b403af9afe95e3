// Worked example:  a – b – c – d, c – e (5 nodes, 20 ordered pairs). Without c: {a, b} connected, 2
// of 20 pairs, fragmentation .9. Without b: {c, d, e}, 6 of 20, .7. So the set of one is {c}.
#include "pattern/key_player.h"

#include <algorithm>

#include "pattern/broker.h"

namespace clew::pattern {

double fragmentation(const Graph& graph, std::span<const std::uint32_t> gone) {
  std::uint32_t nodes = graph.size();
  if (nodes < 2) return 0;
  std::vector<bool> seen(nodes);
  for (auto node : gone)
    seen[node] = true;
  double connected = 0;
  std::vector<std::uint32_t> reached;
  for (std::uint32_t start = 0; start < nodes; ++start) {
    if (seen[start]) continue;
    reached.assign(1, start);
    seen[start] = true;
    for (std::size_t i = 0; i < reached.size(); ++i)
      for (auto other : graph.of(reached[i]))
        if (!seen[other]) {
          seen[other] = true;
          reached.push_back(other);
        }
    connected += double(reached.size()) * double(reached.size() - 1);
  }
  return 1 - connected / (double(nodes) * (nodes - 1));
}

std::vector<KeyPlayers> key_players(const Graph& graph, std::uint32_t largest,
                                    std::uint32_t most_candidates) {
  std::vector<std::uint32_t> candidates(graph.size());
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    candidates[node] = node;
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](auto a, auto b) { return graph.of(a).size() > graph.of(b).size(); });
  candidates.resize(std::min<std::size_t>(candidates.size(), most_candidates));
  std::uint32_t cuts = 0;
  for (const CutHandle& cut : cut_handles(graph))
    if (cuts++ < most_candidates) candidates.push_back(cut.node);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());

  std::vector<KeyPlayers> result;
  std::vector<std::uint32_t> set;
  for (std::uint32_t k = 1; k <= largest && k <= candidates.size(); ++k) {
    auto try_in = [&](std::vector<std::uint32_t>& nodes, std::size_t place, double& best) {
      std::uint32_t keep = nodes[place], found = keep;
      for (auto candidate : candidates) {
        if (std::find(nodes.begin(), nodes.end(), candidate) != nodes.end()) continue;
        nodes[place] = candidate;
        double value = fragmentation(graph, nodes);
        if (value > best + 1e-12) best = value, found = candidate;
        nodes[place] = keep;
      }
      nodes[place] = found;
      return found != keep;
    };
    auto free = std::find_if(candidates.begin(), candidates.end(), [&](auto candidate) {
      return std::find(set.begin(), set.end(), candidate) == set.end();
    });
    set.push_back(*free);
    double best = fragmentation(graph, set);
    try_in(set, set.size() - 1, best);
    for (bool better = true; better;) {
      better = false;
      for (std::size_t place = 0; place < set.size(); ++place)
        better |= try_in(set, place, best);
    }
    KeyPlayers players{set, best};
    std::sort(players.nodes.begin(), players.nodes.end());
    result.push_back(std::move(players));
  }
  return result;
}

}  // namespace clew::pattern
