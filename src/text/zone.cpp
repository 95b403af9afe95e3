// Idea: local = utc + offset(utc). The candidates for a reading are the offsets in force around it:
// with each of them, utc = local − offset is a solution when that offset is really in force at utc.
// Offsets differ from each other by less than a day, so only the changes within a day of the
// reading need a look. No solution: the reading was skipped. Two: it was repeated.
//
// Tried instead: ICU's getOffsetFromLocal per reading (1.3 µs and not thread-safe on a shared
// object); the table costs about 20 ns.
#include "text/zone.h"

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

namespace clew::text {
namespace {

constexpr double first_ms = -3786825600000.0;  // 1850-01-01
constexpr double last_ms = 5680281600000.0;    // 2150-01-01
constexpr Micros day = 86'400 * micros_per_second;

int minutes_of(Micros offset) {
  const Micros minute = 60 * micros_per_second;
  return static_cast<int>((offset >= 0 ? offset + minute / 2 : offset - minute / 2) / minute);
}

// "+2", "-05:30", "+0100" → minutes; nothing for anything else or beyond ±18 h.
std::optional<int> parse_offset(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool west = text[0] == '-';
  text.remove_prefix(1);
  std::string digits;
  bool colon = false;
  std::size_t hour_digits = 0;
  for (char c : text) {
    if (c == ':' && !colon && !digits.empty()) {
      colon = true;
      hour_digits = digits.size();
    } else if (c >= '0' && c <= '9') {
      digits += c;
    } else {
      return std::nullopt;
    }
  }
  if (!colon) hour_digits = digits.size() <= 2 ? digits.size() : digits.size() - 2;
  const std::size_t minute_digits = digits.size() - hour_digits;
  if (hour_digits == 0 || hour_digits > 2 || (minute_digits != 0 && minute_digits != 2))
    return std::nullopt;
  const int hours = std::stoi(digits.substr(0, hour_digits));
  const int minutes = minute_digits ? std::stoi(digits.substr(hour_digits)) : 0;
  if (hours > 18 || minutes > 59) return std::nullopt;
  const int total = hours * 60 + minutes;
  return west ? -total : total;
}

}  // namespace

void Zone::init() {
  (void)find("Europe/London");
  (void)find("Asia/Kathmandu");
  (void)find("GMT Standard Time");
}

Zone Zone::utc() { return fixed(0); }

Zone Zone::fixed(int offset_minutes) {
  auto table = std::make_shared<Table>();
  table->name = "UTC";
  if (offset_minutes != 0) {
    const int size = std::abs(offset_minutes);
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    table->name += (offset_minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60);
  }
  table->changes.push_back(
      {std::numeric_limits<Micros>::min(), offset_minutes * 60 * micros_per_second});
  return Zone(std::move(table));
}

// A table takes ICU some hundred microseconds, and every file that is read asks for the same one or
// two: those found are kept, up to a number that no case reaches.
std::optional<Zone> Zone::find(std::string_view name) {
  static std::mutex guard;
  static std::map<std::string, Zone, std::less<>> known;
  {
    const std::lock_guard lock(guard);
    if (const auto at = known.find(name); at != known.end()) return at->second;
  }
  auto zone = make(name);
  if (!zone) return zone;
  const std::lock_guard lock(guard);
  if (known.size() < 1024) known.emplace(name, *zone);
  return zone;
}

std::optional<Zone> Zone::make(std::string_view name) {
  if (name.empty() || name.size() > 64) return std::nullopt;
  if (name == "UTC" || name == "GMT" || name == "Z") return utc();
  for (const std::string_view prefix : {"UTC", "GMT", ""}) {
    if (name.starts_with(prefix)) {
      if (const auto offset = parse_offset(name.substr(prefix.size()))) return fixed(*offset);
    }
  }
  for (char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80 || c == '\0') return std::nullopt;
  }
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  std::string found(name);
  if (!zone || *zone == icu::TimeZone::getUnknown()) {
    // "GMT Standard Time": Windows' name, as Outlook writes it (CLDR's table).
    icu::UnicodeString known;
    UErrorCode status = U_ZERO_ERROR;
    icu::TimeZone::getIDForWindowsID(id, nullptr, known, status);
    if (U_FAILURE(status) || known.isEmpty()) return std::nullopt;
    zone.reset(icu::TimeZone::createTimeZone(known));
    if (!zone || *zone == icu::TimeZone::getUnknown()) return std::nullopt;
    found.clear();
    known.toUTF8String(found);
  }
  const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(zone.get());
  if (!rules) return std::nullopt;

  auto table = std::make_shared<Table>();
  table->name = std::move(found);
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0, summer = 0;
  rules->getOffset(first_ms, false, raw, summer, status);
  if (U_FAILURE(status)) return std::nullopt;
  table->changes.push_back(
      {std::numeric_limits<Micros>::min(), (static_cast<Micros>(raw) + summer) * 1000});
  icu::TimeZoneTransition transition;
  double at = first_ms;
  // 4,096 is far above what 300 years of any zone hold; it ends the loop if ICU ever repeated
  // itself.
  for (int i = 0; i < 4096 && rules->getNextTransition(at, false, transition); ++i) {
    const double time = transition.getTime();
    if (time >= last_ms || time <= at) break;
    at = time;
    raw = summer = 0;
    status = U_ZERO_ERROR;
    rules->getOffset(at, false, raw, summer, status);
    if (U_FAILURE(status)) break;
    const Micros offset = (static_cast<Micros>(raw) + summer) * 1000;
    if (offset != table->changes.back().offset)
      table->changes.push_back({static_cast<Micros>(at) * 1000, offset});
  }
  return Zone(std::move(table));
}

const Zone::Change& Zone::change_at(Micros utc) const {
  const auto& changes = table_->changes;
  auto after = std::upper_bound(changes.begin(), changes.end(), utc,
                                [](Micros t, const Change& c) { return t < c.from_utc; });
  return after == changes.begin() ? changes.front() : *(after - 1);
}

int Zone::offset_minutes_at(Micros utc) const { return minutes_of(change_at(utc).offset); }
Micros Zone::to_local(Micros utc) const { return utc + change_at(utc).offset; }

Zone::Instant Zone::to_utc(Micros local) const {
  // Keeps the arithmetic below inside the type for any input.
  constexpr Micros bound = std::numeric_limits<Micros>::max() - 4 * day;
  local = std::clamp(local, -bound, bound);
  const auto& changes = table_->changes;
  const Change* first = &change_at(local - day);
  const Change* end = changes.data() + changes.size();
  Instant found;
  int solutions = 0;
  const Change* gap = nullptr;  // the change whose gap holds the reading
  for (const Change* c = first; c != end && (c == first || c->from_utc <= local + day); ++c) {
    const Micros utc = local - c->offset;
    const bool started = utc >= c->from_utc;
    const bool ended = c + 1 != end && utc >= (c + 1)->from_utc;
    if (started && !ended) {
      if (solutions++ == 0) {
        found.utc = found.other = utc;
        found.offset_minutes = minutes_of(c->offset);
      } else {
        found.other = utc;
      }
    } else if (ended && local - (c + 1)->offset < (c + 1)->from_utc) {
      gap = c;
    }
  }
  if (solutions > 1) found.fit = Fit::repeated;
  if (solutions == 0) {
    const Change* before = gap ? gap : first;
    const Change* after = before + 1 != end ? before + 1 : before;
    found.utc = local - before->offset;
    found.other = local - after->offset;
    found.offset_minutes = minutes_of(before->offset);
    found.fit = Fit::skipped;
  }
  return found;
}

}  // namespace clew::text
