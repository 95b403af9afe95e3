// One merged time line over all exhibits: what happened around an event, each event once, gaps marked,
// with the time as written and the clock offset that was taken away to put it in its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/records.h"

namespace clew::view {

struct TimelineFilter {
  // Middle: a record ("ABC/1#12") or a time ("2025-03-30 14:00", read as UTC unless it has an offset).
  std::string around;
  double window_hours = 48;           // before and after `around`
  std::string from, to;               // times; dates count from 00:00 and through 24:00
  std::vector<std::string> who;       // numbers, accounts or names: as written, in normal form, or a part of a name
  std::vector<std::string> exhibits;  // references
  double gap_hours = 6;               // silences of that length and more are marked
  bool as_written = false;            // order by the exhibits' own clocks
  std::size_t offset = 0, limit = 1000;
};

struct TimelineEntry {
  Micros time = 0;            // instant in the line: as the exhibit says, less the clock's offset
  double clock_offset_s = 0;  // that offset
  bool clock_known = false;   // the exhibit's clock was compared with others'
  bool zone_known = true;     // false: the reading of a clock whose zone nobody gave, shown as if UTC
  std::optional<Micros> gap;  // since the entry before, if it is a long one
  RecordView record;          // `copies` lists the other exhibits' records of the same event
};

struct Timeline {
  std::int64_t total = 0;  // entries of the filter
  std::int64_t undated = 0;  // records of the filter without any time: in no line
  std::optional<Micros> from, to;  // of the filter
  std::vector<TimelineEntry> entries;
};
// Throws Error(not_found) for a record, exhibit or person that is not in the case, Error(usage) for a time that is
// none. Cost: a pass over the records' times, 0.3 s a million, then the entries shown.
Timeline timeline(const CaseView& view, const TimelineFilter& filter);
void write_json(JsonWriter& out, const Timeline& line);  // an object

}  // namespace clew::view
