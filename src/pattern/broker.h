// Brokers: handles through which others are connected. Question 17: "who bridges two groups?"
//
// Betweenness counts, over all pairs, the share of shortest paths that pass a node. Cut handles are
// those without which the network falls apart, and what then hangs loose: exact, and easier to say.
// Both see only what the exhibits hold, and both find hubs first; neither finds a leader.
#pragma once

#include "pattern/graph.h"

namespace clew::pattern {

struct Betweenness {
  std::vector<double> value;  // per node, pairs counted once
  // Half width of the 95 % interval by the normal approximation; 0 if exact. It is too narrow for
  // small values: over all nodes of a random network of 500, 87 % were inside.
  std::vector<double> error;
  std::uint32_t sources = 0;  // nodes searched from; all: exact
};
// Exact up to `exact_up_to` nodes (Brandes 2001, O(V E)), else from `samples` sources drawn without
// replacement (Brandes and Pich 2007). Shortest paths by number of ties. Same result for any pool.
Betweenness betweenness(const Graph& graph, ThreadPool& pool, std::uint32_t exact_up_to = 5000,
                        std::uint32_t samples = 512);

struct CutHandle {
  std::uint32_t node = 0;
  std::vector<std::uint32_t> parts;  // sizes of the parts without it, largest first
  std::vector<std::uint32_t> loose;  // nodes outside the largest part, rising
  friend bool operator==(const CutHandle&, const CutHandle&) = default;
};
// Articulation points, those that cut off most first. O(V + E) to find (Hopcroft and Tarjan 1973).
std::vector<CutHandle> cut_handles(const Graph& graph);

// One lead per cut handle that cuts off at least `least_loose` others.
Leads broker_leads(const Graph& graph, const std::vector<CutHandle>& cuts,
                   std::uint32_t least_loose = 3);

}  // namespace clew::pattern
