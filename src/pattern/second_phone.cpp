// Worked example. Everyday phone E: 40 contacts. Second phone S: 5 contacts, 4 of them E's. S and E
// are in the same cell in 31 hours, at 6 places; with S moved by whole days it would be 2 hours.
// Never in two calls at once though both make many.
//
//   contacts:  4 of 5 drawn by how many know each (degree-preserving): .2 expected, p = 1e-4
//   places:    31 hours in the same cell, 2 by chance; of 6 places, home counts once for all: the
//              chance of being at the same of the other five, once each, as in co_movement.cpp
//   calls:     none of S's 40 calls during one of E's; moved by whole days it is 6 to 12 times. Two
//              persons ring while the other does, one person hardly ever
//   together:  three kinds of evidence, put together as Fisher does (chance.h)
//
// The places must be there by themselves: the same hours and cells at three distinct places. Bins of
// an hour and a cell are used because operators give cells and not points; two handles that are in
// different cells more than 5 km apart within half an hour count as apart. Where both are as often in
// calls at once as two persons would be, they are two persons.
//
// An old and a new number of one person are in the same places too, and friends ring the old one for
// weeks: 13 of 13 pairs found on a generated case of 10^6 records were such. So both must be used by
// their holder over the same time, and not fall apart into before and after:
//
//   O O O O O O N N N N N    change: best cut between, nothing in the wrong order: 0
//   E S E E S E E S E S E    second phone: wherever the cut, most of S is on the wrong side: 1
//
// Jaccard likeness of the contact lists was not used: it is small by construction (5 of 41). Share
// of hours alone puts neighbours first (co_movement.cpp has the figures).
#include "pattern/second_phone.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "link/common.h"
#include "link/profile.h"
#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Contacts;
using link::Events;
constexpr std::uint32_t most_knowing = 200;

struct Bin {
  std::int64_t hour;
  std::int32_t lat, lon;
  auto operator<=>(const Bin&) const = default;
};
struct Presence {
  std::vector<Bin> bins;                  // sorted, each once
  std::pair<std::int32_t, std::int32_t> home{};  // cell with most bins
};

Presence presence_of(std::span<const Fix> track, double cell) {
  Presence made;
  std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> hours;
  for (const Fix& fix : track)
    made.bins.push_back({fix.time / link::millis_per_hour,
                         static_cast<std::int32_t>(std::floor(fix.latitude / cell)),
                         static_cast<std::int32_t>(std::floor(fix.longitude / cell))});
  std::sort(made.bins.begin(), made.bins.end());
  made.bins.erase(std::unique(made.bins.begin(), made.bins.end()), made.bins.end());
  std::uint32_t most = 0;
  for (const Bin& bin : made.bins)
    if (auto n = ++hours[{bin.lat, bin.lon}]; n > most) most = n, made.home = {bin.lat, bin.lon};
  return made;
}

std::uint64_t bins_in_common(const Presence& a, const Presence& b, std::int64_t shift_hours,
                             bool without_home,
                             std::set<std::pair<std::int32_t, std::int32_t>>* places = nullptr) {
  std::uint64_t common = 0;
  std::size_t j = 0;
  for (const Bin& bin : a.bins) {
    Bin wanted{bin.hour - shift_hours, bin.lat, bin.lon};
    while (j < b.bins.size() && b.bins[j] < wanted)
      ++j;
    if (j == b.bins.size()) break;
    if (b.bins[j] != wanted) continue;
    if (without_home && std::pair(bin.lat, bin.lon) == b.home) continue;
    ++common;
    if (places) places->emplace(bin.lat, bin.lon);
  }
  return common;
}

// Calls of known length as intervals.
std::vector<std::pair<Millis, Millis>> calls_of(const Events& events, Handle handle) {
  std::vector<std::pair<Millis, Millis>> calls;
  for (auto i : events.party(handle))
    if (events.kind(i) == link::EventKind::call && events.duration(i).value_or(0) > 0)
      calls.emplace_back(events.time(i), events.time(i) + Millis{*events.duration(i)} * 1000);
  return calls;
}
std::uint32_t overlaps(const std::vector<std::pair<Millis, Millis>>& a,
                       const std::vector<std::pair<Millis, Millis>>& b, Millis shift, Millis slack) {
  std::uint32_t count = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].first + slack < b[j].second + shift && b[j].first + shift + slack < a[i].second) ++count;
    a[i].second < b[j].second + shift ? ++i : ++j;
  }
  return count;
}

// Times at which the holder did something with the phone, rising.
std::vector<Millis> acts_of(const Events& events, Handle handle) {
  std::vector<Millis> acts;
  for (auto i : events.party(handle))
    if (events.from(i) == handle ||
        (events.kind(i) == link::EventKind::call && events.duration(i).value_or(0) > 0))
      acts.push_back(events.time(i));
  return acts;
}

// See SecondPhone::interleaved; both sorted, neither empty. O(acts).
double interleaved(const std::vector<Millis>& a, const std::vector<Millis>& b) {
  auto wrong_if_first = [](const std::vector<Millis>& first, const std::vector<Millis>& then) {
    // A cut before all of `first`: all of it is wrong. Moving the cut over one puts it right.
    std::size_t wrong = first.size(), best = wrong;
    for (std::size_t i = 0, j = 0; i < first.size(); ++i) {
      for (; j < then.size() && then[j] < first[i]; ++j)
        ++wrong;
      best = std::min(best, --wrong);
    }
    return best;
  };
  std::size_t most = std::min(a.size(), b.size());
  return double(std::min({wrong_if_first(a, b), wrong_if_first(b, a), most})) / double(most);
}

class PhoneSearch {
 public:
  PhoneSearch(const Events& events, const Contacts& contacts, const Tracks& tracks,
         std::span<const Handle> hubs, const SecondPhoneOptions& options)
      : events_(events), contacts_(contacts), tracks_(tracks), hubs_(hubs), options_(options) {
    for (std::size_t t = 0; t < tracks.count(); ++t)
      track_of_[tracks.handle(t)] = t;
    active_ = 0;
    for (Handle handle = 0; handle < contacts.handle_count(); ++handle) {
      active_ += contacts.degree(handle) > 0;
      degrees_ += contacts.degree(handle);
    }
  }

  bool is_hub(Handle handle) const {
    return std::binary_search(hubs_.begin(), hubs_.end(), handle);
  }
  bool eligible(Handle handle) const {
    return events_.party(handle).size() >= options_.least_events && !is_hub(handle);
  }
  // Both in use by their holders for long enough, and not one after the other.
  bool same_time(Handle a, Handle b) {
    const auto &of_a = acts(a), &of_b = acts(b);
    if (std::min(of_a.size(), of_b.size()) < options_.least_events) return false;
    auto [from, to] = both_in_use(of_a, of_b);
    return to - from >= options_.least_overlap && interleaved(of_a, of_b) >= options_.least_interleaved;
  }

  // Pairs that share enough contacts, or hours and cells.
  std::set<std::pair<Handle, Handle>> candidates() {
    std::set<std::pair<Handle, Handle>> pairs;
    std::unordered_map<Handle, std::uint32_t> common;
    for (Handle small = 0; small < contacts_.handle_count(); ++small) {
      // Without positions no pair becomes a lead: shared contacts alone are what a family has.
      if (!track_of_.contains(small) || !eligible(small)) continue;
      common.clear();
      for (const auto& entry : contacts_.of(small)) {
        if (is_hub(entry.other) || contacts_.degree(entry.other) > most_knowing) continue;
        for (const auto& knows : contacts_.of(entry.other))
          if (knows.other != small && contacts_.degree(knows.other) >= contacts_.degree(small) &&
              track_of_.contains(knows.other))
            ++common[knows.other];
      }
      for (const auto& [large, n] : common)
        if (n >= options_.least_common && eligible(large) &&
            n >= options_.least_containment * .5 * contacts_.degree(small))
          pairs.emplace(std::min(small, large), std::max(small, large));
    }
    struct Seen {
      Bin bin;
      Handle handle;
      auto operator<=>(const Seen&) const = default;
    };
    std::vector<Seen> seen;
    for (const auto& [handle, track] : track_of_)
      if (handle < events_.handle_count() && eligible(handle))
        for (const Bin& bin : presence(handle).bins)
          seen.push_back({bin, handle});
    std::sort(seen.begin(), seen.end());
    std::map<std::pair<Handle, Handle>, std::uint32_t> together;
    for (std::size_t begin = 0, end; begin < seen.size(); begin = end) {
      for (end = begin; end < seen.size() && seen[end].bin == seen[begin].bin; ++end) {
      }
      if (end - begin > 200) continue;  // a crowd says nothing
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t j = i + 1; j < end; ++j)
          ++together[{seen[i].handle, seen[j].handle}];
    }
    for (const auto& [pair, n] : together)
      if (n >= options_.least_bins) pairs.insert(pair);
    return pairs;
  }

  SecondPhone compare(Handle a, Handle b) {
    SecondPhone found;
    if (contacts_.degree(a) < contacts_.degree(b)) std::swap(a, b);
    found.first = a;
    found.second = b;
    compare_contacts(found);
    compare_places(found);
    compare_calls(found);
    std::vector<double> chances{found.log10_places, found.log10_contacts};
    if (found.expected_at_once >= 3) chances.push_back(found.log10_calls);
    found.log10_p = together_log10(chances);
    return found;
  }

 private:
  const std::vector<Millis>& acts(Handle handle) {
    auto [at, fresh] = acts_.try_emplace(handle);
    if (fresh) at->second = acts_of(events_, handle);
    return at->second;
  }
  static std::pair<Millis, Millis> both_in_use(const std::vector<Millis>& a, const std::vector<Millis>& b) {
    return {std::max(a.front(), b.front()), std::min(a.back(), b.back())};
  }
  const Presence& presence(Handle handle) {
    auto [at, fresh] = presence_.try_emplace(handle);
    if (fresh) at->second = presence_of(tracks_.of(track_of_.at(handle)), options_.cell_degrees);
    return at->second;
  }

  void compare_contacts(SecondPhone& found) {
    std::vector<double> chances;
    double shared = 0, whole = 0;
    auto large = contacts_.of(found.first), small = contacts_.of(found.second);
    double others = double(large.size());
    std::set<std::pair<Millis, std::int64_t>> rows;
    for (const auto& entry : small) {
      if (entry.other == found.first || is_hub(entry.other)) continue;
      ++found.contacts;
      std::uint32_t degree = contacts_.degree(entry.other);
      double weight = std::log(double(std::max<std::uint64_t>(2, active_)) / degree);
      whole += weight;
      double share = std::min(1.0, double(degree) / double(std::max<std::uint64_t>(1, degrees_)));
      chances.push_back(1 - std::pow(1 - share, others));
      auto at = std::lower_bound(large.begin(), large.end(), entry.other,
                                 [](const auto& e, Handle h) { return e.other < h; });
      if (at == large.end() || at->other != entry.other) continue;
      ++found.common;
      shared += weight;
    }
    found.containment = whole > 0 ? shared / whole : 0;
    found.expected_common = std::accumulate(chances.begin(), chances.end(), 0.0);
    bool enough = found.common >= options_.least_common &&
                  found.containment >= options_.least_containment &&
                  found.contacts <= options_.most_size * others;
    if (enough) found.log10_contacts = sum_tail_log10(found.common, chances);
  }

  void compare_places(SecondPhone& found) {
    if (!track_of_.contains(found.first) || !track_of_.contains(found.second)) return;
    const Presence &a = presence(found.first), &b = presence(found.second);
    std::set<std::pair<std::int32_t, std::int32_t>> places;
    found.bins = static_cast<std::uint32_t>(bins_in_common(a, b, 0, false, &places));
    found.places = static_cast<std::uint32_t>(places.size());
    std::uint64_t shifted = 0, trips = 0;
    for (int day = 1; day <= 14; ++day)
      for (int sign : {-1, 1}) {
        shifted += bins_in_common(a, b, sign * day * 24, false);
        trips += bins_in_common(a, b, sign * day * 24, true);
      }
    found.expected_bins = double(shifted) / 28;
    auto of_a = tracks_.of(track_of_.at(found.first)), of_b = tracks_.of(track_of_.at(found.second));
    if (of_b.size() < of_a.size()) std::swap(of_a, of_b);
    std::size_t j = 0;
    std::set<std::pair<Millis, std::int64_t>> same, far;
    std::uint32_t between_them = 0;  // positions neither together nor too far apart
    constexpr CoMovementOptions carried;  // what is together and what is too far to be driven
    for (const Fix& fix : of_a) {
      while (j + 1 < of_b.size() &&
             std::abs(of_b[j + 1].time - fix.time) <= std::abs(of_b[j].time - fix.time))
        ++j;
      Millis between = std::abs(of_b[j].time - fix.time);
      if (between > carried.same_time) continue;
      double apart = distance_m(fix, of_b[j]) - fix.accuracy_m - of_b[j].accuracy_m;
      bool beyond = too_far(apart, between, carried);
      auto& rows = beyond ? far : same;
      ++(beyond ? found.apart : apart <= carried.together_m ? found.together : between_them);
      if (beyond || apart <= carried.together_m) {
        rows.emplace(fix.time, fix.record);
        rows.emplace(of_b[j].time, of_b[j].record);
      }
    }
    for (const auto& [time, record] : same)
      found.evidence.push_back(record);
    for (const auto& [time, record] : far)
      found.contradictions.push_back(record);
    // Positions too far apart are held against positions together, not against hours: phones that say where they are every
    // other minute have some wrong ones. Not merely at the places and hours that both keep every day.
    bool more_than_usual = poisson_tail_log10(found.bins, found.expected_bins + .5) <= -2;
    if (found.bins >= options_.least_bins && found.places >= options_.least_places &&
        found.apart * 10 <= std::max(found.bins, found.together) && more_than_usual) {
      // Share of the smaller presence's hours that fall together by chance, away from home.
      double hours = double(std::min(a.bins.size(), b.bins.size()));
      double share = std::min(1.0, (double(trips) / 28 + .5) / hours);
      found.log10_places = (found.places - 1) * std::log10(share);
    }
  }

  void compare_calls(SecondPhone& found) {
    found.interleaved = interleaved(acts(found.first), acts(found.second));
    auto [from, to] = both_in_use(acts(found.first), acts(found.second));
    auto in_use = [&, from = from, to = to](Handle handle) {
      auto calls = calls_of(events_, handle);
      std::erase_if(calls, [&](const auto& call) { return call.first < from || call.first > to; });
      return calls;
    };
    auto a = in_use(found.first), b = in_use(found.second);
    found.calls = static_cast<std::uint32_t>(b.size());
    found.at_once = overlaps(a, b, 0, options_.call_slack);
    // Moved by whole days, as many as leave half of the time in common; what falls out at the ends is put back in proportion.
    std::vector<double> moved;
    double whole = double(to - from);
    for (int day = 1; day <= 14 && 2 * day * link::millis_per_day <= to - from; ++day)
      for (int sign : {-1, 1}) {
        Millis shift = sign * day * link::millis_per_day;
        moved.push_back(overlaps(a, b, shift, options_.call_slack) * whole / (whole - double(std::abs(shift))));
      }
    if (moved.empty()) return;
    double mean = std::accumulate(moved.begin(), moved.end(), 0.0) / double(moved.size()), variance = 0;
    for (double n : moved)
      variance += (n - mean) * (n - mean) / double(moved.size());
    found.expected_at_once = mean;
    found.log10_calls = count_low_tail_log10(found.at_once, mean, variance);
  }

  const Events& events_;
  const Contacts& contacts_;
  const Tracks& tracks_;
  std::span<const Handle> hubs_;
  const SecondPhoneOptions& options_;
  std::map<Handle, std::size_t> track_of_;
  std::map<Handle, Presence> presence_;
  std::map<Handle, std::vector<Millis>> acts_;
  std::uint64_t active_ = 0, degrees_ = 0;
};

}  // namespace

std::vector<SecondPhone> find_second_phones(const Events& events, const Contacts& contacts,
                                            const Tracks& tracks, std::span<const Handle> hubs,
                                            const SecondPhoneOptions& options) {
  PhoneSearch search(events, contacts, tracks, hubs, options);
  std::vector<SecondPhone> result;
  std::uint64_t tests = 0;
  for (auto [a, b] : search.candidates()) {
    if (!search.same_time(a, b)) continue;
    ++tests;
    SecondPhone found = search.compare(a, b);
    // In calls at once more than by a mistake, and not much less often than two persons would be.
    if (found.at_once > 1 && found.log10_calls > -2) continue;
    if (found.log10_places < 0) result.push_back(std::move(found));
  }
  std::sort(result.begin(), result.end(), [](const auto& x, const auto& y) {
    return std::tuple(x.log10_p, x.first, x.second) < std::tuple(y.log10_p, y.first, y.second);
  });
  std::vector<double> log10_p;
  for (const auto& found : result)
    log10_p.push_back(found.log10_p);
  auto stands_out = discoveries(log10_p, tests, options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i].stands_out = stands_out[i];
  return result;
}

Leads second_phone_leads(const Events& events, const std::vector<SecondPhone>& found,
                         const SecondPhoneOptions& options) {
  Leads result;
  for (const SecondPhone& pair : found) {
    if (!pair.stands_out) continue;
    Lead lead;
    lead.detector = "second-phone";
    lead.subjects = {pair.first, pair.second};
    auto of_b = events.party(pair.second);
    lead.from = events.time(of_b.front());
    lead.to = events.time(of_b.back());
    lead.parameters = {
        {"least containment", fmt::format("{:.2f}", options.least_containment)},
        {"least contacts", fmt::format("{}", options.least_common)},
        {"least hours in one cell", fmt::format("{}", options.least_bins)},
        {"distinct cells", fmt::format("{}", options.least_places)},
        {"least share of acts that neither came before nor after", fmt::format("{:.2f}", options.least_interleaved)},
        {"cell", fmt::format("{:.2f} degrees", options.cell_degrees)},
        {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = pair.bins;
    lead.expected = pair.expected_bins;
    lead.null_model =
        "hours in the same cell when one handle is moved by 1 to 14 days back and forth, mean; the "
        "chance is that of being in the same cell away from home, once for each distinct cell, "
        "that of sharing so many contacts drawn by how many know each, and that of being so seldom in "
        "calls at one moment when one handle's calls are moved likewise, put together after Fisher";
    lead.log10_p = pair.log10_p;
    lead.evidence = pair.evidence;
    lead.title = {handle(pair.second), words(" may be a second phone beside "), handle(pair.first),
                  words(": the same hours and places, never at odds")};
    lead.explanation = {
        {words("In the same cell in "), count(pair.bins), words(" hours, at "), count(pair.places),
         words(" cells; on other days at the same hours it would be "), number(pair.expected_bins),
         words(" hours.")},
        {count(pair.common), words(" of the "), count(pair.contacts), words(" contacts of "),
         handle(pair.second), words(" are also contacts of "), handle(pair.first), words("; "),
         number(pair.expected_common), words(" would be by chance.")},
        {words("In two calls at one moment "), count(pair.at_once), words(" times; the same calls "),
         words("on other days would be "), number(pair.expected_at_once), words(" times.")},
        {words("Both are used over the same time: had one taken the place of the other, at least "),
         number(100 * pair.interleaved), words(" % of the sendings and answers of the one used less would be out of place.")}};
    if (pair.apart > 0)
      lead.against.push_back(
          {count(pair.apart), words(" times they are far apart at one moment.")});
    if (pair.at_once > 0)
      lead.against.push_back(
          {count(pair.at_once), words(" times both are in a call at the same moment.")});
    if (pair.log10_contacts == 0)
      lead.against.push_back({words("Their contact lists say nothing: they share few contacts, or "
                                    "no more than chance gives.")});
    lead.against.push_back(
        {words("Positions from cells are areas; a phone's position is not a person's.")});
    lead.alternatives = {"two people who live, work or travel together",
                         "a work phone and a private phone",
                         "one phone with two SIM cards or accounts", "a phone lent to somebody near"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"second-phone", fmt::format("{} further pairs stand out less than the {} shown",
                                     result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
