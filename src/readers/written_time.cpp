#include "readers/written_time.h"

namespace clew::readers {

void set_reading(model::Time& time, Micros reading, std::optional<int> offset_minutes, const std::optional<text::Zone>& zone,
                 Micros latest_plausible) {
  if (offset_minutes) {
    time.offset_minutes = offset_minutes;
    time.utc = reading - Micros{*offset_minutes} * 60 * micros_per_second;
    time.certainty = model::Certainty::exact;
  } else {
    time.local = reading;
    time.certainty = model::Certainty::local_unknown;
    if (zone) {
      const auto instant = zone->to_utc(reading);
      if (instant.fit == text::Zone::Fit::unique) {
        time.utc = instant.utc;
        time.offset_minutes = instant.offset_minutes;
        time.certainty = model::Certainty::zone_assumed;
      } else {
        time.certainty = model::Certainty::ambiguous;
      }
    }
  }
  // A reading may be up to 14 hours ahead of UTC.
  const Micros slack = time.utc ? 0 : Micros{14} * 3600 * micros_per_second;
  if (latest_plausible && reading > latest_plausible + slack) time.certainty = model::Certainty::implausible;
}

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
  set_reading(t, *reading, written->offset_minutes, zone, latest_plausible);
  return out;
}

}  // namespace clew::readers
