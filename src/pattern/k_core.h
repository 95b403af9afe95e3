// k-cores: the largest sets in which everybody has at least k ties within the set. A way to see the
// dense middle of a network; "each of these has at least k ties to the others".
#pragma once

#include "pattern/graph.h"

namespace clew::pattern {

// The largest k of each node. O(edges) (Batagelj and Zaversnik 2003).
std::vector<std::uint32_t> core_numbers(const Graph& graph);

}  // namespace clew::pattern
