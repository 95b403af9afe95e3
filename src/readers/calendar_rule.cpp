#include "readers/calendar_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/calendar_text.h"

namespace clew::readers {
namespace {

using calendar::micros_per_day;
using calendar::number;
using calendar::pieces;
constexpr std::string_view weekday_names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::string_view month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
constexpr std::size_t most_values = 400;  // of one list

using calendar::day_of;
std::int64_t day_number(int year, int month, int day) { return day_of(to_micros({year, month, day, 0, 0, 0, 0})); }
using calendar::weekday_of;
bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int length_of(int year, int month) {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : lengths[month - 1];
}
bool has(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

bool numbers(std::string_view text, int least, int most, bool negative, std::vector<int>& out) {
  bool good = true;
  pieces(text, ',', [&](std::string_view piece) {
    const auto n = number(piece);
    const bool fits = n && ((*n >= least && *n <= most) || (negative && *n <= -least && *n >= -most));
    if (fits && out.size() < most_values)
      out.push_back(*n);
    else
      good = false;
  });
  std::sort(out.begin(), out.end());
  return good && !out.empty();
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string ordinal(int n) {
  if (n == -1) return "last";
  const std::string end = n < 0 ? " from the end" : "";
  n = std::abs(n);
  const bool teen = n % 100 / 10 == 1;
  const char* sign = !teen && n % 10 == 1 ? "st" : !teen && n % 10 == 2 ? "nd" : !teen && n % 10 == 3 ? "rd" : "th";
  return fmt::format("{}{}{}", n, sign, end);
}

template <class List, class Name>
std::string listed(const List& list, Name&& name) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i) out += i + 1 == list.size() ? " and " : ", ";
    out += name(list[i]);
  }
  return out;
}

// A rule of vCalendar 1.0, as older phones write ("W2 MO FR #10", "MP1 1- FR 20241224T000000Z"), in the words of RFC 5545; "" when it is
// none. Without a number of times it is two, with #0 for ever.
std::string from_vcalendar(std::string_view text) {
  std::vector<std::string_view> words;
  pieces(text, ' ', [&](std::string_view word) { words.push_back(word); });
  if (words.empty() || words.size() > 64) return "";
  const auto kind = words[0].substr(0, std::min(words[0].find_first_of("0123456789"), words[0].size()));
  const auto interval = number(words[0].substr(kind.size()));
  if (!interval || *interval < 1) return "";
  struct Kind {
    std::string_view mark, frequency, list;
  };
  static constexpr Kind kinds[] = {{"D", "DAILY", ""}, {"W", "WEEKLY", "BYDAY"}, {"MP", "MONTHLY", "BYDAY"},
                                   {"MD", "MONTHLY", "BYMONTHDAY"}, {"YM", "YEARLY", "BYMONTH"}, {"YD", "YEARLY", "BYYEARDAY"}};
  const auto* known = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& k) { return k.mark == kind; });
  if (known == std::end(kinds)) return "";
  std::string list, end = ";COUNT=2";
  std::vector<std::string> counts;  // of the weekdays that follow: "1", "-1"
  const auto add = [&](const std::string& value) { list += (list.empty() ? "" : ",") + value; };
  bool days = false;
  for (const auto word : std::vector<std::string_view>(words.begin() + 1, words.end())) {
    if (word[0] == '#') {
      const auto times = number(word.substr(1));
      if (!times || *times < 0) return "";
      end = *times ? fmt::format(";COUNT={}", *times) : "";
    } else if (calendar::reading_of(word)) {
      end = fmt::format(";UNTIL={}", word);
    } else if (calendar::weekday_named(word) >= 0) {
      if (kind == "W") {
        add(std::string(word));
      } else if (kind == "MP" && !counts.empty()) {
        for (const auto& n : counts) add(n + std::string(word));
        days = true;
      } else {
        return "";
      }
    } else if (word == "LD" && kind == "MD") {
      add("-1");
    } else {
      const bool back = word.ends_with('-');
      const auto n = number(word.ends_with('+') || back ? word.substr(0, word.size() - 1) : word);
      if (!n || *n < 1) return "";
      const auto value = std::to_string(back ? -*n : *n);
      if (kind == "MP") {
        if (days) counts.clear(), days = false;
        counts.push_back(value);
      } else if (kind == "MD" || kind == "YM" || kind == "YD") {
        add(value);
      } else {
        return "";
      }
    }
  }
  return fmt::format("FREQ={};INTERVAL={}{}{}", known->frequency, *interval, list.empty() ? "" : fmt::format(";{}={}", known->list, list), end);
}

}  // namespace

std::optional<CalendarRule> CalendarRule::parse(std::string_view text, std::string& why) {
  CalendarRule rule;
  std::string whole = upper(text);
  while (!whole.empty() && (whole.back() == ' ' || whole.back() == '\r')) whole.pop_back();
  if (whole.find('=') == whole.npos)
    if (auto said = from_vcalendar(whole); !said.empty()) whole = std::move(said);
  bool frequency = false;
  why.clear();
  pieces(whole, ';', [&](std::string_view item) {
    while (!item.empty() && (item.back() == ' ' || item.back() == '\r')) item.remove_suffix(1);
    if (item.empty() || !why.empty()) return;
    const auto equals = item.find('=');
    const auto name = item.substr(0, equals);
    const auto value = equals == item.npos ? std::string_view() : item.substr(equals + 1);
    bool good = true;
    if (name == "FREQ") {
      frequency = true;
      if (value == "DAILY") rule.every_ = Every::day;
      else if (value == "WEEKLY") rule.every_ = Every::week;
      else if (value == "MONTHLY") rule.every_ = Every::month;
      else if (value == "YEARLY") rule.every_ = Every::year;
      else if (value == "HOURLY") rule.every_ = Every::hour;
      else if (value == "MINUTELY") rule.every_ = Every::minute;
      else if (value == "SECONDLY") rule.every_ = Every::second;
      else good = false;
    } else if (name == "INTERVAL") {
      const auto n = number(value);
      good = n && *n >= 1 && *n <= 100'000;
      if (good) rule.interval_ = *n;
    } else if (name == "COUNT") {
      const auto n = number(value);
      good = n && *n >= 1;
      if (good) rule.count_ = static_cast<std::uint64_t>(*n);
    } else if (name == "UNTIL") {
      const auto at = calendar::reading_of(value);
      good = at.has_value();
      if (good) rule.until_ = Until{at->clock ? at->micros : at->micros + micros_per_day - micros_per_second, at->utc};
    } else if (name == "BYDAY") {
      pieces(value, ',', [&](std::string_view piece) {
        Weekday day;
        const auto code = piece.size() >= 2 ? piece.substr(piece.size() - 2) : piece;
        const int weekday = calendar::weekday_named(code);
        const auto nth = piece.substr(0, piece.size() - code.size());
        const auto n = nth.empty() ? std::optional<int>(0) : number(nth);
        if (weekday < 0 || !n || std::abs(*n) > 53 || (!nth.empty() && *n == 0) || rule.weekdays_.size() >= most_values) {
          good = false;
          return;
        }
        day.day = weekday;
        day.nth = *n;
        rule.weekdays_.push_back(day);
      });
      good = good && !rule.weekdays_.empty();
    } else if (name == "BYMONTH") {
      good = numbers(value, 1, 12, false, rule.months_);
    } else if (name == "BYMONTHDAY") {
      good = numbers(value, 1, 31, true, rule.month_days_);
    } else if (name == "BYYEARDAY") {
      good = numbers(value, 1, 366, true, rule.year_days_);
    } else if (name == "BYWEEKNO") {
      good = numbers(value, 1, 53, true, rule.weeks_);
    } else if (name == "BYSETPOS") {
      good = numbers(value, 1, 366, true, rule.positions_);
    } else if (name == "BYHOUR") {
      good = numbers(value, 0, 23, false, rule.hours_);
    } else if (name == "BYMINUTE") {
      good = numbers(value, 0, 59, false, rule.minutes_);
    } else if (name == "BYSECOND") {
      good = numbers(value, 0, 59, false, rule.seconds_);
    } else if (name == "WKST") {
      good = calendar::weekday_named(value) >= 0;
      if (good) rule.week_start_ = calendar::weekday_named(value);
    } else if (!name.starts_with("X-")) {
      good = false;
    }
    if (!good) why = fmt::format("'{}' is not worked out", item.substr(0, 60));
  });
  if (why.empty() && !frequency) why = "it does not say how often";
  // Of rules within a day the longer parts only narrow down.
  const auto most = (rule.within_day() ? 1 : std::max<std::size_t>(1, rule.hours_.size())) *
                    (rule.every_ >= Every::minute ? 1 : std::max<std::size_t>(1, rule.minutes_.size())) *
                    (rule.every_ == Every::second ? 1 : std::max<std::size_t>(1, rule.seconds_.size()));
  if (why.empty() && most > 96) why = "it names more than 96 times a day";
  if (why.empty() && ((rule.every_ != Every::month && rule.every_ != Every::year) || !rule.weeks_.empty()))
    for (const auto& day : rule.weekdays_)
      if (day.nth != 0) why = "a weekday is counted where there is nothing to count in";
  if (!why.empty()) return std::nullopt;
  return rule;
}

std::string CalendarRule::words() const {
  static constexpr std::string_view units[] = {"day", "week", "month", "year", "hour", "minute", "second"};
  const auto unit = units[static_cast<int>(every_)];
  std::string out = interval_ == 1 ? fmt::format("every {}", unit) : fmt::format("every {} {}s", interval_, unit);
  if (!months_.empty()) out += " in " + listed(months_, [](int m) { return std::string(month_names[m - 1]); });
  if (!year_days_.empty()) out += " on the " + listed(year_days_, ordinal) + " day of the year";
  if (!weeks_.empty()) out += " in the " + listed(weeks_, ordinal) + " week of the year";
  if (!month_days_.empty()) out += " on the " + listed(month_days_, ordinal) + " day of the month";
  if (!weekdays_.empty())
    out += " on " + listed(weekdays_, [](const Weekday& d) {
             const std::string name(weekday_names[d.day]);
             return d.nth == 0 ? name : "the " + ordinal(d.nth) + " " + name;
           });
  if (!hours_.empty()) out += " at " + listed(hours_, [](int h) { return std::to_string(h); }) + " o'clock";
  if (!minutes_.empty()) out += " at minute " + listed(minutes_, [](int m) { return std::to_string(m); });
  if (!seconds_.empty()) out += " at second " + listed(seconds_, [](int s) { return std::to_string(s); });
  if (!positions_.empty()) out += ", of these the " + listed(positions_, ordinal);
  if (count_) out += fmt::format(", {} times", *count_);
  if (until_) {
    const auto text = to_iso_local(until_->reading);
    out += ", until " + (text.ends_with("T23:59:59") ? text.substr(0, 10) : text) + (until_->utc ? "Z" : "");
  }
  return out;
}

CalendarRule::Period CalendarRule::period_at(Micros start, std::int64_t step) const {
  const std::int64_t by = step * interval_;
  Period p;
  if (every_ == Every::day) {
    p.day = day_of(start) + by;
  } else if (every_ == Every::week) {
    const auto day = day_of(start);
    p.day = day - (weekday_of(day) - week_start_ + 7) % 7 + by * 7;
  } else {
    const auto c = to_civil(start);
    const std::int64_t months = every_ == Every::year ? (std::int64_t{c.year} + by) * 12 : std::int64_t{c.year} * 12 + c.month - 1 + by;
    p.year = static_cast<int>(std::min<std::int64_t>(months / 12, 1'000'000));
    p.month = static_cast<int>(months % 12) + 1;
    p.day = p.year <= 9999 ? day_number(p.year, p.month, 1) : std::int64_t{9999} * 366;
  }
  return p;
}

void CalendarRule::days_of_month(int year, int month, int start_day, std::vector<std::int64_t>& days) const {
  const std::int64_t first = day_number(year, month, 1);
  const int length = length_of(year, month);
  if (weekdays_.empty() && month_days_.empty() && year_days_.empty() && weeks_.empty()) {
    if (start_day <= length) days.push_back(first + start_day - 1);
    return;
  }
  const bool counted = every_ == Every::month || !months_.empty();  // a weekday is counted in the month
  for (int d = 1; d <= length; ++d) {
    if (!month_days_.empty() && !has(month_days_, d) && !has(month_days_, d - length - 1)) continue;
    const int weekday = weekday_of(first + d - 1);
    const bool fits = weekdays_.empty() || std::any_of(weekdays_.begin(), weekdays_.end(), [&](const Weekday& w) {
      if (w.day != weekday) return false;
      return w.nth == 0 || !counted || (w.nth > 0 ? (d - 1) / 7 + 1 == w.nth : (length - d) / 7 + 1 == -w.nth);
    });
    if (fits) days.push_back(first + d - 1);
  }
}

void CalendarRule::days_of(const Period& p, Micros start, std::vector<std::int64_t>& days) const {
  days.clear();
  const auto begun = to_civil(start);
  if (every_ == Every::day || every_ == Every::week) {
    const int length = every_ == Every::day ? 1 : 7;
    for (int i = 0; i < length; ++i) {
      const auto day = p.day + i;
      const int weekday = weekday_of(day);
      if (weekdays_.empty() ? every_ == Every::week && year_days_.empty() && weekday != weekday_of(day_of(start))
                            : std::none_of(weekdays_.begin(), weekdays_.end(), [&](const Weekday& w) { return w.day == weekday; }))
        continue;
      if (!months_.empty() || !month_days_.empty()) {
        const auto c = to_civil(day * micros_per_day);
        if (!months_.empty() && !has(months_, c.month)) continue;
        if (!month_days_.empty() && !has(month_days_, c.day) && !has(month_days_, c.day - length_of(c.year, c.month) - 1)) continue;
      }
      if (!fits_year(day)) continue;
      days.push_back(day);
    }
  } else if (every_ == Every::month) {
    if (months_.empty() || has(months_, p.month)) days_of_month(p.year, p.month, begun.day, days);
    std::erase_if(days, [&](std::int64_t day) { return !fits_year(day); });
  } else {
    const std::int64_t first = day_number(p.year, 1, 1);
    const int length = leap(p.year) ? 366 : 365;
    const bool by_day = !weekdays_.empty() && months_.empty() && month_days_.empty();
    if (!year_days_.empty() || !weeks_.empty() || by_day) {
      const bool own_weekday = !weeks_.empty() && year_days_.empty() && weekdays_.empty() && month_days_.empty();
      for (int d = 1; d <= length; ++d) {
        if (!fits_year(first + d - 1)) continue;
        const int weekday = weekday_of(first + d - 1);
        if (own_weekday && weekday != weekday_of(day_of(start))) continue;
        const bool fits = weekdays_.empty() || std::any_of(weekdays_.begin(), weekdays_.end(), [&](const Weekday& w) {
          return w.day == weekday && (w.nth == 0 || (w.nth > 0 ? (d - 1) / 7 + 1 == w.nth : (length - d) / 7 + 1 == -w.nth));
        });
        if (!fits) continue;
        if (!months_.empty() || !month_days_.empty()) {
          const auto c = to_civil((first + d - 1) * micros_per_day);
          if (!months_.empty() && !has(months_, c.month)) continue;
          if (!month_days_.empty() && !has(month_days_, c.day) && !has(month_days_, c.day - length_of(c.year, c.month) - 1)) continue;
        }
        days.push_back(first + d - 1);
      }
      return;
    }
    const bool every_month = months_.empty() && !month_days_.empty();
    for (int month = 1; month <= 12; ++month)
      if (every_month || (months_.empty() ? month == begun.month : has(months_, month))) days_of_month(p.year, month, begun.day, days);
  }
}

// The week of a day is that of the year which has most of its days, from WKST on: 29 December 2025 is in week 1 of 2026.
bool CalendarRule::fits_year(std::int64_t day) const {
  if (!year_days_.empty()) {
    const int year = to_civil(day * micros_per_day).year;
    const int n = static_cast<int>(day - day_number(year, 1, 1)) + 1;
    if (!has(year_days_, n) && !has(year_days_, n - (leap(year) ? 366 : 365) - 1)) return false;
  }
  if (weeks_.empty()) return true;
  const auto middle = [&](std::int64_t d) { return d - (weekday_of(d) - week_start_ + 7) % 7 + 3; };
  const std::int64_t of = middle(day);
  const int year = to_civil(of * micros_per_day).year;
  const std::int64_t first = day_number(year, 1, 1);
  const int week = static_cast<int>((of - first) / 7) + 1, weeks = static_cast<int>((middle(day_number(year, 12, 28)) - first) / 7) + 1;
  return has(weeks_, week) || has(weeks_, week - weeks - 1);
}

bool CalendarRule::day_fits(std::int64_t day) const {
  if (!weekdays_.empty() && std::none_of(weekdays_.begin(), weekdays_.end(), [&](const Weekday& w) { return w.day == weekday_of(day); })) return false;
  const auto c = to_civil(day * micros_per_day);
  if (!months_.empty() && !has(months_, c.month)) return false;
  if (!month_days_.empty() && !has(month_days_, c.day) && !has(month_days_, c.day - length_of(c.year, c.month) - 1)) return false;
  return fits_year(day);
}

// Those of one period, in order; false when it is done.
bool CalendarRule::give(std::vector<Micros>& set, Micros start, Micros from, Micros to, std::uint64_t& counted, const std::function<bool(Micros)>& take) const {
  std::sort(set.begin(), set.end());
  if (!positions_.empty()) {
    std::vector<Micros> chosen;
    const int size = static_cast<int>(set.size());
    for (int i = 0; i < size; ++i)
      if (has(positions_, i + 1) || has(positions_, i - size)) chosen.push_back(set[static_cast<std::size_t>(i)]);
    set.swap(chosen);
  }
  for (const auto at : set) {
    if (at <= start) continue;
    if (count_ && ++counted > *count_) return false;
    if (at > to) return false;
    if (at >= from && !take(at)) return false;
  }
  return true;
}

// Hours, minutes or seconds from the start on; days and hours that cannot fit are stepped over.
bool CalendarRule::each_within_day(Micros start, Micros from, Micros to, Work& work, const std::function<bool(Micros)>& take) const {
  constexpr Micros minute = 60 * micros_per_second, hour = 60 * minute;
  const Micros unit = every_ == Every::hour ? hour : every_ == Every::minute ? minute : micros_per_second;
  const Micros by = unit * interval_;
  const auto period_of = [&](Micros at) { return at - (at % unit + unit) % unit; };
  const Micros first = period_of(start);
  const auto after = [&](Micros at) { return (std::max<Micros>(at - first, 0) + by - 1) / by; };  // the first step at or behind it
  const Micros in_minute = ((start - first) % minute), in_hour = start - first;
  std::int64_t step = !count_ && from > start ? std::max<std::int64_t>(0, after(from) - 1) : 0;
  std::uint64_t counted = 1;
  std::vector<Micros> set;
  while (true) {
    if (work.left == 0) return false;
    --work.left;
    const Micros at = first + step * by;
    if (at > to || to_civil(at).year > 9998) return true;
    const std::int64_t day = day_of(at);
    if (!day_fits(day)) {
      step = after((day + 1) * micros_per_day);
      continue;
    }
    const CivilTime c = to_civil(at);
    const auto listed_next = [&](const std::vector<int>& list, int now, int around, Micros length) {
      const auto next = std::upper_bound(list.begin(), list.end(), now);
      const int value = next == list.end() ? list.front() + around : *next;
      step = std::max(step + 1, after(at - (at % length + length) % length + (value - now) * length));
    };
    if (!hours_.empty() && !has(hours_, c.hour)) {
      listed_next(hours_, c.hour, 24, hour);
      continue;
    }
    if (every_ != Every::hour && !minutes_.empty() && !has(minutes_, c.minute)) {
      listed_next(minutes_, c.minute, 60, minute);
      continue;
    }
    if (every_ == Every::second && !seconds_.empty() && !has(seconds_, c.second)) {
      listed_next(seconds_, c.second, 60, micros_per_second);
      continue;
    }
    ++step;
    set.clear();
    if (every_ == Every::second) {
      set.push_back(at);
    } else if (every_ == Every::minute) {
      for (const int s : seconds_.empty() ? std::vector<int>{static_cast<int>(in_minute / micros_per_second)} : seconds_)
        set.push_back(at + s * micros_per_second);
    } else {
      for (const int m : minutes_.empty() ? std::vector<int>{static_cast<int>(in_hour / minute)} : minutes_)
        for (const int s : seconds_.empty() ? std::vector<int>{static_cast<int>(in_hour % minute / micros_per_second)} : seconds_)
          set.push_back(at + m * minute + s * micros_per_second);
    }
    if (work.left < set.size()) return false;
    work.left -= set.size();
    if (!give(set, start, from, to, counted, take)) return true;
  }
}

bool CalendarRule::each(Micros start, Micros from, Micros to, Work& work, const std::function<bool(Micros)>& take) const {
  if (within_day()) return each_within_day(start, from, to, work, take);
  const Micros clock = start - day_of(start) * micros_per_day;
  const CivilTime c = to_civil(start);
  std::vector<Micros> clocks;
  for (const int h : hours_.empty() ? std::vector<int>{c.hour} : hours_)
    for (const int m : minutes_.empty() ? std::vector<int>{c.minute} : minutes_)
      for (const int s : seconds_.empty() ? std::vector<int>{c.second} : seconds_)
        clocks.push_back((h * 3600 + m * 60 + s) * micros_per_second);
  if (hours_.empty() && minutes_.empty() && seconds_.empty()) clocks = {clock};

  std::int64_t step = 0;
  if (!count_ && from > start) {  // nothing to count: begin a period before the window
    static constexpr int longest[] = {1, 7, 31, 366};
    step = std::max<std::int64_t>(0, (day_of(from) - day_of(start)) / (std::int64_t{longest[static_cast<int>(every_)]} * interval_) - 1);
  }
  std::uint64_t counted = 1;  // the start
  std::vector<std::int64_t> days;
  std::vector<Micros> set;
  for (;; ++step) {
    const Period period = period_at(start, step);
    if (period.day * micros_per_day > to || period.year > 9998) return true;
    days_of(period, start, days);
    const std::uint64_t cost = 1 + days.size() * clocks.size() + (every_ == Every::year ? 12 : every_ == Every::month ? 1 : 0);
    if (work.left < cost) return false;
    work.left -= cost;
    set.clear();
    for (const auto day : days)
      for (const auto at : clocks)
        set.push_back(day * micros_per_day + at);
    if (!give(set, start, from, to, counted, take)) return true;
  }
}

}  // namespace clew::readers
