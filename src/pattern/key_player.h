// Key-player sets: the k handles whose removal breaks the network into the smallest pieces
// (Borgatti 2006, KPP-Neg). A set, because the two largest brokers often do the same thing; shown
// with what the set does, not as a list of important persons.
#pragma once

#include "pattern/graph.h"

namespace clew::pattern {

struct KeyPlayers {
  std::vector<std::uint32_t> nodes;  // rising
  double fragmentation =
      0;  // share of pairs not connected once they are gone; nodes counted as all
  friend bool operator==(const KeyPlayers&, const KeyPlayers&) = default;
};

// Share of ordered pairs of all nodes that are not connected when `gone` is taken away (the gone
// are connected to nobody).
double fragmentation(const Graph& graph, std::span<const std::uint32_t> gone);

// Sets of 1 … largest. Greedy, then swaps until none helps; candidates are the `most_candidates`
// nodes of highest degree and all cut handles. O(sets × candidates × (V + E)).
std::vector<KeyPlayers> key_players(const Graph& graph, std::uint32_t largest = 5,
                                    std::uint32_t most_candidates = 60);

}  // namespace clew::pattern
