#include "view/chart_groups.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "job/link_stage.h"
#include "view/chart_node.h"
#include "view/leads.h"

namespace clew::view {
namespace {

using link::Handle;

constexpr std::uint32_t no_place = 0xffffffff;

struct Group {
  std::string lead;
  std::vector<Handle> members;
};

// The groups of community leads, in dense handles. A subject that has left the case since is left out.
std::vector<Group> groups_of(const LeadList& leads, const CaseView& view, const job::CaseEvents& events) {
  std::map<std::int64_t, Handle> dense;
  for (Handle h = 0; h < events.events.handle_count(); ++h) dense[events.handles[h].value] = h;
  auto find = view.db().prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2");
  std::vector<Group> out;
  for (const auto& lead : leads.rows) {
    auto json = nlohmann::json::parse(lead.json, nullptr, false);
    if (!json.is_object() || !json.contains("subjects")) continue;
    Group group{lead.id, {}};
    for (const auto& subject : json["subjects"]) {
      find.reset();
      find.bind_all(subject.value("kind", ""), subject.value("handle", ""));
      if (!find.step()) continue;
      if (auto at = dense.find(find.integer(0)); at != dense.end()) group.members.push_back(at->second);
    }
    out.push_back(std::move(group));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Group& a, const Group& b) { return a.members.size() > b.members.size(); });
  return out;
}

struct Cross {
  std::uint32_t a, b;  // groups, a < b
  Handle one, other;   // one < other
  friend auto operator<=>(const Cross&, const Cross&) = default;
};

// The handles that make a line, those with the most of its events first.
std::vector<std::int64_t> ends_of(std::span<const Cross> events, const job::CaseEvents& all) {
  std::map<Handle, std::int64_t> count;
  for (const auto& event : events) {
    ++count[event.one];
    ++count[event.other];
  }
  std::vector<std::pair<std::int64_t, Handle>> order;
  for (auto [h, n] : count) order.push_back({-n, h});
  std::sort(order.begin(), order.end());
  if (order.size() > groups_opened) order.resize(groups_opened);
  std::vector<std::int64_t> out;
  for (auto [n, h] : order) out.push_back(all.handles[h].value);
  return out;
}

}  // namespace

ChartGroups chart_groups(const CaseView& view, ThreadPool& pool, std::optional<Micros> from, std::optional<Micros> to,
                         std::int64_t least) {
  auto all = job::open_events(view.case_file(), pool);
  const auto& events = all.events;
  auto communities = leads(view, {"", "", "community"});
  auto groups = groups_of(communities, view, all);
  std::vector<std::uint32_t> place(events.handle_count(), no_place);
  for (std::uint32_t g = 0; g < groups.size(); ++g)
    for (auto h : groups[g].members) place[h] = g;

  ChartGroups out;
  out.groups.resize(groups.size());
  BrushSteps steps(events.span());
  std::vector<std::int64_t> of_handle(events.handle_count(), 0);
  std::vector<Cross> across;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    auto a = events.from(i), b = events.to(i);
    if (a == link::no_handle || b == link::no_handle || a == b) continue;
    auto time = events.time(i) * 1000;
    steps.count(events.time(i));
    if ((from && time < *from) || (to && time >= *to)) continue;
    ++of_handle[a];
    ++of_handle[b];
    auto one = place[a], other = place[b];
    if (one == other && one != no_place) {
      ++out.groups[one].events;
      continue;
    }
    if (one != no_place) ++out.groups[one].outward;
    if (other != no_place) ++out.groups[other].outward;
    if (one == no_place || other == no_place)
      ++out.outside_events;
    else
      across.push_back({std::min(one, other), std::max(one, other), std::min(a, b), std::max(a, b)});
  }
  for (Handle h = 0; h < events.handle_count(); ++h) {
    if (events.party(h).empty()) continue;
    ++out.handles;
    out.outside += place[h] == no_place;
  }

  ChartNodes nodes(view);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    auto& group = out.groups[g];
    group.lead = groups[g].lead;
    group.handles = static_cast<std::int64_t>(groups[g].members.size());
    auto members = groups[g].members;
    std::sort(members.begin(), members.end(),
              [&](Handle a, Handle b) { return of_handle[a] != of_handle[b] ? of_handle[a] > of_handle[b] : a < b; });
    if (members.size() > groups_opened) members.resize(groups_opened);
    for (auto h : members) {
      group.members.push_back(all.handles[h].value);
      if (group.busiest.size() == groups_named) continue;
      group.busiest.push_back(nodes.of(all.handles[h].value));
      group.busiest.back().events = of_handle[h];
    }
  }
  std::vector<double> share(groups.size(), 0);  // of the events between groups, those with it
  for (const auto& event : across) {
    share[event.a] += 1;
    share[event.b] += 1;
  }
  double ways = 0;  // Σ over pairs of groups of the product of their shares: all events between groups divide by it
  for (std::size_t a = 0; a < share.size(); ++a)
    for (std::size_t b = a + 1; b < share.size(); ++b) ways += share[a] * share[b];
  std::sort(across.begin(), across.end());
  for (std::size_t i = 0; i < across.size();) {
    std::size_t end = i;
    GroupLine line{across[i].a, across[i].b, 0, 0, 0, {}};
    line.expected = static_cast<double>(across.size()) * share[line.a] * share[line.b] / ways;
    for (; end < across.size() && across[end].a == across[i].a && across[end].b == across[i].b; ++end)
      line.pairs += end == i || across[end] != across[end - 1];
    line.events = static_cast<std::int64_t>(end - i);
    if (line.events >= least) {
      line.ends = ends_of(std::span(across).subspan(i, end - i), all);
      out.lines.push_back(std::move(line));
    }
    i = end;
  }
  if (auto span = events.span()) {
    out.first = span->first * 1000;
    out.last = span->second * 1000;
    out.steps = std::move(steps).counts();
  }
  if (out.groups.empty()) {
    out.why_none = "no group of four or more talks more with each other than with the rest";
    for (const auto& n : communities.not_looked_for)
      if (n.detector == "community") out.why_none = n.why;
  }
  return out;
}

void write_json(JsonWriter& out, const ChartGroups& chart) {
  out.begin_object().field("v", 1).key("groups").begin_array();
  for (const auto& g : chart.groups) {
    out.begin_object().field("lead", g.lead).field("handles", g.handles).field("events", g.events).field("outward", g.outward);
    out.key("busiest").begin_array();
    for (const auto& n : g.busiest) {
      write_handle(out.begin_object(), n);
      out.field("events", n.events).end();
    }
    out.end().key("members").begin_array();
    for (auto id : g.members) out.value(id);
    out.end().end();
  }
  out.end().key("lines").begin_array();
  for (const auto& l : chart.lines) {
    out.begin_object()
        .field("a", static_cast<std::int64_t>(l.a))
        .field("b", static_cast<std::int64_t>(l.b))
        .field("events", l.events)
        .field("pairs", l.pairs)
        .field("expected", l.expected)
        .key("ends")
        .begin_array();
    for (auto id : l.ends) out.value(id);
    out.end().end();
  }
  out.end()
      .field("handles", chart.handles)
      .field("outside", chart.outside)
      .field("outside_events", chart.outside_events)
      .field("why_none", chart.why_none);
  write_brush(out, chart.first, chart.last, chart.steps);
  out.end();
}

}  // namespace clew::view
