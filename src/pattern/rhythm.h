// Rhythm of a handle: at what hours of the week it is in use, how alike two rhythms are, and
// whether rhythm and contacts change at one moment as if the handset had passed to somebody else.
// Question 19: "daily rhythm or shift pattern; was the handset handed over?"
//
// Hours are those of one zone for the whole case, or of the handle if given. A wrong zone moves
// everything, so quiet_hours() says when the handle sleeps: between 2 and 6 as a rule; elsewhere the
// zone is in doubt.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

using HourOfWeek = std::array<double, 168>;  // Monday 00 … Sunday 23

// Different (day, hour, contact) of each hour of the week: a chat of a hundred lines is one.
HourOfWeek hour_of_week_profile(const link::Events& events, Handle handle,
                                std::int32_t offset_minutes = 0);

// Jensen–Shannon divergence of two profiles as shares, bits, 0 (alike) … 1 (never in one hour).
double divergence(std::span<const double> a, std::span<const double> b);

// First hour of the six quietest neighbouring hours of the day, 0 … 23.
int quiet_hours(const HourOfWeek& profile);

struct HandoverOptions {
  std::uint32_t least_encounters = 60;  // on each side
  Millis least_time = 14 * link::millis_per_day;  // on each side
  double least_new_contacts = .8;  // of the encounters after, share with contacts unknown before
  double least_divergence = .1;    // of the hours of the day
  double false_discoveries = .05;
  std::int32_t day_offset_minutes = 0;
};

struct Handover {
  Handle handle = link::no_handle;
  Millis at = 0;                     // first event after the change
  std::uint32_t before = 0, after = 0;  // encounters
  double new_contacts = 0;           // share of the encounters after with contacts unknown before
  double old_contacts = 0;           // share of the encounters before with contacts not seen after
  double hours = 0;                  // divergence of the hours of the day
  double expected_new = 0;           // new_contacts usual for this handle at other moments
  double expected_hours = 0;         // divergence that chance gives for so few encounters
  double log10_p = 0;
  bool stands_out = false;
  std::vector<std::uint32_t> events;  // last 25 before, first 25 after
  friend bool operator==(const Handover&, const Handover&) = default;
};

// Handles whose hours and contacts both change most at one moment. Parallel by handle, O(events).
std::vector<Handover> find_handovers(const link::Events& events, const HandoverOptions& options,
                                     ThreadPool& pool);
Leads handover_leads(const link::Events& events, const std::vector<Handover>& found,
                     const HandoverOptions& options);

}  // namespace clew::pattern
