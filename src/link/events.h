// Event columns: who reached whom, when, how, in the form that analysis scans.
//
// One event is one call, message or mail after de-duplication (link/clock.h); its record id opens
// the evidence. Handles are dense indexes 0 … V-1 that the caller assigns (in an order that does
// not depend on the import, for instance by normal form). Everything stands twice: sorted by sender
// and time (the columns themselves), and for every handle the events it took part in, by time
// (indexes into the columns). So "one person" is one contiguous slice and nothing is joined.
//
//   EventsBuilder builder(handle_count);
//   std::uint32_t group = builder.add_group({a, b, c});
//   builder.add({.from = a, .to = b, .time_us = t, .has_time = true, .record = id});
//   Events events = std::move(builder).build(pool);
//   events.save(path, stamp);                                  // derived/events.bin
//   std::optional<Events> again = Events::open(path, stamp, &why);  // nothing: build it anew
//
// Hot part: 16 bytes an event (from, to, time + kind + duration in one word), cold: record id and
// text hash. With both indexes 40 bytes an event: 100 million events in 4 GB. They are looked at where they lie in the file, and
// built, but for the first half million, in unnamed files beside it; what was gone over is let go of. The bytes of the file are a function of the set of rows alone: any input order, any
// number of threads. Times are kept in whole milliseconds (the record keeps what was written).
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/sha256.h"
#include "base/spill.h"
#include "base/thread_pool.h"

namespace clew::link {

using Handle = std::uint32_t;  // dense index
inline constexpr Handle no_handle = 0xffffffff;
inline constexpr std::uint32_t no_group = 0xffffffff;

using Millis = std::int64_t;
inline constexpr Millis millis_per_second = 1000;
inline constexpr Millis millis_per_minute = 60 * millis_per_second;
inline constexpr Millis millis_per_hour = 60 * millis_per_minute;
inline constexpr Millis millis_per_day = 24 * millis_per_hour;

enum class EventKind : std::uint8_t { call, sms, chat, mail, payment, other };
inline constexpr int event_kind_count = 6;
std::string_view word(EventKind kind);  // "call", "sms", "chat", "mail", "payment", "other"

// What the builder takes. A caller that is withheld or a recipient that is not known is no_handle.
// A message to a group has `group` and no `to`.
struct EventRow {
  Handle from = no_handle;
  Handle to = no_handle;
  std::uint32_t group = no_group;
  std::int64_t time_us = 0;
  bool has_time = false;
  bool local_time = false;  // zone unknown: `time_us` takes the reading of the clock in the case's zone
  EventKind kind = EventKind::other;
  std::int64_t duration_s = -1;  // -1 unknown
  std::uint64_t text = 0;        // link/text_hash.h, 0 none
  std::uint32_t count = 1;       // of an event without a time: how many contacts the row stands for
  std::int64_t record = 0;
};

// An event that no clock dates: counted between its two handles, in no time line.
struct UndatedEvent {
  Handle from = no_handle;
  Handle to = no_handle;  // or the group, see is_group
  std::uint8_t kind = 0, is_group = 0;
  std::uint16_t unused = 0;
  std::uint32_t count = 1;  // contacts that the row stands for: a list of ties says how many
  std::int64_t record = 0;
  friend auto operator<=>(const UndatedEvent&, const UndatedEvent&) = default;
};

// Immutable; any number of threads may read. Spans hold while the object lives (moving keeps them).
class Events {
 public:
  static constexpr Millis min_time = -(Millis{1} << 42);  // year 1830
  static constexpr Millis max_time = (Millis{1} << 42) - 1;
  static constexpr std::uint32_t unknown_duration = 0xffff, longest_duration = 0xfffe;

  Events();  // no events, no handles

  std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }
  std::uint32_t handle_count() const { return handle_count_; }
  std::uint32_t group_count() const { return group_count_; }

  // Event i of size(), in order of (sender, time). Senders that are not known come last.
  Handle from(std::uint32_t i) const { return from_[i]; }
  // no_handle for a group message or an unknown recipient.
  Handle to(std::uint32_t i) const { return is_group(i) ? no_handle : to_[i]; }
  // Without a branch, for loops over everything: to(), or group() of a group message.
  std::uint32_t to_or_group(std::uint32_t i) const { return to_[i]; }
  std::uint32_t group(std::uint32_t i) const { return is_group(i) ? to_[i] : no_group; }
  Millis time(std::uint32_t i) const { return unpack_time(when_[i]); }
  EventKind kind(std::uint32_t i) const { return static_cast<EventKind>(when_[i] >> 16 & 7); }
  bool is_group(std::uint32_t i) const { return when_[i] >> 19 & 1; }
  bool is_local_time(std::uint32_t i) const { return when_[i] >> 20 & 1; }
  // Seconds; nothing if unknown; longest_duration stands for that or more.
  std::optional<std::uint32_t> duration(std::uint32_t i) const {
    std::uint32_t seconds = when_[i] & 0xffff;
    return seconds == unknown_duration ? std::nullopt : std::optional(seconds);
  }
  // For loops over everything, without a branch and as wide as the column, so that vectors need not be narrowed: 0 if unknown.
  std::uint64_t duration_or_zero(std::uint32_t i) const {
    const std::uint64_t seconds = when_[i] & 0xffff;
    return seconds & (0 - std::uint64_t{seconds != unknown_duration});
  }
  bool is_between_two(std::uint32_t i, EventKind kind) const { return (when_[i] >> 16 & 15) == static_cast<std::uint64_t>(kind); }  // of that kind, to no group
  std::int64_t record(std::uint32_t i) const { return record_[i]; }
  std::uint64_t text(std::uint32_t i) const { return text_[i]; }

  // Indexes [first, second) of what a handle sent; handle_count() asks for unknown senders.
  std::pair<std::uint32_t, std::uint32_t> sent(Handle handle) const {
    return {sender_begin_[handle], sender_begin_[handle + 1]};
  }
  // Every one-to-one event the handle sent or received, by time. Group messages of others are not
  // here: see groups_of() and group_events().
  std::span<const std::uint32_t> party(Handle handle) const {
    return {party_ + party_begin_[handle], party_ + party_begin_[handle + 1]};
  }
  std::span<const Handle> group_members(std::uint32_t group) const {
    return {member_ + group_begin_[group], member_ + group_begin_[group + 1]};
  }
  std::span<const std::uint32_t> group_events(std::uint32_t group) const {  // by time
    return {group_event_ + group_event_begin_[group], group_event_ + group_event_begin_[group + 1]};
  }
  std::span<const std::uint32_t> groups_of(Handle handle) const {
    return {member_group_ + member_group_begin_[handle],
            member_group_ + member_group_begin_[handle + 1]};
  }
  std::span<const UndatedEvent> undated() const { return {undated_, undated_count_}; }

  // The other side of a one-to-one event, seen from `handle`.
  Handle other_side(std::uint32_t i, Handle handle) const {
    return from_[i] == handle ? to(i) : from_[i];
  }
  // First and last dated event; nothing when there are none.
  std::optional<std::pair<Millis, Millis>> span() const;
  std::uint32_t local_time_count() const;  // how many take part with a reading of unknown zone

  // All bytes, as the file holds them: for digests and comparisons.
  std::string_view bytes() const;
  // Between two walks over the columns: their pages count no more as memory of this process until they are looked at again.
  void let_go() const;

  // Writes the file durably. `stamp` says from which state of the case the columns were built.
  // Throws Error(resource).
  void save(const std::filesystem::path& path, const Sha256Digest& stamp) const;
  // Maps the file. Nothing when it is not there, of another version or stamp, cut short, changed,
  // or says something impossible; `why` (if given) then says which. Cost: one pass over the bytes.
  static std::optional<Events> open(const std::filesystem::path& path, const Sha256Digest& stamp,
                                    std::string* why = nullptr);

 private:
  friend class EventsBuilder;
  struct Layout;
  struct Header;
  struct Unbound {};
  explicit Events(Unbound) {}

  static Millis unpack_time(std::uint64_t when) {
    return static_cast<Millis>(when >> 21) + min_time;
  }
  void bind(const std::byte* bytes);  // sets the pointers from the header at `bytes`
  std::string fault() const;          // what is impossible in the columns; empty: nothing
  // take(some bytes) for all of them from `begin` on, each let go of afterwards.
  template <typename Take>
  void in_portions(std::size_t begin, const Take& take) const;
  std::pair<std::uint64_t, std::uint64_t> body_hash() const;  // of what follows the header

  Spill buffer_;
  MappedFile file_;
  std::size_t byte_count_ = 0;
  const std::byte* bytes_ = nullptr;

  std::uint64_t size_ = 0, undated_count_ = 0;
  std::uint32_t handle_count_ = 0, group_count_ = 0;
  const std::uint32_t *from_ = nullptr, *to_ = nullptr, *party_ = nullptr, *member_ = nullptr,
                      *group_event_ = nullptr, *member_group_ = nullptr, *sender_begin_ = nullptr;
  const std::uint64_t *when_ = nullptr, *text_ = nullptr, *party_begin_ = nullptr,
                      *group_begin_ = nullptr, *group_event_begin_ = nullptr,
                      *member_group_begin_ = nullptr;
  const std::int64_t* record_ = nullptr;
  const UndatedEvent* undated_ = nullptr;
};

// Collects rows in any order. For one thread.
class EventsBuilder {
 public:
  // `handle_count` < 2^32 - 1. `folder`: where unnamed files may lie while and after many events are built; empty: in memory.
  explicit EventsBuilder(std::uint32_t handle_count, std::filesystem::path folder = {});
  ~EventsBuilder();
  EventsBuilder(EventsBuilder&&) noexcept;

  // A set of handles that messages go to (duplicates are dropped); the same set gets the same
  // number. Members may change over time: give each message the set that held then.
  std::uint32_t add_group(std::vector<Handle> members);
  // A row with neither side known is counted in without_party() and left out. A time outside
  // Events::min_time … max_time makes the event undated. Throws Error(resource) beyond 2^32 - 2
  // events. Handles and groups must be in range.
  void add(const EventRow& row);

  std::uint64_t added() const;
  std::uint64_t without_party() const;

  // Sorts and lays out; leaves the builder empty. O(n log n) with small constants.
  Events build(ThreadPool& pool) &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::link
