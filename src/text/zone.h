// Clock readings in a named time zone → UTC, with the two hours a year that do not work.
//
// Every change of a zone's offset from 1850 to 2150 is taken from ICU once, when the zone is found;
// after that a conversion is a binary search in a table of some hundred entries that never changes.
// So a Zone is safe from any thread, and works where the sandbox allows no file to be opened.
// Rules after 2150 are those of 2150.
//
// Worked example, Europe/London: 2024-10-27 01:30 is read twice (00:30Z in summer time, 01:30Z
// after it): `repeated`, utc the earlier, other the later. 2024-03-31 01:30 does not exist:
// `skipped`, utc is the reading with the offset before the gap (01:30Z), other the one after it
// (00:30Z).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace clew::text {

class Zone {
 public:
  // Makes ICU load all that find() needs. Call once before entering a sandbox; harmless to repeat.
  static void init();

  // The zone with that IANA name ("Europe/London"), one of "UTC", "GMT", "Z", Windows' name of one ("GMT Standard Time"), or a fixed offset
  // ("UTC+2", "GMT-05:30", "+01:00"). Nothing for an unknown name. Costs some hundred microseconds
  // the first time; copies share the table. Safe from any thread.
  static std::optional<Zone> find(std::string_view name);
  static Zone utc();
  static Zone fixed(int offset_minutes);

  enum class Fit : std::uint8_t {
    unique,
    repeated,  // the hour that the end of summer time repeats
    skipped,   // the hour that the start of summer time leaves out
  };
  struct Instant {
    Micros utc = 0;
    Micros other = 0;        // the second reading; equal to utc when unique
    int offset_minutes = 0;  // of utc; east positive
    Fit fit = Fit::unique;
  };
  // `local` is the clock reading as if it were UTC (base/time.h: to_micros).
  Instant to_utc(Micros local) const;

  int offset_minutes_at(Micros utc) const;
  Micros to_local(Micros utc) const;

  const std::string& name() const { return table_->name; }
  bool is_fixed() const { return table_->changes.size() == 1; }

 private:
  static std::optional<Zone> make(std::string_view name);
  struct Change {
    Micros from_utc;  // first instant with that offset
    Micros offset;    // microseconds east
  };
  struct Table {
    std::string name;
    std::vector<Change> changes;  // by from_utc; the first begins before all time
  };
  explicit Zone(std::shared_ptr<const Table> table) : table_(std::move(table)) {}
  const Change& change_at(Micros utc) const;

  std::shared_ptr<const Table> table_;
};

}  // namespace clew::text
