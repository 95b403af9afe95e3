// Order and dispatch: a customer of a broadcasting line contacts it, and within ten minutes the
// line contacts another handle, again and again the same few. Gives the handles that seem to act
// for the line; with them line_days() (broadcast.h) counts confirmed contacts.
//
// The lines of one talk are no independent contacts: the chance is that of those that begin a talk. A trainer whose team writes all evening is in touch
// with his family on some of them (seven false pairs in two invented clubs without it).
//
// "Customer" means a recipient of the line's broadcasts and nothing else; not one who was told once, as all are of a new number, and whom the
// line contacts besides.
#pragma once

#include <span>
#include <vector>

#include "pattern/broadcast.h"
#include "pattern/lead.h"

namespace clew::pattern {

struct DispatchOptions {
  Millis window = 10 * link::millis_per_minute;
  std::uint32_t least_events = 3;
  double false_discoveries = .05;
};

struct Dispatch {
  Handle line = link::no_handle, to = link::no_handle;
  std::uint32_t observed = 0;   // contacts line → to that come within the window after a customer's, each once
  std::uint32_t customers = 0;  // distinct
  double expected = 0, log10_p = 0;
  std::uint32_t begins = 0;     // of those, contacts that begin a talk: nothing was said between the two for `window` before
  double begins_expected = 0;   // of these by chance
  bool stands_out = false;
  std::vector<std::uint32_t> events;
  friend bool operator==(const Dispatch&, const Dispatch&) = default;
};

// For senders with bursts on at least `least_days` days. By (line, to).
std::vector<Dispatch> find_dispatch(const link::Events& events, std::span<const Burst> bursts,
                                    const BroadcastOptions& broadcast,
                                    const DispatchOptions& options);
// (line, to) of those that stand out: for BroadcastOptions::runners.
std::vector<std::pair<Handle, Handle>> runners_of(const std::vector<Dispatch>& dispatch);

Leads dispatch_leads(const link::Events& events, const std::vector<Dispatch>& dispatch,
                     const DispatchOptions& options);

}  // namespace clew::pattern
