#include "base/time.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace clew {
namespace {

// Days since 1970-01-01 of a civil date: Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", days_from_civil.
std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const unsigned yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

int days_in_month(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

// Reads exactly `count` digits.
bool digits(std::string_view text, size_t& at, int count, int& value) {
  if (at + static_cast<size_t>(count) > text.size()) return false;
  value = 0;
  for (int i = 0; i < count; ++i) {
    char c = text[at + static_cast<size_t>(i)];
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  at += static_cast<size_t>(count);
  return true;
}

}  // namespace

bool is_valid(const CivilTime& c) {
  return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= days_in_month(c.year, c.month) && c.hour >= 0 && c.hour < 24 && c.minute >= 0 &&
         c.minute < 60 && c.second >= 0 && c.second < 60 && c.micro >= 0 && c.micro < 1'000'000;
}

Micros to_micros(const CivilTime& c) {
  std::int64_t days =
      days_from_civil(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(c.day));
  return (((days * 24 + c.hour) * 60 + c.minute) * 60 + c.second) * micros_per_second + c.micro;
}

CivilTime to_civil(Micros micros) {
  constexpr Micros day_us = 86'400 * micros_per_second;
  std::int64_t days = micros / day_us;
  Micros rest = micros % day_us;
  if (rest < 0) {
    rest += day_us;
    --days;
  }
  // civil_from_days, the inverse of the above.
  const std::int64_t z = days + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const unsigned doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  CivilTime c;
  c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  c.year = static_cast<int>(static_cast<std::int64_t>(yoe) + era * 400 + (c.month <= 2));
  c.micro = static_cast<int>(rest % micros_per_second);
  rest /= micros_per_second;
  c.second = static_cast<int>(rest % 60);
  c.minute = static_cast<int>(rest / 60 % 60);
  c.hour = static_cast<int>(rest / 3600);
  return c;
}

std::string to_iso_local(Micros micros) {
  CivilTime c = to_civil(micros);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
}

std::string to_iso_utc(Micros micros) {
  CivilTime c = to_civil(micros);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", c.year, c.month, c.day, c.hour,
                     c.minute, c.second, c.micro);
}

std::optional<IsoTime> parse_iso(std::string_view text) {
  IsoTime out;
  CivilTime c;
  size_t at = 0;
  if (!digits(text, at, 4, c.year) || at >= text.size() || text[at++] != '-' ||
      !digits(text, at, 2, c.month) || at >= text.size() || text[at++] != '-' ||
      !digits(text, at, 2, c.day))
    return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'T' && text[at] != ' ' && text[at] != 't') return std::nullopt;
    ++at;
    if (!digits(text, at, 2, c.hour) || at >= text.size() || text[at++] != ':' ||
        !digits(text, at, 2, c.minute))
      return std::nullopt;
    out.has_clock = true;
    if (at < text.size() && text[at] == ':') {
      ++at;
      if (!digits(text, at, 2, c.second)) return std::nullopt;
      if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        ++at;
        int scale = 100'000;
        size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
          c.micro += (text[at] - '0') * scale;
          scale /= 10;
          ++at;
        }
        if (at == first) return std::nullopt;
      }
    }
    if (at < text.size() && text[at] == ' ' && at + 1 < text.size()) ++at;
    if (at < text.size()) {
      if (text[at] == 'Z' || text[at] == 'z') {
        out.offset_minutes = 0;
        ++at;
      } else if (text[at] == '+' || text[at] == '-') {
        int sign = text[at++] == '-' ? -1 : 1, hours = 0, minutes = 0;
        if (!digits(text, at, 2, hours)) return std::nullopt;
        if (at < text.size() && text[at] == ':') ++at;
        if (at < text.size() && !digits(text, at, 2, minutes)) return std::nullopt;
        if (hours > 14 || minutes > 59) return std::nullopt;
        out.offset_minutes = sign * (hours * 60 + minutes);
      }
    }
  }
  if (at != text.size() || !is_valid(c)) return std::nullopt;
  out.micros = to_micros(c);
  return out;
}

Micros now_micros() {
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    char* end = nullptr;
    long long seconds = std::strtoll(fixed, &end, 10);
    if (end != fixed && *end == '\0') return seconds * micros_per_second;
  }
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace clew
