#include "readers/delimited_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/blanks.h"
#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/columns_grid.h"
#include "readers/delimited_party.h"
#include "readers/grid.h"
#include "readers/saved_place.h"
#include "text/iban.h"

namespace clew::readers {
namespace {

using model::Certainty;
using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;
using R = ColumnRole;

constexpr Micros year_1990 = 631'152'000 * micros_per_second;
constexpr Micros year_2000 = 946'684'800 * micros_per_second;
constexpr Micros year_1997 = 852'076'800 * micros_per_second;  // Apple's count is there in 2028
constexpr Micros apple_epoch = 978'307'200 * micros_per_second;       // 2001-01-01
constexpr Micros webkit_epoch = -11'644'473'600 * micros_per_second;  // 1601-01-01
constexpr Micros year_2100 = 4'102'444'800 * micros_per_second;

std::string_view trim(std::string_view s) { return trimmed(s, " \t\r"); }

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

NamePart name_part(std::string_view header) {
  const std::string folded = fold_header(header);
  const auto one_of_these = [&](std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), folded) != words.end(); };
  if (one_of_these({"given name", "first name", "forename", "vorname", "prenom", "nombre", "imie", "prenume"})) return NamePart::given;
  if (one_of_these({"family name", "last name", "surname", "nachname", "apellido", "apellidos", "cognome", "nazwisko", "sobrenome"})) return NamePart::family;
  return NamePart::whole;
}

void FindingLimit::add(Severity severity, std::string_view what, std::string where,
                       std::string why) {
  auto found = counts_.find(what);
  if (found == counts_.end()) found = counts_.emplace(std::string(what), Entry{severity, 0}).first;
  if (++found->second.count <= each)
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
}

bool FindingLimit::full(std::string_view what) const {
  const auto found = counts_.find(what);
  return found != counts_.end() && found->second.count >= each;
}

void FindingLimit::finish() {
  for (const auto& [what, entry] : counts_)
    if (entry.count > each)
      sink_.finding({entry.severity, what, "",
                     fmt::format("{} cases in this file; the first {} are listed one by one.",
                                 entry.count, each)});
  counts_.clear();
}

Mapper::Mapper(const Dialect& dialect, const Plan& plan, const Options& options,
               FindingLimit& findings)
    : dialect_(dialect),
      plan_(plan),
      options_(options),
      findings_(findings),
      by_role_(static_cast<std::size_t>(R::os_version) + 1) {
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    by_role_[static_cast<std::size_t>(plan.columns[i].role)].push_back(i);
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    if (const std::string folded = fold_header(plan.columns[i].header); folded == "source" || folded == "source file" || folded == "source info" || folded == "source file information") sources_.push_back(i);
  for (const auto& c : plan.columns) name_part_.push_back(c.role == R::name ? name_part(c.header) : NamePart::whole);
  if (plan.kind == TableKind::locations)
    for (std::size_t i = 0; i < plan.columns.size(); ++i)
      if (fold_header(plan.columns[i].header).ends_with("category")) place_kinds_.push_back(i);
  if (const std::string own = comparable_digits(options.owner_number); !own.empty())
    owner_digits_.push_back(own);
  for (const std::string& number : plan.owners)
    if (const std::string own = comparable_digits(number); !own.empty())
      owner_digits_.push_back(own);
  for (const R role : {R::latitude, R::lat_lon, R::easting, R::cell_id, R::place, R::azimuth,
                       R::postcode, R::country, R::accuracy, R::altitude})
    has_place_ |= column(role).has_value();
}

std::string Mapper::locator(const Row& row, std::uint64_t row_number) const {
  if (row.grid) return row.grid->place;
  std::string text = fmt::format("bytes={}+{};line={};row={}", row.begin, row.end - row.begin,
                                 row.line, row_number);
  if (!plan_.table.empty()) text += ';' + exhibit::Locator().table(plan_.table).str();
  return text;
}

const std::string& Mapper::where() {
  if (where_.empty()) where_ = locator(*row_, row_number_);
  return where_;
}

void Mapper::finding(Severity severity, std::string_view what, std::string why) {
  findings_.add(severity, what, where(), std::move(why));
}

std::optional<std::size_t> Mapper::column(ColumnRole role) const {
  const auto& list = by_role_[static_cast<std::size_t>(role)];
  if (list.empty()) return std::nullopt;
  return list.front();
}

// The first column of that role, marked as used.
std::string_view Mapper::value(ColumnRole role) {
  const auto c = column(role);
  if (!c || *c >= values_.size()) return {};
  values_[*c].used = true;
  return trim(values_[*c].text);
}

Direction Mapper::direction(std::string_view text) const {
  if (text.empty()) return Direction::unknown;
  if (!plan_.direction_words.empty()) {
    const auto found = plan_.direction_words.find(fold_header(text));
    if (found != plan_.direction_words.end())
      return found->second == "in" ? Direction::in : Direction::out;
  }
  return direction_of(text);
}

EventMeaning Mapper::event(std::string_view text) const {
  EventMeaning meaning = event_of(text);
  if (!plan_.event_words.empty()) {
    const auto found = plan_.event_words.find(fold_header(text));
    if (found != plan_.event_words.end()) {
      const std::string& w = found->second;
      meaning.type = w == "call"       ? EventType::call
                     : w == "sms"      ? EventType::sms
                     : w == "mms"      ? EventType::mms
                     : w == "message"  ? EventType::message
                     : w == "location" ? EventType::location
                                       : EventType::data;
    }
  }
  return meaning;
}

const Mapper::WordMeaning& Mapper::meaning(std::string_view text) {
  constexpr std::size_t places = 256;
  if (words_.empty()) words_.resize(places);
  WordMeaning& w = words_[std::hash<std::string_view>{}(text) % places];
  if (w.text == text) return w;
  w = {};
  w.text = text;
  w.direction = direction(text);
  w.event = event(text);
  w.outcome = outcome_of(text);
  w.yes_no = yes_no_of(text);
  w.deleted = !w.yes_no && state_of(text) == model::State::recovered;
  w.video = fold_header(text).find("video") != std::string::npos;
  return w;
}

void Mapper::range_check(model::Time& time) {
  const auto& at = time.utc ? time.utc : time.local;
  if (!at) return;
  // A local reading may be up to 14 hours ahead of UTC.
  const Micros slack = time.utc ? 0 : 14 * 3600 * micros_per_second;
  const bool late = options_.latest_plausible && *at > options_.latest_plausible + slack;
  if (*at >= year_1990 && !late) return;
  time.certainty = Certainty::implausible;
  finding(Severity::note, "time outside the plausible range",
          fmt::format("'{}' reads as {}, {}; kept, but left out of time lines.", time.raw,
                      to_iso_local(*at), late ? "after the exhibit came in" : "before 1990"));
}

// Integers (and serial numbers): the unit from the profile, else from the magnitude.
bool Mapper::integer_time(std::string_view text, const PlanColumn& column, model::Time& time) {
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
  const auto set = [&](std::string_view unit, Micros utc) {
    time.unit = unit;
    time.utc = utc;
    time.certainty = Certainty::exact;
    range_check(time);
    return true;
  };
  const auto serial_day = [&] {
    // A spreadsheet's day number: 25569 is 1970-01-01. Rounded to seconds: the
    // fraction is written with too few digits for more.
    const Micros day_us = 86'400 * micros_per_second;
    Micros reading = (*v - 25569) * day_us + (fraction * 86'400);
    reading = (reading + 500'000) / micros_per_second * micros_per_second;
    time.unit = "excel-day";
    local_time(reading, nullptr, column, time);
    return true;
  };
  if (!column.unit.empty()) {
    if (std::abs(*v) > 9'000'000'000'000'000'00) return false;
    const std::string& u = column.unit;
    const auto limited = [&](Micros factor) {
      return std::abs(*v) < 9'000'000'000'000'000'000 / factor;
    };
    if (u == "from-start") return *v >= 0 && limited(micros_per_second) && set("s-from-start", column.start + *v * micros_per_second + fraction);
    if (u == "excel-day") return std::abs(*v) < 200'000 && serial_day();
    if ((u == "s" || u == "apple-s") && limited(micros_per_second))
      return set(u, *v * micros_per_second + fraction + (u == "s" ? 0 : apple_epoch));
    if (u == "ms" && limited(1000)) return set(u, *v * 1000 + fraction / 1000);
    if (u == "us") return set(u, *v);
    if (u == "webkit-us") return set(u, *v + webkit_epoch);
    if (u == "filetime") return set(u, *v / 10 + webkit_epoch);
    if (u == "ns") return set(u, *v / 1000);
    if (u == "apple-ns") return set(u, *v / 1000 + apple_epoch);
    return false;
  }
  if (*v <= 0) {
    time.certainty = Certainty::none;  // 0 and −1: the stores' own "no time"
    return *v == 0 || *v == -1;
  }
  const std::size_t n = digits.size();
  if (n == 5 && *v >= 20000 && *v <= 60000) return serial_day();
  // As Unix time in the unit of its magnitude.
  const auto reading = [&](int power) -> Micros {
    switch (power) {
      case 0:
        return *v * micros_per_second + fraction;
      case 3:
        return *v * 1000 + fraction / 1000;
      case 6:
        return *v;
      default:
        return *v / 1000;
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
      if (power == 9 && *v >= 120'000'000'000'000'000 && *v <= 150'000'000'000'000'000 &&
          !plan_.apple_epoch)
        return set("filetime", *v / 10 + webkit_epoch);
      return set(power == 0 ? "apple-s" : "apple-ns", as_apple);
    }
    if (power == 6 && as_unix > latest && *v + webkit_epoch >= year_1990 &&
        *v + webkit_epoch <= latest)
      return set("webkit-us", *v + webkit_epoch);
    if (as_unix >= year_1990 && as_unix <= year_2100) return set(unit, as_unix);
  }
  // Out of range, but its neighbours are times: the same unit, marked as implausible.
  for (const auto& [power, unit] : units)
    if (column.usual_unit == unit && (power > 0 || *v < year_2100 / micros_per_second * 1000))
      if (power != 3 || *v < 9'000'000'000'000'000) return set(unit, reading(power));
  return false;
}

// A clock reading without (or with) an offset of its own.
void Mapper::local_time(Micros reading, const text::WrittenTime* written, const PlanColumn& column,
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
  if (plan_.zone_column && *plan_.zone_column < values_.size()) {
    const std::string_view text = trim(values_[*plan_.zone_column].text);
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
    finding(Severity::note,
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

model::Time Mapper::time_of(const PlanTime& source) {
  model::Time time;
  time.kind = source.kind;
  const PlanColumn& column = plan_.columns[source.column];
  if (source.column >= values_.size()) return time;
  values_[source.column].used = true;
  std::string_view text = trim(values_[source.column].text);
  std::string_view clock;
  if (source.clock && *source.clock < values_.size()) {
    values_[*source.clock].used = true;
    clock = trim(values_[*source.clock].text);
  }
  time.raw.reserve(text.size() + clock.size() + 1);
  time.raw = text;
  if (!clock.empty()) {
    if (!time.raw.empty()) time.raw += ' ';
    time.raw += clock;
  }
  if (text.empty()) {
    if (!clock.empty())
      finding(Severity::note, "time without a date",
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
    if (!clock.empty() && all_digits(text) && text.size() == 5) {
      // A serial day with the clock beside it.
      const auto day = whole(text);
      const auto part = text::parse_written_time(clock);
      Micros in_day = -1;
      if (part && part->date == text::WrittenTime::Date::none)
        in_day = ((part->hour * 60LL + part->minute) * 60 + part->second) * micros_per_second;
      else if (clock.starts_with("0.") || clock.starts_with("0,"))
        in_day = std::llround(std::strtod(("0." + std::string(clock.substr(2))).c_str(), nullptr) *
                              86'400) *
                 micros_per_second;
      if (day && in_day >= 0 && *day >= 20000 && *day <= 60000) {
        time.unit = "excel-day";
        local_time((*day - 25569) * 86'400 * micros_per_second + in_day, nullptr, column, time);
        return time;
      }
    }
  }
  const auto written = !spelled.empty() ? text::parse_written_time(spelled)
                       : clock.empty() ? text::parse_written_time(text)
                       : without_midnight(text).size() < text.size()
                           ? text::parse_written_time(fmt::format("{} {}", without_midnight(text), clock))
                           : text::parse_written_time(time.raw);
  if (!written) {
    finding(Severity::note, "unreadable time",
            fmt::format("'{}' under '{}' is in no form that is known.",
                        std::string_view(time.raw).substr(0, 80), column.header));
    return time;
  }
  if (written->date == text::WrittenTime::Date::none) {
    finding(Severity::note, "time without a date",
            fmt::format("'{}' has a clock reading only.", time.raw));
    return time;
  }
  const auto reading = text::reading_of(*written, column.order);
  if (!reading) {
    if (written->date == text::WrittenTime::Date::unclear &&
        column.order == text::DateOrder::unknown) {
      time.certainty = Certainty::ambiguous;
    } else {
      finding(Severity::note, "unreadable time",
              fmt::format("'{}' under '{}' is no day of the calendar in the order {}.", time.raw,
                          column.header, text::word(column.order)));
    }
    return time;
  }
  local_time(*reading, &*written, column, time);
  return time;
}

// A date cell of a spreadsheet: what is stored is the day's number, the text is ours.
void Mapper::stored_value(const GridRow& grid, const PlanTime& source, model::Time& time) {
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

std::optional<double> Mapper::number(std::string_view text) const {
  text = trim(text);
  if (text.empty() || text.size() > 40) return std::nullopt;
  char buffer[48];
  std::size_t n = 0;
  bool point = false;
  for (char c : text) {
    if (c == ',' || c == '.') {
      if (point) return std::nullopt;
      point = true;
      c = '.';
    }
    buffer[n++] = c;
  }
  buffer[n] = '\0';
  double value = 0;
  const char* begin = buffer + (buffer[0] == '+');
  const auto [end, error] = std::from_chars(begin, buffer + n, value);
  if (error != std::errc() || end != buffer + n || !std::isfinite(value)) return std::nullopt;
  return value;
}

// "51.5074", "51,5074", "51.5074N", "0.1278 W", "51° 30′ 26.6″ N", "N51.5".
std::optional<double> Mapper::degrees(std::string_view text) const {
  text = trim(text);
  if (const auto plain = number(text)) return plain;
  if (text.empty() || text.size() > 40) return std::nullopt;
  // One letter for the half of the globe, no words: "37.3 m" is no latitude.
  if (std::count_if(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }) > 1 || text.find("\xC2\xB1") != text.npos)
    return std::nullopt;
  double sign = 1;
  std::string rest;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == 'S' || c == 's' || c == 'W' || c == 'w')
      sign = -1;
    else if (c == 'N' || c == 'n' || c == 'E' || c == 'e')
      continue;
    else if ((c >= '0' && c <= '9') || c == '.' || c == ',')
      rest += c == ',' ? '.' : c;
    else
      rest += ' ';
  }
  double parts[3] = {};
  int count = 0;
  for (std::size_t i = 0; i < rest.size() && count < 3;) {
    if (rest[i] == ' ') {
      ++i;
      continue;
    }
    std::size_t end = rest.find(' ', i);
    if (end == std::string::npos) end = rest.size();
    const auto v = number(std::string_view(rest).substr(i, end - i));
    if (!v) return std::nullopt;
    parts[count++] = *v;
    i = end;
  }
  if (count == 0 || parts[1] >= 60 || parts[2] >= 60) return std::nullopt;
  return sign * (parts[0] + parts[1] / 60 + parts[2] / 3600);
}

// The same of a column; "latitudeE7" and "lat_e6" hold whole numbers of 10^-7 and 10^-6 degrees.
std::optional<double> Mapper::degrees_of(std::string_view text, ColumnRole role) const {
  // "51.5 ± 10.0": a degree and how exact it is, in a unit that is not said.
  if (const auto about = text.find("\xC2\xB1"); about != text.npos) {
    const auto exact = number(trim(text.substr(0, about)));
    return exact && number(trim(text.substr(about + 2))) ? exact : std::nullopt;
  }
  const auto value = degrees(text);
  const auto& header = plan_.columns[*column(role)].header;
  if (!value || header.size() < 2 || text.find_first_of(".,") != text.npos) return value;
  const std::string_view end = std::string_view(header).substr(header.size() - 2);
  if (end == "E7" || end == "e7") return *value / 1e7;
  if (end == "E6" || end == "e6") return *value / 1e6;
  return value;
}

// "[37622/10091:-122.41941:37.77493:120.0:-1.0, …]": the first is where it began; all stand as written.
bool Mapper::place_of_cells(Record& record) {
  if (!column(R::lat_lon)) return false;
  const std::string_view written = value(R::lat_lon);
  const auto cells = cells_of(written);
  if (cells.empty()) return false;
  model::Place place;
  const auto y = number(cells[0].latitude), x = number(cells[0].longitude);
  if (y && x && std::abs(*y) <= 90 && (*y != 0 || *x != 0)) {
    place.latitude = y;
    place.longitude = x;
  }
  place.name = cells[0].cell;
  place.origin = "cell";
  record.fields.push_back({"cell", std::string(cells[0].cell)});
  if (!cells[0].azimuth.empty()) record.fields.push_back({"azimuth", std::string(cells[0].azimuth)});
  record.extras.push_back({plan_.columns[*column(R::lat_lon)].header, std::string(written)});
  record.place = std::move(place);
  return true;
}

void Mapper::place(Record& record) {
  if (place_of_cells(record)) return;
  model::Place place;
  const std::string_view lat = value(R::latitude), lon = value(R::longitude);
  if (!lat.empty() && !lon.empty()) {
    const auto y = degrees_of(lat, R::latitude), x = degrees_of(lon, R::longitude);
    if (y && x && std::abs(*y) <= 90 && std::abs(*x) <= 180 && (*y != 0 || *x != 0)) {
      place.latitude = y;
      place.longitude = x;
    } else if (y && x && *y == 0 && *x == 0) {
      // 0, 0 is what tools write for "none".
    } else {
      finding(Severity::note, "unreadable coordinates", fmt::format("'{}', '{}'.", lat, lon));
    }
    if (!place.latitude || lat.find("\xC2\xB1") != lat.npos) {
      record.extras.push_back({plan_.columns[*column(R::latitude)].header, std::string(lat)});
      record.extras.push_back({plan_.columns[*column(R::longitude)].header, std::string(lon)});
    }
  }
  if (!place.latitude && column(R::lat_lon)) {
    const std::string_view pair = value(R::lat_lon);
    if (const auto written = pair_of_degrees(pair)) {
      const auto y = number(written->latitude), x = number(written->longitude);
      if (y && x && std::abs(*y) <= 90 && std::abs(*x) <= 180 && (*y != 0 || *x != 0)) {
        place.latitude = y;
        place.longitude = x;
        place.accuracy_m = number(written->accuracy);
      }
    }
    std::size_t split = pair.find_first_of(";|");
    if (split == std::string_view::npos) split = pair.find(", ");
    if (split == std::string_view::npos) split = pair.find(',');
    if (split == std::string_view::npos) split = pair.find(' ');
    if (!place.latitude && split != std::string_view::npos) {
      std::string_view a = trim(pair.substr(0, split)), b = trim(pair.substr(split + 1));
      if (a.starts_with("geo:")) a.remove_prefix(4);
      if (!a.empty() && (a[0] == '(' || a[0] == '[')) a.remove_prefix(1);
      if (!b.empty() && (b.back() == ')' || b.back() == ']')) b.remove_suffix(1);
      const auto y = degrees(a), x = degrees(b);
      if (y && x && std::abs(*y) <= 90 && std::abs(*x) <= 180 && (*y != 0 || *x != 0)) {
        place.latitude = y;
        place.longitude = x;
      }
    }
    if (!place.latitude && !pair.empty())
      record.extras.push_back({plan_.columns[*column(R::lat_lon)].header, std::string(pair)});
  }
  if (column(R::easting) && column(R::northing)) {
    const std::string_view east = value(R::easting), north = value(R::northing);
    const auto e = number(east), n = number(north);
    if (e && n && !place.latitude) {
      if (const auto wgs = grid_to_wgs84(*e, *n)) {
        place.latitude = std::round(wgs->first * 1e7) / 1e7;
        place.longitude = std::round(wgs->second * 1e7) / 1e7;
        place.accuracy_m = 5;  // of the conversion
      }
    }
    // As written too: the conversion is ours.
    if (!east.empty()) record.fields.push_back({"easting", std::string(east)});
    if (!north.empty()) record.fields.push_back({"northing", std::string(north)});
  }
  if (const auto m = number(value(R::accuracy))) place.accuracy_m = m;
  if (const auto m = number(value(R::altitude))) place.altitude_m = m;
  const std::string_view cell = value(R::cell_id), named = value(R::place);
  place.name = named.empty() ? cell : named;
  if (!cell.empty()) record.fields.push_back({"cell", std::string(cell)});
  add_field(record, R::azimuth, "azimuth");
  add_field(record, R::postcode, "postcode");
  add_field(record, R::country, "country");
  if (place.name.empty())
    if (const auto c = column(R::postcode); c && *c < values_.size()) place.name = trim(values_[*c].text);
  if (!place.latitude && place.name.empty()) return;
  place.origin = !cell.empty() || column(R::azimuth) ? "cell" : "";
  if (plan_.kind == TableKind::anpr) place.origin = "anpr";
  for (const std::size_t i : place_kinds_)
    if (i < values_.size() && is_word_for_saved_place(values_[i].text)) place.origin = "saved";
  record.place = std::move(place);
}

void Mapper::add_field(Record& record, ColumnRole role, std::string_view name) {
  for (const std::size_t c : by_role_[static_cast<std::size_t>(role)]) {
    if (c >= values_.size()) continue;
    values_[c].used = true;
    const std::string_view text = trim(values_[c].text);
    if (!text.empty()) record.fields.push_back({std::string(name), std::string(text)});
  }
}

void Mapper::add_identifier(Record& record, ColumnRole role, IdentifierKind kind) {
  for (const std::size_t c : by_role_[static_cast<std::size_t>(role)]) {
    if (c >= values_.size()) continue;
    values_[c].used = true;
    const std::string_view text = trim(without_text_mark(trim(values_[c].text)));
    if (text.empty()) continue;
    if (is_damaged_number(text)) {
      record.fields.push_back({"damaged_number", std::string(text)});
      finding(Severity::warning, "number damaged by a spreadsheet",
              fmt::format("'{}' under '{}' has lost its last digits; it is kept as written and "
                          "matched with nothing.",
                          text, plan_.columns[c].header));
      continue;
    }
    // "SIM1" is a slot and no card; what is no number of the kind stays under its own name.
    const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
    if ((kind == IdentifierKind::iccid || kind == IdentifierKind::imsi || kind == IdentifierKind::imei) && digits < 8) {
      record.extras.push_back({plan_.columns[c].header, std::string(text)});
      continue;
    }
    const bool owner = record.kind == RecordKind::device || record.kind == RecordKind::account || plan_.columns[c].own_account;
    record.participants.push_back(
        {owner ? Role::owner : Role::other, {kind == IdentifierKind::account_number && text::is_iban(text) ? IdentifierKind::iban : kind, std::string(text), ""}, ""});
  }
}

void Mapper::said_of_oneself(Record& record, Role side) {
  if (record.direction != Direction::unknown || (record.kind != RecordKind::call && record.kind != RecordKind::message)) return;
  if (side == Role::from || side == Role::caller) record.direction = Direction::out;
  if (side == Role::to || side == Role::callee) record.direction = Direction::in;
}

// Whether the row names accounts of WhatsApp, or the file it was found in is WhatsApp's.
bool Mapper::is_of_whatsapp() const {
  if (plan_.kind != TableKind::messages && plan_.kind != TableKind::calls && plan_.kind != TableKind::events_by_type) return false;
  for (const ColumnRole role : {R::from, R::to, R::party, R::participants, R::author})
    for (const std::size_t c : by_role_[static_cast<std::size_t>(role)])
      if (c < values_.size() && values_[c].text.find('@') != std::string_view::npos &&
          (values_[c].text.find("@s.whatsapp.net") != std::string_view::npos || values_[c].text.find("@g.us") != std::string_view::npos))
        return true;
  return std::any_of(sources_.begin(), sources_.end(), [&](std::size_t c) {
    return c < values_.size() && (values_[c].text.find("com.whatsapp") != std::string_view::npos || values_[c].text.find("group.net.whatsapp") != std::string_view::npos);
  });
}

// The identifiers of one cell ("447700900123 Ana*", several on lines of their own) with their role.
void Mapper::parties(Record& record, std::size_t c, Role role, std::string_view name, bool many) {
  if (c >= values_.size()) return;
  values_[c].used = true;
  const std::string_view cell = trim(values_[c].text);
  if (cell.empty()) return;
  const PlanColumn& plan = plan_.columns[c];
  const auto add = [&](std::optional<Role> said, IdentifierKind kind, std::string_view identifier,
                       std::string_view own_name) {
    model::Participation& p = record.participants.emplace_back();
    p.role = role;
    if (said) {  // "From: …" inside a list of parties
      p.role = *said;
      if (record.kind == RecordKind::call)
        p.role = *said == Role::from ? Role::caller : Role::callee;
    }
    p.identifier.kind = kind;
    p.identifier.raw = identifier;
    const bool scoped = kind == IdentifierKind::username || kind == IdentifierKind::uid ||
                        kind == IdentifierKind::jid || kind == IdentifierKind::lid;
    if (scoped) p.identifier.scope = record.service;
    p.name = own_name.empty() ? name : own_name;
    if (is_oneself(p.name)) {
      p.name.clear();
      said_of_oneself(record, p.role);
    }
    if (kind == IdentifierKind::name && p.name.empty()) p.name = p.identifier.raw;
  };
  constexpr std::size_t places = 1024;
  if (known_parties_.empty()) known_parties_.resize(places);
  KnownParty& known = known_parties_[(std::hash<std::string_view>{}(cell) + c) % places];
  if (known.cell == cell && known.column == c && known.many == many)
    return add(known.said, known.kind, known.identifier, known.name);
  const auto list = split_parties(cell, many);
  // Several parties: each its own name, or none where the names are not as many.
  std::vector<std::string_view> names;
  if (list.size() > 1 && !name.empty()) {
    names = split_list(name);
    if (names.size() == 1) {
      names.clear();
      for (std::size_t at = 0; at <= name.size();) {
        const std::size_t comma = std::min(name.find(',', at), name.size());
        names.push_back(trim(name.substr(at, comma - at)));
        at = comma + 1;
      }
    }
    if (names.size() != list.size()) {
      record.fields.push_back({"name", std::string(name)});
      names.clear();
    }
  }
  for (const PartyText& party : list) {
    if (list.size() > 1) name = names.empty() ? std::string_view() : names[static_cast<std::size_t>(&party - list.data())];
    if (is_withheld(party.whole)) {
      record.fields.push_back({"withheld", std::string(party.whole)});
      continue;
    }
    if (is_masked_number(party.whole)) {
      record.fields.push_back({"damaged_number", std::string(party.whole)});
      finding(Severity::warning, "number made unreadable",
              fmt::format("'{}' under '{}': some of its digits were taken out; it is kept as written and matched with nothing.", party.whole, plan.header));
      continue;
    }
    if (is_damaged_number(party.identifier)) {
      record.fields.push_back({"damaged_number", std::string(party.identifier)});
      finding(Severity::warning, "number damaged by a spreadsheet",
              fmt::format("'{}' under '{}' has lost its last digits; it is kept as written and "
                          "matched with nothing.",
                          party.identifier, plan.header));
      continue;
    }
    if (is_decimal_number(party.identifier))
      finding(Severity::warning, "number with a decimal point",
              party.identifier.ends_with(".0")
                  ? fmt::format("'{}' under '{}': a program took the number for a decimal. It is kept as written and matched as "
                                "'{}'.",
                                party.identifier, plan.header, party.identifier.substr(0, party.identifier.size() - 2))
                  : fmt::format("'{}' under '{}' is no whole number; it is kept as written, and whom it means is not known.",
                                party.identifier, plan.header));
    const auto kind = plan_.kind == TableKind::ties && plan.numbers_are_ids ? tie_kind_of(party.identifier) : identifier_kind_of(party.identifier, plan.numbers_are_ids);
    if (kind == IdentifierKind::name && is_oneself(party.whole)) {
      // "Me" in two phones is not one person: whose phone it is says the direction, and the word stays beside the row.
      said_of_oneself(record, party.role ? *party.role : role);
      record.extras.push_back({plan.header, std::string(party.whole)});
      continue;
    }
    add(party.role, kind, party.identifier, party.name);
    if (list.size() == 1)
      known = {std::string(cell), c, many, party.role, kind, std::string(party.identifier),
               std::string(party.name)};
  }
}

bool Mapper::is_owner(std::string_view raw, std::string_view row_owner) const {
  const std::string digits = comparable_digits(raw);
  if (digits.empty()) return false;
  if (!row_owner.empty()) return digits == comparable_digits(row_owner);
  return std::find(owner_digits_.begin(), owner_digits_.end(), digits) != owner_digits_.end();
}

// Which side is the owner's: nothing to say when both or neither are.
void Mapper::direction_from_owner(Record& record, std::size_t froms, std::size_t tos,
                                  std::string_view owner) {
  bool from = false, to = false;
  if (plan_.card && *plan_.card < values_.size() && froms && tos) {
    if (auto card = plan_.number_of_card.find(card_digits(values_[*plan_.card].text)); card != plan_.number_of_card.end()) {
      from = comparable_digits(record.participants[0].identifier.raw) == card->second;
      to = comparable_digits(record.participants[froms].identifier.raw) == card->second;
      if (from != to) record.direction = from ? Direction::out : Direction::in;
      if (from != to) return;
    }
  }
  if (owner.empty() && owner_digits_.empty()) return;
  from = to = false;
  for (std::size_t i = 0; i < froms; ++i)
    from |= is_owner(record.participants[i].identifier.raw, owner);
  for (std::size_t i = froms; i < froms + tos; ++i)
    to |= is_owner(record.participants[i].identifier.raw, owner);
  if (from != to) record.direction = from ? Direction::out : Direction::in;
}

// How many contacts each tie of the row stands for, in the order of those it is with: the field that the link stage counts by.
void Mapper::ties(Record& record) {
  const auto contacts = [&](std::string_view text) -> std::int64_t {
    const auto value = number(text);
    if (!value) return trim(text).empty() ? 0 : 1;
    return *value <= 0 ? 0 : std::int64_t(std::clamp(std::ceil(*value), 1.0, 1e6));
  };
  std::string counts;
  if (plan_.matrix) {
    if (values_.empty() || trim(values_[0].text).empty()) return;
    values_[0].used = true;
    const auto person = [&](Role role, std::string_view name) {
      name = trim(name);
      record.participants.push_back({role, {tie_kind_of(name), std::string(name), record.service}, ""});
      auto& p = record.participants.back();
      if (p.identifier.kind == IdentifierKind::name) p.name = p.identifier.raw;
    };
    person(Role::from, values_[0].text);
    bool own = false;  // its own column was passed
    for (std::size_t i = 1; i < values_.size() && i < plan_.columns.size(); ++i) {
      values_[i].used = true;
      const auto n = contacts(values_[i].text);
      if (plan_.columns[i].header == trim(values_[0].text)) own = true;
      if (n == 0 || plan_.columns[i].header == trim(values_[0].text) || (plan_.symmetric && !own)) continue;
      person(Role::to, plan_.columns[i].header);
      counts += (counts.empty() ? "" : ",") + std::to_string(n);
    }
  } else {
    const auto to = std::count_if(record.participants.begin(), record.participants.end(), [](const auto& p) { return p.role == Role::to; });
    const std::int64_t n = plan_.contacts && *plan_.contacts < values_.size() ? contacts(values_[*plan_.contacts].text) : 1;
    for (std::ptrdiff_t i = 0; i < to; ++i) counts += (counts.empty() ? "" : ",") + std::to_string(n);
  }
  if (!counts.empty()) record.fields.push_back({"ties", std::move(counts)});
}

// Who, and at what: being at the same event is no contact, so nobody is tied with anybody by it.
void Mapper::attendance(Record& record) {
  if (values_.empty()) return;
  const std::string name(trim(values_[0].text));
  if (!name.empty()) {
    values_[0].used = true;
    record.participants.push_back({Role::subject, {IdentifierKind::name, name, record.service}, name});
  }
  std::string attended;
  for (std::size_t i = 1; i < values_.size() && i < plan_.columns.size(); ++i) {
    const auto cell = trim(values_[i].text);
    values_[i].used = cell == "0" || cell == "1";
    if (cell == "1") attended += (attended.empty() ? "" : "; ") + plan_.columns[i].header;
  }
  if (!attended.empty()) record.fields.push_back({"attended", std::move(attended)});
}

void Mapper::map(const Row& row, std::uint64_t row_number, Sink& sink) {
  row_ = &row;
  row_number_ = row_number;
  where_.clear();
  const std::size_t width = plan_.columns.size();
  if (values_.size() < row.cells.size())
    buffers_.resize(std::max(buffers_.size(), row.cells.size()));
  values_.assign(row.cells.size(), {});
  std::size_t replaced = 0, nul_cells = 0;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Cell& cell = row.cells[i];
    if (cell.begin == cell.end) continue;
    std::string_view text = cell_text(row.bytes, dialect_, cell, buffers_[i], &replaced);
    if (std::memchr(text.data(), '\0', text.size())) {
      ++nul_cells;
      std::string clean;
      for (char c : text) {
        if (c)
          clean += c;
        else
          clean += "\xEF\xBF\xBD";
      }
      buffers_[i] = std::move(clean);
      text = buffers_[i];
    }
    if (cell.end - cell.begin >= 32'767) {
      // Characters as a spreadsheet counts them: UTF-16 units.
      std::size_t units = 0;
      for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        units += (b & 0xC0) != 0x80;
        units += b >= 0xF0;
      }
      if (units == 32'767)
        finding(Severity::warning, "cell probably cut by a spreadsheet",
                "The text has exactly 32,767 characters, the most that a spreadsheet's cell holds; "
                "its end is probably missing.");
    }
    values_[i].text = text;
  }
  if (replaced)
    finding(Severity::warning, "text repaired",
            fmt::format("{} places in this row are not valid {}; U+FFFD stands for them.", replaced,
                        text::word(dialect_.encoding)));
  if (nul_cells)
    finding(
        Severity::warning, "zero bytes in text",
        (nul_cells == 1 ? "1 cell of this row holds" : fmt::format("{} cells of this row hold", nul_cells)) +
            " zero bytes; U+FFFD stands for them.");
  if (row.unclosed)
    finding(Severity::warning, "quote never closed",
            row.repaired
                ? "A cell begins with a quote that has no end; the row is taken to end at "
                  "its first line."
                : "A cell begins with a quote that has no end; the quote is taken as text.");
  if (row.cells.size() > width) {
    bool any = false;
    for (std::size_t i = width; i < row.cells.size(); ++i)
      any |= !trim(values_[i].text).empty();
    if (any)
      finding(Severity::warning, "row with too many fields",
              fmt::format("{} cells where the table has {}; the others are kept as extras.",
                          row.cells.size(), width));
  } else if (row.cells.size() < width && !row.grid) {
    finding(Severity::warning, "row with too few fields",
            fmt::format("{} cells where the table has {}.", row.cells.size(), width));
  }

  Record record;
  record.locator = where();
  record.table = plan_.table;
  record.participants.reserve(4);

  // What the row is.
  const std::string_view type_text = value(R::event_type);
  EventMeaning type = type_text.empty() ? EventMeaning{} : meaning(type_text).event;
  const std::string_view service = value(R::service);
  record.service = service.empty() ? plan_.service : std::string(service);
  if (service.empty() && (plan_.service.empty() || plan_.service == "SMS") && is_of_whatsapp()) record.service = "WhatsApp";  // "Text" beside it is no SMS
  bool only_text = false;     // the word that makes it an SMS is "Text"
  bool phone_record = false;  // a call or message of a network or a phone's own log
  switch (plan_.kind) {
    case TableKind::messages:
      record.kind = RecordKind::message;
      if (type.type == EventType::call && !column(R::text)) record.kind = RecordKind::call;
      break;
    case TableKind::calls:
      record.kind = RecordKind::call;
      phone_record = true;
      break;
    case TableKind::events_by_type:
      phone_record = true;
      if (plan_.sessions) type.type = EventType::data;
      switch (type.type) {
        case EventType::call:
          record.kind = RecordKind::call;
          break;
        case EventType::sms:
        case EventType::mms:
        case EventType::message:
        case EventType::email:
          record.kind = RecordKind::message;
          break;
        case EventType::location:
          record.kind = RecordKind::location;
          phone_record = false;
          break;
        case EventType::data:
          record.kind = RecordKind::event;
          break;
        case EventType::unknown: {
          const auto text = column(R::text);
          const auto length = column(R::duration);
          if (text && *text < values_.size() && !trim(values_[*text].text).empty())
            record.kind = RecordKind::message;
          else if (length && *length < values_.size() &&
                   text::parse_duration(values_[*length].text).value_or(0) > 0)
            record.kind = RecordKind::call;
          else if (meaning(type_text).direction != Direction::unknown)  // "MO" beside "SMS-MO"
            record.kind = RecordKind::call;
          else
            record.kind = RecordKind::event;
          break;
        }
      }
      break;
    case TableKind::contacts:
      record.kind = RecordKind::contact;
      break;
    case TableKind::accounts:
      record.kind = RecordKind::account;
      break;
    case TableKind::devices:
      record.kind = RecordKind::device;
      break;
    case TableKind::locations:
      record.kind = RecordKind::location;
      break;
    case TableKind::files:
      record.kind = RecordKind::file;
      break;
    case TableKind::chats:
      record.kind = RecordKind::chat;
      break;
    default:
      record.kind = RecordKind::event;
      break;
  }
  if (plan_.kind == TableKind::messages || plan_.kind == TableKind::events_by_type) {
    if (record.service.empty() && record.kind == RecordKind::message) {
      if (type.type == EventType::sms) {
        record.service = "SMS";
        const std::string folded = fold_header(type_text);
        only_text = folded == "text" || folded == "texto";
      }
      if (type.type == EventType::mms) record.service = "MMS";
      if (type.type == EventType::email) record.service = "E-mail";
    }
  }
  if (record.kind == RecordKind::call && record.service.empty() && phone_record)
    record.service = "Telephony";
  // Tools name the phone's own network in many ways; one name for all, theirs kept beside it.
  if (record.kind == RecordKind::call || record.kind == RecordKind::message) {
    const std::string_view own = network_service(record.service, record.kind);
    if (!own.empty() && own != record.service) {
      record.fields.push_back({"service", record.service});
      record.service = own;
    }
  }
  if (!type_text.empty()) record.fields.push_back({"type", std::string(type_text)});

  record.key = value(R::id);
  add_field(record, R::source_device, "source_device");
  add_field(record, R::subscriber, "subscriber");

  // State.
  if (column(R::state)) {
    const std::string_view flag = value(R::state);
    record.state_flag = flag;
    record.state = state_of(flag);
  }

  if (record.state == model::State::existing) {
    // A status that says deleted ("gelöscht") where no column of its own does.
    if (const auto c = column(R::status); c && *c < values_.size()) {
      const std::string_view text = trim(values_[*c].text);
      if (!text.empty() && meaning(text).deleted) {
        record.state = model::State::recovered;
        record.state_flag = text;
      }
    }
  }

  // Times.
  for (const PlanTime& source : plan_.times) {
    model::Time time = time_of(source);
    if (time.raw.empty()) continue;
    if (row.grid) stored_value(*row.grid, source, time);
    // In call records a text message has no start: it was sent.
    // A message among calls "starts" when it is sent; behind a message's own time it is the chat that starts.
    if (time.kind == TimeKind::start && record.kind == RecordKind::message && record.times.empty())
      time.kind = TimeKind::sent;
    record.times.push_back(std::move(time));
  }
  if (plan_.zone_column && *plan_.zone_column < values_.size()) {
    values_[*plan_.zone_column].used = true;
    const auto text = trim(values_[*plan_.zone_column].text);
    if (!text.empty()) record.fields.push_back({"zone", std::string(text)});
  }

  // Direction, relative to the phone or subscriber.
  if (const auto c = column(R::direction)) {
    const std::string_view text = value(R::direction);
    const WordMeaning& said = meaning(text);
    record.direction = said.direction;
    if (record.direction == Direction::unknown && !text.empty())
      values_[*c].used = false;  // kept as an extra
    if (record.kind == RecordKind::call && type.outcome.empty()) type.outcome = said.outcome;
    if (record.direction == Direction::unknown) record.direction = said.event.direction;
    if (said.event.forwarded) type.forwarded = true;
  }
  if (record.direction == Direction::unknown && column(R::from_me)) {
    if (const auto yes = meaning(value(R::from_me)).yes_no)
      record.direction = *yes ? Direction::out : Direction::in;
  }
  if (record.direction == Direction::unknown) record.direction = type.direction;
  if (record.direction == Direction::unknown && type_text.size() == 1 && plan_.android_types) {
    record.direction = type_text == "2" ? Direction::out : Direction::in;
    if (record.kind == RecordKind::call) {
      if (type_text == "3") type.outcome = "missed";
      if (type_text == "4") type.outcome = "voicemail";
      if (type_text == "5") type.outcome = "rejected";
      if (type_text == "6") type.outcome = "blocked";
    } else if (type_text != "1") {
      record.direction = Direction::out;
    }
  }

  if (record.direction == Direction::unknown && (record.kind == RecordKind::call || record.kind == RecordKind::message)) record.direction = plan_.direction;

  // Who.
  const bool call = record.kind == RecordKind::call;
  const bool tie = plan_.kind == TableKind::ties;
  const bool talk = call || record.kind == RecordKind::message || tie ||
                    (record.kind == RecordKind::event && phone_record);
  const Role from_role = call ? Role::caller : talk ? Role::from : Role::subject;
  const Role to_role = call ? Role::callee : talk ? Role::to : Role::other;
  const std::string_view from_name = value(R::from_name), to_name = value(R::to_name);
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::from)])
    parties(record, c, from_role, from_name, false);
  const std::size_t froms = record.participants.size();
  const auto oneself = [&](ColumnRole role, std::string_view name, Role side) {
    said_of_oneself(record, side);
    record.extras.push_back({plan_.columns[*column(role)].header, std::string(name)});
  };
  const auto none_said = [&](ColumnRole role) {
    const auto& columns = by_role_[static_cast<std::size_t>(role)];
    return std::all_of(columns.begin(), columns.end(), [&](std::size_t c) { return c >= values_.size() || trim(values_[c].text).empty(); });
  };
  const bool no_from = none_said(R::from), no_to = none_said(R::to);
  if (no_from && is_oneself(from_name))
    oneself(R::from_name, from_name, from_role);
  else if (no_from && !from_name.empty() && !is_withheld(from_name))
    record.participants.push_back({from_role,
                                   {IdentifierKind::name, std::string(from_name), record.service},
                                   std::string(from_name)});
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::to)])
    parties(record, c, to_role, to_name, true);
  const std::size_t tos = record.participants.size() - froms;
  if (no_to && is_oneself(to_name))
    oneself(R::to_name, to_name, to_role);
  else if (no_to && !to_name.empty() && !is_withheld(to_name))
    record.participants.push_back({to_role,
                                   {IdentifierKind::name, std::string(to_name), record.service},
                                   std::string(to_name)});
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::cc)])
    parties(record, c, Role::cc, "", true);
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::bcc)])
    parties(record, c, Role::bcc, "", true);

  if (tie) ties(record);
  if (plan_.attendance) attendance(record);

  const std::string_view owner = value(R::owner), owner_name = value(R::owner_name);
  if (talk && record.direction == Direction::unknown && (froms || tos))
    direction_from_owner(record, froms, tos, owner);
  const std::string_view party_name = value(R::party_name);
  const bool out = record.direction == Direction::out;
  const bool known_direction = record.direction != Direction::unknown;
  if (column(R::party) || (talk && !party_name.empty())) {
    Role role = Role::other;
    if (!talk)
      role = Role::subject;
    else if (known_direction)
      role = out ? to_role : from_role;
    else if (froms && !tos)
      role = to_role;
    else if (tos && !froms)
      role = from_role;
    else
      role = Role::member;
    const std::size_t before = record.participants.size();
    for (const std::size_t c : by_role_[static_cast<std::size_t>(R::party)]) {
      if (talk && (froms || tos) && c < values_.size() && froms && tos) {
        continue;  // both ends are known; a further number stays an extra
      }
      parties(record, c, role, party_name, true);
    }
    if (record.participants.size() == before && talk && !party_name.empty() && !froms && !tos &&
        !is_withheld(party_name))
      record.participants.push_back(
          {role,
           {IdentifierKind::name, std::string(party_name), record.service},
           std::string(party_name)});
    else if (record.participants.size() == before && !party_name.empty() && talk)
      record.fields.push_back({"name", std::string(party_name)});
  }
  if (!owner.empty()) {
    // The subscriber is the other end of the party; already there when both ends have columns.
    const bool present =
        std::any_of(record.participants.begin(), record.participants.end(),
                    [&](const auto& p) { return is_owner(p.identifier.raw, owner); });
    if (!present) {
      const std::size_t c = *column(R::owner);
      Role role = Role::owner;
      if (talk && known_direction) role = out ? from_role : to_role;
      parties(record, c, role, owner_name, false);
    }
  }
  if (owner.empty() && plan_.owners.size() == 1 && talk && known_direction && column(R::party) &&
      !(froms && tos)) {
    // The note above the table says whose phone it is; the row names only the other side.
    const Role role = out ? from_role : to_role;
    record.participants.push_back(
        {role, {identifier_kind_of(plan_.owners[0], false), plan_.owners[0], ""}, ""});
  }
  if (column(R::participants)) {
    const bool both = froms && tos;
    for (const std::size_t c : by_role_[static_cast<std::size_t>(R::participants)]) {
      if (both && !talk) continue;
      parties(record, c, Role::member, "", true);
    }
    // Those already named as sender or receiver are not also members.
    auto& list = record.participants;
    for (std::size_t i = froms + tos; i < list.size();) {
      const bool known =
          list[i].role == Role::member &&
          std::any_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(froms + tos),
                      [&](const auto& p) { return p.identifier.raw == list[i].identifier.raw; });
      if (known)
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      else
        ++i;
    }
  }
  if (!plan_.partner.empty() && talk) {
    const Role role = !known_direction ? Role::member : out ? to_role : from_role;
    record.participants.push_back({role, {IdentifierKind::uid, plan_.partner, record.service}, ""});
  }
  // "Text" is a word of phones for what they send each other, and of apps for what is no picture: without a telephone in the row it is no SMS.
  if (only_text && record.service == "SMS" && !column(R::cell_id) && !column(R::imsi) && !column(R::imei) &&
      std::none_of(record.participants.begin(), record.participants.end(), [](const auto& p) { return p.identifier.kind == IdentifierKind::phone; }))
    record.service.clear();
  // Two columns of one side that say the same say it once.
  for (std::size_t i = 0; talk && i < record.participants.size(); ++i)
    for (std::size_t k = record.participants.size(); k-- > i + 1;)
      if (const auto &one = record.participants[i], &two = record.participants[k];
          one.role == two.role && (one.role == to_role || one.role == from_role) && one.identifier.kind == two.identifier.kind && one.identifier.raw == two.identifier.raw)
        record.participants.erase(record.participants.begin() + static_cast<std::ptrdiff_t>(k));
  // Incoming, and one and the same on both sides: tools name the other side of a chat as its recipient, whichever way the message went.
  if (talk && record.direction == Direction::in) {
    std::vector<std::string> senders;
    for (const auto& p : record.participants)
      if (p.role == from_role) senders.push_back(p.identifier.raw);
    std::erase_if(record.participants, [&](const auto& p) {
      return p.role == to_role && std::find(senders.begin(), senders.end(), p.identifier.raw) != senders.end();
    });
  }
  for (auto& p : record.participants) {
    if (p.name != "owner") continue;  // "447700900001 (owner)": the tool's mark, not a name
    p.name.clear();
    if (talk && record.direction == Direction::unknown) {
      if (p.role == Role::from || p.role == Role::caller) record.direction = Direction::out;
      if (p.role == Role::to || p.role == Role::callee) record.direction = Direction::in;
    }
  }
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::author)])
    parties(record, c, froms || !talk ? Role::author : from_role, "", false);
  if (const auto c = column(R::forwarded_to)) {
    if (*c < values_.size() && !trim(values_[*c].text).empty()) {
      parties(record, *c, Role::other, "", false);
      record.fields.push_back({"forwarded_to", std::string(trim(values_[*c].text))});
    }
  } else if (type.forwarded) {
    record.fields.push_back({"forwarded", "yes"});
  }

  // Names and addresses of contacts, accounts and the like; for others they are fields.
  std::string name;
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::name)]) {
    if (c >= values_.size()) continue;
    values_[c].used = true;
    const auto part = trim(values_[c].text);
    if (is_missing(part)) {
      record.fields.push_back({"name", std::string(part)});
      continue;
    }
    if (!part.empty()) name += (name.empty() ? "" : " ") + std::string(part);
    if (!part.empty() && plan_.kind == TableKind::contacts && name_part_[c] != NamePart::whole)
      record.fields.push_back({name_part_[c] == NamePart::given ? "given_name" : "family_name", std::string(part)});
  }
  if (name.empty() && !talk) name = party_name;
  const Role holder = record.kind == RecordKind::account || record.kind == RecordKind::device
                          ? Role::owner
                          : Role::subject;
  const auto own = [&](ColumnRole role, std::optional<IdentifierKind> kind) {
    for (const std::size_t c : by_role_[static_cast<std::size_t>(role)]) {
      if (!kind) {
        parties(record, c, talk ? Role::other : holder, name, true);
        continue;
      }
      if (c >= values_.size()) continue;
      values_[c].used = true;
      for (const std::string_view part : split_list(trim(values_[c].text))) {
        if (is_damaged_number(part)) {
          record.fields.push_back({"damaged_number", std::string(part)});
          continue;
        }
        model::Participation p{talk ? Role::other : holder, {*kind, std::string(part), ""}, name};
        if (*kind != IdentifierKind::email) p.identifier.scope = record.service;
        record.participants.push_back(std::move(p));
      }
    }
  };
  own(R::phone, std::nullopt);
  own(R::email, IdentifierKind::email);
  own(R::username, IdentifierKind::username);
  own(R::uid, IdentifierKind::uid);
  if (!name.empty()) {
    if (record.kind == RecordKind::contact || record.kind == RecordKind::account ||
        record.kind == RecordKind::device || record.kind == RecordKind::event) {
      for (auto& p : record.participants)
        if (p.name.empty() && (p.role == Role::subject || p.role == Role::owner)) p.name = name;
      if (record.participants.empty())
        record.participants.push_back({holder, {IdentifierKind::name, name, record.service}, name});
      // Two people of one name in a list with birthdays are told apart by them; of whom none is given, the row is all that is known.
      if (plan_.kind == TableKind::contacts && (column(R::birthday) || plan_.people) && record.participants.size() == 1 &&
          record.participants[0].identifier.kind == IdentifierKind::name) {
        const auto born = value(R::birthday);
        record.participants[0].identifier.scope = born.empty() ? fmt::format("row {}", row_number) : fmt::format("born {}", born);
      }
    }
    record.fields.push_back({"name", name});
  }
  add_field(record, R::organisation, "organisation");
  add_field(record, R::note, "note");

  // Hardware and accounts.
  add_identifier(record, R::imei, IdentifierKind::imei);
  add_identifier(record, R::imsi, IdentifierKind::imsi);
  add_identifier(record, R::iccid, IdentifierKind::iccid);
  add_identifier(record, R::mac, IdentifierKind::mac);
  add_identifier(record, R::serial, IdentifierKind::serial);
  add_identifier(record, R::iban, IdentifierKind::iban);
  add_identifier(record, R::account_number, IdentifierKind::account_number);
  if (column(R::vrm)) {
    const std::string_view plate = value(R::vrm);
    if (!plate.empty())
      record.participants.push_back(
          {Role::subject, {IdentifierKind::vrm, std::string(plate), ""}, ""});
  }
  add_field(record, R::make, "make");
  add_field(record, R::model, "model");
  add_field(record, R::birthday, "birthday");
  add_field(record, R::os_version, "os");

  // Content.
  for (const std::size_t c : by_role_[static_cast<std::size_t>(R::text)]) {
    if (c >= values_.size()) continue;
    values_[c].used = true;
    if (record.text.empty())
      record.text = values_[c].text;
    else if (!trim(values_[c].text).empty())
      values_[c].used = false;
  }
  add_field(record, R::subject, "subject");
  add_field(record, R::status, "status");
  add_field(record, R::title, "title");
  add_field(record, R::url, "url");
  if (const auto c = column(R::url)) {
    const auto text = *c < values_.size() ? trim(values_[*c].text) : std::string_view{};
    if (!text.empty() && plan_.kind == TableKind::web)
      record.participants.push_back(
          {Role::other, {IdentifierKind::url, std::string(text), ""}, ""});
  }
  add_field(record, R::app, "app");
  if (column(R::amount)) {
    for (const std::size_t c : by_role_[static_cast<std::size_t>(R::amount)]) {
      if (c >= values_.size()) continue;
      values_[c].used = true;
      const std::string_view text = trim(values_[c].text);
      if (text.empty()) continue;
      record.fields.push_back({"amount", std::string(text)});
      // Two columns of amounts: money in and money out.
      const Direction way = plan_.columns[c].amount_direction;
      if (way != Direction::unknown && number(text).value_or(1) != 0) record.direction = way;
      if (plan_.signed_amounts && record.direction == Direction::unknown) record.direction = is_minus(text) ? Direction::out : Direction::in;
    }
  }
  // Of a statement: the name beside the other side's account is its holder's.
  if (plan_.kind == TableKind::payments && !name.empty()) {
    model::Participation* other = nullptr;
    std::size_t others = 0, owners = !plan_.account.empty();
    for (auto& p : record.participants) {
      if (p.identifier.kind != IdentifierKind::iban && p.identifier.kind != IdentifierKind::account_number) continue;
      owners += p.role == Role::owner;
      if (p.role == Role::other) other = &p, ++others;
    }
    if (others == 1 && owners == 1 && other->name.empty()) other->name = name;
  }
  if (!plan_.account.empty())
    record.participants.push_back(
        {Role::owner,
         {plan_.account_is_iban ? IdentifierKind::iban : IdentifierKind::account_number,
          plan_.account, plan_.sort_code},
         plan_.account_name});
  add_field(record, R::currency, "currency");
  if (plan_.kind != TableKind::contacts) record.chat_key = value(R::chat_id);  // a group of contacts is no conversation
  record.chat_title = value(R::chat_title);
  // A group without an id is told by its title: its members change, so they cannot name it.
  if (record.chat_key.empty() && talk) record.chat_key = record.chat_title;
  if (record.kind == RecordKind::chat && record.key.empty()) record.key = record.chat_key;
  if (column(R::attachment)) {
    const std::string_view mime = value(R::mime), hash = value(R::sha256);
    for (const std::size_t c : by_role_[static_cast<std::size_t>(R::attachment)]) {
      if (c >= values_.size()) continue;
      values_[c].used = true;
      for (const std::string_view path : split_list(trim(values_[c].text)))
        record.media.push_back(
            {std::string(path), std::string(mime), std::string(hash), "", false});
    }
    if (record.media.empty() && !mime.empty()) record.fields.push_back({"mime", std::string(mime)});
  } else {
    add_field(record, R::mime, "mime");
    add_field(record, R::sha256, "sha256");
  }
  add_field(record, R::size, "size");

  // Calls.
  if (call) {
    model::Call details;
    if (const auto c = column(R::duration)) {
      const std::string_view text = value(R::duration);
      details.duration = text::parse_duration(text, plan_.columns[*c].duration_unit);
      if (details.duration && *details.duration < 0) details.duration.reset();
      if (!details.duration && !text.empty()) {
        values_[*c].used = false;
        finding(Severity::note, "unreadable duration", fmt::format("'{}'.", text.substr(0, 60)));
      }
    }
    if (column(R::outcome)) {
      const std::string_view text = value(R::outcome);
      details.outcome = meaning(text).outcome;
      if (details.outcome.empty()) {
        if (const auto yes = meaning(text).yes_no) details.outcome = *yes ? "answered" : "missed";
      }
      if (!text.empty()) record.fields.push_back({"outcome", std::string(text)});
    }
    if (details.outcome.empty()) details.outcome = type.outcome;
    if (details.outcome.empty()) {
      if (const auto c = column(R::status); c && *c < values_.size())
        details.outcome = meaning(trim(values_[*c].text)).outcome;
    }
    if (!type_text.empty() && meaning(type_text).video) details.video = true;
    record.call = std::move(details);
  } else {
    add_field(record, R::outcome, "outcome");
    add_field(record, R::duration, "duration");
  }

  // Where. A call or message at a cell is two things: the event, and a phone at a place.
  std::optional<Record> location;
  if (has_place_) {
    if (talk) {
      location.emplace();
      location->kind = RecordKind::location;
      place(*location);
      if (!location->place) {
        // No place in this row; fields read on the way belong to the event.
        for (auto& f : location->fields)
          record.fields.push_back(std::move(f));
        for (auto& f : location->extras)
          record.extras.push_back(std::move(f));
        location.reset();
      }
    } else {
      place(record);
      if (record.kind == RecordKind::location && record.text.empty() && record.place)
        record.text = record.place->name;
    }
  }

  if (row.grid) {
    for (const auto& [name, text] : row.grid->notes)
      record.extras.push_back({name, text});
    for (const auto& link : row.grid->links)
      record.links.push_back(link);
    if (record.key.empty()) record.key = row.grid->key;
  }
  // The rest, under its own name.
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values_[i].used || values_[i].text.empty()) continue;
    const std::string_view text = values_[i].text;
    record.extras.push_back(
        {i < width ? plan_.columns[i].header : fmt::format("column {}", i + 1), std::string(text)});
  }

  if (location) {
    location->locator = record.locator;
    location->table = record.table;
    location->service = record.service;
    location->state = record.state;
    location->state_flag = record.state_flag;
    if (!record.times.empty()) location->times.push_back(record.times.front());
    // The cell belongs to the phone whose record this is: the caller's when outgoing, else the
    // called party's; without a direction, the calling party's as call records have it.
    const Role side = record.direction == Direction::in ? to_role : from_role;
    for (const auto& p : record.participants) {
      const bool hardware =
          p.identifier.kind == IdentifierKind::imei || p.identifier.kind == IdentifierKind::imsi;
      if (p.role == side || hardware || p.role == Role::owner) {
        location->participants.push_back(p);
        if (p.role == side) location->participants.back().role = Role::subject;
      }
    }
    if (!record.key.empty()) {
      location->key = record.key + "/cell";
      location->links.push_back({model::LinkKind::part_of, record.key});
    }
    sink.record(std::move(record));
    sink.extra_record(std::move(*location));
    return;
  }
  sink.record(std::move(record));
}

}  // namespace clew::readers
