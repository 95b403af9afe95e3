// What the cells of one column look like, counted: the grounds on which a header's role is kept or dropped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "readers/cell_look.h"

namespace clew::readers {

// Counts over the sampled cells of one column.
struct ColumnSample {
  std::uint64_t cells = 0;
  std::array<std::uint64_t, cell_look_count> looks{};
  std::uint64_t imei = 0, imsi = 0, imsi_uk = 0, latitude = 0, longitude = 0, epoch = 0, serial = 0;
  std::uint64_t short_number = 0;             // integers below 5 digits
  std::uint64_t long_number = 0;              // integers of 7 digits and more
  std::array<std::uint64_t, 4> epoch_unit{};  // s, ms, us, ns
  std::uint64_t epoch_only = 0;  // 13 digits from 1 on, ms of 2001 … 2033: no telephone number, for +1 has eleven
  std::uint64_t uk_short = 0;                 // ten digits beginning with 7
  std::uint64_t small_type = 0;               // integers 1…7
  std::uint64_t service_word = 0;             // names of messengers and networks
  std::uint64_t direction_word = 0, event_word = 0, yes_no = 0, mac = 0, osgb = 0, newline = 0;
  std::uint64_t no_call_word = 0, either_word = 0;  // event words of texts and data; event or direction words
  std::uint64_t characters = 0;
  std::uint64_t slash = 0;     // with one: paths, and references of exhibits
  // Of the integers that count something up: from where to where, and how many are less than the one before.
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max(), largest = -1, last_integer = -1;
  std::uint64_t falling = 0;
  std::uint64_t days = 0, clocks = 0;  // compact_day, compact_clock
  std::uint64_t midnight = 0;  // dates with a clock at midnight, as programs write days
  std::vector<std::size_t> distinct;  // hashes of its words and texts, until there are most_distinct
  static constexpr std::size_t most_distinct = 256;
  std::uint64_t non_empty() const { return cells - looks[0]; }
  std::uint64_t count(CellLook look) const { return looks[static_cast<std::size_t>(look)]; }
  bool mostly(std::uint64_t n) const { return non_empty() > 0 && n * 10 >= non_empty() * 8; }
};
void sample_cell(std::string_view cell, ColumnSample& sample);

// The check digit of cards and IMEIs.
bool luhn_valid(std::string_view digits);

}  // namespace clew::readers
