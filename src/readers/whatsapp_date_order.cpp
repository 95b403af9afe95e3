#include "readers/whatsapp_date_order.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace clew::readers {
namespace {

enum Order : std::size_t { dmy, mdy, ymd, ydm, myd, dym };

std::int64_t day_number(const CivilTime& date) {
  return to_micros({date.year, date.month, date.day, 0, 0, 0, 0}) / (86'400 * micros_per_second);
}

// 1 Farvardin 1388 is 21 March 2009; leap years as the calendar had and will have them until 1415.
std::optional<CivilTime> from_persian(int year, int month, int day) {
  constexpr int leap_years[] = {1391, 1395, 1399, 1403, 1408, 1412};
  const auto is_leap = [&](int y) {
    return std::find(std::begin(leap_years), std::end(leap_years), y) != std::end(leap_years);
  };
  const int length = month <= 6 ? 31 : month <= 11 ? 30 : is_leap(year) ? 30 : 29;
  if (month < 1 || month > 12 || day < 1 || day > length) return std::nullopt;
  std::int64_t days = day_number({2009, 3, 21, 0, 0, 0, 0});
  for (int y = 1388; y < year; ++y)
    days += is_leap(y) ? 366 : 365;
  days += month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30;
  return to_civil((days + day - 1) * 86'400 * micros_per_second);
}

constexpr std::array<std::string_view, 6> order_names = {"dmy", "mdy", "ymd", "ydm", "myd", "dym"};

enum class Calendar { gregorian, buddhist, persian, islamic };

// A year of two digits. No chat is from 2052 or later, so such a number counts in another calendar:
// "61" is 2561 of the Buddhist era (2018), "97" the Persian year 1397.
int full_year(int two_digits) {
  if (two_digits >= 52 && two_digits <= 80) return 2500 + two_digits;
  if (two_digits >= 88) return 1300 + two_digits;
  return 2000 + two_digits;
}

Calendar calendar_of(int year) {
  if (year >= 2540 && year <= 2600) return Calendar::buddhist;
  if (year >= 1388 && year <= 1415) return Calendar::persian;
  if (year >= 1430 && year <= 1460) return Calendar::islamic;
  return Calendar::gregorian;
}

// A date of the years that such an export can have (WhatsApp began in 2009).
std::optional<CivilTime> date_in_order(const ExportHeader& header, std::size_t order,
                                       std::string_view* calendar) {
  int year = 0, month = 0, day = 0;
  for (int i = 0; i < 3; ++i) {
    const char what = order_names[order][static_cast<std::size_t>(i)];
    if (what == 'd') day = header.part[i];
    if (what == 'm') month = header.part[i];
    if (what == 'y') {
      year = header.part[i];
      if (header.width[i] == 1) return std::nullopt;
      if (header.width[i] == 2) year = full_year(year);
    }
  }
  CivilTime date{year, month, day, 0, 0, 0, 0};
  switch (calendar_of(year)) {
    case Calendar::buddhist:
      date.year -= 543;
      if (calendar) *calendar = "buddhist";
      break;
    case Calendar::persian:
      if (calendar) *calendar = "persian";
      return from_persian(year, month, day);
    case Calendar::islamic:
      // Good enough to follow the order of dates; never given out as a date.
      if (month < 1 || month > 12 || day < 1 || day > 30) return std::nullopt;
      if (calendar) *calendar = "islamic";
      date = to_civil(((year * 12LL + month - 1) * 2953 / 100 - 492'179 + day) * 86'400 *
                      micros_per_second);
      return date;
    case Calendar::gregorian:
      break;
  }
  if (!is_valid(date) || date.year < 2009 || date.year > 2150) return std::nullopt;
  return date;
}

}  // namespace

DateOrder::DateOrder(Micros latest_plausible)
    : latest_day_(latest_plausible > 0 ? latest_plausible / (86'400 * micros_per_second)
                                       : INT64_MAX) {}

void DateOrder::add(const ExportHeader& header) {
  ++count_;
  if (std::equal(std::begin(last_part_), std::end(last_part_), header.part)) {
    for (Trial& t : trials_) {
      t.bad += t.last_bad;
      t.late += t.last_late;
    }
    return;
  }
  separator_ = header.separator;
  spaced_ = header.spaced;
  const bool first = last_part_[0] < 0;
  for (int i = 0; i < 3; ++i) {
    changes_[i] += !first && last_part_[i] != header.part[i];
    last_part_[i] = header.part[i];
    two_digits_[i] = two_digits_[i] && header.width[i] == 2;
    if (header.width[i] == 4) four_digits_ = i;
  }
  std::array<std::int64_t, order_count> days{};
  for (std::size_t i = 0; i < order_count; ++i) {
    Trial& t = trials_[i];
    const auto date = date_in_order(header, i, nullptr);
    t.last_bad = !date;
    t.bad += t.last_bad;
    t.last_late = false;
    if (!date) continue;
    days[i] = day_number(*date);
    t.last_late = days[i] > latest_day_;
    t.late += t.last_late;
    t.jumps += t.seen && days[i] + 20 <= t.last;
    t.last = days[i];
    t.seen = true;
  }
  for (std::size_t i = 0; i < order_count; ++i)
    for (std::size_t j = 0; j < order_count; ++j)
      differ_[i][j] = differ_[i][j] || days[i] != days[j];
}

void DateOrder::decide(const std::optional<std::string>& wanted) {
  decided_ = -1;
  open_orders();
  narrow();
  choose(wanted);
  if (decided_ >= 0 && last_part_[0] >= 0) {
    ExportHeader last;
    for (int i = 0; i < 3; ++i) {
      last.part[i] = last_part_[i];
      last.width[i] = i == four_digits_ ? 4 : 2;
    }
    date_in_order(last, static_cast<std::size_t>(decided_), &calendar_);
  }
}

// Those that the widths of the numbers and what stands between them allow.
void DateOrder::open_orders() {
  std::fill(std::begin(open_), std::end(open_), false);
  if (four_digits_ == 0) {
    open_[ymd] = true;
    open_[ydm] = trials_[ymd].bad > 0;  // no locale writes it: only if nothing else reads
  } else if (four_digits_ == 1) {
    open_[myd] = open_[dym] = true;
  } else {
    open_[dmy] = open_[mdy] = true;
    // Years of two digits come first with '/' (Basque, Nepali), with '-', and with blanks after
    // full stops (Korean); no locale of CLDR 42 writes "18.06.13" for 13 June.
    if (four_digits_ < 0 && two_digits_[0])
      open_[ymd] = separator_ == '/' || separator_ == '-' || (separator_ == '.' && spaced_);
  }
}

// Those that the dates themselves speak against are closed.
void DateOrder::narrow() {
  const auto keep_least = [&](auto&& key, std::string_view why) {
    std::uint64_t least = UINT64_MAX;
    for (std::size_t i = 0; i < order_count; ++i)
      if (open_[i]) least = std::min<std::uint64_t>(least, key(i));
    const auto before = count_open();
    // A head that fits no order (a pasted or a damaged one) must not decide against the others.
    if (least * 50 > count_) return;
    for (std::size_t i = 0; i < order_count; ++i)
      if (open_[i] && key(i) > least) open_[i] = false;
    if (count_open() < before) reason_ = why;
  };
  reason_ = "the four digits of the year";
  keep_least([&](std::size_t i) { return trials_[i].bad; },
             "dates that exist in this order only (a day above 12)");
  keep_least([&](std::size_t i) { return trials_[i].late; },
             "another order would put dates after the exhibit came in");
  keep_least([&](std::size_t i) { return trials_[i].jumps; },
             "the messages run forward in time in this order only");
  // The year is the part that changes least: over several days of one year it stands still.
  if (count_open() > 1 && open_[ymd]) {
    const bool last_is_year = changes_[0] >= 3 && changes_[2] == 0;
    const bool first_is_year = changes_[2] >= 3 && changes_[0] == 0;
    if (last_is_year) open_[ymd] = false;
    if (first_is_year) open_[dmy] = open_[mdy] = false;
    if (last_is_year || first_is_year) reason_ = "the part that never changes is the year";
  }
  // What is left of "13/06/18" is day first: the few locales that put a short year first are left
  // to what the dates above have said.
  if (open_[ymd] && (open_[dmy] || open_[mdy]) && !spaced_) open_[ymd] = false;
}

void DateOrder::choose(const std::optional<std::string>& wanted) {
  if (wanted) {
    const auto it = std::find(order_names.begin(), order_names.end(), *wanted);
    if (it != order_names.end()) {
      decided_ = static_cast<int>(it - order_names.begin());
      reason_ = "said by a person";
    }
  }
  if (decided_ < 0) {
    std::size_t first = order_count;
    bool same = true;
    for (std::size_t i = 0; i < order_count; ++i) {
      if (!open_[i]) continue;
      if (first == order_count) first = i;
      same = same && !differ_[first][i];
    }
    if (first < order_count && same && count_ > 0 && trials_[first].bad * 50 <= count_) {
      if (count_open() > 1) reason_ = "every date is the same in each order";
      decided_ = static_cast<int>(first);
    }
  }
}

std::size_t DateOrder::count_open() const { return static_cast<std::size_t>(std::count(std::begin(open_), std::end(open_), true)); }

std::string_view DateOrder::order() const {
  return decided_ < 0 ? std::string_view{} : order_names[static_cast<std::size_t>(decided_)];
}

std::vector<std::string> DateOrder::open_choices() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < order_count; ++i)
    if (open_[i]) out.emplace_back(order_names[i]);
  return out;
}

std::optional<CivilTime> DateOrder::date(const ExportHeader& header) const {
  if (decided_ < 0) return std::nullopt;
  std::string_view calendar;
  const auto date = date_in_order(header, static_cast<std::size_t>(decided_), &calendar);
  if (calendar == "islamic") return std::nullopt;
  return date;
}

}  // namespace clew::readers
