// Worked example. A phone has 128 stays until 15 April and 171 after it. Of those after, .19 are at a place (or beside one) where it was before; at any
// other moment of its time, and at any moment of twenty other phones, it is .8 and more. In the four weeks after it has 64 contacts, 20 of them
// not met before; in other weeks one in fifty is new: chance of 20 and more of 64 below 10^-16.
//
// Of all moments that with the least in common before and after is taken, by the larger of the two shares: so nobody stands out who comes
// back, or who only goes somewhere for the first time. Places are chosen by that, not contacts: their chance is honest.
// Binomial tail of the new contacts with the rate of other weeks, Benjamini and Hochberg over the phones whose places change.
#include "pattern/other_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Events;

using Area = std::pair<int, int>;  // some 2.2 km, with its neighbours 6.6

Area area_of(const Fix& fix) {
  constexpr double degrees = .02;
  const double across = degrees / std::max(.1, std::cos(fix.latitude * 3.14159265358979323846 / 180));
  return {static_cast<int>(std::floor(fix.latitude / degrees)), static_cast<int>(std::floor(fix.longitude / across))};
}

struct Stay {
  Millis time;
  Area area;
  std::int64_t record;
};

// One for each area and four hours.
std::vector<Stay> stays_of(const std::vector<Fix>& track) {
  std::vector<Stay> stays;
  std::map<Area, Millis> last;
  for (const Fix& fix : track) {
    const Area area = area_of(fix);
    const auto [at, fresh] = last.try_emplace(area, fix.time);
    if (!fresh && fix.time - at->second < 4 * link::millis_per_hour) continue;
    at->second = fix.time;
    stays.push_back({fix.time, area, fix.record});
  }
  return stays;
}

// The moment with the least in common on its two sides.
struct Cut {
  std::size_t at = 0;  // first stay after it
  double kept = 1, came_back = 1;
  double larger() const { return std::max(kept, came_back); }
};

std::optional<Cut> emptiest(const std::vector<Stay>& stays, const OtherPlacesOptions& options) {
  const std::size_t n = stays.size();
  if (n < 2 * std::size_t{options.least_stays}) return {};
  std::map<Area, std::pair<std::size_t, std::size_t>> seen;  // first and last stay
  for (std::size_t i = 0; i < n; ++i) seen.try_emplace(stays[i].area, i, i).first->second.second = i;
  // A stay j is at a known place of every cut in (first, j], and at one seen later of every cut in (j, last].
  std::vector<int> known(n + 2, 0), later(n + 2, 0);
  for (std::size_t j = 0; j < n; ++j) {
    std::size_t first = j, last = j;
    for (int x = -1; x <= 1; ++x)
      for (int y = -1; y <= 1; ++y)
        if (const auto at = seen.find({stays[j].area.first + x, stays[j].area.second + y}); at != seen.end())
          first = std::min(first, at->second.first), last = std::max(last, at->second.second);
    ++known[first + 1], --known[j + 1];
    ++later[j + 1], --later[last + 1];
  }
  std::optional<Cut> best;
  int known_here = 0, later_here = 0;
  for (std::size_t cut = 0; cut + options.least_stays <= n; ++cut) {
    known_here += known[cut];
    later_here += later[cut];
    if (cut < options.least_stays || stays[cut - 1].time - stays.front().time < options.least_time || stays.back().time - stays[cut].time < options.least_time) continue;
    const Cut here{cut, double(later_here) / double(cut), double(known_here) / double(n - cut)};
    if (!best || here.larger() < best->larger()) best = here;
  }
  return best;
}

// When each contact was first met, and on which days whom.
class Contacts {
 public:
  Contacts(const Events& events, const std::vector<Handle>& numbers, std::span<const Handle> hubs) {
    for (Handle number : numbers)
      for (auto i : events.party(number)) {
        const Handle other = events.other_side(i, number);
        if (other == link::no_handle || std::binary_search(hubs.begin(), hubs.end(), other)) continue;
        met_.push_back({events.time(i), other, events.record(i)});
      }
    std::sort(met_.begin(), met_.end());
    for (const auto& m : met_) first_.try_emplace(m.other, m.time);
  }
  struct Met {
    Millis time;
    Handle other;
    std::int64_t record;
    friend auto operator<=>(const Met&, const Met&) = default;
  };
  struct Share {
    std::uint32_t all = 0, fresh = 0;
    std::vector<std::int64_t> records;  // first event with each that is new
  };
  Share within(Millis from, Millis to) const {
    Share share;
    std::set<Handle> seen;
    for (auto at = std::lower_bound(met_.begin(), met_.end(), Met{from, 0, 0}); at != met_.end() && at->time < to; ++at) {
      if (!seen.insert(at->other).second) continue;
      ++share.all;
      if (first_.at(at->other) < from) continue;
      ++share.fresh;
      share.records.push_back(at->record);
    }
    return share;
  }
  Millis begin() const { return met_.empty() ? 0 : met_.front().time; }
  Millis end() const { return met_.empty() ? 0 : met_.back().time; }

 private:
  std::vector<Met> met_;
  std::unordered_map<Handle, Millis> first_;
};

}  // namespace

std::vector<OtherPlaces> find_other_places(const Events& events, const Tracks& tracks, std::span<const Handle> hubs, const OtherPlacesOptions& options) {
  struct Carrier {
    std::vector<Handle> numbers;
    std::vector<Fix> track;
  };
  std::map<Handle, Carrier> carriers;
  for (std::size_t t = 0; t < tracks.count(); ++t) {
    const Handle number = tracks.handle(t);
    if (number >= events.handle_count() || std::binary_search(hubs.begin(), hubs.end(), number)) continue;
    auto& carrier = carriers[number < options.holder.size() ? options.holder[number] : number];
    carrier.numbers.push_back(number);
    carrier.track.insert(carrier.track.end(), tracks.of(t).begin(), tracks.of(t).end());
  }
  for (Handle h = 0; h < options.holder.size(); ++h)
    if (const auto at = carriers.find(options.holder[h]); at != carriers.end() && std::find(at->second.numbers.begin(), at->second.numbers.end(), h) == at->second.numbers.end())
      at->second.numbers.push_back(h);
  std::vector<OtherPlaces> result;
  for (auto& [root, carrier] : carriers) {
    std::sort(carrier.track.begin(), carrier.track.end(), [](const Fix& a, const Fix& b) { return std::tie(a.time, a.record) < std::tie(b.time, b.record); });
    const auto stays = stays_of(carrier.track);
    const auto cut = emptiest(stays, options);
    if (!cut || cut->larger() > options.most_kept) continue;
    OtherPlaces found;
    found.last_before = stays[cut->at - 1].time;
    found.first_after = stays[cut->at].time;
    found.before = static_cast<std::uint32_t>(cut->at);
    found.after = static_cast<std::uint32_t>(stays.size() - cut->at);
    found.kept = cut->kept;
    found.came_back = cut->came_back;
    const Contacts contacts(events, carrier.numbers, hubs);
    // From the middle of the pause: neither stay says when.
    const Millis moment = found.last_before + (found.first_after - found.last_before) / 2;
    auto after = contacts.within(moment, moment + options.weeks);
    found.contacts = after.all;
    found.fresh = after.fresh;
    // Other weeks: not those into which the moment falls, and not the first four, in which everybody is new.
    std::uint32_t all = 0, fresh = 0;
    for (Millis from = contacts.begin() + options.weeks; from + options.weeks <= contacts.end() + link::millis_per_day; from += 7 * link::millis_per_day) {
      if (from + options.weeks > moment && from < moment + 7 * link::millis_per_day) continue;
      const auto share = contacts.within(from, from + options.weeks);
      all += share.all, fresh += share.fresh;
    }
    // With few other weeks, as if a fifth of ten contacts had been new.
    found.usual_fresh = (double(fresh) + 2) / (double(all) + 10);
    const bool enough = found.contacts >= options.least_contacts && double(found.fresh) >= options.least_new * double(found.contacts);
    found.log10_p = enough ? binomial_tail_log10(found.fresh, found.contacts, found.usual_fresh) : 0;
    // The number in use about then, as events have it.
    std::size_t most = 0;
    for (const Handle number : carrier.numbers) {
      std::size_t n = 0;
      for (auto i : events.party(number)) n += std::abs(events.time(i) - moment) <= 7 * link::millis_per_day;
      if (n > most || found.handle == link::no_handle) most = n, found.handle = number;
    }
    for (std::size_t i = cut->at > 10 ? cut->at - 10 : 0; i < std::min(stays.size(), cut->at + 10); ++i) found.evidence.push_back(stays[i].record);
    if (after.records.size() > 50) after.records.resize(50);
    found.evidence.insert(found.evidence.end(), after.records.begin(), after.records.end());
    result.push_back(std::move(found));
  }
  std::vector<double> log10_p;
  for (const auto& found : result) log10_p.push_back(found.log10_p);
  const auto stands_out = discoveries(log10_p, std::max(carriers.size(), result.size()), options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i) result[i].stands_out = stands_out[i];
  return result;
}

Leads other_places_leads(const std::vector<OtherPlaces>& found, const OtherPlacesOptions& options) {
  Leads result;
  for (const OtherPlaces& one : found) {
    if (!one.stands_out) continue;
    Lead lead;
    lead.detector = "handover";
    lead.subjects = {one.handle};
    lead.from = one.last_before;
    lead.to = one.first_after;
    lead.parameters = {{"least stays each", fmt::format("{}", options.least_stays)},
                       {"stays at places of the other side at most", fmt::format("{:.2f}", options.most_kept)},
                       {"new contacts from", fmt::format("{:.2f}", options.least_new)},
                       {"contacts within", fmt::format("{} days", options.weeks / link::millis_per_day)},
                       {"false discoveries", fmt::format("{:.3f}", options.false_discoveries)}};
    lead.observed = one.fresh;
    lead.expected = one.usual_fresh * one.contacts;
    lead.null_model = "new contacts in the four weeks after, at the rate of other weeks of the same phone; that its places change is asked for besides";
    lead.log10_p = one.log10_p;
    lead.evidence = one.evidence;
    lead.title = {words("From "), time(one.first_after), words(" "), handle(one.handle),
                  words(" is at other places and with other contacts: may have passed to another person, or its user has moved")};
    lead.explanation = {{words("Until "), time(one.last_before), words(": "), count(one.before), words(" stays; after: "), count(one.after), words(". Share of those after at a place where it was before: "),
                         number(one.came_back), words("; of those before at a place where it is later: "), number(one.kept), words(". A stay is an area of some two kilometres and four hours, with what lies beside it.")},
                        {words("Of "), count(one.contacts), words(" contacts in the four weeks after "), count(one.fresh), words(" are new; in other weeks "), number(one.usual_fresh),
                         words(" of the contacts are.")}};
    lead.against = {{words("Who begins anew in another town changes places and contacts with his own phone.")},
                    {words("A phone's position is not a person's, and an exhibit that begins at that time shows contacts for the first time.")}};
    lead.alternatives = {"the number passed to another person", "a new home, job, school or country", "another exhibit that covers the later time"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back({"handover", fmt::format("{} further phones at other places stand out less than the {} shown", result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
