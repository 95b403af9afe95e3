#include "clock.h"

#include <charconv>
#include <chrono>
#include <stdexcept>

namespace clew::gen {

std::int64_t days_from_civil(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month(unsigned(month)),
                            std::chrono::day(unsigned(day))};
  return sys_days{date}.time_since_epoch().count();
}

Civil civil_from_seconds(std::int64_t seconds) {
  using namespace std::chrono;
  std::int64_t day = seconds / 86400;
  std::int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --day;
  }
  const year_month_day date{sys_days{days{day}}};
  const int weekday = static_cast<int>(((day + 4) % 7 + 7) % 7);
  return {int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())),
          int(rest / 3600), int(rest / 60 % 60),         int(rest % 60),
          weekday};
}

namespace {

std::int64_t last_sunday_one_utc(int year, int month) {
  const std::int64_t last_day = days_from_civil(year, month, 31);  // March and October have 31
  const std::int64_t weekday = ((last_day + 4) % 7 + 7) % 7;
  return (last_day - weekday) * 86400 + 3600;
}

}  // namespace

int offset_seconds(const Zone& zone, std::int64_t utc_seconds) {
  int offset = zone.base_minutes * 60;
  if (zone.eu_summer) {
    const int year = civil_from_seconds(utc_seconds).year;
    if (utc_seconds >= last_sunday_one_utc(year, 3) && utc_seconds < last_sunday_one_utc(year, 10))
      offset += 3600;
  }
  return offset;
}

std::int64_t parse_date(std::string_view text) {
  auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    const char* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    if (error != std::errc() || end != begin + count) throw std::invalid_argument("not a date");
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    throw std::invalid_argument("a date looks like 2025-03-02");
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month(unsigned(month)),
                            std::chrono::day(unsigned(day))};
  if (!date.ok()) throw std::invalid_argument("there is no such day");
  return days_from_civil(year, month, day) * 86400;
}

void append_padded(std::string& out, std::int64_t value, int width) {
  char digits[24];
  char* at = digits + sizeof digits;
  do {
    *--at = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (digits + sizeof digits - at < width)
    *--at = '0';
  out.append(at, static_cast<std::size_t>(digits + sizeof digits - at));
}

void append_iso(std::string& out, std::int64_t utc_seconds) {
  const Civil c = civil_from_seconds(utc_seconds);
  append_padded(out, c.year, 4);
  out += '-';
  append_padded(out, c.month, 2);
  out += '-';
  append_padded(out, c.day, 2);
  out += 'T';
  append_padded(out, c.hour, 2);
  out += ':';
  append_padded(out, c.minute, 2);
  out += ':';
  append_padded(out, c.second, 2);
  out += 'Z';
}

}  // namespace clew::gen
