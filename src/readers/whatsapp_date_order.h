// Which of the three numbers of an export's dates is the day, which the month, which the year, and of which calendar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "readers/whatsapp_header.h"

namespace clew::readers {

// Which number is what. The whole file decides.
//
// Every order that could be meant is followed through all heads: how many of its dates the calendar
// does not have (month 13) or WhatsApp cannot have (before 2009, or after the latest plausible
// time), and how often the dates jump back by 20 days or more. An export runs forward in time, so a
// wrong order shows as soon as a month changes: 12/6 then 1/7 read month-first is 6 December then
// 7 January. One order left: decided. All that are left give the same dates: nothing to decide.
// Otherwise it stays open and a person is asked.
class DateOrder {
 public:
  // Dates after `latest_plausible` speak against an order; 0: no such check.
  explicit DateOrder(Micros latest_plausible = 0);
  void add(const ExportHeader& header);
  // `wanted` is "dmy", "mdy", "ymd" … when a person said it.
  void decide(const std::optional<std::string>& wanted);

  bool decided() const { return decided_ >= 0; }
  std::string_view order() const;  // "dmy"; "" while open
  const std::string& reason() const { return reason_; }
  std::vector<std::string> open_choices() const;  // orders still possible, for the question

  // The date as written, by the order decided, turned into our calendar. Nothing if undecided or
  // not a date.
  std::optional<CivilTime> date(const ExportHeader& header) const;
  // "gregorian", "buddhist", "persian", or "islamic" (which is not converted: where its months
  // begin depends on the country).
  std::string_view calendar() const { return calendar_; }

 private:
  static constexpr std::size_t order_count = 6;
  struct Trial {
    std::uint64_t bad = 0, late = 0, jumps = 0;
    std::int64_t last = 0;
    bool seen = false, last_bad = false, last_late = false;
  };

  void open_orders();
  void narrow();
  void choose(const std::optional<std::string>& wanted);
  std::size_t count_open() const;

  std::int64_t latest_day_;
  Trial trials_[order_count];
  bool open_[order_count] = {};
  bool differ_[order_count][order_count] = {};
  std::uint64_t count_ = 0;
  int last_part_[3] = {-1, -1, -1};
  std::uint64_t changes_[3] = {};
  bool two_digits_[3] = {true, true, true};
  int four_digits_ = -1;  // which part has them; -1 none
  char separator_ = 0;
  bool spaced_ = false;
  std::string_view calendar_ = "gregorian";
  int decided_ = -1;
  std::string reason_;
};

}  // namespace clew::readers
