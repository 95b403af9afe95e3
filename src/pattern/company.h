// Company: with whose phone a phone is carried, from when until when. A phone that was carried with X's and from one moment with Y's, while X's and
// Y's go on elsewhere, may have passed to another person, though its contacts, its hours and its language stay: a line that is handed on.
// Question 19: "was the handset handed over?" rhythm.h tells it by hours and contacts.
//
// One stretch of time with each, the one in which positions speak most for one pocket (one_pocket.h). Who is with the one all day and with the other all
// night changes company every day, and is not told.
//
//   Leads leads = company_leads(find_changes_of_company(events, tracks, hubs, {}), {});
#pragma once

#include <span>
#include <vector>

#include "pattern/lead.h"
#include "pattern/one_pocket.h"

namespace clew::pattern {

struct CompanyOptions {
  std::uint32_t least_moments = 8;                 // together, with each
  Millis least_time = 5 * link::millis_per_day;    // with each
  Millis most_overlap = 2 * link::millis_per_day;  // of the two stretches
  double most_by_habit = .01;     // chance of each stretch, all phones and all stretches allowed for
  double most_left = 2. / 3;      // of the share of moments together, in the other's stretch: colleagues go on being together
  double apart_at_least = 2;      // orders of magnitude against one pocket, with each in the other's stretch
  double false_discoveries = .05;
  std::size_t most_leads = 100;
  std::span<const Handle> holder;  // one handle for all numbers of a holder, by handle; empty: each stands for itself
};

struct Stretch {
  Handle with = link::no_handle;  // number with the most positions
  Millis from = 0, to = 0;
  std::uint32_t together = 0, compared = 0;
  std::uint32_t later = 0, later_together = 0;  // in the stretch with the other
  double log10_p = 0;
  std::vector<std::int64_t> evidence;  // records of those together, by time
  friend bool operator==(const Stretch&, const Stretch&) = default;
};
struct ChangeOfCompany {
  Handle handle = link::no_handle;  // the number that was in use then
  Stretch before, after;
  double log10_p = 0;
  bool stands_out = false;
  friend bool operator==(const ChangeOfCompany&, const ChangeOfCompany&) = default;
};

// `hubs` sorted, left out. O(pairs ever in one area × their positions).
std::vector<ChangeOfCompany> find_changes_of_company(const link::Events& events, const Tracks& tracks, std::span<const Handle> hubs, const CompanyOptions& options);
Leads company_leads(const std::vector<ChangeOfCompany>& found, const CompanyOptions& options);

}  // namespace clew::pattern
