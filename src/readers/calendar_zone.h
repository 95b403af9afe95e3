// A time zone that a calendar file defines itself (RFC 5545, 3.6.5): VTIMEZONE with its STANDARD and DAYLIGHT parts.
// Outlook and older programs name their zones as they like ("Canberra, Melbourne, Sydney", "Customized Time Zone"); what
// such a name means stands in the file.
//
// Each part says from when (DTSTART, RDATE, or once a year by RRULE, in the wall clock of the offset before it) which
// offset holds. For a reading the part with the latest start not after it counts; before all of them, the offset that
// the first one ends. Example, Sydney: STANDARD from the first Sunday in April 03:00 at +10:00, DAYLIGHT from the first
// Sunday in October 02:00 at +11:00; 2009-03-10 09:30 is 2009-03-09 22:30Z.
//
// Rules other than "once a year on a day of a month" are not worked out: the zone is not usable then.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "text/zone.h"

namespace clew::readers {

class CalendarZone {
 public:
  // The lines of one VTIMEZONE in order, unfolded, between its BEGIN and END.
  void line(std::string_view name, std::string_view value);
  const std::string& id() const { return id_; }
  // The IANA name that some programs write beside their own (X-LIC-LOCATION); "" if none.
  const std::string& location() const { return location_; }
  bool usable() const { return !broken_ && !parts_.empty(); }
  // Only of a usable one. Costs a look at each part.
  text::Zone::Instant to_utc(Micros local) const;

 private:
  struct Part {
    std::optional<Micros> start;      // wall clock of `from`
    std::optional<int> from, to;      // minutes east
    bool yearly = false;
    int month = 0, weekday = -1, nth = 0;  // weekday 0 Monday; nth 0: by day of month
    std::vector<int> month_days;
    std::optional<Micros> until;      // UTC
    std::vector<Micros> dates;
  };
  static constexpr std::size_t most_parts = 256, most_dates = 1024;

  bool rule(std::string_view text, Part& part) const;
  // Starts of the part near a reading: not after it the latest, after it the earliest.
  void starts(const Part& part, Micros local, std::optional<Micros>& before, std::optional<Micros>& after) const;

  std::string id_, location_;
  std::vector<Part> parts_;
  bool inside_ = false, broken_ = false;
};

}  // namespace clew::readers
