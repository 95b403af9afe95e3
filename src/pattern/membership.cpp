// Worked example:  10:00 A added B   10:05 B wrote   12:00 B left   13:00 B wrote   14:00 A added B
//   B: [10:00, 12:00] added by A, 1 message
//   B: [?, 14:00)     1 message at 13:00, "wrote although gone": some line is missing
//   B: [14:00, ?)     added by A
#include "pattern/membership.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
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

Leads membership_leads(const std::vector<Membership>& found, const std::vector<GroupName>& names,
                       std::size_t most_leads) {
  Leads result;
  std::size_t silent = 0;
  for (std::size_t begin = 0, end; begin < found.size(); begin = end) {
    Lead lead;
    lead.detector = "group-membership";
    Table table{"Membership",
                {"member", "from", "until", "added by", "removed by", "messages", "contradiction"},
                {}};
    std::int64_t changes = 0, contradictions = 0;
    std::set<Handle> seen;
    std::set<std::pair<Millis, std::int64_t>> rows;
    auto at = [](const std::optional<Millis>& when) { return when ? time(*when) : words("not said"); };
    auto who = [](Handle by) { return by == link::no_handle ? words("-") : handle(by); };
    for (end = begin; end < found.size() && found[end].group == found[begin].group; ++end) {
      const Membership& m = found[end];
      if (m.member != link::no_handle && seen.insert(m.member).second) lead.subjects.push_back(m.member);
      changes += m.from.has_value() + m.to.has_value();
      contradictions += std::int64_t(m.contradictions.size());
      if (m.from) rows.emplace(*m.from, m.from_record);
      if (m.to) rows.emplace(*m.to, m.to_record);
      table.rows.push_back({who(m.member), at(m.from), at(m.to), who(m.added_by), who(m.removed_by),
                            count(m.messages),
                            words(m.contradictions.empty() ? "" : m.contradictions.front())});
    }
    if (changes == 0) {
      ++silent;
      continue;
    }
    auto name = std::find_if(names.begin(), names.end(),
                             [&](const GroupName& n) { return n.group == found[begin].group; });
    lead.from = rows.begin()->first;
    lead.to = rows.rbegin()->first;
    for (const auto& [when, record] : rows)
      lead.evidence.push_back(record);
    lead.parameters = {{"group", name == names.end() ? fmt::format("{}", found[begin].group) : name->name}};
    lead.observed = double(changes);
    lead.null_model = "none: the system lines of the chat say so";
    lead.title = {words("In the group \"" + (name == names.end() ? std::string("without a name") : name->name) + "\", of which "),
                  count(std::int64_t(lead.subjects.size())), words(" members are seen, "), count(changes),
                  words(" lines say who made it, joined, left, added or removed whom")};
    lead.tables.push_back(std::move(table));
    if (contradictions > 0)
      lead.against.push_back({count(contradictions), words(" contradictions: lines are missing or the "
                                                           "chat was exported in part.")});
    lead.against.push_back({words("The lines are those that this exhibit shows its owner; a member "
                                  "from before the export stands with \"not said\".")});
    lead.alternatives = {"ordinary coming and going of a family, class or club chat"};
    result.leads.push_back(std::move(lead));
  }
  std::stable_sort(result.leads.begin(), result.leads.end(),
                   [](const Lead& a, const Lead& b) { return a.observed > b.observed; });
  if (silent > 0)
    result.not_looked_for.push_back(
        {"group-membership",
         fmt::format("{} group chats have no line that says who joined or left", silent)});
  if (result.leads.size() > most_leads) {
    result.not_looked_for.push_back(
        {"group-membership (further)", fmt::format("{} further groups with fewer changes beside the {} shown",
                                                   result.leads.size() - most_leads, most_leads)});
    result.leads.resize(most_leads);
  }
  return result;
}

}  // namespace clew::pattern
