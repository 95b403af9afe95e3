// Call chains: A reaches B, B soon C, C soon D, again and again by the same way. Question 29: "call
// chains A→B→C in minutes". relay.h gives two hops; this goes on from the relays that are unlikely
// by chance, hop by hop, as long as the next hop is unlikely too. What a broadcast explains begins none.
#pragma once

#include <span>
#include <vector>

#include "pattern/relay.h"

namespace clew::pattern {

struct ChainOptions {
  Millis window = 15 * link::millis_per_minute;  // from the end of one event to the next
  std::uint32_t least_times = 3;
  std::uint32_t most_hops = 5;
  double hop_level = .01;  // chance of each further hop, given the way so far, at most; and it stands out among all hops looked at
  double false_discoveries = .05;
  std::size_t most_ways = 100'000;  // looked at; more: capped, and said so
  std::size_t most_leads = 100;
};

struct Chain {
  std::vector<Handle> handles;  // in order, at least four, all different
  std::uint32_t times = 0;      // how often it runs through
  double expected = 0;          // of its last hop, given the way before
  double log10_p = 0;           // all hops
  std::vector<std::uint32_t> events;  // all events of all runs, by time
  bool stands_out = false;
  friend bool operator==(const Chain&, const Chain&) = default;
};
struct Chains {
  std::vector<Chain> chains;  // longest ways only, by handles
  std::uint64_t ways = 0;     // looked at: the number of tests
  std::uint64_t by_broadcast = 0;  // relays that stand out and are told under dispatch: no way begins with them
  bool capped = false;
};

// `relays`: of the same events (find_relays()). `hubs` sorted: no chain runs through one.
Chains find_chains(const link::Events& events, const Relays& relays, std::span<const Burst> bursts,
                   std::span<const Handle> hubs, const ChainOptions& options);
Leads chain_leads(const link::Events& events, const Chains& chains, const ChainOptions& options);

}  // namespace clew::pattern
