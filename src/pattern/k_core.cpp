// Take away the node with fewest ties again and again; the largest number of ties that a node had
// when taken, so far, is its core number. Nodes stand sorted by ties in buckets, so each step is
// O(1) a tie.
//
//   triangle a b c with a tail d:  take d (1), then a, b, c (2 each) → cores 2 2 2 1
#include "pattern/k_core.h"

#include <algorithm>

namespace clew::pattern {

std::vector<std::uint32_t> core_numbers(const Graph& graph) {
  std::uint32_t nodes = graph.size(), most = 0;
  std::vector<std::uint32_t> degree(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    degree[node] = static_cast<std::uint32_t>(graph.of(node).size());
    most = std::max(most, degree[node]);
  }
  std::vector<std::uint32_t> start(std::size_t{most} + 2, 0), order(nodes), place(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node)
    ++start[degree[node] + 1];
  for (std::size_t d = 1; d < start.size(); ++d)
    start[d] += start[d - 1];
  auto next = start;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    place[node] = next[degree[node]]++;
    order[place[node]] = node;
  }
  for (std::uint32_t i = 0; i < nodes; ++i) {
    std::uint32_t node = order[i];
    for (auto other : graph.of(node)) {
      if (degree[other] <= degree[node]) continue;
      // Swap `other` with the first of its bucket and let the bucket begin one later.
      std::uint32_t first = order[start[degree[other]]];
      std::swap(order[place[other]], order[place[first]]);
      std::swap(place[other], place[first]);
      ++start[degree[other]];
      --degree[other];
    }
  }
  return degree;
}

}  // namespace clew::pattern
