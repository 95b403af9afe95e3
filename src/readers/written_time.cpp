#include "readers/written_time.h"

namespace clew::readers {

TimeReading time_as_written(std::string_view raw, model::TimeKind kind, text::DateOrder order,
                            const std::optional<text::Zone>& zone, Micros latest_plausible) {
  TimeReading out;
  model::Time& t = out.time;
  t.kind = kind;
  t.raw = raw;
  const auto written = text::parse_written_time(raw);
  const auto reading = written ? text::reading_of(*written, order) : std::nullopt;
  if (!reading) {
    out.understood = written && written->date == text::WrittenTime::Date::unclear;
    if (out.understood) t.certainty = model::Certainty::ambiguous;
    return out;
  }
  out.understood = true;
  if (written->offset_minutes) {
    t.offset_minutes = written->offset_minutes;
    t.utc = *reading - Micros{*t.offset_minutes} * 60 * micros_per_second;
    t.certainty = model::Certainty::exact;
  } else {
    t.local = reading;
    t.certainty = model::Certainty::local_unknown;
    if (zone) {
      const auto instant = zone->to_utc(*reading);
      if (instant.fit == text::Zone::Fit::unique) {
        t.utc = instant.utc;
        t.offset_minutes = instant.offset_minutes;
        t.certainty = model::Certainty::zone_assumed;
      } else {
        t.certainty = model::Certainty::ambiguous;
      }
    }
  }
  const Micros slack = t.utc ? 0 : Micros{14} * 3600 * micros_per_second;
  if (latest_plausible && *reading > latest_plausible + slack) t.certainty = model::Certainty::implausible;
  return out;
}

}  // namespace clew::readers
