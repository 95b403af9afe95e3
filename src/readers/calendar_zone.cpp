#include "readers/calendar_zone.h"

#include <algorithm>

#include "readers/calendar_text.h"

namespace clew::readers {
namespace {

using calendar::micros_per_day;
using calendar::micros_per_minute;
using calendar::number;
using calendar::pieces;

// "20080406T030000", with or without Z: the reading as if UTC.
std::optional<Micros> reading(std::string_view text) {
  const auto r = calendar::reading_of(text);
  return r && r->clock ? std::optional(r->micros) : std::nullopt;
}

// "-0530", "+013000": minutes; seconds are cut off.
std::optional<int> offset(std::string_view text) {
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = number(text.substr(1, 2)), minutes = number(text.substr(3, 2));
  if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

}  // namespace

bool CalendarZone::rule(std::string_view text, Part& part) const {
  bool good = true;
  pieces(text, ';', [&](std::string_view item) {
    const auto equals = item.find('=');
    if (equals == item.npos) return;
    const auto name = item.substr(0, equals), value = item.substr(equals + 1);
    if (name == "FREQ") {
      part.yearly = value == "YEARLY";
      good &= part.yearly;
    } else if (name == "INTERVAL") {
      good &= value == "1";
    } else if (name == "BYMONTH") {
      part.month = number(value).value_or(0);
      good &= part.month >= 1 && part.month <= 12;
    } else if (name == "BYDAY") {
      const auto day = value.size() >= 2 ? value.substr(value.size() - 2) : value;
      auto nth = value.substr(0, value.size() - day.size());
      if (nth.starts_with('+')) nth.remove_prefix(1);
      part.weekday = calendar::weekday_named(day);
      part.nth = nth.empty() ? 0 : number(nth).value_or(9);
      good &= part.weekday >= 0 && part.nth >= -5 && part.nth <= 5;
    } else if (name == "BYMONTHDAY") {
      pieces(value, ',', [&](std::string_view day) {
        const auto n = number(day);
        good &= n && *n >= 1 && *n <= 31 && part.month_days.size() < 31;
        if (good) part.month_days.push_back(*n);
      });
    } else if (name == "UNTIL") {
      part.until = value.size() == 8 ? reading(std::string(value) + "T235959") : reading(value);
      good &= part.until.has_value();
    } else if (name != "WKST" && name != "BYHOUR" && name != "BYMINUTE" && name != "BYSECOND") {
      good = false;
    }
  });
  return good && part.yearly && (part.weekday < 0 || part.nth != 0 || !part.month_days.empty());
}

void CalendarZone::line(std::string_view name, std::string_view value) {
  if (name == "TZID") {
    id_ = value;
  } else if (name == "X-LIC-LOCATION") {
    location_ = value;
  } else if (name == "BEGIN") {
    inside_ = true;
    if (parts_.size() < most_parts && !broken_)
      parts_.emplace_back();
    else
      broken_ = true;
  } else if (name == "END") {
    if (inside_) broken_ |= !parts_.back().start || !parts_.back().from || !parts_.back().to;
    inside_ = false;
  } else if (inside_ && !broken_) {
    Part& part = parts_.back();
    if (name == "DTSTART") part.start = reading(value);
    if (name == "TZOFFSETFROM") part.from = offset(value);
    if (name == "TZOFFSETTO") part.to = offset(value);
    if (name == "RRULE") broken_ |= !rule(value, part);
    if (name == "RDATE")
      pieces(value, ',', [&](std::string_view date) {
        const auto at = reading(date);
        if (at && part.dates.size() < most_dates)
          part.dates.push_back(*at);
        else
          broken_ = true;
      });
  }
}

void CalendarZone::starts(const Part& part, Micros local, std::optional<Micros>& before, std::optional<Micros>& after) const {
  const auto take = [&](Micros at) {
    if (at <= local && (!before || at > *before)) before = at;
    if (at > local && (!after || at < *after)) after = at;
  };
  take(*part.start);
  for (const Micros at : part.dates) take(at);
  if (!part.yearly) return;
  const CivilTime first = to_civil(*part.start);
  const auto start_of = [&](int year) -> std::optional<Micros> {
    CivilTime c = first;
    c.year = year;
    if (part.month) c.month = part.month;
    if (part.weekday < 0 && part.month_days.empty()) return is_valid(c) ? std::optional(to_micros(c)) : std::nullopt;
    int seen = 0;
    std::optional<Micros> found;
    for (int day = 1; day <= 31; ++day) {
      c.day = day;
      if (!is_valid(c)) break;
      const Micros at = to_micros(c);
      if (part.weekday >= 0 && calendar::weekday_of(calendar::day_of(at)) != part.weekday) continue;
      if (!part.month_days.empty()) {
        if (std::find(part.month_days.begin(), part.month_days.end(), day) != part.month_days.end()) return at;
        continue;
      }
      ++seen;
      if (part.nth < 0)  // the last, or so many before it: later days push the choice on
        found = at - (-part.nth - 1) * 7 * micros_per_day;
      else if (seen == part.nth)
        return at;
    }
    return part.nth < 0 && seen >= -part.nth ? found : std::nullopt;
  };
  const auto within = [&](Micros at) { return at >= *part.start && (!part.until || at - *part.from * micros_per_minute <= *part.until); };
  int year = to_civil(local).year;
  if (part.until) year = std::min(year, to_civil(*part.until).year);
  for (int y = year + 1; y >= year - 2 && y >= first.year; --y)
    if (const auto at = start_of(y); at && within(*at)) take(*at);
}

text::Zone::Instant CalendarZone::to_utc(Micros local) const {
  text::Zone::Instant out;
  std::optional<Micros> latest;
  Micros earliest = 0;
  bool any = false;
  for (const Part& part : parts_) {
    std::optional<Micros> before, after;
    starts(part, local, before, after);
    if (before && (!latest || *before >= *latest)) {
      latest = before;
      out.offset_minutes = *part.to;
    }
    if (!any || *part.start < earliest) {
      earliest = *part.start;
      any = true;
      if (!latest) out.offset_minutes = *part.from;
    }
    // The clock goes back at `after`, or went forward at `before`.
    const Micros step = (*part.to - *part.from) * micros_per_minute;
    if (step < 0 && after && local >= *after + step) out.fit = text::Zone::Fit::repeated;
    if (step > 0 && before && local < *before + step) out.fit = text::Zone::Fit::skipped;
  }
  out.utc = out.other = local - out.offset_minutes * micros_per_minute;
  return out;
}

}  // namespace clew::readers
