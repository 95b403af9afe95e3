// Worked example: A stays at the mill 10:00–11:00, B 10:20–11:10, C 10:50–11:30. A–B overlap 40
// min, A–C 10 min (too short), B–C 20 min: one meeting of three, joined through B, 10:20 to 11:10.
//
// D gives two fixes, 10:00 and 10:10, E one every ten minutes from 10:00 to 10:20: 20 minutes together, of which ten are seen.
//
// Chance: for every other member, on how many of the 28 days around (1 to 14 before and after,
// where it has fixes that day at all) it stays near this place at this hour; those shares multiply.
// Somebody who is there every day adds nothing.
//
// Stays in place of a grid of cells and half hours: no edges to straddle, and no candidates from
// two phones that pass a corner (a grid gave 17 candidates for 12 planted meetings of the small
// case).
#include "pattern/meeting.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace clew::pattern {
namespace {

Fix center(const Stay& stay) {
  return {stay.handle, stay.from, stay.latitude, stay.longitude, stay.accuracy_m, 0};
}

bool meet(const Stay& a, const Stay& b, Millis shift_b, const MeetingOptions& options) {
  Millis overlap = std::min(a.to + a.after, b.to + b.after + shift_b) - std::max(a.from - a.before, b.from - b.before + shift_b);
  return overlap >= options.least_together &&
         distance_m(center(a), center(b)) <= options.near_m + a.accuracy_m + b.accuracy_m;
}

}  // namespace

std::vector<Stay> find_stays(const Tracks& tracks, const MeetingOptions& options) {
  std::vector<Stay> stays;
  for (std::size_t track = 0; track < tracks.count(); ++track) {
    auto fixes = tracks.of(track);
    for (std::size_t begin = 0, end; begin < fixes.size(); begin = end) {
      std::vector<std::size_t> here{begin};
      auto belongs = [&](std::size_t i) {
        return i < fixes.size() &&
               fixes[i].time - fixes[here.back()].time <= options.longest_pause &&
               distance_m(fixes[begin], fixes[i]) <=
                   options.stay_m + fixes[begin].accuracy_m + fixes[i].accuracy_m;
      };
      for (end = begin + 1; end < fixes.size(); ++end) {
        if (belongs(end))
          here.push_back(end);
        else if (!belongs(end + 1))  // a single fix elsewhere is a jump of the receiver
          break;
      }
      Stay stay;
      stay.handle = fixes[begin].handle;
      stay.from = fixes[begin].time;
      stay.to = fixes[here.back()].time;
      if (here.size() > 1) {
        // Not beyond the middle of the way to or from where it was seen else.
        Millis half = std::min(options.most_margin, (stay.to - stay.from) / static_cast<Millis>(here.size() - 1) / 2);
        stay.before = begin == 0 ? half : std::min(half, (stay.from - fixes[begin - 1].time) / 2);
        stay.after = here.back() + 1 == fixes.size() ? half : std::min(half, (fixes[here.back() + 1].time - stay.to) / 2);
      }
      if (stay.before + stay.to - stay.from + stay.after < options.least_stay) {
        end = begin + 1;  // the next fix may begin a stay
        continue;
      }
      for (std::size_t i : here) {
        stay.latitude += fixes[i].latitude / double(here.size());
        stay.longitude += fixes[i].longitude / double(here.size());
        stay.accuracy_m = std::max(stay.accuracy_m, fixes[i].accuracy_m);
        stay.records.push_back(fixes[i].record);
      }
      stays.push_back(std::move(stay));
    }
  }
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.from, a.handle) < std::tie(b.from, b.handle);
  });
  return stays;
}

std::vector<Meeting> find_meetings(const Tracks& tracks, const MeetingOptions& options) {
  std::vector<Stay> stays = find_stays(tracks, options);
  std::vector<std::uint32_t> parent(stays.size());
  std::iota(parent.begin(), parent.end(), 0u);
  auto root = [&](std::uint32_t i) {
    while (parent[i] != i)
      i = parent[i] = parent[parent[i]];
    return i;
  };
  std::map<Handle, std::vector<std::uint32_t>> of_handle;
  std::vector<std::uint32_t> present;  // stays that may still overlap
  for (std::uint32_t i = 0; i < stays.size(); ++i) {
    of_handle[stays[i].handle].push_back(i);
    std::erase_if(present, [&](auto j) {
      return stays[j].to + stays[j].after - (stays[i].from - options.most_margin) < options.least_together;
    });
    for (auto j : present)
      if (stays[j].handle != stays[i].handle && meet(stays[j], stays[i], 0, options)) {
        auto a = root(i), b = root(j);
        parent[std::max(a, b)] = std::min(a, b);
      }
    present.push_back(i);
  }
  std::map<Handle, std::set<std::int64_t>> days;  // on which a handle has fixes
  for (std::size_t track = 0; track < tracks.count(); ++track)
    for (const Fix& fix : tracks.of(track))
      days[fix.handle].insert(fix.time / link::millis_per_day);

  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < stays.size(); ++i)
    groups[root(i)].push_back(i);
  std::vector<Meeting> meetings;
  for (const auto& [first, members] : groups) {
    if (members.size() < 2) continue;
    Meeting meeting;
    std::vector<std::pair<Millis, int>> ends;
    std::set<std::int64_t> records;
    for (auto i : members) {
      meeting.handles.push_back(stays[i].handle);
      ends.emplace_back(stays[i].from, 1);
      ends.emplace_back(stays[i].to, -1);
      meeting.latitude += stays[i].latitude / double(members.size());
      meeting.longitude += stays[i].longitude / double(members.size());
      meeting.evidence.insert(meeting.evidence.end(), stays[i].records.begin(),
                              stays[i].records.end());
    }
    std::sort(meeting.handles.begin(), meeting.handles.end());
    meeting.handles.erase(std::unique(meeting.handles.begin(), meeting.handles.end()),
                          meeting.handles.end());
    std::sort(ends.begin(), ends.end());
    int there = 0;
    bool begun = false;
    for (const auto& [time, change] : ends) {
      int before = there;
      there += change;
      if (there >= 2 && !begun) meeting.from = time, begun = true;
      if (before >= 2 && there < 2) meeting.to = time;
    }
    // How usual is it? Against the stay that is there longest.
    auto longest = *std::max_element(members.begin(), members.end(), [&](auto a, auto b) {
      return std::tuple(stays[a].to - stays[a].from, b) <
             std::tuple(stays[b].to - stays[b].from, a);
    });
    for (Handle other : meeting.handles) {
      if (other == stays[longest].handle) continue;
      int hits = 0, seen = 0;
      for (int shift = -14; shift <= 14; ++shift) {
        if (shift == 0 || !days[other].contains(stays[longest].from / link::millis_per_day - shift))
          continue;
        ++seen;
        for (auto j : of_handle[other])
          if (meet(stays[longest], stays[j], shift * link::millis_per_day, options)) {
            ++hits;
            break;
          }
      }
      double share = seen == 0 ? 1 : std::min(1.0, (hits + .5) / seen);
      meeting.expected += seen == 0 ? 0 : double(hits) / seen;
      meeting.log10_p += std::log10(share);
    }
    meetings.push_back(std::move(meeting));
  }
  std::sort(meetings.begin(), meetings.end(), [](const Meeting& a, const Meeting& b) {
    return std::tie(a.from, a.handles) < std::tie(b.from, b.handles);
  });
  return meetings;
}

namespace {

// "A, B and C"; of more the first three and how many others, whom the table names.
Sentence named(const std::vector<Handle>& handles) {
  constexpr std::size_t most = 3;
  const std::size_t shown = std::min(handles.size(), most);
  Sentence parts;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i) parts.push_back(words(i + 1 == handles.size() ? " and " : ", "));
    parts.push_back(handle(handles[i]));
  }
  if (handles.size() > most) {
    parts.push_back(words(" and "));
    parts.push_back(count(std::int64_t(handles.size() - most)));
    parts.push_back(words(handles.size() - most == 1 ? " other" : " others"));
  }
  return parts;
}

// One lead for what happens once, or again and again at one place between the same handles.
Lead lead_of(std::span<const Meeting* const> stays, const MeetingOptions& options) {
  const Meeting& first = *stays.front();
  const bool once = stays.size() == 1, usual = first.expected >= options.usual;
  const bool one_place = std::all_of(stays.begin(), stays.end(), [&](const Meeting* stay) {
    return distance_m({0, 0, first.latitude, first.longitude, 0, 0}, {0, 0, stay->latitude, stay->longitude, 0, 0}) <= options.near_m;
  });
  Lead lead;
  lead.detector = "meeting";
  lead.subjects = first.handles;
  lead.from = first.from;
  lead.parameters = {
      {"near", fmt::format("{:.0f} m", options.near_m)},
      {"together", fmt::format("{} min", options.least_together / link::millis_per_minute)}};
  lead.observed = double(first.handles.size()) - 1;
  lead.null_model =
      "others who stay near this place at this hour on the 14 days before and after";
  lead.ordinary = usual;
  std::vector<std::int64_t> days;
  Table table{"Times together", {"from", "for", "near", "others there on other days"}, {}};
  for (const Meeting* stay : stays) {
    lead.to = std::max(lead.to, stay->to);
    lead.expected += stay->expected / double(stays.size());
    lead.log10_p += stay->log10_p / double(stays.size());
    lead.evidence.insert(lead.evidence.end(), stay->evidence.begin(), stay->evidence.end());
    days.push_back(stay->from / link::millis_per_day);
    table.rows.push_back({time(stay->from), duration(stay->to - stay->from), words(fmt::format("{:.5f}, {:.5f}", stay->latitude, stay->longitude)),
                          number(stay->expected)});
  }
  days.erase(std::unique(days.begin(), days.end()), days.end());
  lead.title = named(first.handles);
  if (once) {
    lead.title.insert(lead.title.end(), {words(" stay near one place together from "), time(first.from), words(" for "), duration(first.to - first.from)});
  } else {
    lead.title.insert(lead.title.end(), {words(one_place ? " stay near one place together again and again: " : " stay near each other again and again, at several places: "), count(std::int64_t(stays.size())), words(" times on "),
                                         count(std::int64_t(days.size())), words(days.size() == 1 ? " day" : " days")});
    lead.tables.push_back(std::move(table));
  }
  lead.explanation = {{words(one_place ? fmt::format("Near {:.5f}, {:.5f}", first.latitude, first.longitude) : "Where, says the table"),
                       words("; on other days at this hour "), number(lead.expected),
                       words(" of the others are there on average.")}};
  if (usual) lead.against.push_back({words("Being there at this hour is usual for them.")});
  lead.against.push_back(
      {words("A phone's position is not a person's; near does not say that they "
             "met. Positions from cells are areas.")});
  lead.alternatives = {"a public place, station or event", "a shared home or workplace",
                       "two phones of one person"};
  return lead;
}

}  // namespace

Leads meeting_leads(const std::vector<Meeting>& meetings, std::span<const CoMovement> movements, const MeetingOptions& options) {
  std::map<Handle, Handle> pocket;  // the least handle of those carried together
  auto carrier = [&](Handle handle) {
    for (auto at = pocket.find(handle); at != pocket.end() && at->second != handle; at = pocket.find(handle)) handle = at->second;
    return handle;
  };
  for (const CoMovement& pair : movements)
    if (pair.stands_out) {
      const Handle a = carrier(pair.a), b = carrier(pair.b);
      pocket[std::max(a, b)] = std::min(a, b);
    }
  Leads result;
  std::uint64_t carried = 0;
  std::map<std::vector<Handle>, std::vector<const Meeting*>> unusual;             // by handles
  std::map<std::vector<Handle>, std::vector<std::vector<const Meeting*>>> usual;  // by handles, then by place
  for (const Meeting& meeting : meetings) {
    const Handle one = carrier(meeting.handles.front());
    if (std::all_of(meeting.handles.begin(), meeting.handles.end(), [&](Handle handle) { return carrier(handle) == one; })) {
      ++carried;
    } else if (meeting.expected < options.usual) {
      unusual[meeting.handles].push_back(&meeting);
    } else {
      auto& places = usual[meeting.handles];
      auto near = std::find_if(places.begin(), places.end(), [&](const auto& stays) {
        const Fix here{0, 0, meeting.latitude, meeting.longitude, 0, 0}, there{0, 0, stays.front()->latitude, stays.front()->longitude, 0, 0};
        return distance_m(here, there) <= options.near_m;
      });
      if (near == places.end()) near = places.insert(near, std::vector<const Meeting*>{});
      near->push_back(&meeting);
    }
  }
  for (const auto& [handles, stays] : unusual)
    if (stays.size() > options.most_each) {
      result.leads.push_back(lead_of(stays, options));
    } else {
      for (const Meeting* const& stay : stays) result.leads.push_back(lead_of({&stay, 1}, options));
    }
  for (const auto& [handles, places] : usual)
    for (const auto& stays : places) result.leads.push_back(lead_of(stays, options));
  if (carried > 0)
    result.not_looked_for.push_back({"meeting", fmt::format("{} times phones that are carried together are near each other: no meeting of theirs", carried)});
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
