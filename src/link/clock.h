// Clocks of exhibits against each other, and one event from several copies.
//
// Two phones that hold both ends of a conversation hold the same events twice; if one clock is an
// hour ahead, every shared event shows it. First solve the offsets, then count each event once. The
// offsets are stated (with their support), never written into a record.
//
//   ClockReport clocks = solve_clocks(shared, {});
//   for (const ExhibitClock& clock : clocks.exhibits) … show …
//   Deduplication same = merge_copies(shared, clocks, {});
//   // build Events from the first record of every group; the others are further evidence
//
// Sources: reference values of the method in docs/measurements/patterns.md. Pure functions, O(n log n + shared pairs).
// Deterministic for any order of the input and any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <functional>
#include <vector>

#include "base/thread_pool.h"
#include "link/events.h"

namespace clew::link {

// One copy of an event, for comparing with copies in other exhibits. `key` is a hash of sender,
// recipients, kind and content (text or media hash for messages, length for calls): equal keys mean
// "could be the same event but for the clock". Use shared_key().
enum class CopyForm : std::uint8_t {
  text,   // words, or the length of a call
  media,  // a file whose content is not known here ("image omitted")
  any     // nothing of the content is known: operators' records, deleted messages
};

struct SharedKey {
  std::int64_t exhibit = 0;
  // The file within the exhibit (any number, equal for equal files): copies from one source are
  // never one event, but an exhibit may hold an event twice, in a backup beside an export.
  std::int64_t source = 0;
  Millis time = 0;       // as the exhibit says; the clock's reading if local_time
  Millis precision = 0;  // 60,000 for times written to the minute: the event is in [time, time + precision)
  std::uint64_t key = 0;
  // Hash of sender, recipients and kind alone. Copies whose content is not known (operators'
  // records of messages have no text) or differs (edited, deleted) are matched by it, if nothing
  // better is at hand. 0: never.
  std::uint64_t coarse_key = 0;
  // Hash of thread and content without the writer, for copies of a thread (link/threads.h) whose writer
  // is a bare name: one copy may give two people one name. Without content a hash of the thread alone. 0: never.
  std::uint64_t thread_key = 0;
  bool writer_placed = true;  // false: nothing says who of the other copies' writers this one is (he sent pictures only)
  std::uint64_t near = 0;  // text_hash() of a text: near-equal texts may be one
  bool content_known = true;
  CopyForm form = CopyForm::text;
  bool telling = false;     // content long enough that nobody repeats it by chance
  std::int8_t way = 0;      // 1: the exhibit's owner sent it, -1: received it, 0: unknown
  Millis sent = 0;          // when the sender's network took it, as the phone that received it says beside its own time; 0: not said
  bool edited = false;  // the source says so: another copy may have other words
  bool numbers = true;  // parties are numbers or accounts, not bare names: preferred to stand for all
  bool local_time = false;
  EventKind kind = EventKind::other;
  std::int32_t duration_s = -1;
  std::int64_t record = 0;
};

// Same arguments, same hash, on every machine. `recipients` in any order.
std::uint64_t shared_key(std::uint64_t from, std::span<const std::uint64_t> recipients,
                         EventKind kind, std::int64_t duration_s, std::string_view text,
                         std::string_view media_hash);

struct ClockOptions {
  Millis call_tolerance = 2 * millis_per_second;
  Millis call_setup = 15 * millis_per_second;  // from dialling to ringing or answering: two copies of a call may begin so far apart
  Millis chat_tolerance = 5 * millis_per_second;  // also mail, payments, others
  Millis sms_tolerance = 60 * millis_per_second;
  Millis largest_offset = 14 * millis_per_hour;
  Millis largest_delay = 14 * millis_per_hour;  // of a message whose receiver's phone was off
  Millis longest_delay = 7 * millis_per_day;  // of one that nobody would write twice, or that says when it was sent
  std::uint32_t least_support = 5;
  double least_share = .6;  // of the comparable events that lie in the mode
  std::vector<std::int64_t>
      reference;  // exhibits whose clock is taken as right (operators' records)
  std::vector<Millis> changes;  // when summer time begins or ends where the exhibits were, in order

  Millis tolerance(EventKind kind) const {
    return kind == EventKind::call  ? call_tolerance
           : kind == EventKind::sms ? sms_tolerance
                                    : chat_tolerance;
  }
};

// What shared events say about two exhibits over one stretch of time.
struct PairOffset {
  std::int64_t a = 0, b = 0;
  Millis precision = 0;        // of the coarsest times behind it
  Millis from = 0, to = 0;     // first and last shared event, on a's clock
  Millis offset = 0;           // b's clock minus a's, halfway
  std::uint32_t support = 0;   // events in the mode
  std::uint32_t compared = 0;  // events compared
  bool by_sequence = false;    // repeated texts, matched as a sequence
  bool accepted = false;
  Millis residual = 0;  // what the solution leaves over
};

enum class ClockCause : std::uint8_t { none, zone, clock };  // see ClockPiece
std::string_view word(ClockCause cause);                     // "none", "zone", "clock"

struct ClockPiece {
  Millis from = Events::min_time, to = Events::max_time;  // on the exhibit's own clock
  Millis offset = 0;                                      // clock minus common time: subtract it
  ClockCause cause = ClockCause::none;                    // zone: a multiple of 15 minutes
  bool at_change = false;  // begins when summer time begins or ends: the clock did not follow, or alone did
};

// A stretch in which a clock runs evenly: on time, or fast or slow (clock_curve.h).
struct ClockLine {
  Millis begin = Events::min_time;  // takes over from the line before
  Millis from = 0, to = 0;          // first and last reading behind it
  Millis middle = 0;
  double level = 0;                 // ahead at `middle`, milliseconds
  double slope = 0;                 // gained per millisecond
  std::uint32_t support = 0, compared = 0;
  bool at_change = false;           // as in ClockPiece

  double ahead(Millis at) const { return level + slope * double(at - middle); }
  double s_per_week() const { return slope * (7.0 * millis_per_day) / 1000; }
};

struct ExhibitClock {
  std::int64_t exhibit = 0;
  bool solved = false;          // false: shares too little with others, offset unknown (taken as 0)
  std::uint32_t network = 0;    // exhibits with the same number are comparable with each other only
  std::uint32_t support = 0;    // shared events behind it
  bool has_local_time = false;  // some of its times have no zone: the offset includes the zone
  std::vector<ClockLine> lines;    // in order; several when the clock was changed
  std::vector<ClockPiece> pieces;  // the lines, cut into steps of a second where they are sloped
  double drift_s_per_week = 0;     // slope of the longest sloped line; else 0

  Millis offset_at(Millis time) const;
};

struct ClockReport {
  std::vector<ExhibitClock> exhibits;  // by exhibit, all of the input
  std::vector<PairOffset> pairs;       // by (a, b, from), accepted or not: the evidence
  // The zero of each network: a reference exhibit, or else the time that most exhibits agree on
  // (then which of two differing clocks is wrong cannot be said from the events).
  struct Zero {
    std::uint32_t network = 0;
    std::vector<std::int64_t> exhibits;
    bool by_reference = false;
  };
  std::vector<Zero> zeros;

  const ExhibitClock* find(std::int64_t exhibit) const;
};

ClockReport solve_clocks(std::span<const SharedKey> copies, const ClockOptions& options);
// The same on a pool.
ClockReport solve_clocks(std::span<const SharedKey> copies, const ClockOptions& options, ThreadPool& pool);

struct EventGroup {
  std::vector<std::int64_t> records;  // the first stands for all: content known, then earliest
  bool without_content = false;       // some copy was matched by sender, recipient and time alone
};
struct Deduplication {
  std::vector<EventGroup> groups;             // only groups of two or more, by first record
  std::uint64_t copies = 0, events = 0;       // events = copies - repeated
  std::vector<std::int64_t> repeats() const;  // every record but the first of its group, in order
};
// Where a copy stands among the copies of its conversation (link/threads.h): thread and writer's seat, both from 1; 0: none.
struct ThreadPlace {
  std::uint32_t thread = 0, seat = 0;
  std::int64_t conversation = 0;
};
struct ThreadPlaces {
  std::function<ThreadPlace(std::size_t copy)> of;  // a place in `copies`
  std::function<bool(std::int64_t conversation, std::uint32_t seat)> taken;  // somebody of that conversation sits there
};

// Copies from one source never merge with each other, but for a row that stands there twice (same moment, parties and words). `copies` as given to solve_clocks(). Equal
// keys are aligned as sequences ("ok", "ok" against "ok", "ok"): as many pairs as the tolerance
// allows, and among those the least sum of differences.
Deduplication merge_copies(std::span<const SharedKey> copies, const ClockReport& clocks,
                           const ClockOptions& options, const ThreadPlaces& places = {});

}  // namespace clew::link
