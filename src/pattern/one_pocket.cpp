// Worked example. S is an operator's rows, P a phone with positions every quarter of an hour. At 41 moments, four hours or a place apart, both are
// known, and all 41 are near. Of one phone .97 are near within that time. On other days at the same hours these two are near in .58. Weight:
// 41 log10(.97/.58) = 9.2. Two flatmates, 51 of 55 near, .71 on other days, four neither near nor too far, which one phone has in .02 and these two in
// .26: 51 log10(.97/.71) - 4 log10(.26/.02) = 2.5. Were it seven of 55, it would be against them.
//
// Two phones with cards of two operators are never at one spot, for their cells stand elsewhere: then spot and near are one. Cells are one operator's if phones
// join them: a phone's are, and so are those of any two phones that have a cell in common. There, two phones that are near and at different cells are hardly
// in one pocket.
//
// Nothing is gained where other days say nothing: two shares of the phone's own are put in with theirs.
//
// Known cases of another making: phones of one person have weights of 3 to 17 where forty moments and more are there, and are the first of all of their
// partners with ten; couples that are never apart have the same, for nothing in positions tells these from one person.
#include "pattern/one_pocket.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>

#include "pattern/co_movement.h"

namespace clew::pattern {
namespace {

constexpr std::array<Millis, 3> waits{5 * link::millis_per_minute, 15 * link::millis_per_minute, 30 * link::millis_per_minute};

// Of each four hours and place one: what follows in the same stay is the same decision.
using StayKey = std::tuple<Millis, std::int64_t, std::int64_t>;
StayKey stay_key(const Fix& fix) {
  return {fix.time / (4 * link::millis_per_hour), std::llround(fix.latitude / .005), std::llround(fix.longitude / .005)};
}

}  // namespace

OnePocket::Cell OnePocket::cell_of(const Fix& fix) { return {std::llround(fix.latitude * 10'000), std::llround(fix.longitude * 10'000)}; }

OnePocket::Moment OnePocket::moment(const Fix& fix, const Fix& other, Millis wait) const {
  Moment made{};
  made.other = &other;
  made.sort = is_area(fix) != is_area(other) ? mixed : is_area(fix) ? areas : exact;
  made.wait = static_cast<std::uint8_t>(wait <= waits[0] ? 0 : wait <= waits[1] ? 1 : 2);
  const double apart = distance_m(fix, other), clear = apart - fix.accuracy_m - other.accuracy_m;
  if (made.sort == areas && apart <= options_.spot_m)
    made.how = spot;
  else if (clear <= options_.together_m)
    made.how = near;
  else
    made.how = too_far(clear, wait, {}) ? far : between;
  return made;
}

bool OnePocket::look(const Fix& fix, Track other, Millis shift, Moment& found) const {
  const Millis time = fix.time + shift;
  auto at = std::lower_bound(other.begin(), other.end(), time, [](const Fix& one, Millis wanted) { return one.time < wanted; });
  if (at == other.end() || (at != other.begin() && time - (at - 1)->time <= at->time - time)) --at;
  const Millis wait = std::abs(at->time - time);
  if (wait > options_.same_time) return false;
  found = moment(fix, *at, wait);
  return true;
}

OnePocket::OnePocket(std::span<const Track> tracks, const OnePocketOptions& options) : options_(options) {
  join_cells(tracks);
  constexpr double weight = 10;  // of what is taken for usual beforehand
  constexpr Shares usual[3] = {{.75, .1, .14, .01}, {0, .9, .09, .01}, {0, .9, .09, .01}};
  for (int sort = 0; sort < 3; ++sort)
    for (auto& shares : own_[static_cast<std::size_t>(sort)])
      for (std::size_t how = 0; how < 4; ++how) shares[how] = weight * usual[sort][how];
  for (const Track& track : tracks) {
    std::array<std::vector<Fix>, 2> by_sort;
    for (const Fix& fix : track) by_sort[is_area(fix)].push_back(fix);
    std::set<std::tuple<StayKey, bool, std::size_t>> known;
    for (const Fix& fix : track)
      for (const auto& later : by_sort) {
        auto at = later.begin();
        for (std::size_t wait = 0; wait < waits.size(); ++wait) {
          at = std::upper_bound(at, later.end(), fix.time + (wait == 0 ? 0 : waits[wait - 1]), [](Millis wanted, const Fix& one) { return wanted < one.time; });
          if (at == later.end()) break;
          if (at->time - fix.time > waits[wait] || !known.emplace(stay_key(fix), is_area(*at), wait).second) continue;
          const Moment one = moment(fix, *at, at->time - fix.time);
          ++own_[one.sort][wait][one.how];
          ++learnt_[one.sort];
        }
      }
  }
  for (auto& by_wait : own_)
    for (auto& shares : by_wait) {
      // One phone is not at two places: where its own rows say so they are wrong, and prove nothing for others.
      shares[far] = std::min(shares[far], .01 * (shares[spot] + shares[near] + shares[between]));
      const double sum = shares[spot] + shares[near] + shares[between] + shares[far];
      double whole = 0;
      for (double& share : shares) whole += share = std::max(.004, share / sum);
      for (double& share : shares) share /= whole;
    }
}

void OnePocket::join_cells(std::span<const Track> tracks) {
  std::vector<std::uint32_t> joined;
  const auto first_of = [&](std::uint32_t i) {
    while (joined[i] != i) i = joined[i] = joined[joined[i]];
    return i;
  };
  for (const Track& track : tracks) {
    std::optional<std::uint32_t> before;
    for (const Fix& fix : track) {
      if (!is_area(fix)) continue;
      auto [at, fresh] = operator_of_.try_emplace(cell_of(fix), static_cast<std::uint32_t>(joined.size()));
      if (fresh) joined.push_back(at->second);
      if (before) joined[first_of(at->second)] = first_of(*before);
      before = at->second;
    }
  }
  for (auto& [cell, group] : operator_of_) group = first_of(group);
}

bool OnePocket::of_one_operator(Track a, Track b) const {
  const auto first_cell = [&](Track track) -> std::optional<std::uint32_t> {
    for (const Fix& fix : track)
      if (is_area(fix))
        if (auto at = operator_of_.find(cell_of(fix)); at != operator_of_.end()) return at->second;
    return {};
  };
  const auto of_a = first_cell(a);
  return of_a && of_a == first_cell(b);
}

OnePocket::Days OnePocket::other_days(Track a, Track b) const {
  Days found{};
  std::set<StayKey> stays;
  Moment one;
  for (int days = 1; days <= 14; ++days)
    for (int sign : {-1, 1}) {
      stays.clear();
      for (const Fix& fix : b)
        if (look(fix, a, sign * days * link::millis_per_day, one) && stays.insert(stay_key(fix)).second) ++found[one.sort][one.how];
    }
  return found;
}

double OnePocket::weight(const Moment& moment, const Days& days, bool one_operator) const {
  constexpr double own_shares = 2;
  constexpr std::uint32_t least_learnt = 100;
  const auto& own = own_[moment.sort][moment.wait];
  const auto& other = days[moment.sort];
  const double sum = other[spot] + other[near] + other[between] + other[far];
  // At one cell or at its neighbour: learnt from phones' own rows, where there are enough. How exact positions are hangs on the phone, so of these
  // spot and near are one.
  const bool told_apart = moment.sort == areas && one_operator && learnt_[areas] >= least_learnt;
  const bool here = !told_apart && moment.how <= near;
  const double of_one = here ? own[spot] + own[near] : own[moment.how], on_days = here ? other[spot] + other[near] : other[moment.how];
  return std::log10(of_one * (sum + own_shares) / (on_days + own_shares * of_one));
}

Pocket OnePocket::compare(Track a, Track b) const {
  Pocket found;
  if (a.empty() || b.empty()) return found;
  if (std::pair(a.size(), a.front().handle) < std::pair(b.size(), b.front().handle)) std::swap(a, b);
  std::vector<Moment> moments;
  std::vector<const Fix*> places;
  std::set<std::pair<Millis, std::int64_t>> same, apart;
  Moment one;
  std::set<StayKey> stays;
  for (const Fix& fix : b) {
    if (!look(fix, a, 0, one) || !stays.insert(stay_key(fix)).second) continue;
    ++found.compared;
    moments.push_back(one);
    if (one.how == between) continue;
    auto& rows = one.how == far ? apart : same;
    rows.emplace(fix.time, fix.record);
    rows.emplace(one.other->time, one.other->record);
    if (one.how == far) {
      ++found.apart;
      continue;
    }
    if (++found.together == 1) found.from = fix.time;
    found.to = fix.time;
    if (std::all_of(places.begin(), places.end(), [&](const Fix* place) { return distance_m(*place, fix) > options_.distinct_m; })) places.push_back(&fix);
  }
  found.places = static_cast<std::uint32_t>(places.size());
  for (const auto& [time, record] : same) found.evidence.push_back(record);
  for (const auto& [time, record] : apart) found.contradictions.push_back(record);
  if (found.compared < options_.least_compared || found.together < options_.least_share * found.compared) return found;
  const Days days = other_days(a, b);
  const bool one_operator = of_one_operator(a, b);
  for (const Moment& moment : moments) found.log10_weight += weight(moment, days, one_operator);
  double all = 0, together = 0;
  for (const auto& of_sort : days) {
    all += of_sort[spot] + of_sort[near] + of_sort[between] + of_sort[far];
    together += of_sort[spot] + of_sort[near];
  }
  found.usual = all > 0 ? together / all : 0;
  return found;
}

std::vector<PocketMoment> OnePocket::moments(Track a, Track b, std::uint32_t least) const {
  std::vector<PocketMoment> found;
  if (a.empty() || b.empty()) return found;
  if (std::pair(a.size(), a.front().handle) < std::pair(b.size(), b.front().handle)) std::swap(a, b);
  std::vector<Moment> looked;
  std::set<StayKey> stays;
  Moment one;
  std::uint32_t together = 0;
  for (const Fix& fix : b) {
    if (!look(fix, a, 0, one) || !stays.insert(stay_key(fix)).second) continue;
    together += one.how <= near;
    looked.push_back(one);
    found.push_back({fix.time, fix.record, one.other->record, one.how <= near, 0});
  }
  if (together < least) return {};
  const Days days = other_days(a, b);
  const bool one_operator = of_one_operator(a, b);
  for (std::size_t i = 0; i < found.size(); ++i) found[i].log10_weight = weight(looked[i], days, one_operator);
  return found;
}

}  // namespace clew::pattern
