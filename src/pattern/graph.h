// The network of who is in contact with whom, as structural detectors take it: undirected, simple,
// weighted, hubs left out of the structure but listed.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "link/pairs.h"
#include "pattern/lead.h"

namespace clew::pattern {

struct Graph {
  std::vector<Handle> handles;       // node → handle, rising
  std::vector<std::uint64_t> begin;  // nodes + 1
  std::vector<std::uint32_t> to;     // neighbours of each node, rising
  std::vector<double> weight;        // beside `to`
  std::vector<Handle> left_out;      // hubs

  std::uint32_t size() const { return static_cast<std::uint32_t>(handles.size()); }
  std::span<const std::uint32_t> of(std::uint32_t node) const {
    return {to.data() + begin[node], to.data() + begin[node + 1]};
  }
  std::size_t edges() const { return to.size() / 2; }
};

struct GraphOptions {
  std::uint32_t least_events = 1;  // between two handles for a tie
  std::vector<std::pair<Handle, Handle>> stated = {};  // lower first, sorted: ties that a list states, however few events
  bool by_rarity = true;           // weight log(1 + events) × mean rarity of both ends; else 1
};

// Nodes are the handles with at least one tie. `hubs` sorted.
Graph make_graph(const link::Contacts& contacts, std::span<const Handle> hubs,
                 const GraphOptions& options);

}  // namespace clew::pattern
