// One conversation in several exhibits: which threads are copies of each other, and which of their
// writers are one seat at the table.
//
// A text export names people as its owner saved them ("Bogdan", "B. from work"), a phone's database
// by number, so the copies of one chat share no identifier. What they share is what was said, in the
// same order. Nothing is merged: a thread and its seats are statements about copies of a
// conversation, with their support; they serve to count an event once and to lay two copies side by
// side.
//
//   Threads threads = match_threads(rows, {});
//   threads.find(conversation)                  // → thread number, or nothing
//   threads.seat_of(conversation, sender)       // equal seats of one thread: the same writer
//
// Pure functions. O(n log n) in rows plus the pairs of conversations that share rare
// texts. Deterministic for any order of the input as long as conversation numbers are canonical, and any
// number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "link/events.h"

namespace clew::link {

struct ThreadRow {
  std::int64_t exhibit = 0;
  std::int64_t conversation = 0;  // canonical number, unique over exhibits
  std::uint64_t sender = 0;       // stable hash of the identifier, 0 unknown
  std::uint64_t content = 0;      // content_key() of the text, 0 when there is nothing to compare
  Millis time = 0;                // as the exhibit says
  Millis precision = 0;           // 60,000 when written to the minute
  std::int64_t record = 0;        // canonical: exhibit × 2^32 + number
};

// What two copies of a text have in common: letters and digits of ASCII in lower case if there are
// six or more of them (a code page without Romanian letters shows "?" for them), else the text
// without marks of direction and outer spaces. 0 for a text with nothing in it.
std::uint64_t content_key(std::string_view utf8);

struct ThreadOptions {
  std::size_t most_conversations = 12;  // a text in more conversations than that tells nothing
  std::uint32_t least_order = 5;        // texts in the same order, without looking at clocks
  std::uint32_t least_timed = 2;        // texts at agreeing times (see `clock`); 1 if nobody else wrote it
  double least_share = .75;             // of the common texts that stand in the same order
  double least_overlap = .25;           // of the rows of the shorter copy, in the time both cover
  double least_agree = .5;              // of the texts in order that are apart by the same time as a neighbour
  double least_of_writer = .2;          // of a writer's own texts, in the time both cover; else he is absent
  double most_absent = .25;             // of the texts of all writers but the one with most in common, by absent ones
  Millis tolerance = 8 * millis_per_second;
  Millis largest_offset = 14 * millis_per_hour + millis_per_hour;
  // Common time of a reading of that exhibit's clock, once clocks are solved; empty: not yet.
  std::function<Millis(std::int64_t exhibit, Millis time)> clock;
};

// Two conversations that are copies of one.
struct ThreadPair {
  std::int64_t a = 0, b = 0;
  std::uint32_t common = 0;    // texts that stand once in each
  std::uint32_t in_order = 0;  // of those, in the same order
  std::uint32_t agree = 0;     // of those, apart by the same time as the one before or after
  std::uint32_t rows = 0;      // of the shorter copy in the time both cover
  Millis offset = 0;           // b's clock less a's, median
  friend bool operator==(const ThreadPair&, const ThreadPair&) = default;
};

struct ThreadSeat {
  std::int64_t conversation = 0;
  std::uint64_t sender = 0;
  std::uint32_t thread = 0, seat = 0;  // from 0, canonical
  std::uint32_t votes = 0;             // rows in another copy that say so
  friend bool operator==(const ThreadSeat&, const ThreadSeat&) = default;
};

struct Threads {
  std::vector<ThreadPair> pairs;  // accepted, by (a, b)
  // By conversation: those with a copy elsewhere.
  std::vector<std::pair<std::int64_t, std::uint32_t>> of_conversation;
  std::vector<ThreadSeat> seats;  // by (conversation, sender); only senders seen in two copies

  std::optional<std::uint32_t> find(std::int64_t conversation) const;
  const ThreadSeat* seat_of(std::int64_t conversation, std::uint64_t sender) const;
};

Threads match_threads(std::span<const ThreadRow> rows, const ThreadOptions& options);
// The same on a pool; `options.clock` is called from its threads.
Threads match_threads(std::span<const ThreadRow> rows, const ThreadOptions& options, ThreadPool& pool);

}  // namespace clew::link
