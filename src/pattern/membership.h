// Who belonged to a group chat, from when until when, who added and who removed whom. Question 16.
//
// System lines say joined, left, added, removed; a message says its sender was a member then; the
// member list of an export says who is one at the end. What follows are intervals with the record
// behind each end, open where no record says. Contradictions (leaving without having joined,
// writing after leaving) are kept and named, not smoothed away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct MembershipEvent {
  enum class Kind : std::uint8_t { created, joined, added, left, removed, wrote, listed };
  std::uint64_t group = 0;  // the caller's id of the conversation
  Kind kind = Kind::wrote;
  Handle member = link::no_handle;
  Handle by = link::no_handle;  // who added or removed
  std::optional<Millis> time;   // listed: when the list was made
  std::int64_t record = 0;
};

struct Membership {
  std::uint64_t group = 0;
  Handle member = link::no_handle;
  std::optional<Millis> from, to;  // open: no record says since when, until when
  Handle added_by = link::no_handle, removed_by = link::no_handle;
  std::int64_t from_record = 0, to_record = 0;
  std::optional<Millis> first_seen, last_seen;  // of writing or being listed, within the interval
  std::uint32_t messages = 0;
  std::vector<std::string> contradictions;
  friend bool operator==(const Membership&, const Membership&) = default;
};

// By (group, member, from). Input in any order; events without time count only as seen.
std::vector<Membership> memberships(std::vector<MembershipEvent> events);

// One lead a group in which somebody was added, joined, left or was removed: the intervals with who
// did it. `name`: what the case calls the group. Groups without such lines are counted in
// not_looked_for: nothing says since when their members belong.
struct GroupName {
  std::uint64_t group = 0;
  std::string name;
};
Leads membership_leads(const std::vector<Membership>& found, const std::vector<GroupName>& names,
                       std::size_t most_leads = 200);

}  // namespace clew::pattern
