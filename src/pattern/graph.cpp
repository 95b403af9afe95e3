#include "pattern/graph.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace clew::pattern {

Graph make_graph(const link::Contacts& contacts, std::span<const Handle> hubs,
                 const GraphOptions& options) {
  Graph graph;
  graph.left_out.assign(hubs.begin(), hubs.end());
  // Looked up for every tie: once for each handle.
  std::vector<char> is_hub(contacts.handle_count());
  for (Handle hub : hubs)
    if (hub < is_hub.size()) is_hub[hub] = 1;
  std::vector<std::uint32_t> node(contacts.handle_count(), link::no_handle);
  auto tie = [&](Handle handle, const link::Contacts::Entry& entry) {
    return entry.other != handle && !is_hub[entry.other] &&
           (entry.events >= options.least_events ||
            std::binary_search(options.stated.begin(), options.stated.end(), std::minmax({handle, entry.other})));
  };
  std::size_t active = 0;
  for (Handle handle = 0; handle < contacts.handle_count(); ++handle) {
    active += contacts.degree(handle) > 0;
    if (is_hub[handle]) continue;
    auto row = contacts.of(handle);
    if (std::any_of(row.begin(), row.end(),
                    [&](const auto& entry) { return tie(handle, entry); })) {
      node[handle] = graph.size();
      graph.handles.push_back(handle);
    }
  }
  std::vector<double> rarity(contacts.handle_count());
  for (Handle handle = 0; handle < contacts.handle_count(); ++handle)
    rarity[handle] = std::log(double(active) / std::max(1u, contacts.degree(handle)));
  std::array<double, 1024> strength;  // of ties with few events, as most have
  for (std::size_t events = 0; events < strength.size(); ++events)
    strength[events] = std::log1p(double(events));
  graph.begin.push_back(0);
  for (Handle handle : graph.handles) {
    for (const auto& entry : contacts.of(handle)) {
      if (!tie(handle, entry)) continue;
      graph.to.push_back(node[entry.other]);
      // A little above 0, for a handle that everybody is in contact with still has its ties.
      double both = std::max(.05, (rarity[handle] + rarity[entry.other]) / 2);
      double strong = entry.events < strength.size() ? strength[entry.events] : std::log1p(double(entry.events));
      graph.weight.push_back(options.by_rarity ? strong * both : 1);
    }
    graph.begin.push_back(graph.to.size());
  }
  return graph;
}

}  // namespace clew::pattern
