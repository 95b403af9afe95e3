#include "identity/clusters.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_set>

namespace clew::identity {
namespace {

void put_in_order(std::vector<Edge>& edges) {
  for (auto& edge : edges)
    if (edge.b < edge.a) std::swap(edge.a, edge.b);
  std::erase_if(edges, [](const Edge& edge) { return edge.a == edge.b; });
  std::sort(edges.begin(), edges.end(), [](const Edge& x, const Edge& y) {
    return std::tie(x.a, x.b, x.act) < std::tie(y.a, y.b, y.act);
  });
}

}  // namespace

Clusters::Clusters(std::vector<Edge> same, std::vector<Edge> not_same)
    : same_(std::move(same)), not_same_(std::move(not_same)) {
  put_in_order(same_);
  put_in_order(not_same_);
  std::unordered_map<std::int64_t, std::int64_t> parent;
  auto find = [&](std::int64_t node) {
    parent.try_emplace(node, node);
    while (parent[node] != node)
      node = parent[node] = parent[parent[node]];
    return node;
  };
  for (std::size_t i = 0; i < same_.size(); ++i) {
    const auto& edge = same_[i];
    neighbours_[edge.a].push_back({edge.b, i});
    neighbours_[edge.b].push_back({edge.a, i});
    auto a = find(edge.a), b = find(edge.b);
    parent[std::max(a, b)] = std::min(a, b);  // so the root is the smallest member
  }
  std::vector<std::int64_t> nodes;
  nodes.reserve(parent.size());
  for (const auto& [node, unused] : parent)
    nodes.push_back(node);
  std::sort(nodes.begin(), nodes.end());
  for (auto node : nodes) {
    auto root = find(node);
    root_[node] = root;
    members_[root].push_back(node);
  }
}

std::int64_t Clusters::root(std::int64_t node) const {
  auto found = root_.find(node);
  return found == root_.end() ? node : found->second;
}

std::vector<std::int64_t> Clusters::members(std::int64_t node) const {
  auto found = members_.find(root(node));
  return found == members_.end() ? std::vector{node} : found->second;
}

std::vector<std::vector<std::int64_t>> Clusters::all() const {
  std::map<std::int64_t, std::vector<std::int64_t>> ordered(members_.begin(), members_.end());
  std::vector<std::vector<std::int64_t>> out;
  for (auto& [root, members] : ordered)
    out.push_back(std::move(members));
  return out;
}

std::vector<Edge> Clusters::edges(std::int64_t node) const {
  std::vector<std::size_t> which;
  for (auto member : members(node))
    if (auto found = neighbours_.find(member); found != neighbours_.end())
      for (const auto& n : found->second)
        which.push_back(n.edge);
  std::sort(which.begin(), which.end());
  which.erase(std::unique(which.begin(), which.end()), which.end());
  std::vector<Edge> out;
  for (auto i : which)
    out.push_back(same_[i]);
  return out;
}

std::vector<Bridge> Clusters::bridges(std::int64_t node) const {
  constexpr auto none = static_cast<std::size_t>(-1);
  struct Seen {
    std::size_t number, low;
  };
  struct Frame {
    std::int64_t node;
    std::size_t via;   // edge by which it was reached
    std::size_t next;  // neighbour to look at
  };
  auto start = root(node);
  if (!neighbours_.contains(start)) return {};
  std::unordered_map<std::int64_t, Seen> seen;
  std::vector<Frame> stack{{start, none, 0}};
  seen[start] = {0, 0};
  std::vector<std::size_t> found;
  while (!stack.empty()) {
    auto& frame = stack.back();
    const auto& around = neighbours_.at(frame.node);
    if (frame.next < around.size()) {
      auto [other, edge] = around[frame.next++];
      if (edge == frame.via)
        continue;  // a second judgement of the same pair has another number: no bridge then
      if (auto before = seen.find(other); before != seen.end()) {
        auto& here = seen[frame.node];
        here.low = std::min(here.low, before->second.number);
      } else {
        auto number = seen.size();
        seen[other] = {number, number};
        stack.push_back({other, edge, 0});
      }
      continue;
    }
    auto done = frame;
    stack.pop_back();
    if (stack.empty()) break;
    auto& above = seen[stack.back().node];
    above.low = std::min(above.low, seen[done.node].low);
    if (seen[done.node].low > above.number) found.push_back(done.via);
  }
  std::sort(found.begin(), found.end());
  std::vector<Bridge> out;
  for (auto cut : found) {
    Bridge bridge{same_[cut], {}, {}};
    std::unordered_set<std::int64_t> reached{bridge.edge.a};
    std::deque<std::int64_t> queue{bridge.edge.a};
    while (!queue.empty()) {
      auto here = queue.front();
      queue.pop_front();
      for (const auto& n : neighbours_.at(here))
        if (n.edge != cut && reached.insert(n.node).second) queue.push_back(n.node);
    }
    for (auto member : members(node))
      (reached.contains(member) ? bridge.a_side : bridge.b_side).push_back(member);
    out.push_back(std::move(bridge));
  }
  return out;
}

std::vector<Edge> Clusters::path(std::int64_t a, std::int64_t b) const {
  if (a == b || !together(a, b)) return {};
  std::unordered_map<std::int64_t, std::size_t> by;  // node → edge by which it was reached
  std::unordered_map<std::int64_t, std::int64_t> from;
  std::deque<std::int64_t> queue{a};
  from[a] = a;
  while (!queue.empty() && !from.contains(b)) {
    auto here = queue.front();
    queue.pop_front();
    for (const auto& n : neighbours_.at(here))
      if (from.try_emplace(n.node, here).second) {
        by[n.node] = n.edge;
        queue.push_back(n.node);
      }
  }
  std::vector<Edge> out;
  for (auto here = b; here != a; here = from.at(here))
    out.push_back(same_[by.at(here)]);
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<Edge> Clusters::forbids(std::int64_t a, std::int64_t b) const {
  auto ra = root(a), rb = root(b);
  std::vector<Edge> out;
  for (const auto& edge : not_same_) {
    auto x = root(edge.a), y = root(edge.b);
    if ((x == ra && y == rb) || (x == rb && y == ra)) out.push_back(edge);
  }
  return out;
}

std::vector<Edge> Clusters::contradictions() const {
  std::vector<Edge> out;
  for (const auto& edge : not_same_)
    if (together(edge.a, edge.b)) out.push_back(edge);
  return out;
}

}  // namespace clew::identity
