// The head of a line in a WhatsApp (or Signal) text export, in any language's layout.
//
//   [13/06/2018, 21:25:15] Name: text          iPhone
//   13/06/2018, 21:25 - Name: text             Android
//   ‏١٣‏/٦‏/٢٠١٨، ٩:٢٥ م - Name: text              Arabic digits, marks and
//   half-day 2018/6/13 下午9:25 - …   13.6.2018 klo 21.25 - …   [21:25, 13/6/2018] …   13. 6. 2018.
//   21:25:15 …
//
// The phone writes date and time as its locale does, so there is no list of layouts here but a
// grammar: three numbers with separators, a gap (which may hold a half-day or a word such as
// "klo"), two or three numbers of a clock, perhaps a half-day, and the bracket, " - ", ": " or
// blank that ends the head. What was written between the numbers is hashed into `layout`: an
// export is made in one go by one phone, so all its heads have the same one, and a line of text
// that merely looks like a head has not. Which of the three numbers is the day is not decided
// here: see DateOrder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace clew::readers {

enum class HalfDay : std::uint8_t { none, am, pm, noon };

struct ExportHeader {
  std::uint64_t layout = 0;
  int part[3] = {};            // the numbers of the date, in the order written
  std::uint8_t width[3] = {};  // their digits
  int hour = 0, minute = 0, second = 0;
  HalfDay half = HalfDay::none;
  bool bracket = false;
  bool weak = false;        // the head ends in ": " or a blank: less typical
  bool time_first = false;  // "[21:25, 13/6/2018]": what copying from WhatsApp Web gives
  bool has_seconds = false;
  char separator = 0;                          // between the date's numbers: '/', '-', '.', ' ' …
  bool spaced = false;                         // the separator has a blank after it ("13. 6. 2018")
  bool comma = false;                          // between date and time
  std::size_t stamp_begin = 0, stamp_end = 0;  // date and time as written, bytes of the line
  std::size_t rest = 0;                        // where the name or the system text begins
};

// Nothing when the line has no such head. Linear, looks at no more than the first 160 bytes.
std::optional<ExportHeader> parse_export_header(std::string_view line);

// Hour (0–23), minute and second; nothing when the clock has no such time ("13:00 AM", "25:00").
struct ClockTime {
  int hour, minute, second;
};
std::optional<ClockTime> clock_of(const ExportHeader& header);

// am, pm, noon, or none if the word is no half-day in any language of the table (the names that
// ICU 72 / CLDR 42 gives for every locale, and some older spellings). Blanks, full stops and ASCII
// case do not matter.
HalfDay half_day_word(std::string_view word);

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
