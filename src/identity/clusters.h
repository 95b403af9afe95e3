// What follows from people's judgements: which nodes are one person, by which edges, and what would
// fall with each.
//
// Nodes are ids of handles (or of persons of the analysis); edges are the judgements "same" in
// force. Clusters are the connected components: nothing is stored, so taking an edge back restores
// exactly what was before it. A judgement "not same" is a cannot-link: the components of its two
// nodes must stay apart.
//
//   same 1–2, 2–3, 2–3 (two people said so)      clusters {1 2 3}
//   1–2 is a bridge: if it is wrong, {1} and {2 3} part.   2–3 is none: the other judgement still
//   holds them. not same 1–4: then 3–4 is refused, and so are 1–4 and 2–4.
//
// Pure; one thread; O(edges log edges) to build, then answers in the size of the cluster asked
// about. Bridges: Tarjan 1974, low points of a depth-first search, here with a stack of its own (no
// recursion).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clew::identity {

// A judgement in force. `act` is what to withdraw to take it back.
struct Edge {
  std::int64_t a = 0, b = 0;
  std::int64_t act = 0;
  friend bool operator==(const Edge&, const Edge&) = default;
};

// What parts when an edge that holds a cluster together is taken back.
struct Bridge {
  Edge edge;
  std::vector<std::int64_t> a_side, b_side;  // in order; a_side holds edge.a
};

class Clusters {
 public:
  // `same` and `not_same` in any order. Edges from a node to itself are left out.
  Clusters(std::vector<Edge> same, std::vector<Edge> not_same);

  // Smallest id of the cluster; the node itself when it stands alone.
  std::int64_t root(std::int64_t node) const;
  bool together(std::int64_t a, std::int64_t b) const { return root(a) == root(b); }
  // Members in order; just the node when it stands alone.
  std::vector<std::int64_t> members(std::int64_t node) const;
  // Clusters of two or more, by smallest member.
  std::vector<std::vector<std::int64_t>> all() const;
  // Edges inside the node's cluster, in order of (a, b, act).
  std::vector<Edge> edges(std::int64_t node) const;
  // Those of them without which the cluster parts.
  std::vector<Bridge> bridges(std::int64_t node) const;
  // Fewest judgements that lead from a to b; empty when they are not together (or the same).
  std::vector<Edge> path(std::int64_t a, std::int64_t b) const;
  // The cannot-links that "same a b" would break, in order.
  std::vector<Edge> forbids(std::int64_t a, std::int64_t b) const;
  // Cannot-links whose two nodes are in one cluster: contradictions, when the acts came from
  // elsewhere.
  std::vector<Edge> contradictions() const;

 private:
  struct Neighbour {
    std::int64_t node;
    std::size_t edge;  // into same_
  };
  std::vector<Edge> same_, not_same_;
  std::unordered_map<std::int64_t, std::int64_t> root_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> members_;
  std::unordered_map<std::int64_t, std::vector<Neighbour>> neighbours_;
};

}  // namespace clew::identity
