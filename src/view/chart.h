// A part of the network that can be drawn and read: the surroundings of chosen numbers, never the
// whole graph.
//
// A line between two handles counts the one-to-one events between them, each once however many
// exhibits hold a copy. Messages to groups make no line. What is left out is said: shown and total
// of both handles and lines. Cost: the events of the handles shown, two scans each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "view/viewer.h"

namespace clew::view {

struct ChartFilter {
  std::vector<std::int64_t> handles;  // where to begin; empty: the handles with most contacts
  int hops = 1;                       // how far from them, 0 … 2
  std::int64_t least = 1;             // events a line needs
  std::optional<Micros> from, to;     // only events in [from, to)
  std::size_t limit = 120;            // handles, nearest and busiest first
};

struct ChartNode {
  std::int64_t id = 0;
  std::string kind;
  model::EvidenceText normal, name;  // the name most exhibits save it under, or ''
  int hops = 0;                      // from the nearest of the chosen ones
  std::int64_t events = 0;           // in the interval, with anybody
  std::int64_t contacts = 0;         // in the interval, shown here or not
  bool hub = false;                  // proposed as a hub by a lead: dimmed, not left out
};
struct ChartLine {
  std::int64_t a = 0, b = 0;  // handle ids
  std::int64_t a_to_b = 0, b_to_a = 0;
  Micros first = 0, last = 0;
};
struct Chart {
  std::vector<ChartNode> nodes;    // nearest first, then by events, then by normal form
  std::vector<ChartLine> lines;    // by place of a and b in `nodes`
  std::int64_t reachable = 0;      // handles within the hops, shown or not
  std::int64_t lines_dropped = 0;  // lines between shown handles with fewer than `least` events
  // Events between shown handles over the whole time of the case, in equal steps: for the time
  // brush.
  std::optional<Micros> first, last;
  std::vector<std::int64_t> steps;
};

Chart chart(const CaseView& view, ThreadPool& pool, const ChartFilter& filter);
void write_json(JsonWriter& out, const Chart& chart);

}  // namespace clew::view
