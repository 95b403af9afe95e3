// Number change: handle A falls silent or drops, handle B starts or rises, and B goes on with A's
// contacts. Question 12: "when did X change number?"
//
// Works on contact sets and rates alone, so it also holds for SIM and handset changes and for new
// accounts. It is repeated: contacts that changed numbers themselves are joined first, which is
// what finds somebody whose whole circle changed at once. Each proposal comes with what speaks
// against it, and nothing is merged: it is a lead and a suggestion list of at most five.
//
//   NumberChanges found = number_changes(events, contacts, {}, pool);
//   Leads leads = number_change_leads(events, found, {});
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "link/pairs.h"
#include "pattern/lead.h"

namespace clew::pattern {

// What phones say of two numbers: how many save both under names that may be one person's, how many under names that are not;
// whether one phone's own rows stand under the first until a moment and under the second from then on.
struct SavedNames {
  std::uint32_t alike = 0, unlike = 0;
  bool own = false;
  // A phone that gives both one name says more than one that gives two: people have nicknames and roles, strangers seldom one name. So one of the
  // former counts as two of the latter.
  bool speaks_for() const { return own || (alike > 0 && 2 * alike >= unlike); }
  bool speaks_against() const { return !speaks_for() && unlike > 0; }
  friend bool operator==(const SavedNames&, const SavedNames&) = default;
};

struct NumberChangeOptions {
  std::uint32_t least_events = 8;  // before for the old handle, after for the new one
  double drop = .5;                // rate after / before of the old handle at most; new: reverse
  double strong_drop = .25;        // named "strong" in the lead
  double least_change = 4;         // 2 × log likelihood ratio of the change of rate
  std::uint32_t least_common = 3;  // contacts carried over; 2 gives a weak suggestion
  double show = .2, propose = .35;
  double suggest = .2;  // score from which a pair is a suggestion
  double rate_level = .05;  // chance of the two changes of rate, over all pairs compared, at most
  double contact_level = .001;  // chance of so many contacts in common, of one pair, at most; or rate_level over all
  std::uint32_t passes = 5;
  std::uint32_t suggestions = 5;   // at most, per old handle
  double common_everywhere = .25;  // contacts of more than this share of handles are skipped
  Millis longest_gap = 45 * link::millis_per_day;  // silence between old and new
  Millis longest_overlap = 14 * link::millis_per_day;
  std::uint32_t calibration_splits = 40;  // 0: do not calibrate
  bool weighed = false;                   // the chance of every suggestion's contacts is computed too
  // Names are evidence of another kind: where they speak for the pair, `show` is enough to propose it and `named_contact_level` of
  // the contacts; where more phones than that save both under different names, it is not proposed; where one does and no more say
  // otherwise, the contacts must be too many over all pairs compared.
  std::function<SavedNames(Handle old_handle, Handle new_handle)> saved;
  double named_contact_level = .05;
  std::uint32_t most_unlike = 1;
  // Whoever rings hardly anybody, and whoever is hardly rung: a taxi's number and a school's are known to the same people.
  double hardly = .1;
  // Short codes and names of senders, by handle; empty: none is known. Nobody gets one for his number, and one service that begins in the week in
  // which another ends reaches the same public.
  std::vector<bool> service;
};

struct CarriedContact {
  Handle contact = link::no_handle;      // as the old handle knew it
  Handle new_contact = link::no_handle;  // as the new one does: differs if it changed number too
  std::uint32_t before = 0, after = 0;
  double weight = 0;  // rarity, log(handles / its contacts)
  friend bool operator==(const CarriedContact&, const CarriedContact&) = default;
};

struct NumberChange {
  Handle old_handle = link::no_handle, new_handle = link::no_handle;
  Millis old_drops = 0, new_starts = 0;  // last event of the busy time; first of the new one's
  double score = 0;                      // cosine of contact weights
  double containment = 0;  // share of the old handle's contact weight that is carried over
  double old_outgoing = 0, new_outgoing = 0;  // share of the events that the handle began
  double old_ratio = 0, new_ratio = 0;        // rate after / before; rate before / after
  double old_strength = 0, new_strength = 0;  // of the two changes of rate, see least_change
  std::vector<CarriedContact> common;         // rarest first
  std::vector<CarriedContact> left;           // earlier contacts that the new handle has not, most events first
  std::uint32_t old_contacts = 0, new_contacts = 0;
  double expected_common = 0, log10_contacts = 0, log10_p = 0;  // chance of the contacts alone; of all
  std::uint32_t pass = 0;  // 1: found at once
  bool rung_on = false;    // the old handle's sharpest drop comes later: its contacts must be too many over all pairs compared
  bool proposed = false;
  SavedNames saved;
  double rival = 0;  // best score of another partner for either side (enough contacts in common)
  friend bool operator==(const NumberChange&, const NumberChange&) = default;
};

// What the same method finds among handles that were split on purpose in this very case.
struct Calibration {
  std::uint32_t splits = 0;           // handles cut in two at a random time
  std::uint32_t proposed = 0;         // proposals that touch a split handle
  std::uint32_t right = 0;            // of those, old and new half of the same handle
  std::uint32_t suggested_right = 0;  // right one among the suggestions
  double precision() const { return proposed == 0 ? 0 : double(right) / proposed; }
  double recall() const { return splits == 0 ? 0 : double(right) / splits; }
  friend bool operator==(const Calibration&, const Calibration&) = default;
};

struct NumberChanges {
  std::vector<NumberChange> changes;      // one to one; proposals first, farthest from chance first
  // All with score ≥ suggest, at most 5 per old handle, by (old, names that speak for it, at least three contacts, score); includes
  // the changes. Their chances are known where `weighed` was asked for.
  std::vector<NumberChange> suggestions;
  std::uint32_t passes = 0;
  std::uint64_t tested = 0;  // pairs of handles compared in the first pass
  Calibration calibration;
};

// `contacts`: link::contacts() of the same events. O(events + Σ over contacts of old × new
// handles).
NumberChanges number_changes(const link::Events& events, const link::Contacts& contacts,
                             const NumberChangeOptions& options, ThreadPool& pool);

Leads number_change_leads(const link::Events& events, const NumberChanges& found,
                          const NumberChangeOptions& options);

}  // namespace clew::pattern
