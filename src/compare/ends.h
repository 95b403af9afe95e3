// Both ends of a conversation: what one phone's copy lacks, has in other words, shows at another time,
// or keeps only as a note that it was deleted; each with what may have caused it and what speaks for
// and against that. Which cause it was is for people to find out; nothing here says "forged".
//
//   Comparison found = compare_ends(a, b, {});
//   for (const Difference& d : found.differences) …
//
// Rows are copies of each other if they belong to one event (link/clock.h has decided that); late
// deliveries, which no clock explains, are looked for here. Pure, one thread, O(n log n).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "link/events.h"

namespace clew::compare {

using link::Millis;

inline constexpr std::uint32_t no_seat = 0xffffffff;
inline constexpr std::uint32_t no_row = 0xffffffff;

enum class Way : std::uint8_t { unknown, out, in };

struct EndRow {
  std::int64_t record = 0;       // any number that grows with the place in the source
  std::int64_t event = -1;       // copies of one event have one number; -1: no copy anywhere
  Millis time = 0;               // with the clock's offset taken away; middle of its precision
  Millis precision = 0;
  std::uint64_t words = 0;       // hash of the exact text, 0 when there is none to compare
  std::uint64_t loose = 0;       // link/threads.h content_key(): letters a code page lost do not count
  std::uint64_t head = 0;        // hash of its first three letters; 0: it has fewer
  bool long_text = false;        // long enough that nobody writes it twice by chance
  bool beyond_ascii = false;     // the text has letters that a code page may lose
  std::uint64_t masked = 0;      // hash of the text with each run of such letters and of question marks as one mark
  std::uint32_t marks = 0;       // question marks in it
  std::uint32_t seat = no_seat;  // writer: the same number on both sides
  Way way = Way::unknown;        // seen from the phone's owner
  bool deleted = false, edited = false, media = false, call = false;
  std::optional<std::int64_t> row_id;  // number in the source's own sequence
};

// One copy. `rows` in order of time, then record.
struct End {
  std::vector<EndRow> rows;
  Millis window_from = link::Events::min_time, window_to = link::Events::max_time;  // of the exhibit
  bool has_calls = true, has_media = true;  // the exhibit holds such records at all
  bool group = false;                       // more than two people
  // Row ids of the source that exist, whatever conversation they belong to, in order: what is not
  // there between two of them was deleted, or never extracted. Not owned.
  std::span<const std::int64_t> row_ids;
};

enum class What : std::uint8_t {
  lacks,    // `side` has no copy
  edited,   // other words
  shifted,  // shown later on `side` by `shift`
  notice    // `side` keeps only a note that it was deleted
};
std::string_view word(What what);  // "lacks" …

enum class CauseKind : std::uint8_t {
  window,       // outside what the exhibit covers: extraction limit, retention, phone not in use yet
  membership,   // the phone's owner may not have been in the group then
  not_taken,    // the exhibit holds no records of that kind at all
  deletion,     // deleted on that phone
  extraction,   // there, but not extracted
  network,      // never arrived, or arrived late
  edit,         // edited by its writer and the edit reached one phone only
  clock         // a clock set by hand for a while
};
std::string_view word(CauseKind kind);

struct Cause {
  CauseKind kind = CauseKind::deletion;
  std::string_view because;  // a fixed sentence: what in the data speaks for it, "" nothing
  std::string_view but;      // and against it
};

enum class Side : std::uint8_t { a, b };

struct Difference {
  What what = What::lacks;
  Side side = Side::b;             // that lacks it, shows it later, has other words, has the note
  std::uint32_t a = no_row, b = no_row;  // rows; one is no_row for lacks
  Millis shift = 0;
  std::uint32_t before = no_row, after = no_row;  // lacks: neighbours on `side`
  std::int64_t missing_ids = -1;   // lacks: row ids missing between them; -1: the source has no ids
  std::uint32_t run = 1;           // lacks: so many rows in a row are missing on that side
  std::vector<Cause> causes;       // at least one; best supported first
};

// The other exhibit does not cover it: the time lies outside, its owner was not in the group, or no such records were taken.
bool outside(const Difference& difference);

struct EndOptions {
  Millis least_shift = 2 * link::millis_per_minute;
  Millis largest_shift = 14 * link::millis_per_hour;
  std::uint32_t long_run = 8;  // rows: a stretch rather than single messages
};

struct Comparison {
  std::uint32_t both = 0;  // rows that stand in both, equal or not
  std::vector<Difference> differences;  // by time
};

Comparison compare_ends(const End& a, const End& b, const EndOptions& options);

}  // namespace clew::compare
