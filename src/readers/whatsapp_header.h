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
// here: see whatsapp_date_order.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "readers/whatsapp_half_day.h"

namespace clew::readers {

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

}  // namespace clew::readers
