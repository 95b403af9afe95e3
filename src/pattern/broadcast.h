// Broadcasts: one sender, many recipients, within minutes. Question 4 of the analyst: "show
// broadcast bursts", with who answers and the potential and confirmed counts of each day.
//
// A burst is at least 8 distinct recipients within 10 minutes, or at least 10 with pauses of at
// most 60 s. A sender with bursts on at least 3 days becomes a lead; one burst a year is a birthday
// or a new phone. Firms, schools and clubs broadcast too, so the word is "broadcast" and nothing
// more; a sender whose recipients do not react to its bursts is told after the others, with that and
// with its regular hours against it. Group messages are not broadcasts (one event with members).
//
//   std::vector<Burst> bursts = find_bursts(events, {}, pool);
//   Leads leads = broadcast_leads(events, bursts, {}, pool);
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct BroadcastOptions {
  std::uint32_t least_recipients = 8;
  Millis window = 10 * link::millis_per_minute;
  std::uint32_t run_recipients = 10;
  Millis run_gap = link::millis_per_minute;
  std::uint32_t least_days = 3;
  std::array<bool, link::event_kind_count> kinds = {false, true, true, false, false, false};
  int near_bits = 3;  // texts that differ by no more are versions of one (link/text_hash.h)
  Millis answer_window = link::millis_per_hour;
  std::int32_t day_offset_minutes = 0;
  std::uint32_t null_rounds = 20;
  double level = .01;  // senders with as many bursts as a busy handle has by chance are no leads
  double little_back = .2;  // events that come back of those sent, at most, of a sender whom nobody reacts to
  int reaction_days = 14;   // bursts are moved by up to so many days either way
  // Handles known to act for a sender, (sender, other) sorted; their contacts confirm too.
  std::vector<std::pair<Handle, Handle>> runners;
};

struct Burst {
  Handle sender = link::no_handle;
  Millis start = 0, end = 0;
  std::uint32_t recipients = 0;     // distinct
  std::uint32_t text_versions = 0;  // 0: no text known
  double same_text = 0;             // share of messages near the commonest text; 0 no text known
  double same_recipients = 0;       // overlap with the sender's last burst (Jaccard)
  std::uint32_t answered = 0, rang = 0;  // recipients who write / ring within the answer window
  std::vector<std::uint32_t> events;     // indexes, in order of time
  friend bool operator==(const Burst&, const Burst&) = default;
};

// All bursts, also of senders with only one, by (sender, start). O(events), parallel by sender.
std::vector<Burst> find_bursts(const link::Events& events, const BroadcastOptions& options,
                               ThreadPool& pool);

// How often recipients ring or write to the sender within the answer window of a burst (each once a burst), and how often,
// on average, when the bursts are moved by whole days. A school is rung now and then, but not because it has just sent.
struct Reaction {
  std::uint64_t observed = 0;
  double expected = 0;
  double log10_p = 0;                    // of as many and more; two counts compared
  std::uint64_t sent = 0, received = 0;  // events of the sender, groups left out
  // Little comes back, and no more after a burst than at other times.
  bool none(const BroadcastOptions& options) const;
};
// `own`: the bursts of one sender. O(bursts × days moved × events within the window).
Reaction reaction_to(const link::Events& events, std::span<const Burst> own, const BroadcastOptions& options);

// Potential: distinct handles that contact the sender that day. Confirmed: those of them whom the
// sender, or a runner, contacts later on the same day, broadcasts not counted. Potential counts
// wrong numbers and friends; confirmed misses what was settled by the call itself.
struct LineDay {
  std::int64_t day = 0;  // since 1970-01-01, in the zone of day_offset_minutes
  std::uint32_t potential = 0, confirmed = 0;
  std::vector<std::int64_t> evidence;  // incoming events and what confirms them, by time
  friend bool operator==(const LineDay&, const LineDay&) = default;
};
// `bursts`: those of `sender` (others are passed over).
std::vector<LineDay> line_days(const link::Events& events, Handle sender, std::span<const Burst> bursts,
                               const BroadcastOptions& options);

Leads broadcast_leads(const link::Events& events, const std::vector<Burst>& bursts,
                      const BroadcastOptions& options, ThreadPool& pool);

}  // namespace clew::pattern
