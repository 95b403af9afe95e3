// Worked example: A at home 08:00, station 09:10, town 12:00; B at home 08:10, station 09:05, town
// 12:20: three compared, three together, three places. Two people of one house: together at home on
// a hundred nights, one place, and apart all day.
//
// For each fix of one track the nearest in time of the other (within 30 minutes) is taken; fixes
// that are neither together nor apart (a car between them) count as compared only. With every five
// kilometres within half an hour taken for apart, 27 of 29 pairs of one person's phones of the generated
// case of 10^5 records fell out; they are together in .72 to .99 of what is compared, the next pair, of
// two persons, in .31. On the small
// generated case the four true pairs of phones in one pocket have shares of 1, 1, .99 and .99 at 4
// to 6 places; the next pair has .04. Share in hour bins without the rule of three places put
// neighbours before the true pair (docs/measurements/patterns.md). Of what other days leave apart one person's phones are together
// in .6 to 1 (107 pairs), people of one workplace or flat in invented cases of another making in .05 to .70 (19 pairs that the share let through). And the moments, weighed as in one_pocket.h,
// must speak for one pocket rather than for habit.
#include "pattern/co_movement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pattern/chance.h"
#include "pattern/one_pocket.h"

namespace clew::pattern {
namespace {

using link::Events;

// Nearest fix in time within reach, or nothing.
const Fix* nearest(std::span<const Fix> track, Millis time, Millis reach) {
  auto at = std::lower_bound(track.begin(), track.end(), time,
                             [](const Fix& fix, Millis wanted) { return fix.time < wanted; });
  const Fix* best = nullptr;
  if (at != track.end() && at->time - time <= reach) best = &*at;
  if (at != track.begin() && time - (at - 1)->time <= reach &&
      (!best || time - (at - 1)->time <= best->time - time))
    best = &*(at - 1);
  return best;
}

struct Count {
  std::uint64_t compared = 0, together = 0;
  double share() const { return (double(together) + .5) / (double(compared) + 1); }
};

void count_together(std::span<const Fix> a, std::span<const Fix> b, Millis shift,
                    const CoMovementOptions& options, Count& count) {
  for (const Fix& fix : a)
    if (const Fix* other = nearest(b, fix.time + shift, options.same_time)) {
      ++count.compared;
      count.together +=
          distance_m(fix, *other) <= options.together_m + fix.accuracy_m + other->accuracy_m;
    }
}

// Fixes away from where the track is most often (home): the cell of .01 degree with most of them.
std::vector<Fix> away(std::span<const Fix> track, double far_m) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> cells;
  auto cell = [](const Fix& fix) {
    return std::pair(std::llround(fix.latitude * 100), std::llround(fix.longitude * 100));
  };
  for (const Fix& fix : track)
    ++cells[cell(fix)];
  auto home = std::max_element(cells.begin(), cells.end(),
                               [](const auto& x, const auto& y) { return x.second < y.second; });
  Fix center;
  center.latitude = double(home->first.first) / 100;
  center.longitude = double(home->first.second) / 100;
  std::vector<Fix> result;
  for (const Fix& fix : track)
    if (distance_m(center, fix) > far_m) result.push_back(fix);
  return result;
}

CoMovement compare(std::span<const Fix> a, std::span<const Fix> b,
                   const CoMovementOptions& options) {
  CoMovement found;
  found.a = a.front().handle;
  found.b = b.front().handle;
  std::vector<const Fix*> places;
  std::set<std::pair<Millis, std::int64_t>> evidence, contradictions;
  for (const Fix& fix : a) {
    const Fix* other = nearest(b, fix.time, options.same_time);
    if (!other) continue;
    ++found.compared;
    double apart = distance_m(fix, *other) - fix.accuracy_m - other->accuracy_m;
    if (apart <= options.together_m) {
      ++found.together;
      if (found.together == 1) found.from = fix.time;
      found.to = fix.time;
      evidence.emplace(fix.time, fix.record);
      evidence.emplace(other->time, other->record);
      // A vague fix makes no new place: it must be distinct beyond its accuracy.
      if (std::all_of(places.begin(), places.end(), [&](const Fix* place) {
            return distance_m(*place, fix) - fix.accuracy_m - place->accuracy_m >
                   options.distinct_m;
          }))
        places.push_back(&fix);
    } else if (too_far(apart, std::abs(other->time - fix.time), options)) {
      ++found.apart;
      contradictions.emplace(fix.time, fix.record);
      contradictions.emplace(other->time, other->record);
    }
  }
  found.places = static_cast<std::uint32_t>(places.size());
  for (const auto& [time, record] : evidence)
    found.evidence.push_back(record);
  for (const auto& [time, record] : contradictions)
    found.contradictions.push_back(record);
  return found;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> ever_nearby(std::span<const std::span<const Fix>> tracks) {
  // Cells of 0.1 degree (over 5 km up to 60° north) and the eight around, hours and the two around.
  struct Seen {
    std::int64_t cell, hour;
    std::size_t track;
    auto operator<=>(const Seen&) const = default;
  };
  std::vector<Seen> seen;
  auto cell_of = [](int lat, int lon) { return std::int64_t{lat} * 10'000 + lon; };
  for (std::size_t track = 0; track < tracks.size(); ++track)
    for (const Fix& fix : tracks[track]) {
      int lat = static_cast<int>(std::floor(fix.latitude * 10));
      int lon = static_cast<int>(std::floor(fix.longitude * 10));
      seen.push_back({cell_of(lat, lon), fix.time / link::millis_per_hour, track});
    }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const Seen& one : seen)
    for (int lat = -1; lat <= 1; ++lat)
      for (int lon = -1; lon <= 1; ++lon)
        for (std::int64_t hour = one.hour - 1; hour <= one.hour + 1; ++hour) {
          Seen wanted{one.cell + lat * 10'000 + lon, hour, 0};
          std::size_t near = 0;
          for (auto at = std::lower_bound(seen.begin(), seen.end(), wanted);
               at != seen.end() && at->cell == wanted.cell && at->hour == hour && near < 1000;
               ++at, ++near)
            if (at->track > one.track) pairs.emplace(one.track, at->track);
        }
  return {pairs.begin(), pairs.end()};
}

std::vector<CoMovement> find_co_movement(const Tracks& tracks, const CoMovementOptions& options) {
  std::vector<std::span<const Fix>> all;
  for (std::size_t track = 0; track < tracks.count(); ++track) all.push_back(tracks.of(track));
  const auto candidates = ever_nearby(all);
  const OnePocket pocket(all, {});
  std::vector<CoMovement> result;
  std::vector<double> log10_p;
  for (auto [first, second] : candidates) {
    auto a = tracks.of(first), b = tracks.of(second);
    // From the side with fewer fixes: a track of every minute is not hundreds of meetings.
    if (b.size() < a.size()) std::swap(a, b);
    CoMovement found = compare(a, b, options);
    if (found.together < options.least_together || found.places < options.least_places) continue;
    std::vector<Fix> trips = away(a, options.distinct_m);
    Count on_other_days, trips_on_other_days;
    for (int days = 1; days <= 14; ++days)
      for (int sign : {-1, 1}) {
        Millis shift = sign * days * link::millis_per_day;
        count_together(a, b, shift, options, on_other_days);
        count_together(trips, b, shift, options, trips_on_other_days);
      }
    found.expected =
        on_other_days.compared == 0
            ? 0
            : double(on_other_days.together) / double(on_other_days.compared) * found.compared;
    // Fixes of one stay are not independent and home is shared by many: what counts is being at the
    // same of the other places, once each.
    found.log10_p = (found.places - 1) * std::log10(trips_on_other_days.share());
    found.stands_out = found.together >= options.least_share * found.compared &&
                       found.beyond_chance() >= options.least_beyond_chance &&
                       found.apart <= options.most_apart * found.compared && pocket.compare(a, b).log10_weight > 0;
    if (found.b < found.a) std::swap(found.a, found.b);
    result.push_back(std::move(found));
  }
  std::sort(result.begin(), result.end(),
            [](const auto& x, const auto& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); });
  return result;
}

Leads co_movement_leads(const Events& events, const std::vector<CoMovement>& found,
                        const CoMovementOptions& options) {
  Leads result;
  for (const CoMovement& pair : found) {
    if (!pair.stands_out) continue;
    Lead lead;
    lead.detector = "co-movement";
    lead.subjects = {pair.a, pair.b};
    lead.from = pair.from;
    lead.to = pair.to;
    lead.parameters = {
        {"same time", fmt::format("{} min", options.same_time / link::millis_per_minute)},
        {"together", fmt::format("{:.0f} m", options.together_m)},
        {"apart", fmt::format("{:.0f} m", options.apart_m)},
        {"distinct places", fmt::format("{}", options.least_places)}};
    lead.observed = pair.together;
    lead.expected = pair.expected;
    lead.null_model =
        "fixes together when those of one handle are moved by 1 to 14 days back and "
        "forth, mean; the chance is that of being together away from home so often, "
        "once for each distinct place";
    lead.log10_p = pair.log10_p;
    lead.evidence = pair.evidence;
    lead.title = {handle(pair.a),       words(" and "),
                  handle(pair.b),       words(" are consistent with being carried together: "),
                  count(pair.together), words(" of "),
                  count(pair.compared), words(" compared positions, "),
                  count(pair.places),   words(" distinct places")};
    std::uint32_t between = 0, shared = 0;
    std::vector<std::pair<Millis, Millis>> calls;
    std::set<Handle> contacts;
    auto of_a =
        pair.a < events.handle_count() ? events.party(pair.a) : std::span<const std::uint32_t>{};
    auto of_b =
        pair.b < events.handle_count() ? events.party(pair.b) : std::span<const std::uint32_t>{};
    for (auto i : of_a) {
      Handle other = events.other_side(i, pair.a);
      between += other == pair.b;
      contacts.insert(other);
      if (events.kind(i) == link::EventKind::call && events.duration(i).value_or(0) > 0)
        calls.emplace_back(events.time(i), events.time(i) + Millis{*events.duration(i)} * 1000);
    }
    std::set<Handle> seen;
    std::uint32_t at_once = 0;
    for (auto i : of_b) {
      Handle other = events.other_side(i, pair.b);
      if (other != link::no_handle && contacts.contains(other) && seen.insert(other).second)
        ++shared;
      if (events.kind(i) != link::EventKind::call || events.duration(i).value_or(0) == 0) continue;
      Millis start = events.time(i), stop = start + Millis{*events.duration(i)} * 1000;
      at_once += std::any_of(calls.begin(), calls.end(), [&](const auto& call) {
        return call.first < stop && start < call.second;
      });
    }
    lead.explanation = {
        {words("On other days at the same hours it would be "), number(pair.expected), words(": of what chance leaves apart "),
         number(pair.beyond_chance()), words(" is together.")},
        {words("They share "), count(shared), words(" contacts.")}};
    if (pair.apart > 0)
      lead.against.push_back(
          {count(pair.apart), words(" times they are far apart at one moment.")});
    if (at_once > 0)
      lead.against.push_back(
          {count(at_once), words(" times both are in a call at the same moment.")});
    if (between > 0)
      lead.against.push_back(
          {words("They are in contact with each other: "), count(between), words(" events.")});
    lead.against.push_back(
        {words("Positions from cells are areas; a phone's position is not a "
               "person's.")});
    lead.alternatives = {"two people who live, work or travel together",
                         "one phone with two numbers", "a change of number on the same phone"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
