// What both charts (chart.h, chart_groups.h) say of a handle and of time.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "casefile/db.h"
#include "link/events.h"
#include "view/chart.h"

namespace clew::view {

// Kind, normal form and the name that most exhibits save a handle under. Holds two prepared questions.
class ChartNodes {
 public:
  explicit ChartNodes(const CaseView& view);
  ChartNode of(std::int64_t handle);

 private:
  const CaseView& view_;
  casefile::Stmt handle_, name_;
};

// Events over the whole time of the case in equal steps, for the time brush. Nothing is counted without a span.
class BrushSteps {
 public:
  explicit BrushSteps(std::optional<std::pair<link::Millis, link::Millis>> span);
  void count(link::Millis time) {
    if (!counts_.empty()) ++counts_[static_cast<std::size_t>((time - first_) / width_)];
  }
  std::vector<std::int64_t> counts() && { return std::move(counts_); }

 private:
  link::Millis first_ = 0, width_ = 1;
  std::vector<std::int64_t> counts_;
};

// The fields "id", "kind", "normal" and "name".
void write_handle(JsonWriter& out, const ChartNode& node);
// The fields "first", "last" and "steps".
void write_brush(JsonWriter& out, std::optional<Micros> first, std::optional<Micros> last,
                 const std::vector<std::int64_t>& steps);

}  // namespace clew::view
