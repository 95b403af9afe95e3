// Other places and other contacts from one moment on: a phone that is at its usual places until then and hardly at any of them afterwards, and whose
// contacts change at that moment too, may have passed to another person. Question 19: "was the handset handed over?" rhythm.h tells it by
// hours and contacts, company.h by the phone it is carried with; this one needs neither.
//
// Who moves house keeps most of his contacts; who makes new friends keeps his bed; who is on holiday comes back. A person who begins anew
// elsewhere changes both, and the lead says so.
//
//   Leads leads = other_places_leads(find_other_places(events, tracks, {}), {});
#pragma once

#include <span>
#include <vector>

#include "pattern/lead.h"
#include "pattern/place.h"

namespace clew::pattern {

struct OtherPlacesOptions {
  std::uint32_t least_stays = 12;                 // on each side: an area of two or three kilometres and four hours
  Millis least_time = 10 * link::millis_per_day;  // on each side
  double most_kept = .3;     // of the stays on one side, those at places of the other
  std::uint32_t least_contacts = 8;               // in the weeks after
  double least_new = .2;     // of those contacts, not met before
  Millis weeks = 28 * link::millis_per_day;       // in which contacts are compared
  double false_discoveries = .001;
  std::size_t most_leads = 50;
  std::span<const Handle> holder;  // one handle for all numbers of a holder, by handle; empty: each stands for itself
};

struct OtherPlaces {
  Handle handle = link::no_handle;
  Millis last_before = 0, first_after = 0;  // stays between which it changes
  std::uint32_t before = 0, after = 0;      // stays
  double kept = 0, came_back = 0;           // share of stays before at places seen after; the reverse
  std::uint32_t contacts = 0, fresh = 0;    // in the weeks after; not met before
  double usual_fresh = 0;                   // share of contacts that are new in weeks of other times
  double log10_p = 0;
  bool stands_out = false;
  std::vector<std::int64_t> evidence;       // positions about the moment, then events with new contacts
  friend bool operator==(const OtherPlaces&, const OtherPlaces&) = default;
};

// O(positions + events of those whose places change).
std::vector<OtherPlaces> find_other_places(const link::Events& events, const Tracks& tracks, std::span<const Handle> hubs, const OtherPlacesOptions& options);
Leads other_places_leads(const std::vector<OtherPlaces>& found, const OtherPlacesOptions& options);

}  // namespace clew::pattern
