// Days and clocks written as figures alone, as operators and spreadsheets leave them: 20240304, 240304, 214009.
//
// Pure; views point into the argument.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/dates.h"

namespace clew::readers {

// "20240304" → "2024-03-04", of 1990 to 2049; "214009", "94009" → "21:40:09", "09:40:09". As operators write them; "" for anything else.
std::string compact_day(std::string_view digits);
std::string compact_clock(std::string_view digits);
// "240301" → "2024-03-01" in the order ymd, years 00 to 49 being 20xx and 90 to 99 19xx; "10324", of a spreadsheet that took the nought away, is
// "010324". "" where that is no day.
std::string short_day(std::string_view digits, text::DateOrder order);
// "14/03/2024 00:00:00" → "14/03/2024"; what has another clock, or none, as it is.
std::string_view without_midnight(std::string_view cell);

// A column of days of six figures: in which orders they can be meant, from all of its cells.
//
// An order in which one of them is no day is out. Then the year: where the parts at one end take three values at most and those at the other six
// or more, the first are years (240301, 240302 … 240409: as days they would all be the 24th, of twenty years). Then the sequence of the rows, as of
// other dates: never going back in one order, and back and forth in the others.
class ShortDays {
 public:
  void add(std::string_view cell);
  bool possible() const { return cells_ > 0 && six_ > 0 && others_ == 0 && std::any_of(valid_.begin(), valid_.end(), [&](auto n) { return n == cells_; }); }
  std::vector<text::DateOrder> orders(std::string& reason) const;  // those left; `reason` where one is
  const std::string& example() const { return example_; }

 private:
  static constexpr std::array<text::DateOrder, 3> all_{text::DateOrder::ymd, text::DateOrder::dmy, text::DateOrder::mdy};
  std::uint64_t cells_ = 0, six_ = 0, others_ = 0;
  std::array<std::uint64_t, 3> valid_{}, forward_{}, back_{};
  std::array<std::string, 3> last_day_;
  std::bitset<100> first_, last_;
  std::string example_;
};

}  // namespace clew::readers
