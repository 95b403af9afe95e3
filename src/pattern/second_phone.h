// Second phone: two handles in use over the same time whose phones are carried together beyond what people of the same habits
// are, and of which something besides speaks for one user: the contact list of one is small, much of it lies inside the other's, and
// they are hardly ever in calls at one moment. Question 11: "same person, several handsets or SIMs?"
//
// In use means what the holder does: sends, rings, answers. What others still send to a number that was given up is no use of
// it, and two numbers of which one follows the other are a change (number_change.h), not this. Numbers that are one holder's before and
// after a change are counted together (`holder`): the second phone is beside both.
//
// Places alone do not tell one person from a couple that is never apart: these are told by co_movement.h. Who is in contact with
// each other is two persons. Nothing is merged.
//
//   SecondPhones found = find_second_phones(events, contacts, tracks, hubs, {});
//   Leads leads = second_phone_leads(found, {});
#pragma once

#include <span>
#include <vector>

#include "link/pairs.h"
#include "pattern/co_movement.h"
#include "pattern/lead.h"
#include "pattern/one_pocket.h"

namespace clew::pattern {

struct SecondPhoneOptions {
  std::uint32_t least_events = 8;
  Millis least_overlap = 7 * link::millis_per_day;  // both in use
  double least_interleaved = .25;  // see SecondPhone::interleaved
  Millis call_slack = 5 * link::millis_per_second;  // calls that overlap by no more: clocks and rounding
  double least_containment = .6;                    // of the smaller list, by rarity
  std::uint32_t least_common = 3;
  double most_size = 1;  // the smaller list has at most this many contacts per contact of the other
  std::uint32_t peers = 30, least_peers = 10;  // handles used about as much, with whose lists the smaller one is compared
  double small_at_most = 4;  // orders of magnitude that a small list alone can say
  std::uint32_t least_places = 2;
  double most_apart = .05;        // of the moments compared
  double most_by_habit = .1;      // chance that being together is habit, among all phones compared with
  double most_otherwise = .05;    // chance of the rest together: contacts, smallness, calls
  std::uint32_t most_between = 2; // events between the two
  double false_discoveries = .05;
  std::size_t most_leads = 100;
  std::span<const Handle> holder;  // one handle for all numbers of a holder, the least of them, by handle; empty: each stands for itself
};

struct SecondPhone {
  Handle first = link::no_handle, second = link::no_handle;  // more contacts; fewer; of each the number with the most events
  std::vector<Handle> also;                                  // their other numbers, sorted
  std::uint32_t common = 0, contacts = 0;                    // of the second: carried by the first
  double containment = 0, expected_common = 0;
  std::uint32_t events = 0;     // of the second
  double usual_contacts = 0;    // of handles used about as much (median); 0: too few such handles
  std::uint32_t between = 0;    // events between the two
  // Acts of the holders (sent, rung, answered) in the wrong order if one number had followed the other at the best moment for
  // that, per act of the handle with fewer: next to 0 after a change of number, 1 when both are used all the time.
  double interleaved = 0;
  std::uint32_t calls = 0, at_once = 0;  // of the second while both are in use; those during a call of the first
  double expected_at_once = 0;           // were the two phones of two persons
  Pocket pocket;                         // their positions
  std::uint32_t partners = 0;            // phones that each was compared with
  double log10_contacts = 0, log10_small = 0, log10_places = 0, log10_calls = 0, log10_otherwise = 0, log10_p = 0;
  bool stands_out = false;
  friend bool operator==(const SecondPhone&, const SecondPhone&) = default;
};
struct SecondPhones {
  std::vector<SecondPhone> phones;     // farthest from chance first
  std::uint32_t places_alone = 0;      // pairs carried together of which nothing else speaks for one user
};

// `hubs` sorted; their sharing counts for nothing. O(pairs ever in one area × their positions).
SecondPhones find_second_phones(const link::Events& events, const link::Contacts& contacts, const Tracks& tracks, std::span<const Handle> hubs,
                                const SecondPhoneOptions& options);
Leads second_phone_leads(const SecondPhones& found, const SecondPhoneOptions& options);

}  // namespace clew::pattern
