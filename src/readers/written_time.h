// A time of a record from its text in an export: read in the file's order of day and month, with the offset that stands
// beside it, else in the zone that was said at import, else as the reading of a clock.
#pragma once

#include <optional>
#include <string_view>

#include "model/record.h"
#include "text/dates.h"
#include "text/zone.h"

namespace clew::readers {

struct TimeReading {
  model::Time time;         // raw is kept whatever becomes of it
  bool understood = false;  // false: in no form that is known (a date that can be read both ways is understood)
};

// Sets instant, offset and certainty of a time from `reading`, a clock's reading as if UTC (microseconds), and the offset from
// UTC (minutes, east positive) that stands beside it, if one does. `latest_plausible` (UTC, microseconds): 0 for no such check.
void set_reading(model::Time& time, Micros reading, std::optional<int> offset_minutes, const std::optional<text::Zone>& zone,
                 Micros latest_plausible);

// The same from text. Never throws; `raw` is not looked at beyond what a written time can be.
TimeReading time_as_written(std::string_view raw, model::TimeKind kind, text::DateOrder order,
                            const std::optional<text::Zone>& zone, Micros latest_plausible);

}  // namespace clew::readers
