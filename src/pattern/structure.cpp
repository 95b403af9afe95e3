// Worked example: two triangles joined through X. Core 2 is both triangles, {X} is the set of one
// that breaks most: .6 of all pairs are then apart.
//
// A core of a random network with the same degrees is the null model of core_leads: the ties are
// rewired (each tie keeps its ends' degrees, 10 swaps a tie) and the core taken again, five times.
#include "pattern/structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

// The same degrees, other ties.
Graph rewired(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ties;
  std::set<std::pair<std::uint32_t, std::uint32_t>> there;
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    for (auto other : graph.of(node))
      if (node < other) ties.emplace_back(node, other), there.emplace(node, other);
  auto put = [](std::uint32_t a, std::uint32_t b) {
    return std::pair<std::uint32_t, std::uint32_t>(std::minmax(a, b));
  };
  for (std::size_t n = 0; n < 10 * ties.size() && ties.size() > 1; ++n) {
    auto i = random.below(ties.size()), j = random.below(ties.size());
    auto [a, b] = ties[i];
    auto [c, d] = ties[j];
    if (random.below(2)) std::swap(c, d);
    if (a == c || a == d || b == c || b == d) continue;
    auto x = put(a, d), y = put(c, b);
    if (there.contains(x) || there.contains(y)) continue;
    there.erase(ties[i]), there.erase(ties[j]);
    there.insert(x), there.insert(y);
    ties[i] = x, ties[j] = y;
  }
  Graph made;
  made.handles = graph.handles;
  made.begin.assign(std::size_t{graph.size()} + 1, 0);
  for (auto [a, b] : ties)
    ++made.begin[a + 1], ++made.begin[b + 1];
  for (std::size_t i = 1; i < made.begin.size(); ++i)
    made.begin[i] += made.begin[i - 1];
  made.to.resize(made.begin.back());
  made.weight.assign(made.to.size(), 1);
  auto next = made.begin;
  for (auto [a, b] : ties)
    made.to[next[a]++] = b, made.to[next[b]++] = a;
  for (std::uint32_t node = 0; node < made.size(); ++node)
    std::sort(made.to.begin() + std::ptrdiff_t(made.begin[node]),
              made.to.begin() + std::ptrdiff_t(made.begin[node + 1]));
  return made;
}

}  // namespace

Leads core_leads(const Graph& graph, const std::vector<std::uint32_t>& core, std::uint32_t least_k) {
  Leads result;
  if (core.empty()) {
    result.not_looked_for.push_back({"core", "there are no ties between two numbers or accounts"});
    return result;
  }
  std::uint32_t k = *std::max_element(core.begin(), core.end());
  auto members = static_cast<std::uint32_t>(std::count(core.begin(), core.end(), k));
  if (k < least_k || 2 * members > graph.size()) return result;
  Lead lead;
  lead.detector = "core";
  lead.parameters = {{"least k", fmt::format("{}", least_k)}};
  lead.observed = k;
  bool small = graph.edges() <= 200'000;
  if (small) {
    double sum = 0;
    for (std::uint64_t round = 1; round <= 5; ++round) {
      auto other = core_numbers(rewired(graph, round));
      sum += *std::max_element(other.begin(), other.end());
    }
    lead.expected = sum / 5;
  }
  lead.null_model = small ? "largest k of a network with the same number of ties for each handle, dealt "
                            "out at random, mean of five; no p-value, it is a description"
                          : "none: the network is too large to deal its ties out anew";
  Table table{"Members", {"number or account", "ties within"}, {}};
  for (std::uint32_t node = 0; node < graph.size(); ++node) {
    if (core[node] != k) continue;
    lead.subjects.push_back(graph.handles[node]);
    std::int64_t within = 0;
    for (auto other : graph.of(node))
      within += core[other] == k;
    table.rows.push_back({handle(graph.handles[node]), count(within)});
  }
  lead.title = {count(members), words(" numbers and accounts of which each has contact with at least "), count(k),
                words(" of the others")};
  lead.explanation = {{words("The densest part of the network. With ties dealt out at random it "
                             "would be "),
                       number(lead.expected), words(".")}};
  lead.against = {{words("Exhibits show all contacts of their owners and few among the others: who "
                         "is in the core depends on which phones were examined.")}};
  if (!graph.left_out.empty())
    lead.against.push_back(
        {count(std::int64_t(graph.left_out.size())), words(" hubs are left out.")});
  lead.alternatives = {"a family, class, team or workplace", "owners of several exhibits"};
  lead.tables.push_back(std::move(table));
  result.leads.push_back(std::move(lead));
  return result;
}

Leads key_player_leads(const Graph& graph, std::uint32_t most_nodes) {
  Leads result;
  if (graph.size() < 10) {
    result.not_looked_for.push_back({"key-player-set", "fewer than ten numbers and accounts are tied"});
    return result;
  }
  if (graph.size() > most_nodes || graph.edges() > 20ULL * most_nodes) {
    result.not_looked_for.push_back(
        {"key-player-set",
         fmt::format("the network has {} handles; sets are sought up to {}: choose a part of it",
                     graph.size(), most_nodes)});
    return result;
  }
  auto sets = key_players(graph, 5, graph.size() > 2000 ? 20 : 60);
  double before = fragmentation(graph, {});
  Lead lead;
  lead.detector = "key-player-set";
  lead.parameters = {{"largest set", "5"}, {"measure", "share of pairs not connected (KPP-Neg)"}};
  Table table{"Sets", {"size", "pairs not connected", "numbers and accounts"}, {}};
  for (const KeyPlayers& set : sets)
    for (std::size_t i = 0; i < set.nodes.size(); ++i)
      table.rows.push_back({count(std::int64_t(set.nodes.size())), number(set.fragmentation),
                            handle(graph.handles[set.nodes[i]])});
  if (sets.empty()) return result;
  const KeyPlayers& largest = sets.back();
  for (auto node : largest.nodes)
    lead.subjects.push_back(graph.handles[node]);
  lead.observed = largest.fragmentation;
  // A random set of the same size, by degree-blind draws.
  Random random(graph.size());
  double sum = 0;
  for (int round = 0; round < 10; ++round) {
    std::set<std::uint32_t> drawn;
    while (drawn.size() < largest.nodes.size())
      drawn.insert(static_cast<std::uint32_t>(random.below(graph.size())));
    std::vector<std::uint32_t> nodes(drawn.begin(), drawn.end());
    sum += fragmentation(graph, nodes);
  }
  lead.expected = sum / 10;
  lead.null_model = "the same for a set of as many handles drawn at random, mean of ten; no p-value, "
                    "for the set is chosen to be the best";
  lead.title = {words("Without these "), count(std::int64_t(largest.nodes.size())),
                words(" numbers and accounts, "), number(largest.fragmentation),
                words(" of all pairs are not connected in this data")};
  lead.explanation = {{words("As it is: "), number(before), words(". Each set is sought anew; the "
                                                                 "handles of one set need not be in "
                                                                 "the next.")}};
  lead.against = {{words("Owners of exhibits connect the others because only their phones were "
                         "examined; missing ties change these sets most of all.")}};
  lead.alternatives = {"the phones of the exhibits themselves"};
  lead.tables.push_back(std::move(table));
  result.leads.push_back(std::move(lead));
  return result;
}

void cite_ties(std::vector<Lead>& leads, const link::Events& events, const link::Contacts& contacts,
               std::size_t most_ties) {
  struct Tied {
    std::uint32_t events;
    Handle a, b;
  };
  for (Lead& lead : leads) {
    auto subjects = lead.subjects;
    std::sort(subjects.begin(), subjects.end());
    auto is_subject = [&](Handle h) { return std::binary_search(subjects.begin(), subjects.end(), h); };
    std::vector<Tied> ties;
    for (bool among : {true, false}) {
      for (Handle a : subjects)
        for (const auto& entry : contacts.of(a))
          if (among ? a < entry.other && is_subject(entry.other) : a != entry.other)
            ties.push_back({entry.events, a, entry.other});
      if (!ties.empty()) break;
    }
    std::sort(ties.begin(), ties.end(), [](const Tied& x, const Tied& y) {
      return std::tuple(y.events, x.a, x.b) < std::tuple(x.events, y.a, y.b);
    });
    auto all = ties.size();
    if (ties.size() > most_ties) ties.resize(most_ties);
    std::int64_t listed = 0;
    for (const Tied& tie : ties) {
      Handle fewer = events.party(tie.a).size() < events.party(tie.b).size() ? tie.a : tie.b;
      Handle other = fewer == tie.a ? tie.b : tie.a;
      auto slice = events.party(fewer);
      auto is_pair = [&](std::uint32_t i) { return events.other_side(i, fewer) == other; };
      auto first = std::find_if(slice.begin(), slice.end(), is_pair);
      if (first == slice.end()) {  // undated ones only
        for (const auto& event : events.undated())
          if (!event.is_group && ((event.from == fewer && event.to == other) || (event.from == other && event.to == fewer))) {
            lead.evidence.push_back(event.record);
            listed += event.kind == static_cast<std::uint8_t>(link::EventKind::other);
            break;
          }
        continue;
      }
      lead.evidence.push_back(events.record(*first));
      auto last = std::find_if(slice.rbegin(), slice.rend(), is_pair);
      if (*last != *first) lead.evidence.push_back(events.record(*last));
    }
    lead.explanation.push_back({words("The rows cited are the first and last of its strongest ties: "),
                                count(std::int64_t(ties.size())), words(" of "), count(std::int64_t(all)), words(".")});
    if (listed > 0)
      lead.against.push_back({count(listed), words(" of the ties cited stand in a list without times: what such a tie means, and whether it was a contact at all, is for "
                                                   "whoever drew it up to say.")});
  }
}

Table betweenness_table(const Graph& graph, const Betweenness& measured, std::size_t count_of) {
  Table table{measured.sources >= graph.size() ? "Shortest paths that pass a handle (exact)"
                                               : "Shortest paths that pass a handle (sampled)",
              {"handle", "paths", "± (95 %)"},
              {}};
  std::vector<std::uint32_t> order(graph.size());
  for (std::uint32_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return measured.value[a] > measured.value[b]; });
  for (std::size_t i = 0; i < order.size() && i < count_of; ++i)
    table.rows.push_back({handle(graph.handles[order[i]]), number(measured.value[order[i]]),
                          number(measured.error[order[i]])});
  return table;
}

}  // namespace clew::pattern
