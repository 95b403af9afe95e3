// The pair table: for every sender and recipient with at least one event, how often, by which
// means, since when, until when, on how many days. Question: "who is in contact with whom, and how
// much".
//
// One scan of the columns: each sender's slice is summed up into slots addressed by recipient, no
// sorting and no join. Deterministic for any number of threads. Values; nothing here refers to the
// Events afterwards. Group messages make no pairs: see group_ties().
//
//   PairTable pairs = pair_table(events, {}, pool);
//   for (const Pair& pair : pairs.of(sender)) …       // by recipient
//   const Pair* back = pairs.find(b, a);
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "link/events.h"

namespace clew::link {

struct Pair {
  Handle to = no_handle;
  std::uint32_t count = 0;  // dated events; first and last only make sense if > 0
  Millis first = 0, last = 0;
  std::uint32_t days = 0;  // calendar days with an event, see PairOptions
  std::array<std::uint32_t, event_kind_count> by_kind{};  // of `count`
  std::uint32_t calls_without_talk = 0;  // calls of known length 0, part of by_kind
  std::uint32_t talk_s = 0;              // summed length of calls, at most 2^32 - 1
  std::uint32_t undated = 0;             // not in `count`
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct PairOptions {
  std::int32_t day_offset_minutes = 0;  // where a day begins: minutes east of UTC, for `days`
};

struct PairTable {
  std::vector<std::uint64_t> begin;  // V + 1
  std::vector<Pair> pairs;           // by (from, to)

  std::uint32_t handle_count() const { return static_cast<std::uint32_t>(begin.size() - 1); }
  std::span<const Pair> of(Handle from) const {
    return {pairs.data() + begin[from], pairs.data() + begin[from + 1]};
  }
  // O(log) in the contacts of `from`; nullptr if there is no event from → to.
  const Pair* find(Handle from, Handle to) const;
};

PairTable pair_table(const Events& events, const PairOptions& options, ThreadPool& pool);

// Both directions of one pair, a < b.
struct Tie {
  Handle a = no_handle, b = no_handle;
  std::uint32_t a_to_b = 0, b_to_a = 0;  // dated and undated events
  friend bool operator==(const Tie&, const Tie&) = default;
};
// min / max of the two directions: 1 when both write alike, 0 when one never answers.
double reciprocity(const Tie& tie);
std::vector<Tie> ties(const PairTable& pairs);

// Who is in contact with whom, either direction: neighbours in order, self left out.
struct Contacts {
  struct Entry {
    Handle other = no_handle;
    std::uint32_t events = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  std::vector<std::uint64_t> begin;
  std::vector<Entry> entries;

  std::uint32_t handle_count() const { return static_cast<std::uint32_t>(begin.size() - 1); }
  std::span<const Entry> of(Handle handle) const {
    return {entries.data() + begin[handle], entries.data() + begin[handle + 1]};
  }
  std::uint32_t degree(Handle handle) const {
    return static_cast<std::uint32_t>(begin[handle + 1] - begin[handle]);
  }
};
Contacts contacts(const PairTable& pairs);

// Ties through groups, a layer of its own: a message of a member to a group of g members ties the
// sender to each other member with weight 1/(g-1). Groups of more than `largest_group` members tie
// nobody and are counted.
struct GroupTie {
  Handle a = no_handle, b = no_handle;  // a < b
  std::uint32_t messages = 0;
  double weight = 0;
  friend bool operator==(const GroupTie&, const GroupTie&) = default;
};
struct GroupTies {
  std::vector<GroupTie> ties;            // by (a, b)
  std::vector<std::uint32_t> too_large;  // groups left out
};
GroupTies group_ties(const Events& events, std::uint32_t largest_group = 30);

}  // namespace clew::link
