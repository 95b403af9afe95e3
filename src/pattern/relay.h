// Relays: A reaches B, and within minutes B reaches C, again and again. "Who passes on what A
// says?"
//
// Every pair of events A→B, B→C (C neither A nor B) with the second at most `window` after the end
// of the first is looked at per triple; pairs less than `apart` from each other are one occasion, for
// the lines of one chat, or two copies of one call that were not recognised as one, are no independent
// events. What busy people do by chance is measured on the same events with the first ones moved to
// other days (day_shift_null), or in the hour before if that is more, and
// only triples that stand out among all triples tested become leads: judged by their own evidence and by what is found of A, B and C
// elsewhere (relay_chance.h).
//
// A number that was changed is one person's before and after: what was passed on to and from both is judged together (`holder`).
// Nobody has confirmed the change, so the leads stay those of the numbers: each three that is seen often enough by itself has a lead with its
// own figures, which says what was found together. Only where none is are the occasions told together, and the lead says so in its title.
//
// In a busy case times alone cannot tell three occasions from chance. Where both messages of an occasion have words,
// what the second repeats of the first is evidence of another kind (passed_on.h), with a chance that does not hang on when
// things happened; the two are put together. A triple of calls is judged by its times alone.
#pragma once

#include <span>
#include <vector>

#include "pattern/broadcast.h"
#include "pattern/lead.h"
#include "pattern/passed_on.h"
#include "pattern/relay_chance.h"

namespace clew::pattern {

struct RelayOptions {
  Millis window = 5 * link::millis_per_minute;
  Millis apart = link::millis_per_hour;
  std::uint32_t least_events = 3;  // occasions
  double false_discoveries = .05;
  std::uint32_t least_passed_on = 2;  // occasions with words passed on: once is a coincidence of words
  double passed_on = .05;             // chance of such an occasion
  std::size_t most_leads = 500;
  // Only triples with this handle, as A, B or C, are looked at and are tests, and all that were seen often enough are kept:
  // asked about somebody, a few hundred tests stand where a case has many thousands.
  Handle about = link::no_handle;
  // One handle for all numbers of a holder, the least of them, by handle; empty: each stands for itself. Outlives the call.
  std::span<const Handle> holder;
};

// Of a relay in which several numbers of one holder take part, what was seen of one three of numbers.
struct RelayNumbers {
  Handle a = link::no_handle, b = link::no_handle, c = link::no_handle;
  std::uint32_t observed = 0;  // occasions
  double expected = 0, log10_p = 0;  // of these numbers; of their times
  std::vector<std::uint32_t> events;
  friend bool operator==(const RelayNumbers&, const RelayNumbers&) = default;
};

struct Relay {
  Handle a = link::no_handle, b = link::no_handle, c = link::no_handle;  // the numbers with the most of the events
  std::vector<Handle> also;    // further numbers of the three that take part, sorted
  std::uint32_t observed = 0;  // occasions
  std::uint32_t alone = 0;     // with these three numbers alone
  std::vector<RelayNumbers> by_numbers;  // with `also`: those seen least_events times and more by themselves, most first
  double expected = 0, log10_p = 0;  // from other days, or the hour before (HourBefore::more_than()); the chance of all evidence
  double times_log10_p = 0;          // of the times alone
  std::uint32_t written = 0;         // occasions on which both messages have words
  std::vector<std::uint32_t> passed_on;  // of those with words passed on (chance at most .05 each): the two messages, flat
  double words_log10_p = 0;          // of the words
  std::uint64_t shifted_pairs = 0;  // occasions on all other days, and the share of the true one to these: see Chance
  double day_share = 0;
  std::vector<float> repeated;  // of the written occasions the chance of what is repeated
  double weight = 0;          // relay_weight(), of times and words
  std::uint32_t test = 0;     // place in Relays::tested, unless by_broadcast
  bool by_broadcast = false;  // see relay_leads()
  bool stands_out = false;    // among those that are by broadcast (by their chance alone), or among the others
  double by_chance = 1;       // chance that it is chance alone, given the others; unless by_broadcast
  std::vector<std::uint32_t> events;  // both events of every pair, by time, each once
  friend bool operator==(const Relay&, const Relay&) = default;
};

struct Relays {
  // With at least `least_events` and a chance of at most `false_discoveries` (others cannot stand
  // out; with `about` these too), by (b, a, c).
  std::vector<Relay> relays;
  std::uint64_t triples = 0;  // seen at least once
  // Number of tests: of those seen, the ones that could stand out at all, with `least_events` from A to B and from B to C.
  // (A triple whose margins allow no such finding is no chance for a false one; Tarone 1990.)
  std::uint64_t tests = 0, broadcast_tests = 0;
  std::vector<RelayTest> tested;  // tests of those B in the middle of one of `relays`, in `holder`'s handles
  RepeatedByChance repeated;  // in triples whose times could not stand out
  std::uint64_t pairs = 0;    // pairs of events over all triples
};

// `bursts`: of those whose broadcasts stand out; their messages are no relays (a broadcast follows everything), and a recipient's next contacts are told
// under dispatch. Not of everybody who talks with many within minutes: in a case of 10^7 records that was each of those who pass on, and not one
// of 21 planted threes of people was looked at. O(events + pairs), parallel by B.
// `said`: what was written, by event; without it times decide alone. The columns are gone through once, and the tests some
// thirty times.
Relays find_relays(const link::Events& events, std::span<const Burst> bursts,
                   const RelayOptions& options, ThreadPool& pool, const Said* said = nullptr);

// Which of `kept` stand out when only these are looked at; sets their by_chance and stands_out. None is by_broadcast.
void tell_relays(std::span<Relay* const> kept, const Relays& found, std::uint32_t handles, const RelayOptions& options);

// Left out, and counted in not_looked_for: relays through a hub (that somebody rings voicemail after a call says nothing),
// and those that a broadcast explains, for after one its recipients and the sender's helpers are all busy at once: from a
// recipient through the sender, and from the sender to a recipient. dispatch.h looks at these with the sender as the unit.
// `hubs` sorted.
Leads relay_leads(const link::Events& events, const Relays& relays, std::span<const Handle> hubs,
                  const RelayOptions& options, const RelayWords& words = {});

}  // namespace clew::pattern
