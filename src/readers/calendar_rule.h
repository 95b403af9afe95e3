// On which days a recurring calendar entry falls (RFC 5545, 3.3.10: RRULE), worked out in the wall clock of the entry.
//
// Worked example: "FREQ=MONTHLY;BYDAY=-1FR" from 2024-03-04 09:00: 29 March, 26 April, 31 May … each at 09:00. The entry's own start
// is always the first occurrence, whether the rule names its day or not (as calendars show it), and COUNT counts it.
//
// All of the standard is worked out, seconds to years, with BYWEEKNO and BYSETPOS; the rules of vCalendar 1.0 ("W1 MO #10") too. BYYEARDAY
// and BYWEEKNO where the standard has them not only narrow down. What else a rule says is refused with the reason: the entry is kept with
// the rule as written.
// Cost: what lies between the window's edges; with COUNT, from the start on. `Work` bounds it for hostile rules.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace clew::readers {

class CalendarRule {
 public:
  struct Until {
    Micros reading = 0;  // as if UTC; of a day its last second
    bool utc = false;
  };
  // Looks at this many candidate days at most, over all calls that share it.
  struct Work {
    std::uint64_t left = 0;
  };

  // `why` says what cannot be worked out.
  static std::optional<CalendarRule> parse(std::string_view rule, std::string& why);
  // "every 2 weeks on Monday and Friday, 10 times"
  std::string words() const;
  const std::optional<Until>& until() const { return until_; }  // kept by the caller, who knows the zone
  // Gives the readings after `start` that lie in [from, to], in order, until take() says false. False when the work ran out.
  bool each(Micros start, Micros from, Micros to, Work& work, const std::function<bool(Micros)>& take) const;

 private:
  enum class Every { day, week, month, year, hour, minute, second };
  struct Weekday {
    int nth = 0, day = 0;  // nth 0: each; -1 the last; Monday 0
  };
  struct Period {
    int year = 0, month = 0;     // of months and years
    std::int64_t day = 0;        // first day since 1970 of days and weeks
  };
  bool within_day() const { return every_ >= Every::hour; }
  bool day_fits(std::int64_t day) const;  // of rules that repeat within a day: what narrows the days down
  bool fits_year(std::int64_t day) const;  // BYYEARDAY and BYWEEKNO
  bool each_within_day(Micros start, Micros from, Micros to, Work& work, const std::function<bool(Micros)>& take) const;
  bool give(std::vector<Micros>& set, Micros start, Micros from, Micros to, std::uint64_t& counted, const std::function<bool(Micros)>& take) const;
  Period period_at(Micros start, std::int64_t step) const;
  void days_of(const Period& period, Micros start, std::vector<std::int64_t>& days) const;
  void days_of_month(int year, int month, int start_day, std::vector<std::int64_t>& days) const;

  Every every_ = Every::day;
  int interval_ = 1, week_start_ = 0;
  std::optional<std::uint64_t> count_;
  std::optional<Until> until_;
  std::vector<Weekday> weekdays_;
  std::vector<int> months_, month_days_, year_days_, weeks_, positions_, hours_, minutes_, seconds_;
};

}  // namespace clew::readers
