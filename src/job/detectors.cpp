#include "job/detectors.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "job/lead_json.h"
#include "link/lean.h"
#include "pattern/broker.h"
#include "pattern/chain.h"
#include "pattern/co_movement.h"
#include "pattern/community.h"
#include "pattern/company.h"
#include "pattern/k_core.h"
#include "pattern/list_carry.h"
#include "pattern/meeting.h"
#include "pattern/money_habit.h"
#include "pattern/number_change.h"
#include "pattern/other_places.h"
#include "pattern/rhythm.h"
#include "pattern/second_phone.h"
#include "pattern/structure.h"

namespace clew::job {
namespace {

using pattern::Leads;

// Networks beyond this many ties are described on demand, not by the standing analysis: twenty runs
// take longer than all other detectors together.
constexpr std::size_t most_ties = 1'500'000;

Leads broadcasts(LeadInputs& in) {
  Leads found = in.broadcast_leads();
  if (const auto talkers = in.broadcasts().talkers)
    found.not_looked_for.push_back(
        {"broadcast", fmt::format("{} to many within minutes, but something else to somebody else each time: talk with many, not shown",
                                  talkers == 1 ? "1 sender writes" : fmt::format("{} senders write", talkers))});
  return found;
}
Leads dispatches(LeadInputs& in) { return pattern::dispatch_leads(in.events(), in.dispatch(), {}); }
Leads list_carry(LeadInputs& in) {
  // Lists of those whose broadcasts stand out: what others send to several people at once is no list. A hub's list is its public.
  std::set<link::Handle> senders;
  for (const auto& lead : in.broadcast_leads().leads) senders.insert(lead.subjects.front());
  for (auto hub : in.dimmed()) senders.erase(hub);
  std::vector<pattern::Burst> bursts;
  std::copy_if(in.bursts().begin(), in.bursts().end(), std::back_inserter(bursts), [&](const auto& burst) { return senders.contains(burst.sender); });
  return pattern::list_carry_leads(in.events(), pattern::find_list_carry(in.events(), in.contacts(), bursts, {}), {});
}
Leads number_changes(LeadInputs& in) {
  return pattern::number_change_leads(in.events(), in.number_changes(), {});
}
Leads relays(LeadInputs& in) {
  const auto& found = in.relays();
  return pattern::relay_leads(in.events(), found, in.dimmed(), {}, in.relay_words());
}
Leads chains(LeadInputs& in) {
  return pattern::chain_leads(
      in.events(), pattern::find_chains(in.events(), in.relays(), in.all_bursts(), in.dimmed(), {}), {});
}
Leads silences(LeadInputs& in) { return pattern::silence_leads(in.events(), in.silences(), in.number_changes().changes, {}); }
Leads joint_silences(LeadInputs& in) {
  // Those farthest from chance: thousands that are barely silent make no group worth reading.
  auto list = in.silences();
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.log10_p < b.log10_p; });
  if (list.size() > 2000) list.resize(2000);
  return pattern::joint_silence_leads(pattern::find_joint_silences(in.events(), list, {}), in.number_changes().changes, {});
}
Leads hubs(LeadInputs& in) { return pattern::hub_leads(in.events(), in.hubs()); }
Leads handovers(LeadInputs& in) {
  auto found = pattern::handover_leads(in.events(), pattern::find_handovers(in.events(), {}, in.pool()), {});
  if (in.all_tracks().count() < 3) return found;
  pattern::CompanyOptions options;
  options.holder = in.holders();
  auto company = pattern::company_leads(pattern::find_changes_of_company(in.events(), in.all_tracks(), in.dimmed(), options), options);
  std::move(company.leads.begin(), company.leads.end(), std::back_inserter(found.leads));
  std::move(company.not_looked_for.begin(), company.not_looked_for.end(), std::back_inserter(found.not_looked_for));
  pattern::OtherPlacesOptions places;
  places.holder = options.holder;
  auto other = pattern::other_places_leads(pattern::find_other_places(in.events(), in.all_tracks(), in.dimmed(), places), places);
  std::move(other.leads.begin(), other.leads.end(), std::back_inserter(found.leads));
  std::move(other.not_looked_for.begin(), other.not_looked_for.end(), std::back_inserter(found.not_looked_for));
  return found;
}
Leads no_positions(const char* detector) {
  return {{}, {{detector, "no exhibit holds positions with a time of at least two phones"}}};
}
Leads second_phones(LeadInputs& in) {
  if (in.all_tracks().count() < 2) return no_positions("second-phone");
  pattern::SecondPhoneOptions options;
  options.holder = in.holders();
  return pattern::second_phone_leads(in.second_phones(), options);
}
Leads co_movement(LeadInputs& in) {
  if (in.all_tracks().count() < 2) return no_positions("co-movement");
  return pattern::co_movement_leads(in.events(), in.movements(), {});
}
Leads meetings(LeadInputs& in) {
  if (in.tracks().count() < 2)
    return {{}, {{"meeting", "no positions of two phones that are more exact than a cell"}}};
  return pattern::meeting_leads(pattern::find_meetings(in.tracks(), {}), in.movements(), {});
}
Leads handsets(LeadInputs& in) {
  return pattern::handset_leads(pattern::find_handset_changes(in.handsets(), {}), !in.handsets().empty(), {});
}
Leads same_files(LeadInputs& in) {
  bool any = in.case_file().db().integer("SELECT EXISTS (SELECT 1 FROM media WHERE sha256 <> '')") != 0;
  return pattern::same_file_leads(pattern::find_same_files(in.files(), in.exhibit_count(), {}), any, {});
}
Leads money(LeadInputs& in) {
  Leads found = pattern::money_leads(in.payments(), pattern::find_money_flows(in.payments(), {}), {});
  auto habits = pattern::money_habit_leads(in.payments(), pattern::find_money_habits(in.payments(), {}), {});
  std::move(habits.leads.begin(), habits.leads.end(), std::back_inserter(found.leads));
  std::move(habits.not_looked_for.begin(), habits.not_looked_for.end(), std::back_inserter(found.not_looked_for));
  return found;
}
Leads ledgers(LeadInputs& in) { return pattern::ledger_leads(in.ledgers(), {}); }
Leads languages(LeadInputs& in) {
  pattern::LanguageShifts shifts({});
  in.for_lines([&](auto& lines) { shifts.add(lines); });
  return pattern::language_leads(shifts.finish(), {}, in.languages());
}
Leads memberships(LeadInputs& in) {
  const auto& groups = in.groups();
  if (groups.members.empty())
    return {{}, {{"group-membership", "no chat has system lines that say who joined, left or was added"}}};
  return pattern::membership_leads(groups.members, groups.names);
}
Leads cited(LeadInputs& in, Leads found) {
  pattern::cite_ties(found.leads, in.events(), in.contacts());
  return found;
}
Leads too_large(LeadInputs& in, const char* detector) {
  return {{}, {{detector, fmt::format("the network has {} ties; up to {} are looked at without being asked",
                                      in.graph().edges(), most_ties)}}};
}
Leads communities(LeadInputs& in) {
  if (in.graph().edges() > most_ties) return too_large(in, "community");
  pattern::CommunityOptions options;
  return cited(in, pattern::community_leads(in.graph(), pattern::communities(in.graph(), options), options));
}
Leads brokers(LeadInputs& in) {
  return cited(in, pattern::broker_leads(in.graph(), pattern::cut_handles(in.graph())));
}
Leads cores(LeadInputs& in) { return cited(in, pattern::core_leads(in.graph(), pattern::core_numbers(in.graph()))); }
Leads key_players(LeadInputs& in) { return cited(in, pattern::key_player_leads(in.graph())); }

constexpr LeadDetector list[] = {
    {"broadcast", "who sends to many within minutes", broadcasts},
    {"dispatch", "whom a broadcaster contacts after its recipients ring", dispatches},
    {"list-carry-over", "does a list of recipients go on under another number", list_carry},
    {"number-change", "which handle goes on with the contacts of another", number_changes},
    {"handset", "which handset or card is used with several numbers, and the reverse", handsets},
    {"second-phone", "which handle may be a second phone beside another", second_phones},
    {"co-movement", "which phones are carried together", co_movement},
    {"meeting", "who stays near one place together", meetings},
    {"relay", "who contacts C soon after hearing from A", relays},
    {"call-chain", "along which ways does contact run through several", chains},
    {"handover", "which handle changes hours and contacts, or with whom it is carried, at one moment", handovers},
    {"language-shift", "who changes language for good", languages},
    {"silence", "who is silent for too long", silences},
    {"joint-silence", "who is silent together", joint_silences},
    {"group-membership", "who belonged to a group, from when until when", memberships},
    {"same-file", "which file is on several devices, and where first", same_files},
    {"money", "what money goes on, comes back, or is collected", money},
    {"ledger", "which texts have the form of a list of names and sums", ledgers},
    {"hub", "which handles are in contact with so many that it says little", hubs},
    {"community", "who talks more with each other", communities},
    {"broker", "without whom others are not connected", brokers},
    {"core", "which handles are all in contact with each other most densely", cores},
    {"key-player-set", "which few handles hold the network together", key_players},
};

}  // namespace

std::span<const LeadDetector> detectors() { return list; }

const LeadDetector* detector_of(std::string_view lead_detector) {
  const LeadDetector* best = nullptr;
  for (const LeadDetector& one : list)
    if (lead_detector == one.name ||
        (lead_detector.starts_with(one.name) && lead_detector[one.name.size()] == '-'))
      if (!best || one.name.size() > best->name.size()) best = &one;
  return best;
}

Leads look(LeadInputs& in, const LeadDetector* only, const std::function<void()>& step) {
  Leads found;
  if (!only && in.pool().size() > 1) in.begin_reading();
  link::EventsLetGo lean(in.events());
  for (const LeadDetector& one : list) {
    if (only && only != &one) continue;
    auto more = one.look(in);
    in.events().let_go();
    malloc_trim(0);
    std::move(more.leads.begin(), more.leads.end(), std::back_inserter(found.leads));
    std::move(more.not_looked_for.begin(), more.not_looked_for.end(), std::back_inserter(found.not_looked_for));
    step();
  }
  pattern::order_leads(found.leads);
  LeadNames names(in.case_file().db(), in.case_events(), in.more_names());
  for (auto& lead : found.leads)
    lead.id = pattern::lead_id(lead, [&](link::Handle h) {
      const auto& name = names.handle(h);
      return fmt::format("{}\n{}\n{}", name.kind, name.normal, name.scope);
    });
  return found;
}

}  // namespace clew::job
