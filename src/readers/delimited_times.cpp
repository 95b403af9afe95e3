#include "readers/delimited_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "readers/compact_dates.h"
#include "readers/grid.h"
#include "readers/plausible_time.h"

namespace clew::readers {
namespace {

using model::Certainty;
using model::Severity;

constexpr Micros year_2000 = 946'684'800 * micros_per_second;
constexpr Micros year_1997 = 852'076'800 * micros_per_second;  // Apple's count is there in 2028
constexpr Micros apple_epoch = 978'307'200 * micros_per_second;       // 2001-01-01
constexpr Micros webkit_epoch = -11'644'473'600 * micros_per_second;  // 1601-01-01
constexpr Micros year_2100 = 4'102'444'800 * micros_per_second;
constexpr Micros day_us = 86'400 * micros_per_second;

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> whole(std::string_view s) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (error != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return value;
}

}  // namespace

void RowTimes::range_check(model::Time& time) {
  if (auto why = mark_implausible(time, options_.latest_plausible))
    cells_.finding(Severity::note, "time outside the plausible range", std::move(*why));
}

// Integers (and serial numbers): the unit from the profile, else from the magnitude.
bool RowTimes::integer_time(std::string_view text, const PlanColumn& column, model::Time& time) {
  const std::size_t point = text.find_first_of(plan_.decimal_comma ? ".," : ".");
  const std::string_view digits = text.substr(0, point);
  const auto v = whole(digits);
  if (!v) return false;
  Micros fraction = 0;  // of one unit, in millionths
  if (point != std::string_view::npos) {
    const std::string_view tail = text.substr(point + 1);
    if (!all_digits(tail)) return false;
    Micros scale = 100'000;
    for (char c : tail) {
      fraction += (c - '0') * scale;
      scale /= 10;
    }
  }
  if (!column.unit.empty()) return in_unit_of_column(*v, fraction, column, time);
  if (*v <= 0) {
    time.certainty = Certainty::none;  // 0 and −1: the stores' own "no time"
    return *v == 0 || *v == -1;
  }
  if (digits.size() == 5 && *v >= 20000 && *v <= 60000) return serial_day(*v, fraction, column, time);
  return in_unit_of_magnitude(*v, digits.size(), fraction, column, time);
}

bool RowTimes::instant(std::string_view unit, Micros utc, model::Time& time) {
  time.unit = unit;
  time.utc = utc;
  time.certainty = Certainty::exact;
  range_check(time);
  return true;
}

// A spreadsheet's day number: 25569 is 1970-01-01. Rounded to seconds: the fraction is written with too few digits for more.
bool RowTimes::serial_day(std::int64_t day, Micros fraction, const PlanColumn& column, model::Time& time) {
  Micros reading = (day - 25569) * day_us + (fraction * 86'400);
  reading = (reading + 500'000) / micros_per_second * micros_per_second;
  time.unit = "excel-day";
  local_time(reading, nullptr, column, time);
  return true;
}

bool RowTimes::in_unit_of_column(std::int64_t value, Micros fraction, const PlanColumn& column, model::Time& time) {
  if (std::abs(value) > 9'000'000'000'000'000'00) return false;
  const std::string& u = column.unit;
  const auto limited = [&](Micros factor) {
    return std::abs(value) < 9'000'000'000'000'000'000 / factor;
  };
  if (u == "from-start") return value >= 0 && limited(micros_per_second) && instant("s-from-start", column.start + value * micros_per_second + fraction, time);
  if (u == "excel-day") return std::abs(value) < 200'000 && serial_day(value, fraction, column, time);
  if ((u == "s" || u == "apple-s") && limited(micros_per_second))
    return instant(u, value * micros_per_second + fraction + (u == "s" ? 0 : apple_epoch), time);
  if (u == "ms" && limited(1000)) return instant(u, value * 1000 + fraction / 1000, time);
  if (u == "us") return instant(u, value, time);
  if (u == "webkit-us") return instant(u, value + webkit_epoch, time);
  if (u == "filetime") return instant(u, value / 10 + webkit_epoch, time);
  if (u == "ns") return instant(u, value / 1000, time);
  if (u == "apple-ns") return instant(u, value / 1000 + apple_epoch, time);
  return false;
}

bool RowTimes::in_unit_of_magnitude(std::int64_t value, std::size_t n, Micros fraction, const PlanColumn& column, model::Time& time) {
  // As Unix time in the unit of its magnitude.
  const auto reading = [&](int power) -> Micros {
    switch (power) {
      case 0:
        return value * micros_per_second + fraction;
      case 3:
        return value * 1000 + fraction / 1000;
      case 6:
        return value;
      default:
        return value / 1000;
    }
  };
  constexpr std::pair<int, std::string_view> units[] = {{0, "s"}, {3, "ms"}, {6, "us"}, {9, "ns"}};
  const Micros latest = options_.latest_plausible ? options_.latest_plausible : year_2100;
  for (const auto& [power, unit] : units) {
    if (power == 0 && n > 11) continue;
    if (power == 3 && (n < 12 || n > 14)) continue;
    if (power == 6 && (n < 15 || n > 17)) continue;
    if (power == 9 && n < 18) continue;
    const Micros as_unix = reading(power);
    const Micros as_apple = as_unix + apple_epoch;
    // Before 2000 a phone's time is more likely Apple's count from 2001, when that fits.
    if ((power == 0 || power == 9) && as_unix < year_2000 && as_apple >= year_2000 &&
        as_apple <= latest && as_unix > 0 && (plan_.apple_epoch || as_unix < year_1997)) {
      if (power == 0 && n < 8) continue;
      if (power == 9 && value >= 120'000'000'000'000'000 && value <= 150'000'000'000'000'000 &&
          !plan_.apple_epoch)
        return instant("filetime", value / 10 + webkit_epoch, time);
      return instant(power == 0 ? "apple-s" : "apple-ns", as_apple, time);
    }
    if (power == 6 && as_unix > latest && value + webkit_epoch >= year_1990 &&
        value + webkit_epoch <= latest)
      return instant("webkit-us", value + webkit_epoch, time);
    if (as_unix >= year_1990 && as_unix <= year_2100) return instant(unit, as_unix, time);
  }
  // Out of range, but its neighbours are times: the same unit, marked as implausible.
  for (const auto& [power, unit] : units)
    if (column.usual_unit == unit && (power > 0 || value < year_2100 / micros_per_second * 1000))
      if (power != 3 || value < 9'000'000'000'000'000) return instant(unit, reading(power), time);
  return false;
}

// A clock reading without (or with) an offset of its own.
void RowTimes::local_time(Micros reading, const text::WrittenTime* written, const PlanColumn& column,
                        model::Time& time) {
  if (written && written->offset_minutes) {
    time.offset_minutes = written->offset_minutes;
    time.utc = reading - Micros{*written->offset_minutes} * 60 * micros_per_second;
    time.certainty = Certainty::exact;
    range_check(time);
    return;
  }
  std::optional<text::Zone> row_zone;
  const text::Zone* zone = column.zone ? &*column.zone : nullptr;
  bool from_file = column.zone_from_file;
  if (plan_.zone_column && cells_.holds(*plan_.zone_column)) {
    const std::string_view text = cells_.text(*plan_.zone_column);
    row_zone = text::Zone::find(text);
    if (!row_zone) {
      if (const auto named = text::zone_in_note(text)) row_zone = text::Zone::find(*named);
    }
    if (row_zone) {
      zone = &*row_zone;
      from_file = true;
    }
  }
  time.local = reading;
  if (!zone) {
    time.certainty = Certainty::local_unknown;
    range_check(time);
    return;
  }
  const auto instant = zone->to_utc(reading);
  if (instant.fit != text::Zone::Fit::unique) {
    time.certainty = Certainty::ambiguous;
    cells_.finding(Severity::note,
                   instant.fit == text::Zone::Fit::repeated
                       ? "time in the hour that the clock change repeats"
                       : "time in the hour that the clock change leaves out",
                   fmt::format("'{}' in {} is {} or {}.", time.raw, zone->name(), to_iso_utc(instant.utc),
                               to_iso_utc(instant.other)));
    return;
  }
  time.utc = instant.utc;
  time.offset_minutes = instant.offset_minutes;
  time.certainty = from_file && zone->is_fixed() ? Certainty::exact : Certainty::zone_assumed;
  if (time.certainty == Certainty::exact) time.local.reset();
  range_check(time);
}

// A serial day with the clock beside it.
bool RowTimes::serial_day_beside_clock(std::string_view text, std::string_view clock, const PlanColumn& column, model::Time& time) {
  if (!all_digits(text) || text.size() != 5) return false;
  const auto day = whole(text);
  const auto part = text::parse_written_time(clock);
  Micros in_day = -1;
  if (part && part->date == text::WrittenTime::Date::none)
    in_day = ((part->hour * 60LL + part->minute) * 60 + part->second) * micros_per_second;
  else if (clock.starts_with("0.") || clock.starts_with("0,"))
    in_day = std::llround(std::strtod(("0." + std::string(clock.substr(2))).c_str(), nullptr) * 86'400) * micros_per_second;
  if (!day || in_day < 0 || *day < 20000 || *day > 60000) return false;
  time.unit = "excel-day";
  local_time((*day - 25569) * day_us + in_day, nullptr, column, time);
  return true;
}

model::Time RowTimes::read(const PlanTime& source) {
  model::Time time = written_time(source);
  if (!time.raw.empty() && cells_.grid()) stored_value(*cells_.grid(), source, time);
  return time;
}

model::Time RowTimes::written_time(const PlanTime& source) {
  model::Time time;
  time.kind = source.kind;
  const PlanColumn& column = plan_.columns[source.column];
  if (!cells_.holds(source.column)) return time;
  const std::string_view text = cells_.use(source.column);
  const std::string_view clock = source.clock ? cells_.use(*source.clock) : std::string_view();
  time.raw.reserve(text.size() + clock.size() + 1);
  time.raw = text;
  if (!clock.empty()) {
    if (!time.raw.empty()) time.raw += ' ';
    time.raw += clock;
  }
  if (text.empty()) {
    if (!clock.empty())
      cells_.finding(Severity::note, "time without a date",
                     fmt::format("'{}' has a clock reading only.", time.raw));
    return time;
  }
  // "20240304" and "214009", as operators write them, are spelled out and read as any other text.
  std::string spelled;
  if (column.role == ColumnRole::date && column.unit.empty()) spelled = compact_day(text);
  if (column.short_days && spelled.empty()) {
    if (column.order == text::DateOrder::unknown) {
      time.certainty = Certainty::ambiguous;
      return time;
    }
    spelled = short_day(text, column.order);
  }
  if (!clock.empty() && (!spelled.empty() || !all_digits(text))) {
    const std::string in_day = compact_clock(clock);
    if (!spelled.empty() || !in_day.empty()) spelled = fmt::format("{} {}", spelled.empty() ? text : spelled, in_day.empty() ? clock : in_day);
  }
  const char first = text.front();
  const bool numeric = spelled.empty() && ((first >= '0' && first <= '9') || first == '-');
  if (numeric && text.find_first_not_of("0123456789.,-") == std::string_view::npos &&
      std::count_if(text.begin(), text.end(), [](char c) { return c < '0'; }) <= 1 &&
      text.find('-', 1) == std::string_view::npos) {
    if (clock.empty() ? integer_time(text, column, time) : false) return time;
    if (!clock.empty() && serial_day_beside_clock(text, clock, column, time)) return time;
  }
  const auto written = !spelled.empty() ? text::parse_written_time(spelled)
                       : clock.empty() ? text::parse_written_time(text)
                       : without_midnight(text).size() < text.size()
                           ? text::parse_written_time(fmt::format("{} {}", without_midnight(text), clock))
                           : text::parse_written_time(time.raw);
  if (!written) {
    cells_.finding(Severity::note, "unreadable time",
                   fmt::format("'{}' under '{}' is in no form that is known.",
                               std::string_view(time.raw).substr(0, 80), column.header));
    return time;
  }
  if (written->date == text::WrittenTime::Date::none) {
    cells_.finding(Severity::note, "time without a date",
                   fmt::format("'{}' has a clock reading only.", time.raw));
    return time;
  }
  const auto reading = text::reading_of(*written, column.order);
  if (!reading) {
    if (written->date == text::WrittenTime::Date::unclear &&
        column.order == text::DateOrder::unknown) {
      time.certainty = Certainty::ambiguous;
    } else {
      cells_.finding(Severity::note, "unreadable time",
                     fmt::format("'{}' under '{}' is no day of the calendar in the order {}.", time.raw,
                                 column.header, text::word(column.order)));
    }
    return time;
  }
  local_time(*reading, &*written, column, time);
  return time;
}

// A date cell of a spreadsheet: what is stored is the day's number, the text is ours.
void RowTimes::stored_value(const GridRow& grid, const PlanTime& source, model::Time& time) {
  std::string raw;
  for (const auto& column : {std::optional(source.column), source.clock}) {
    const auto found = std::find_if(grid.stored.begin(), grid.stored.end(),
                                    [&](const auto& s) { return column && s.first == *column; });
    if (found != grid.stored.end()) raw += (raw.empty() ? "" : " ") + found->second;
  }
  if (raw.empty()) return;
  time.raw = std::move(raw);
  time.unit = grid.unit;
}

}  // namespace clew::readers
