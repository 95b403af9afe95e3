// Worked example:  10:00 A added B   10:05 B wrote   12:00 B left   13:00 B wrote   14:00 A added B
//   B: [10:00, 12:00] added by A, 1 message
//   B: [?, 14:00)     1 message at 13:00, "wrote although gone": some line is missing
//   B: [14:00, ?)     added by A
#include "pattern/membership.h"

#include <algorithm>
#include <tuple>

namespace clew::pattern {
namespace {

using Kind = MembershipEvent::Kind;

bool begins(Kind kind) {
  return kind == Kind::created || kind == Kind::joined || kind == Kind::added;
}
bool ends(Kind kind) { return kind == Kind::left || kind == Kind::removed; }

}  // namespace

std::vector<Membership> memberships(std::vector<MembershipEvent> events) {
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.group, a.member, !a.time.has_value(), a.time.value_or(0), a.kind,
                      a.record) <
           std::tuple(b.group, b.member, !b.time.has_value(), b.time.value_or(0), b.kind, b.record);
  });
  std::vector<Membership> result;
  for (std::size_t begin = 0, end; begin < events.size(); begin = end) {
    const auto& first = events[begin];
    Membership current{.group = first.group,
                       .member = first.member,
                       .from = {},
                       .to = {},
                       .first_seen = {},
                       .last_seen = {},
                       .contradictions = {}};
    bool open = false, any = false;
    auto close = [&] {
      if (any) result.push_back(current);
      current = {.group = first.group,
                 .member = first.member,
                 .from = {},
                 .to = {},
                 .first_seen = {},
                 .last_seen = {},
                 .contradictions = {}};
      open = any = false;
    };
    for (end = begin; end < events.size() && events[end].group == first.group &&
                      events[end].member == first.member;
         ++end) {
      const MembershipEvent& event = events[end];
      if (!event.time) {  // cannot be placed: counts for the last interval
        any = true;
        current.messages += event.kind == Kind::wrote;
        continue;
      }
      if (begins(event.kind)) {
        if (open && current.from) {
          current.contradictions.push_back("added or joined again without having left");
          continue;
        }
        if (any) {  // seen before with no line that says since when
          current.contradictions.push_back(
              "seen before a line that says it joined: it left unseen, or the line repeats");
          close();
        }
        current.from = event.time;
        current.from_record = event.record;
        current.added_by = event.by;
        open = any = true;
      } else if (ends(event.kind)) {
        current.to = event.time;
        current.to_record = event.record;
        current.removed_by = event.by;
        if (!any) current.contradictions.push_back("left without a line that says it joined");
        any = true;
        close();
      } else {
        bool gone = !any && !result.empty() && result.back().group == event.group &&
                    result.back().member == event.member && result.back().to.has_value();
        if (gone) current.contradictions.push_back("seen although gone: some line is missing");
        if (!current.first_seen) current.first_seen = event.time;
        current.last_seen = event.time;
        current.messages += event.kind == Kind::wrote;
        open = any = true;
      }
    }
    close();
  }
  return result;
}

}  // namespace clew::pattern
