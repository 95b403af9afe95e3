// Dates, times, durations and notes about zones as people and tools write them.
//
// Parsing never guesses: "05/06/2024" is returned as it stands (`unclear`), and DateOrderEvidence
// says, over a whole file, whether the day or the month comes first, or that nobody can tell.
// Everything is pure, allocation-free where the result allows it, and safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace clew::text {

enum class DateOrder : std::uint8_t { unknown, dmy, mdy, ymd };
std::string_view word(DateOrder order);  // "", "dmy", "mdy", "ymd"
std::optional<DateOrder> date_order_from(std::string_view word);

// A date, a clock reading, or both, as far as the text itself says.
struct WrittenTime {
  enum class Date : std::uint8_t {
    none,     // a clock reading only
    fixed,    // year, month, day are certain (ISO, a month's name, a year in front)
    unclear,  // three numbers, the year last: parts[] as written
  };
  Date date = Date::none;
  int year = 0, month = 0, day = 0;  // fixed; unclear: year, if it has four digits
  std::array<int, 3> parts{};        // unclear: the numbers in their order
  bool short_year = false;           // two digits: 69–99 → 19xx, 00–68 → 20xx (POSIX)
  bool has_clock = false;
  int hour = 0, minute = 0, second = 0, micro = 0;
  std::optional<int> offset_minutes;  // "Z", "+01:00", "(UTC+1)", "BST"; east positive
  std::string_view zone_word;         // a zone's short name whose offset is not certain ("IST")
  int weekday = 0;                    // 1 Monday … 7 Sunday, if written
};

// Accepts ISO 8601 and its compact form ("20060601 0008"), d/m/y and m/d/y with / . - or spaces,
// month names (en, de, fr, es, it, pt, pl, ro, nl, ru, uk, bg, tr, sq, hu, vi, th) before or after the day, a clock with seconds,
// fraction and AM/PM, weekday names, "Wed Aug 19 12:00:00 UTC 2021", offsets and zone names behind.
// The whole text must fit. Nothing for anything else: plain integers below eight digits, versions,
// phone numbers. Views in the result point into `text`.
std::optional<WrittenTime> parse_written_time(std::string_view text);

// The clock reading as if it were UTC. An unclear date needs an order (ymd only for short years)
// unless its numbers allow one reading alone (a part above 12, or day = month). A missing clock is
// midnight. Nothing when there is no date, the order is needed and unknown, or no such day exists.
std::optional<Micros> reading_of(const WrittenTime& written, DateOrder order);

// Collects, over a file, what speaks for the day or the month in front.
//
// In order: a part above 12 settles it (the odd row out of a hundred is reported, not followed);
// weekday names that fit one order only; and, when every date could be either, the order of the
// rows: at least six different dates in sequence, never going back (or never forward) in one
// order and doing so in the other. Six: by chance that happens to 2 in 720 shuffled files.
class DateOrderEvidence {
 public:
  void add(const WrittenTime& written, std::uint64_t row, std::string_view text);
  struct Decision {
    DateOrder order = DateOrder::unknown;
    bool needed = false;         // some date can be read both ways
    bool contradictory = false;  // rows speak for both orders
    std::string reason;          // "13 in first place in row 14", …
  };
  Decision decide() const;
  // Up to three dates that can be read both ways, as written.
  const std::array<std::string, 3>& examples() const { return examples_; }

 private:
  struct Run {
    Micros last = 0;
    std::uint64_t forward = 0, back = 0, steps = 0;
    void add(Micros reading);
  };
  std::uint64_t first_large_ = 0, second_large_ = 0, unclear_ = 0, open_ = 0;
  std::uint64_t first_large_row_ = 0, second_large_row_ = 0;
  std::uint64_t weekday_dmy_ = 0, weekday_mdy_ = 0, weekdays_ = 0;
  Run dmy_, mdy_;
  std::array<std::string, 3> examples_;
};

// "00:05:32", "5:32" (minutes:seconds), "332", "332 s", "5m 32s", "1h 02min", "PT5M32S", "12.5".
// A bare number counts seconds unless `unit` (microseconds per one) says else.
std::optional<Micros> parse_duration(std::string_view text, Micros unit = micros_per_second);

// The zone that a note names: "All times BST" → "UTC+01:00", "Times are UTC" → "UTC", "GMT/BST" or
// "UK local time" → "Europe/London", "Zeitzone: Europe/Berlin" → "Europe/Berlin", "(UTC+1)" →
// "UTC+01:00". Nothing when the text speaks of no zone.
std::optional<std::string> zone_in_note(std::string_view text);

// The order that a format in a header gives: "(MM/dd/yyyy)", "dd.MM.yyyy HH:mm", "DD-MM-YY".
std::optional<DateOrder> order_in_format(std::string_view text);

}  // namespace clew::text
