#include "view/chart_node.h"

#include <algorithm>

namespace clew::view {
namespace {

constexpr std::size_t brush_steps = 120;

}  // namespace

ChartNodes::ChartNodes(const CaseView& view)
    : view_(view),
      handle_(view.db().prepare("SELECT kind, normal FROM handle WHERE id = ?1")),
      name_(view.db().prepare("SELECT name FROM name_use WHERE handle_id = ?1 AND name <> '' GROUP BY name "
                              "ORDER BY count(*) DESC, sum(records) DESC, name LIMIT 1")) {}

ChartNode ChartNodes::of(std::int64_t handle) {
  ChartNode node;
  node.id = handle;
  handle_.reset();
  handle_.bind(1, handle);
  handle_.step();
  node.kind = handle_.text(0);
  node.normal = view_.text(handle_.text(1));
  name_.reset();
  name_.bind(1, handle);
  if (name_.step()) node.name = view_.text(name_.text(0));
  return node;
}

BrushSteps::BrushSteps(std::optional<std::pair<link::Millis, link::Millis>> span) {
  if (!span) return;
  first_ = span->first;
  width_ = std::max<link::Millis>(1, (span->second - span->first) / static_cast<link::Millis>(brush_steps) + 1);
  counts_.assign(brush_steps, 0);
}

void write_handle(JsonWriter& out, const ChartNode& node) {
  out.field("id", node.id)
      .field("kind", node.kind)
      .field("normal", node.normal.raw_for_analysis())
      .field("name", node.name.raw_for_analysis());
}

void write_brush(JsonWriter& out, std::optional<Micros> first, std::optional<Micros> last,
                 const std::vector<std::int64_t>& steps) {
  for (auto [word, time] : {std::pair("first", first), std::pair("last", last)}) {
    out.key(word);
    time ? out.value(to_iso_utc(*time)) : out.null();
  }
  out.key("steps").begin_array();
  for (auto n : steps) out.value(n);
  out.end();
}

}  // namespace clew::view
