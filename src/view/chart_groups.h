// The whole case in one picture that can be read: not its numbers, but the groups of those who talk more with each other.
//
// The groups are those of the leads (pattern/community.h), so the picture says what the leads say and nothing new: one node
// a group, a line between two groups for the one-to-one events between their members, each counted once however many
// exhibits hold a copy. Who stands in no group (left out as a hub, or in a group too small for a lead) is counted, not
// drawn. Cost: one scan of the events.
#pragma once

#include "view/chart.h"

namespace clew::view {

struct ChartGroup {
  std::string lead;                     // whose evidence and counter-evidence it is
  std::int64_t handles = 0;             // members
  std::int64_t events = 0;              // in the interval, between members
  std::int64_t outward = 0;             // in the interval, of members with others, drawn or not
  std::vector<ChartNode> busiest;       // at most groups_named members with most events, most first; `contacts` is not counted
  std::vector<std::int64_t> members;    // handle ids, the busiest first, at most groups_opened
};
struct GroupLine {
  std::size_t a = 0, b = 0;             // places in `groups`, a < b
  std::int64_t events = 0, pairs = 0;   // one-to-one events; different pairs of handles
  double expected = 0;                  // events, were those between groups spread by how many each group has (mean-field of the configuration model)
  std::vector<std::int64_t> ends;       // handle ids on either side that make it, the busiest first, at most groups_opened
};
struct ChartGroups {
  std::vector<ChartGroup> groups;       // most members first, as the leads are ordered within one size
  std::vector<GroupLine> lines;         // by a, then b
  std::int64_t handles = 0;             // with any one-to-one event
  std::int64_t outside = 0;             // of these in no group
  std::int64_t outside_events = 0;      // in the interval, with one side or both in no group
  std::string why_none;                 // if there is no group: why the detector did not look, or ""
  std::optional<Micros> first, last;    // of all events, with their count in equal steps: for the time brush
  std::vector<std::int64_t> steps;
};

inline constexpr std::size_t groups_named = 8, groups_opened = 120;

// `from`, `to`: only events in [from, to). `least`: events that a line between two groups needs.
ChartGroups chart_groups(const CaseView& view, ThreadPool& pool, std::optional<Micros> from, std::optional<Micros> to,
                         std::int64_t least);
void write_json(JsonWriter& out, const ChartGroups& chart);

}  // namespace clew::view
