// Worked example. Everyday phone E: 40 contacts. Second phone S: 5 contacts in 90 events, 4 of them E's. At 41 moments both positions are known and
// together, of which one would expect 24 of two people with the same home and hours.
//
//   places:    one_pocket.h: 10^-9.2 that this comes about by habit, times the 33 other phones that it could have been: 10^-7.7. One that is in one
//              pocket with none is in nobody's, however small its list is
//   list:      thirty handles used about as much have 12 contacts (median; a factor of 1.3 either way): 5 are few, 2 in 10,000 have so few
//   contacts:  4 of 5 drawn by how many know each (degree-preserving): .2 expected, p = 1e-4
//   calls:     none of S's 40 calls during one of E's; moved by whole days it is 6 to 12 times. Two
//              persons ring while the other does, one person hardly ever. Where fewer than three would be expected it says nothing
//   together:  the last three after Fisher (chance.h) must be one in twenty; then with the first
//
// Why something besides places: in cases of another making couples who are never apart had weights of 2.9 and 5.3, and that was all that
// spoke for one user. Their lists are as long as those of others (-.2 to .1 deviations); those of 25 second phones are 4 to 19 deviations shorter. Before,
// hours in the same cell of .02 degree were counted: 4 of these 25 found (towers stand in another cell than the phones), and both couples.
//
// Where both are as often in calls at once as two persons would be, or in contact with each other, they are two persons.
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
#include <tuple>

#include "link/profile.h"
#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Contacts;
using link::Events;

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

// All numbers of one holder.
struct Holder {
  Handle root = link::no_handle, main = link::no_handle;  // main: the number with most events
  std::vector<Handle> numbers;
  std::vector<Fix> track;
  std::vector<Millis> acts;
  std::vector<Handle> contacts;  // by holder, no hubs
  std::uint32_t events = 0;
};

class PhoneSearch {
 public:
  PhoneSearch(const Events& events, const Contacts& contacts, const Tracks& tracks,
         std::span<const Handle> hubs, const SecondPhoneOptions& options)
      : events_(events), contacts_(contacts), hubs_(hubs), options_(options), degree_(contacts.handle_count()) {
    for (Handle handle = 0; handle < contacts.handle_count(); ++handle) {
      active_ += contacts.degree(handle) > 0;
      degrees_ += contacts.degree(handle);
      auto& degree = degree_[root_of(handle)];
      degree = std::max(degree, contacts.degree(handle));
    }
    std::map<Handle, Holder> by_root;
    for (std::size_t t = 0; t < tracks.count(); ++t) {
      const Handle number = tracks.handle(t);
      if (number >= events.handle_count() || is_hub(number)) continue;
      auto& holder = by_root[root_of(number)];
      holder.numbers.push_back(number);
      holder.track.insert(holder.track.end(), tracks.of(t).begin(), tracks.of(t).end());
    }
    for (auto& [root, holder] : by_root) {
      holder.root = root;
      add_use(holder);
      if (holder.acts.size() >= options.least_events) holders_.push_back(std::move(holder));
    }
  }

  SecondPhones find() {
    SecondPhones result;
    std::vector<std::span<const Fix>> tracks;
    for (const Holder& holder : holders_) tracks.push_back(holder.track);
    const OnePocket pocket(tracks, {});
    for (auto [i, j] : ever_nearby(tracks)) {
      const Holder* first = &holders_[i];
      const Holder* second = &holders_[j];
      if (std::pair(first->contacts.size(), first->main) < std::pair(second->contacts.size(), second->main)) std::swap(first, second);
      if (!same_time(*first, *second)) continue;
      SecondPhone found;
      found.pocket = pocket.compare(first->track, second->track);
      found.partners = static_cast<std::uint32_t>(holders_.size() - 1);
      found.log10_places = std::min(0.0, std::log10(double(found.partners)) - found.pocket.log10_weight);
      if (found.log10_places > std::log10(options_.most_by_habit) || found.pocket.places < options_.least_places ||
          found.pocket.apart > options_.most_apart * found.pocket.compared)
        continue;
      compare(*first, *second, found);
      // In calls at once more than by a mistake, and not much less often than two persons would be.
      if (found.at_once > 1 && found.log10_calls > -2) continue;
      if (found.between > options_.most_between) continue;
      if (found.log10_otherwise > std::log10(options_.most_otherwise)) {
        ++result.places_alone;
        continue;
      }
      result.phones.push_back(std::move(found));
    }
    std::sort(result.phones.begin(), result.phones.end(), [](const auto& x, const auto& y) {
      return std::tuple(x.log10_p, x.first, x.second) < std::tuple(y.log10_p, y.first, y.second);
    });
    std::vector<double> log10_p;
    for (const auto& found : result.phones) log10_p.push_back(found.log10_p);
    // One test a phone: which of its partners it is with is allowed for in log10_places.
    const auto stands_out = discoveries(log10_p, holders_.size(), options_.false_discoveries);
    for (std::size_t i = 0; i < result.phones.size(); ++i) result.phones[i].stands_out = stands_out[i];
    return result;
  }

 private:
  Handle root_of(Handle handle) const { return handle < options_.holder.size() ? options_.holder[handle] : handle; }
  bool is_hub(Handle handle) const {
    return std::binary_search(hubs_.begin(), hubs_.end(), handle);
  }
  void add_use(Holder& holder) const {
    std::sort(holder.track.begin(), holder.track.end(), [](const Fix& a, const Fix& b) {
      return std::tie(a.time, a.handle, a.record, a.latitude, a.longitude) < std::tie(b.time, b.handle, b.record, b.latitude, b.longitude);
    });
    std::size_t most = 0;
    for (Handle number : holder.numbers) {
      const std::size_t n = events_.party(number).size();
      holder.events += static_cast<std::uint32_t>(n);
      if (holder.main == link::no_handle || n > most) holder.main = number, most = n;
      const auto acts = acts_of(events_, number);
      holder.acts.insert(holder.acts.end(), acts.begin(), acts.end());
      if (number < contacts_.handle_count())
        for (const auto& entry : contacts_.of(number))
          if (!is_hub(entry.other) && root_of(entry.other) != holder.root) holder.contacts.push_back(root_of(entry.other));
    }
    std::sort(holder.acts.begin(), holder.acts.end());
    std::sort(holder.contacts.begin(), holder.contacts.end());
    holder.contacts.erase(std::unique(holder.contacts.begin(), holder.contacts.end()), holder.contacts.end());
  }

  // Both in use by their holders for long enough, and not one after the other.
  bool same_time(const Holder& a, const Holder& b) const {
    auto [from, to] = both_in_use(a.acts, b.acts);
    return to - from >= options_.least_overlap && interleaved(a.acts, b.acts) >= options_.least_interleaved;
  }
  static std::pair<Millis, Millis> both_in_use(const std::vector<Millis>& a, const std::vector<Millis>& b) {
    return {std::max(a.front(), b.front()), std::min(a.back(), b.back())};
  }

  void compare(const Holder& first, const Holder& second, SecondPhone& found) const {
    found.first = first.main;
    found.second = second.main;
    for (const Holder* holder : {&first, &second})
      for (Handle number : holder->numbers)
        if (number != holder->main) found.also.push_back(number);
    std::sort(found.also.begin(), found.also.end());
    found.events = second.events;
    for (Handle a : first.numbers)
      for (Handle b : second.numbers) {
        auto entries = contacts_.of(a);
        auto at = std::lower_bound(entries.begin(), entries.end(), b, [](const auto& e, Handle h) { return e.other < h; });
        if (at != entries.end() && at->other == b) found.between += at->events;
      }
    compare_contacts(first, second, found);
    compare_size(second, found);
    compare_calls(first, second, found);
    std::vector<double> chances{found.log10_contacts};
    if (found.usual_contacts > 0) chances.push_back(found.log10_small);
    if (found.expected_at_once >= 3) chances.push_back(found.log10_calls);
    found.log10_otherwise = together_log10(chances);
    chances.push_back(found.log10_places);
    found.log10_p = together_log10(chances);
  }

  void compare_contacts(const Holder& first, const Holder& second, SecondPhone& found) const {
    std::vector<double> chances;
    double shared = 0, whole = 0;
    const double others = double(first.contacts.size());
    for (Handle other : second.contacts) {
      if (other == first.root) continue;
      ++found.contacts;
      const std::uint32_t degree = std::max(1u, degree_[other]);
      const double weight = std::log(double(std::max<std::uint64_t>(2, active_)) / degree);
      whole += weight;
      const double share = std::min(1.0, double(degree) / double(std::max<std::uint64_t>(1, degrees_)));
      chances.push_back(1 - std::pow(1 - share, others));
      if (!std::binary_search(first.contacts.begin(), first.contacts.end(), other)) continue;
      ++found.common;
      shared += weight;
    }
    found.containment = whole > 0 ? shared / whole : 0;
    found.expected_common = std::accumulate(chances.begin(), chances.end(), 0.0);
    const bool enough = found.common >= options_.least_common && found.containment >= options_.least_containment &&
                        found.contacts <= options_.most_size * others;
    if (enough) found.log10_contacts = sum_tail_log10(found.common, chances);
  }

  // Whether so few contacts are unusual for as many events: median and deviation of those used most alike.
  void compare_size(const Holder& second, SecondPhone& found) const {
    struct Peer {
      double unlike;
      Handle root;
      double contacts;
    };
    std::vector<Peer> peers;
    for (const Holder& holder : holders_)
      if (&holder != &second && !holder.contacts.empty())
        peers.push_back({std::abs(std::log(double(holder.events) / double(second.events))), holder.root, std::log(double(holder.contacts.size()))});
    if (peers.size() < options_.least_peers || second.contacts.empty()) return;
    std::sort(peers.begin(), peers.end(), [](const Peer& a, const Peer& b) { return std::pair(a.unlike, a.root) < std::pair(b.unlike, b.root); });
    peers.resize(std::min<std::size_t>(peers.size(), options_.peers));
    const auto median = [](std::vector<double> values) {
      std::sort(values.begin(), values.end());
      return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
    };
    std::vector<double> contacts, away;
    for (const Peer& peer : peers) contacts.push_back(peer.contacts);
    const double usual = median(contacts);
    for (double one : contacts) away.push_back(std::abs(one - usual));
    const double deviation = std::max(.15, 1.4826 * median(away));
    found.usual_contacts = std::exp(usual);
    const double z = (std::log(double(second.contacts.size())) - usual) / deviation;
    if (z < 0) found.log10_small = std::max(-options_.small_at_most, std::log10(std::max(1e-300, std::erfc(-z / std::sqrt(2.0)) / 2)));
  }

  void compare_calls(const Holder& first, const Holder& second, SecondPhone& found) const {
    found.interleaved = interleaved(first.acts, second.acts);
    auto [from, to] = both_in_use(first.acts, second.acts);
    auto in_use = [&, from = from, to = to](const Holder& holder) {
      std::vector<std::pair<Millis, Millis>> calls;
      for (Handle number : holder.numbers) {
        auto of_number = calls_of(events_, number);
        calls.insert(calls.end(), of_number.begin(), of_number.end());
      }
      std::erase_if(calls, [&](const auto& call) { return call.first < from || call.first > to; });
      std::sort(calls.begin(), calls.end());
      return calls;
    };
    auto a = in_use(first), b = in_use(second);
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
  std::span<const Handle> hubs_;
  const SecondPhoneOptions& options_;
  std::vector<std::uint32_t> degree_;  // of a holder's number with most contacts, by root
  std::vector<Holder> holders_;
  std::uint64_t active_ = 0, degrees_ = 0;
};

}  // namespace

SecondPhones find_second_phones(const Events& events, const Contacts& contacts, const Tracks& tracks, std::span<const Handle> hubs,
                                const SecondPhoneOptions& options) {
  return PhoneSearch(events, contacts, tracks, hubs, options).find();
}

Leads second_phone_leads(const SecondPhones& found, const SecondPhoneOptions& options) {
  Leads result;
  if (found.places_alone > 0)
    result.not_looked_for.push_back(
        {"second-phone", fmt::format("{} further {} of phones {} carried together, but nothing besides places speaks for one user (contacts, their number, calls): a "
                                     "couple is like that",
                                     found.places_alone, found.places_alone == 1 ? "pair" : "pairs", found.places_alone == 1 ? "is" : "are")});
  for (const SecondPhone& pair : found.phones) {
    if (!pair.stands_out) continue;
    const Pocket& pocket = pair.pocket;
    Lead lead;
    lead.detector = "second-phone";
    lead.subjects = {pair.first, pair.second};
    lead.subjects.insert(lead.subjects.end(), pair.also.begin(), pair.also.end());
    lead.from = pocket.from;
    lead.to = pocket.to;
    lead.parameters = {
        {"same time", "30 min"},
        {"least places", fmt::format("{}", options.least_places)},
        {"least containment", fmt::format("{:.2f}", options.least_containment)},
        {"least contacts in common", fmt::format("{}", options.least_common)},
        {"least share of acts that neither came before nor after", fmt::format("{:.2f}", options.least_interleaved)},
        {"chance of habit at most", fmt::format("{:.2f}", options.most_by_habit)},
        {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = pocket.together;
    lead.expected = pocket.usual * pocket.compared;
    lead.null_model =
        "moments together if the two only had the same habits (the same hours on 1 to 14 other days); the chance allows for all phones compared, and is put together after "
        "Fisher with that of sharing so many contacts drawn by how many know each, of so few contacts for its use, and of being so seldom in calls at one moment";
    lead.log10_p = pair.log10_p;
    lead.evidence = pocket.evidence;
    lead.title = {handle(pair.second), words(" may be a second phone beside "), handle(pair.first), words(": carried together in "), count(pocket.together),
                  words(" of "), count(pocket.compared), words(" moments that can be compared, at "), count(pocket.places), words(" places")};
    lead.explanation.push_back({words("A moment is four hours at one place in which both positions are known within half an hour. Two people of the same home and hours would be together in "),
                                number(lead.expected), words(" of them; that it is habit alone has a chance of "), number(std::pow(10, pair.log10_places)),
                                words(" (the best of "), count(pair.partners), words(" phones compared).")});
    if (pair.usual_contacts > 0)
      lead.explanation.push_back({handle(pair.second), words(" has "), count(pair.contacts), words(" contacts in "), count(pair.events),
                                  words(" events; phones of this case that are used about as much have "), number(pair.usual_contacts), words(".")});
    lead.explanation.push_back({count(pair.common), words(" of the "), count(pair.contacts), words(" contacts of "), handle(pair.second),
                                words(" are also contacts of "), handle(pair.first), words("; "), number(pair.expected_common), words(" would be by chance.")});
    lead.explanation.push_back({words("In two calls at one moment "), count(pair.at_once), words(" times; the same calls "), words("on other days would be "),
                                number(pair.expected_at_once), words(" times.")});
    lead.explanation.push_back({words("Both are used over the same time: had one taken the place of the other, at least "), number(100 * pair.interleaved),
                                words(" % of the sendings and answers of the one used less would be out of place.")});
    if (!pair.also.empty()) {
      Sentence with{words("Counted together with the numbers that may be the same holder's before or after a change: ")};
      for (std::size_t i = 0; i < pair.also.size(); ++i) {
        if (i > 0) with.push_back(words(", "));
        with.push_back(handle(pair.also[i]));
      }
      with.push_back(words(". Nobody has confirmed these changes."));
      lead.explanation.push_back(std::move(with));
    }
    if (pocket.apart > 0) lead.against.push_back({count(pocket.apart), words(" times they are far apart at one moment.")});
    if (pair.at_once > 0) lead.against.push_back({count(pair.at_once), words(" times both are in a call at the same moment.")});
    if (pair.between > 0) lead.against.push_back({words("They are in contact with each other: "), count(pair.between), words(" events.")});
    if (pair.log10_contacts == 0)
      lead.against.push_back({words("Which contacts they have says nothing: they share few, or no more than chance gives.")});
    if (pair.usual_contacts == 0)
      lead.against.push_back({words("Too few phones of this case are used as much to say whether its list is short.")});
    else if (pair.log10_small > -1)
      lead.against.push_back({words("Its contact list is not short for its use.")});
    if (pair.expected_at_once < 3)
      lead.against.push_back({words("Calls cannot tell one user from two here: hardly any would fall together by chance either.")});
    lead.against.push_back(
        {words("Positions from cells are areas; a phone's position is not a person's.")});
    lead.alternatives = {"two people who are always together: a couple, a parent with a child's phone, a carer", "a work phone and a private phone",
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
