// Broadcasts: one sender, many recipients, within minutes. Question 4 of the analyst: "show
// broadcast bursts", with who answers and the potential and confirmed counts of each day.
//
// A burst is at least 8 distinct recipients within 10 minutes, or at least 10 with pauses of at
// most 60 s. A sender with bursts on at least 3 days becomes a lead; one burst a year is a birthday
// or a new phone. Firms, schools and clubs broadcast too, so the word is "broadcast" and nothing
// more; a sender whose recipients do not react to its bursts is told after the others, with that and
// with its regular hours against it. Group messages are not broadcasts (one event with members).
//
// Who writes five hundred messages a day to forty people has bursts all day long, and writes something else to somebody
// else in each. A broadcast says one thing to many, or goes to one list: a sender whose bursts do neither, as far as
// their texts are known, is left out. (A case of 10^7 records: 46 of 54 leads were such people.)
//
//   Broadcasts found = broadcasts(find_bursts(events, {}, pool), {});
//   const std::vector<Burst>& bursts = found.bursts;
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
  double least_same_text = .5;        // of the messages of a burst whose texts are known, on average
  std::uint32_t telling_texts = 4;    // fewer of a burst say nothing: of two, one is half
  double least_same_recipients = .2;  // overlap of the recipients from one burst to the next, on average
  double beside_talk = 20;  // bursts of many texts, or of unknown ones, must be so many times those by chance: people talk in sittings
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
  std::uint32_t with_text = 0;      // messages whose text is known
  double same_recipients = 0;       // overlap with the sender's last burst (Jaccard)
  std::uint32_t answered = 0, rang = 0;  // recipients who write / ring within the answer window
  std::vector<std::uint32_t> events;     // indexes, in order of time
  friend bool operator==(const Burst&, const Burst&) = default;
};

// All bursts, also of senders with only one, by (sender, start). O(events), parallel by sender.
std::vector<Burst> find_bursts(const link::Events& events, const BroadcastOptions& options,
                               ThreadPool& pool);

// Whether the messages of bursts differ: of the texts that are known, where a burst has `telling_texts` of them, fewer than
// `least_same_text` are near the commonest of their burst.
bool texts_differ(std::span<const Burst> own, const BroadcastOptions& options);

struct Broadcasts {
  std::vector<Burst> bursts;
  std::uint32_t talkers = 0;  // senders left out, with bursts on `least_days` days: many texts to changing people
};
// Without the bursts of those who talk with many. `bursts` as find_bursts() gives them. (For relays and chains take all
// bursts: what follows in a sitting is passed on as little as what follows in a broadcast.)
Broadcasts broadcasts(const std::vector<Burst>& bursts, const BroadcastOptions& options);

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
