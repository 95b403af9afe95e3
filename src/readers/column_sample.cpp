#include "readers/column_sample.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <string>

#include "readers/cell_words.h"
#include "readers/compact_dates.h"

namespace clew::readers {

bool luhn_valid(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    int d = digits[i] - '0';
    if (d < 0 || d > 9) return false;
    if (twice && (d *= 2) > 9) d -= 9;
    sum += d;
    twice = !twice;
  }
  return !digits.empty() && sum % 10 == 0;
}

void sample_cell(std::string_view cell, ColumnSample& sample) {
  ++sample.cells;
  const CellLook look = look_at(cell);
  ++sample.looks[static_cast<std::size_t>(look)];
  if (look == CellLook::empty) return;
  if (look == CellLook::date_time) sample.midnight += without_midnight(cell).size() < cell.size();
  sample.characters += cell.size();
  if ((look == CellLook::word || look == CellLook::text) && sample.distinct.size() < ColumnSample::most_distinct) {
    const std::size_t hash = std::hash<std::string_view>{}(cell);
    if (std::find(sample.distinct.begin(), sample.distinct.end(), hash) == sample.distinct.end()) sample.distinct.push_back(hash);
  }
  sample.slash += cell.find_first_of("/\\") != cell.npos;
  sample.newline += cell.find('\n') != std::string_view::npos;
  if (look == CellLook::integer) {
    if (std::int64_t value = 0; cell.size() <= 15 && std::from_chars(cell.data(), cell.data() + cell.size(), value).ec == std::errc() && value >= 0) {
      sample.falling += value < sample.last_integer;
      sample.smallest = std::min(sample.smallest, value);
      sample.largest = std::max(sample.largest, value);
      sample.last_integer = value;
    }
    sample.days += !compact_day(cell).empty();
    sample.clocks += !compact_clock(cell).empty();
    if (cell.size() < 5) ++sample.short_number;
    if (cell.size() >= 7) ++sample.long_number;
    if (cell.size() == 10 && cell[0] == '7') ++sample.uk_short;
    if (cell.size() == 1 && cell[0] >= '1' && cell[0] <= '7') ++sample.small_type;
    if (cell.size() == 15 || cell.size() == 16) {
      sample.imei += luhn_valid(cell.substr(0, 15));
      sample.imsi += cell.size() == 15;
      sample.imsi_uk += cell.size() == 15 && (cell.starts_with("234") || cell.starts_with("235") ||
                                              cell.starts_with("310") || cell.starts_with("311"));
    }
    sample.epoch_only += cell[0] == '1' && cell.size() == 13;
    // 1990 … 2040 in s, ms, us, ns.
    if (cell.size() >= 9 && cell.size() <= 19 && cell[0] != '-') {
      const double v = std::strtod(std::string(cell).c_str(), nullptr);
      std::size_t place = 0;
      for (const double unit : {1.0, 1e3, 1e6, 1e9}) {
        if (v >= 631152000.0 * unit && v <= 2208988800.0 * unit) {
          ++sample.epoch;
          ++sample.epoch_unit[place];
          break;
        }
        ++place;
      }
    }
    if (cell.size() == 5 && cell[0] >= '2' && cell[0] <= '5') ++sample.serial;
    if (cell.size() == 6 || cell.size() == 5 || cell.size() == 7) ++sample.osgb;
  } else if (look == CellLook::decimal) {
    std::string number(cell);
    std::replace(number.begin(), number.end(), ',', '.');
    const double v = std::strtod(number.c_str(), nullptr);
    const std::size_t point = number.find('.');
    const bool fine = point != std::string::npos && number.size() - point > 3;
    sample.latitude += fine && std::abs(v) <= 90;
    sample.longitude += fine && std::abs(v) <= 180;
    sample.serial += v >= 20000 && v <= 60000;
  } else if (look == CellLook::word) {
    sample.service_word += is_service_name(cell);
    sample.direction_word += direction_of(cell) != model::Direction::unknown;
    const EventType event = event_of(cell).type;
    sample.event_word += event != EventType::unknown;
    sample.no_call_word += event != EventType::unknown && event != EventType::call;
    sample.either_word += event != EventType::unknown || direction_of(cell) != model::Direction::unknown;
    sample.yes_no += yes_no_of(cell).has_value();
    sample.mac += cell.size() == 17 && (cell[2] == ':' || cell[2] == '-') && cell[5] == cell[2];
  }
}

}  // namespace clew::readers
