// List carry-over: one sender broadcasts to much the same list as another did before or does beside
// it. Question 4, followed on: "did the list go on under another number?"
//
// Compares the recipients of senders with broadcasts on several days, pair by pair. It does not
// need the sender to have stopped, so it also finds two numbers that work one list side by side.
#pragma once

#include <span>
#include <vector>

#include "link/pairs.h"
#include "pattern/broadcast.h"

namespace clew::pattern {

struct ListCarryOptions {
  std::uint32_t least_bursts = 3;  // of each sender
  std::uint32_t least_common = 5;
  double least_share = .25;  // of the smaller list
  double false_discoveries = .05;
};

struct ListCarry {
  Handle before = link::no_handle, after = link::no_handle;  // by first burst
  std::uint32_t before_list = 0, after_list = 0, common = 0;
  Millis before_last = 0, after_first = 0;  // last burst of one, first of the other
  double expected = 0, log10_p = 0;
  std::vector<Handle> recipients;    // in common, rarest first
  std::vector<std::uint32_t> events;  // burst messages to them, by time
  bool stands_out = false;
  friend bool operator==(const ListCarry&, const ListCarry&) = default;
};

// By (before, after). O(senders² × lists); senders are few.
std::vector<ListCarry> find_list_carry(const link::Events& events, const link::Contacts& contacts,
                                       std::span<const Burst> bursts,
                                       const ListCarryOptions& options);
Leads list_carry_leads(const link::Events& events, const std::vector<ListCarry>& found,
                       const ListCarryOptions& options);

}  // namespace clew::pattern
