#include "view/chart.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "job/link_stage.h"
#include "view/chart_node.h"

namespace clew::view {
namespace {

using link::Handle;

struct Sum {
  std::int64_t out = 0, in = 0;
  link::Millis first = 0, last = 0;
};

class Surroundings {
 public:
  Surroundings(const job::CaseEvents& events, const ChartFilter& filter)
      : events_(events.events), filter_(filter) {}

  bool counts(std::uint32_t event) const {
    auto time = events_.time(event) * 1000;
    return (!filter_.from || time >= *filter_.from) && (!filter_.to || time < *filter_.to);
  }

  // Whom a handle had to do with in the interval.
  std::map<Handle, Sum> contacts(Handle handle) const {
    std::map<Handle, Sum> out;
    for (auto event : events_.party(handle)) {
      auto other = events_.other_side(event, handle);
      if (other == link::no_handle || other == handle || !counts(event)) continue;
      auto& sum = out[other];
      auto time = events_.time(event);
      if (!(sum.out + sum.in)) sum.first = time;
      sum.last = time;
      ++(events_.from(event) == handle ? sum.out : sum.in);
    }
    return out;
  }

 private:
  const link::Events& events_;
  const ChartFilter& filter_;
};

// Without a wish: the handles with the most distinct contacts.
std::vector<Handle> busiest(const link::Events& events, const Surroundings& around,
                            std::size_t limit) {
  std::vector<std::pair<std::int64_t, Handle>> by_traffic;
  for (Handle h = 0; h < events.handle_count(); ++h)
    if (!events.party(h).empty())
      by_traffic.push_back({-static_cast<std::int64_t>(events.party(h).size()), h});
  std::sort(by_traffic.begin(), by_traffic.end());
  if (by_traffic.size() > 4 * limit) by_traffic.resize(4 * limit);
  for (auto& [rank, h] : by_traffic)
    rank = -static_cast<std::int64_t>(around.contacts(h).size());
  std::sort(by_traffic.begin(), by_traffic.end());
  if (by_traffic.size() > limit) by_traffic.resize(limit);
  std::vector<Handle> out;
  for (auto [rank, h] : by_traffic)
    out.push_back(h);
  return out;
}

std::set<std::string> hubs_by_lead(const CaseView& view) {
  std::set<std::string> out;
  for (auto list = view.db().prepare("SELECT json FROM lead WHERE detector = 'hub'");
       list.step();) {
    auto lead = nlohmann::json::parse(list.text(0), nullptr, false);
    if (lead.is_object() && lead.contains("subjects"))
      for (const auto& subject : lead["subjects"])
        if (subject.is_string()) out.insert(subject.get<std::string>());
  }
  return out;
}

struct Reached {
  Handle handle;
  int hops;
  std::int64_t strength;  // events with those it was reached from
};

// Breadth first, the strongest of each ring first; `all` counts those beyond the limit too.
std::vector<Reached> reach(const Surroundings& around, const std::vector<Handle>& start,
                           const ChartFilter& filter, std::int64_t& all) {
  std::vector<Reached> out;
  std::set<Handle> seen;
  for (auto h : start)
    if (seen.insert(h).second) out.push_back({h, 0, 0});
  std::size_t ring_begin = 0;
  for (int hop = 1; hop <= filter.hops && !filter.handles.empty(); ++hop) {
    std::map<Handle, std::int64_t> ring;
    for (std::size_t i = ring_begin; i < out.size(); ++i)
      for (const auto& [other, sum] : around.contacts(out[i].handle))
        if (sum.out + sum.in >= filter.least && !seen.contains(other))
          ring[other] += sum.out + sum.in;
    std::vector<std::pair<std::int64_t, Handle>> order;
    for (auto [h, strength] : ring)
      order.push_back({-strength, h});
    std::sort(order.begin(), order.end());
    all += static_cast<std::int64_t>(order.size());
    ring_begin = out.size();
    for (auto [strength, h] : order) {
      if (out.size() >= filter.limit) return out;
      seen.insert(h);
      out.push_back({h, hop, -strength});
    }
  }
  return out;
}

}  // namespace

Chart chart(const CaseView& view, ThreadPool& pool, const ChartFilter& filter) {
  auto all = job::open_events(view.case_file(), pool);
  Surroundings around(all, filter);
  std::map<std::int64_t, Handle> dense;
  for (Handle h = 0; h < all.events.handle_count(); ++h)
    dense[all.handles[h].value] = h;

  std::vector<Handle> start;
  for (auto id : filter.handles)
    if (auto at = dense.find(id); at != dense.end()) start.push_back(at->second);
  Chart out;
  if (filter.handles.empty()) {
    start = busiest(all.events, around, filter.limit);
    for (Handle h = 0; h < all.events.handle_count(); ++h)
      out.reachable += !all.events.party(h).empty();
  } else {
    out.reachable = static_cast<std::int64_t>(start.size());
  }
  std::int64_t beyond = 0;
  auto shown = reach(around, start, filter, beyond);
  out.reachable += beyond;

  std::map<Handle, std::size_t> place;
  for (std::size_t i = 0; i < shown.size(); ++i)
    place[shown[i].handle] = i;
  auto hubs = hubs_by_lead(view);
  ChartNodes nodes(view);
  auto span = all.events.span();
  BrushSteps steps(span);
  if (span) {
    out.first = span->first * 1000;
    out.last = span->second * 1000;
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto h = shown[i].handle;
    auto node = nodes.of(all.handles[h].value);
    node.hub = hubs.contains(std::string(node.normal.raw_for_analysis()));
    node.hops = shown[i].hops;
    auto contacts = around.contacts(h);
    node.contacts = static_cast<std::int64_t>(contacts.size());
    for (const auto& [other, sum] : contacts) {
      node.events += sum.out + sum.in;
      auto at = place.find(other);
      if (at == place.end() || at->second <= i) continue;
      if (sum.out + sum.in < filter.least) {
        ++out.lines_dropped;
        continue;
      }
      out.lines.push_back(
          {node.id, all.handles[other].value, sum.out, sum.in, sum.first * 1000, sum.last * 1000});
    }
    for (auto event : all.events.party(h)) {
      auto at = place.find(all.events.other_side(event, h));
      if (at == place.end() || at->second <= i) continue;
      steps.count(all.events.time(event));
    }
    out.nodes.push_back(std::move(node));
  }
  out.steps = std::move(steps).counts();
  return out;
}

void write_json(JsonWriter& out, const Chart& chart) {
  out.begin_object().field("v", 1).key("nodes").begin_array();
  for (const auto& n : chart.nodes) {
    write_handle(out.begin_object(), n);
    out.field("hops", n.hops).field("events", n.events).field("contacts", n.contacts).field("hub", n.hub).end();
  }
  out.end().key("lines").begin_array();
  for (const auto& l : chart.lines)
    out.begin_object()
        .field("a", l.a)
        .field("b", l.b)
        .field("a_to_b", l.a_to_b)
        .field("b_to_a", l.b_to_a)
        .field("first", to_iso_utc(l.first))
        .field("last", to_iso_utc(l.last))
        .end();
  out.end().field("reachable", chart.reachable).field("lines_dropped", chart.lines_dropped);
  write_brush(out, chart.first, chart.last, chart.steps);
  out.end();
}

}  // namespace clew::view
