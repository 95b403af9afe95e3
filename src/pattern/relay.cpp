// A worked example, window 5 minutes:
//
//   A→B 10:00 (call, 2 min)   B→C 10:04     → one pair of (A, B, C): 10:04 is 2 minutes after the
//   end A→B 18:30 (message)       B→C 18:36     → too late the same A→B moved a day: 10:00 next
//   day, B→C 10:04 not there → nothing by chance
//
// Occasions begin when `apart` has gone by since the first event of the last pair of the one before.
//
// Chance: that of so many occasions when the rate is known from the 28 shifts alone (sequence.h: a comparison of two
// counts; a Poisson tail takes a mean from three pairs for known, and called chance relays in two of three cases with
// nothing planted). Which stand out among all that could: relay_chance.h; those that a broadcast explains apart, after Benjamini and Hochberg. With six shifts of 1, 2 and 7 days and half a pair in the mean, 13 of the 39 planted
// triples of the small generated case with three events or more stood out.
//
// The shifted days count occasions too (pairs, as until 2026-11-30: 94 by chance where 105 were seen and 84 are occasions; as many found).
//
// What B sends C in the hour before A's contact counts as chance too where it is more than other days give: on evenings when a circle of friends meets up
// everybody writes to everybody, and other evenings are no measure of that (17 false relays of two invented cases of students; 84 others as before).
//
// Words: each occasion with words on both sides has the chance that its second message repeats as much (the smallest of its
// pairs, times their number). Of n such occasions so and so many are as rare as one in 20, 100 … 100,000: a binomial tail at
// each of the seven levels, the least times seven. (Tried: all occasions after Fisher; six that repeat an address among
// three hundred that repeat nothing then drown.) The chance of all evidence is twice the lesser of that of the times and that
// of times and words after Fisher: a triple that writes and repeats nothing loses little. In the generated
// case of 10^6 records 5 of 42 relays were found by their times (docs/measurements/patterns.md).
//
// Counted raw, relays are noise: 8,726 within 300 s in the college messages, from people who write
// a lot. The shift keeps the hours because without it everybody who is awake relays.
#include "pattern/relay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "link/profile.h"
#include "pattern/chance.h"
#include "pattern/sequence.h"

namespace clew::pattern {
namespace {

using link::Events;

struct Followed {
  Handle a, c;                  // holders
  std::uint32_t first, second;  // places among what B received and sent, then events
};

// What a broker received or sent, with what is asked of it again and again: the columns are far apart.
// Time and length share a word: a handle may have many millions.
class Leg {
 public:
  Leg(Handle other_side, std::uint32_t i, Millis start, Millis end)
      : other(other_side),
        event(i),
        when_(static_cast<std::uint64_t>(start - Events::min_time) << length_bits |
              static_cast<std::uint64_t>((end - start) / link::millis_per_second)) {}
  Handle other;  // its holder
  std::uint32_t event;
  friend bool by_other(const Leg& x, const Leg& y) { return std::tie(x.other, x.when_, x.event) < std::tie(y.other, y.when_, y.event); }
  friend bool by_time(const Leg& x, const Leg& y) { return std::tie(x.when_, x.event) < std::tie(y.when_, y.event); }
  Millis time() const { return static_cast<Millis>(when_ >> length_bits) + Events::min_time; }
  Millis end() const { return time() + static_cast<Millis>(when_ & ((1u << length_bits) - 1)) * link::millis_per_second; }

 private:
  static constexpr int length_bits = 16;  // in seconds, as the columns have it
  std::uint64_t when_;
};

// Who sent broadcasts on enough days, and to whom: (sender, recipient), sorted.
using Told = std::vector<std::pair<Handle, Handle>>;
template <typename Holder>
Told told_by(const Events& events, std::span<const Burst> bursts, const Holder& holder) {
  std::map<Handle, std::set<std::int64_t>> days;
  for (const Burst& burst : bursts) days[burst.sender].insert(link::day_number(burst.start, 0));
  Told told;
  for (const Burst& burst : bursts)
    if (days[burst.sender].size() >= BroadcastOptions{}.least_days)
      for (auto i : burst.events) told.emplace_back(holder(burst.sender), holder(events.to(i)));
  std::sort(told.begin(), told.end());
  told.erase(std::unique(told.begin(), told.end()), told.end());
  return told;
}

class Broker {
 public:
  Broker(const Events& events, const std::vector<bool>& in_burst, const Told& told, const RelayOptions& options, const Said* said)
      : events_(events), in_burst_(in_burst), told_(told), options_(options), received_(events.handle_count()),
        sent_(events.handle_count()) {
    if (said && said->messages()) words_.emplace(events, *said, PassedOnOptions{}, options.holder);
  }

  // `numbers`: all of one holder, the least first.
  void look_at(std::span<const Handle> numbers, Relays& out) {
    const Handle b = numbers.front();
    numbers_ = numbers;
    incoming_.clear();
    outgoing_.clear();
    std::size_t most = 0;
    for (const Handle number : numbers) most += events_.party(number).size();
    incoming_.reserve(most);  // what is not written takes no memory
    outgoing_.reserve(most);
    for (const Handle number : numbers)
      for (auto i : events_.party(number)) {
        if (events_.is_group(i)) continue;
        Handle from = events_.from(i), to = events_.to(i);
        if (to == number && from != number && from != link::no_handle) {
          if (holder(from) != b) incoming_.emplace_back(holder(from), i, events_.time(i), end_of(events_, i));
        } else if (from == number && to != number && to != link::no_handle && !in_burst_[i]) {
          if (holder(to) != b) outgoing_.emplace_back(holder(to), i, events_.time(i), events_.time(i));
        }
      }
    if (incoming_.empty() || outgoing_.empty()) return;
    if (numbers.size() > 1) {
      std::sort(incoming_.begin(), incoming_.end(), [](const Leg& x, const Leg& y) { return by_time(x, y); });
      std::sort(outgoing_.begin(), outgoing_.end(), [](const Leg& x, const Leg& y) { return by_time(x, y); });
    }
    for (const Leg& in : incoming_) ++received_[in.other];
    for (const Leg& sent : outgoing_) ++sent_[sent.other];
    look_at_pairs(b, out);
    for (const Leg& in : incoming_) received_[in.other] = 0;
    for (const Leg& sent : outgoing_) sent_[sent.other] = 0;
  }

 private:
  void look_at_pairs(Handle b, Relays& out) {
    followed_.clear();
    std::size_t next = 0;
    for (std::size_t i = 0; i < incoming_.size(); ++i) {
      const Leg& in = incoming_[i];
      const Millis end = in.end();
      while (next < outgoing_.size() && outgoing_[next].time() <= end)
        ++next;
      while (next > 0 && outgoing_[next - 1].time() > end)
        --next;
      for (std::size_t j = next; j < outgoing_.size() && outgoing_[j].time() <= end + options_.window; ++j)
        if (outgoing_[j].other != in.other && asked_for(in.other, b, outgoing_[j].other))
          followed_.push_back({in.other, outgoing_[j].other, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)});
    }
    out.pairs += followed_.size();
    std::sort(followed_.begin(), followed_.end(), [](const auto& x, const auto& y) {
      return std::tie(x.a, x.c, x.first, x.second) < std::tie(y.a, y.c, y.first, y.second);
    });
    // Most brokers have no triple that is seen often enough: they are done here.
    std::size_t most = 0;
    tests_.clear();
    for (std::size_t begin = 0, end; begin < followed_.size(); begin = end, ++out.triples) {
      end = end_of_triple(begin);
      most = std::max(most, end - begin);
      Handle a = followed_[begin].a, c = followed_[begin].c;
      if (received_[a] < options_.least_events || sent_[c] < options_.least_events) continue;
      if (by_broadcast(a, b, c))
        ++out.broadcast_tests;
      else
        ++out.tests, tests_.push_back({a, b, c});
    }
    if (most == 0 || most < options_.least_events) return;
    for (auto& pair : followed_) pair.first = incoming_[pair.first].event, pair.second = outgoing_[pair.second].event;
    if (words_) words_->begin(numbers_);
    // What B got by sender and what it sent by recipient, each in order of time.
    Millis first = outgoing_.front().time(), last = outgoing_.back().time();
    std::sort(incoming_.begin(), incoming_.end(), [](const Leg& x, const Leg& y) { return by_other(x, y); });
    std::sort(outgoing_.begin(), outgoing_.end(), [](const Leg& x, const Leg& y) { return by_other(x, y); });
    const auto first_test = out.tested.size();
    bool any = false;
    const double level = options_.about == link::no_handle ? std::log10(options_.false_discoveries) : 0;
    Handle sender = link::no_handle;
    std::vector<Cause> causes;
    std::optional<DayShifts> shifts;
    std::vector<Millis> times;
    for (std::size_t begin = 0, end, test = 0; begin < followed_.size(); begin = end) {
      Handle a = followed_[begin].a, c = followed_[begin].c;
      end = end_of_triple(begin);
      while (test < tests_.size() && std::tie(tests_[test].a, tests_[test].c) < std::tie(a, c)) ++test;
      if (end - begin < options_.least_events) continue;
      Relay relay;
      relay.a = a, relay.b = b, relay.c = c;
      relay.observed = occasions(begin, end);
      relay.by_broadcast = by_broadcast(a, b, c);
      if (relay.observed < options_.least_events) continue;
      const bool is_test = test < tests_.size() && tests_[test].a == a && tests_[test].c == c;
      if (!is_test && !relay.by_broadcast) continue;
      if (words_) look_at_words(begin, end, relay);
      if (a != sender) {
        sender = a;
        causes.clear();
        for (const Leg& in : with(incoming_, a)) causes.push_back({in.time(), in.end(), in.event});
        shifts.emplace(causes, first, last, options_.apart);
      }
      times.clear();
      for (const Leg& sent : with(outgoing_, c)) times.push_back(sent.time());
      // With words that stand out, the chance of the times is asked for whatever it is.
      auto chance = relay.words_log10_p < level ? std::optional(shifts->against(times, options_.window))
                                                : shifts->against(times, options_.window, relay.observed, level);
      if (chance && chance->known) {
        chance = not_usual_before(*chance, causes, times);
        relay.times_log10_p = relay.log10_p = chance->tail_log10(relay.observed);
      }
      if (relay.times_log10_p > std::log10(options_.false_discoveries) && !(relay.words_log10_p < std::log10(options_.false_discoveries)))
        for (const double repeated : relay.repeated) out.repeated.count(repeated);
      // Without a day to compare with, nothing can be said; above the level it cannot stand out.
      if (!chance || !chance->known) continue;
      relay.expected = chance->expected;
      if (relay.written > 0)
        relay.log10_p = std::min(0.0, std::log10(2.0) + std::min(relay.times_log10_p, together_log10(std::array{relay.times_log10_p, relay.words_log10_p})));
      if (relay.log10_p > level) continue;
      if (!relay.by_broadcast) {
        relay.shifted_pairs = chance->pairs, relay.day_share = chance->share;
        if (relay.repeated.empty()) relay.weight = relay_weight(relay.observed, chance->pairs, chance->share);
        relay.test = static_cast<std::uint32_t>(first_test + test);
        any = true;
      }
      for (std::size_t i = begin; i < end; ++i) {
        relay.events.push_back(followed_[i].first);
        relay.events.push_back(followed_[i].second);
      }
      in_order(relay.events);
      name_numbers(begin, end, first, last, relay);
      out.relays.push_back(std::move(relay));
    }
    if (any) out.tested.insert(out.tested.end(), tests_.begin(), tests_.end());
  }

  Handle holder(Handle h) const { return options_.holder.empty() || h == link::no_handle ? h : options_.holder[h]; }
  // With more than one number each: those most often together come first. [first, last]: when B could have been seen to send.
  void name_numbers(std::size_t begin, std::size_t end, Millis first, Millis last, Relay& relay) const {
    relay.alone = relay.observed;
    if (options_.holder.empty()) return;
    struct Seen {
      std::uint32_t occasions = 0;
      Millis last = 0;
      std::vector<std::uint32_t> events;
    };
    std::map<std::tuple<Handle, Handle, Handle, Handle>, Seen> seen;
    std::set<Handle> all;
    for (std::size_t i = begin; i < end; ++i) {
      const auto x = followed_[i].first, y = followed_[i].second;
      auto [at, fresh] = seen.try_emplace({events_.from(x), events_.to(x), events_.from(y), events_.to(y)});
      auto& here = at->second;
      here.occasions += fresh || events_.time(x) - here.last >= options_.apart;
      here.last = events_.time(x);
      here.events.insert(here.events.end(), {x, y});
      all.insert({events_.from(x), events_.to(x), events_.from(y), events_.to(y)});
    }
    // Nobody hears on one number and passes on from another within minutes without our noting both: the numbers of the first.
    const auto most = std::ranges::max_element(seen, [](const auto& x, const auto& y) { return x.second.occasions < y.second.occasions; });
    const auto& [main_a, main_b, told_from, main_c] = most->first;
    relay.a = main_a, relay.b = main_b, relay.c = main_c, relay.alone = most->second.occasions;
    for (const Handle used : {main_a, main_b, main_c}) all.erase(used);
    relay.also.assign(all.begin(), all.end());
    if (relay.also.empty()) return;
    for (auto& [numbers, here] : seen) {
      const auto& [a, b, sent_from, c] = numbers;
      if (b != sent_from || here.occasions < options_.least_events) continue;
      RelayNumbers one{a, b, c, here.occasions, 0, 0, std::move(here.events)};
      std::vector<Cause> causes;
      for (const Leg& in : with(incoming_, holder(a)))
        if (events_.from(in.event) == a && events_.to(in.event) == b) causes.push_back({in.time(), in.end(), in.event});
      std::vector<Millis> times;
      for (const Leg& sent : with(outgoing_, holder(c)))
        if (events_.from(sent.event) == b && events_.to(sent.event) == c) times.push_back(sent.time());
      const Chance chance = not_usual_before(followed_by_chance(causes, times, options_.window, first, last, options_.apart), causes, times);
      if (chance.known) one.expected = chance.expected, one.log10_p = chance.tail_log10(one.observed);
      in_order(one.events);
      relay.by_numbers.push_back(std::move(one));
    }
    std::ranges::stable_sort(relay.by_numbers, std::greater{}, &RelayNumbers::observed);
  }
  void in_order(std::vector<std::uint32_t>& list) const {
    std::sort(list.begin(), list.end(), [&](auto x, auto y) { return std::pair(events_.time(x), x) < std::pair(events_.time(y), y); });
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  Chance not_usual_before(const Chance& other_days, std::span<const Cause> causes, std::span<const Millis> times) const {
    const HourBefore before = hour_before(causes, times, options_.window);
    return before.more_than(other_days, causes.size(), options_.window) ? other_days.at_least(before.expected) : other_days;
  }
  bool asked_for(Handle a, Handle b, Handle c) const {
    const Handle who = holder(options_.about);
    return who == link::no_handle || a == who || b == who || c == who;
  }
  bool by_broadcast(Handle a, Handle b, Handle c) const {
    auto told = [&](Handle sender, Handle recipient) {
      return std::binary_search(told_.begin(), told_.end(), std::pair(sender, recipient));
    };
    return !told_.empty() && (told(b, a) || told(a, c));
  }
  // The chance of what is repeated, by occasion, and of all.
  void look_at_words(std::size_t begin, std::size_t end, Relay& relay) {
    std::vector<double> chances;  // log10, of occasions with words on both sides
    for (std::size_t i = begin, next; i < end; i = next) {
      const Millis start = events_.time(followed_[i].first);
      double least = 2;
      std::size_t pairs = 0, best = i;
      Millis last = start;
      for (next = i; next < end && (next == i || events_.time(followed_[next].first) - last < options_.apart); ++next) {
        last = events_.time(followed_[next].first);
        const double chance = in_burst_[followed_[next].first] ? 2 : words_->chance(followed_[next].first, followed_[next].second);
        pairs += chance <= 1;
        if (chance < least) least = chance, best = next;
      }
      if (pairs == 0) continue;
      const double chance = std::min(1.0, least * double(pairs));
      chances.push_back(std::log10(chance));
      relay.repeated.push_back(static_cast<float>(chance));
      if (chance > options_.passed_on) continue;
      relay.passed_on.push_back(followed_[best].first);
      relay.passed_on.push_back(followed_[best].second);
    }
    relay.written = static_cast<std::uint32_t>(chances.size());
    constexpr std::array levels{.05, .01, .003, .001, .0003, .0001, .00001};
    for (double rare : levels) {
      const auto count = static_cast<std::uint64_t>(std::ranges::count_if(chances, [&](double chance) { return chance <= std::log10(rare); }));
      if (count < options_.least_passed_on) break;
      relay.words_log10_p = std::min(relay.words_log10_p, std::log10(double(levels.size())) + binomial_tail_log10(count, chances.size(), rare));
    }
  }
  // Of the pairs of one triple; followed_ is in order of the first events' time within it.
  std::uint32_t occasions(std::size_t begin, std::size_t end) const {
    std::uint32_t count = 0;
    Millis last = 0;
    for (std::size_t i = begin; i < end; ++i) {
      Millis time = events_.time(followed_[i].first);
      count += i == begin || time - last >= options_.apart;
      last = time;
    }
    return count;
  }
  std::size_t end_of_triple(std::size_t begin) const {
    std::size_t end = begin + 1;
    while (end < followed_.size() && followed_[end].a == followed_[begin].a && followed_[end].c == followed_[begin].c)
      ++end;
    return end;
  }
  // Of legs by their other side: those with one.
  static std::span<const Leg> with(const std::vector<Leg>& legs, Handle other) {
    auto found = std::ranges::equal_range(legs, other, {}, &Leg::other);
    return {found.begin(), found.end()};
  }

  const Events& events_;
  const std::vector<bool>& in_burst_;
  const Told& told_;
  const RelayOptions& options_;
  std::vector<std::uint32_t> received_, sent_;  // by B of the moment, per other side
  std::vector<Leg> incoming_, outgoing_;
  std::vector<Followed> followed_;
  std::vector<RelayTest> tests_;
  std::span<const Handle> numbers_;
  std::optional<PassedOn> words_;
};

}  // namespace

Relays find_relays(const Events& events, std::span<const Burst> bursts, const RelayOptions& options,
                   ThreadPool& pool, const Said* said) {
  std::vector<bool> in_burst(events.size());
  for (const Burst& burst : bursts)
    for (auto i : burst.events)
      in_burst[i] = true;
  const auto holder = [&](Handle h) { return options.holder.empty() || h == link::no_handle ? h : options.holder[h]; };
  const Told told = told_by(events, bursts, holder);
  // Numbers of one holder, the least first; numbers_begin[h] .. [h + 1] for the least, nothing for the others.
  std::vector<Handle> numbers(events.handle_count());
  std::iota(numbers.begin(), numbers.end(), Handle{0});
  std::stable_sort(numbers.begin(), numbers.end(), [&](Handle x, Handle y) { return holder(x) < holder(y); });
  std::vector<std::uint32_t> numbers_begin(events.handle_count() + std::size_t{1});
  for (const Handle h : numbers) ++numbers_begin[holder(h) + std::size_t{1}];
  for (std::size_t h = 0; h < events.handle_count(); ++h) numbers_begin[h + 1] += numbers_begin[h];
  std::size_t parts = pool.size() == 1 ? 1 : std::size_t{pool.size()} * 16;
  std::vector<Relays> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    Broker broker(events, in_burst, told, options, said);
    auto begin = std::uint64_t{events.handle_count()} * part / parts;
    auto end = std::uint64_t{events.handle_count()} * (part + 1) / parts;
    for (auto b = begin; b < end; ++b)
      if (numbers_begin[b] < numbers_begin[b + 1])
        broker.look_at(std::span(numbers).subspan(numbers_begin[b], numbers_begin[b + 1] - numbers_begin[b]), found[part]);
  });
  Relays result;
  for (Relays& part : found) {
    result.triples += part.triples;
    result.tests += part.tests;
    result.broadcast_tests += part.broadcast_tests;
    result.pairs += part.pairs;
    result.repeated.add(part.repeated);
    for (Relay& relay : part.relays) relay.test += static_cast<std::uint32_t>(result.tested.size());
    result.tested.insert(result.tested.end(), part.tested.begin(), part.tested.end());
    result.relays.insert(result.relays.end(), std::make_move_iterator(part.relays.begin()),
                         std::make_move_iterator(part.relays.end()));
    part = {};
  }
  pool.for_each(result.relays.size(), [&](std::size_t i) {
    Relay& relay = result.relays[i];
    if (relay.by_broadcast || relay.repeated.empty()) return;
    relay.weight = relay_weight(relay.observed, relay.shifted_pairs, relay.day_share, std::vector<double>(relay.repeated.begin(), relay.repeated.end()), result.repeated);
  });
  std::vector<Relay*> by_broadcast, others;
  std::vector<double> log10_p;
  for (Relay& relay : result.relays) {
    (relay.by_broadcast ? by_broadcast : others).push_back(&relay);
    if (relay.by_broadcast) relay.test = 0, log10_p.push_back(relay.log10_p);
  }
  const auto stand_out = discoveries(log10_p, result.broadcast_tests, options.false_discoveries);
  for (std::size_t i = 0; i < by_broadcast.size(); ++i) by_broadcast[i]->stands_out = stand_out[i];
  tell_relays(others, result, events.handle_count(), options);
  return result;
}

void tell_relays(std::span<Relay* const> kept, const Relays& found, std::uint32_t handles, const RelayOptions& options) {
  std::vector<WeighedRelay> weighed;
  for (const Relay* relay : kept) weighed.push_back({relay->test, relay->weight});
  const auto chances = chances_of_chance(found.tested, weighed, found.tests - found.tested.size(), handles);
  const auto told = few_by_chance(chances, options.false_discoveries);
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i]->by_chance = chances[i], kept[i]->stands_out = told[i];
}

namespace {

constexpr std::string_view relay_null =
    "the same events with the first ones moved by 1 to 14 days back and forth (same hours, other days), mean; or what B sends C in the hour before, "
    "for as long as the window, if that is more";

struct ToldRelay {
  const Relay& relay;
  std::uint64_t tests;
  bool by_itself;  // stands out without what others with the same people say
};

// Of the relay, or of one three of numbers in it.
Lead relay_lead(const Events& events, const ToldRelay& told, const RelayNumbers* numbers, const RelayOptions& options, const RelayWords& said) {
  const Relay& relay = told.relay;
  Lead lead;
  lead.detector = "relay";
  const Handle a = numbers ? numbers->a : relay.a, b = numbers ? numbers->b : relay.b, c = numbers ? numbers->c : relay.c;
  const auto& shown = numbers ? numbers->events : relay.events;
  const bool together = !numbers && !relay.also.empty();
  lead.subjects = {a, b, c};
  if (together) lead.subjects.insert(lead.subjects.end(), relay.also.begin(), relay.also.end());
  lead.from = events.time(shown.front());
  lead.to = events.time(shown.back());
  lead.parameters = {{"window", fmt::format("{} s", options.window / 1000)},
                     {"least occasions", fmt::format("{}", options.least_events)},
                     {"occasions apart", fmt::format("{} s", options.apart / 1000)},
                     {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
  lead.observed = numbers ? numbers->observed : relay.observed;
  lead.expected = numbers ? numbers->expected : relay.expected;
  lead.null_model = relay_null;
  // The two messages of each occasion with words passed on; of one three of numbers its own.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> repeated;
  for (std::size_t k = 0; k < relay.passed_on.size(); k += 2)
    if (!numbers || std::ranges::find(shown, relay.passed_on[k]) != shown.end()) repeated.emplace_back(relay.passed_on[k], relay.passed_on[k + 1]);
  const auto passed_on = static_cast<std::int64_t>(repeated.size()), all_passed_on = static_cast<std::int64_t>(relay.passed_on.size() / 2);
  if (relay.written > 0)
    lead.null_model += "; words: how often B writes those that are repeated, to C and to all";
  lead.log10_p = numbers ? numbers->log10_p : relay.log10_p;
  for (auto event : shown)
    lead.evidence.push_back(events.record(event));
  lead.title = {words("After hearing from "),
                handle(a),
                words(", "),
                handle(b),
                words(" soon contacts "),
                handle(c),
                words(together ? ", each with what seem to be their further numbers: on " : ": on "),
                count(std::int64_t(lead.observed)),
                words(" occasions")};
  if (passed_on > 0) {
    lead.title.push_back(words(", and repeats what was written on "));
    lead.title.push_back(count(passed_on));
  }
  lead.explanation = {
      {words("Within "), duration(options.window),
       words(" of the end of each contact; on other days at the same hours, or at the rate of the hour before if that is more, it would "
             "be "),
       number(lead.expected), words(" times.")}};
  if (!relay.also.empty()) {
    Sentence others{words("Judged together with what seem to be further numbers of the three (see the leads on changes of number): ")};
    std::set<Handle> further(relay.also.begin(), relay.also.end());
    further.insert({relay.a, relay.b, relay.c});
    for (const Handle own : {a, b, c}) further.erase(own);
    bool first = true;
    for (const Handle one : further) {
      if (!std::exchange(first, false)) others.push_back(words(", "));
      others.push_back(handle(one));
    }
    others.insert(others.end(), {words("; with these "), count(relay.observed), words(" occasions, and by chance "), number(relay.expected), words(".")});
    lead.explanation.push_back(std::move(others));
  }
  lead.explanation.push_back({words("Of "), count(static_cast<std::int64_t>(told.tests)),
                              words(" threes that could stand out. Given how many do, and how many others with the same people, the chance that this one is "
                                    "accidental is about "),
                              number(relay.by_chance), words(".")});
  if (relay.written > 0) {
    lead.explanation.push_back({words("On "), count(relay.written), words(numbers ? " of all these occasions both wrote; on " : " of the occasions both wrote; on "), count(all_passed_on),
                                words(" of these the second message repeats figures or words of the first that are rare in what "),
                                handle(b), words(" writes and that had not been said between them in the two days before.")});
    Sentence chances{words("The chance of the times alone is "), number(std::pow(10, relay.times_log10_p))};
    if (relay.words_log10_p < 0) {
      chances.push_back(words(", that so much is repeated "));
      chances.push_back(number(std::pow(10, relay.words_log10_p)));
      chances.push_back(words("."));
    } else {
      chances.push_back(words("; what is repeated is not enough to count."));
    }
    lead.explanation.push_back(std::move(chances));
  }
  if (passed_on > 0) {
    Table table{"What was repeated", {"heard", "first message", "told", "second message", "in both"}, {}};
    for (const auto& [first, second] : repeated) {
      table.rows.push_back({time(events.time(first)), record(events.record(first)), time(events.time(second)), record(events.record(second)),
                            words(said.shown ? said.shown(first, second) : std::string())});
    }
    lead.tables.push_back(std::move(table));
  }
  std::uint32_t local = 0;
  for (auto event : shown)
    local += events.is_local_time(event);
  if (local > 0)
    lead.against.push_back(
        {count(local), words(" of the events have a time whose zone is unknown: "
                             "the order may be wrong.")});
  if (together)
    lead.against.push_back({words("If those numbers are not of the same people, "), count(relay.alone), words(" of the occasions are left.")});
  else if (numbers && numbers->log10_p > std::log10(options.false_discoveries / double(std::max<std::uint64_t>(1, told.tests))))
    lead.against.push_back({words("If those numbers are not of the same people, this three would not stand out by its own times among so many.")});
  if (!told.by_itself)
    lead.against.push_back({words("By itself it would not stand out among so many; it does because others with the same people do. If those are "
                                  "accidental, so may this be.")});
  if (relay.written == 0)
    lead.against.push_back(
        {words("That one contact follows another does not say that it passes it "
               "on; there are no two messages with words to compare.")});
  else if (all_passed_on < std::int64_t{relay.written})
    lead.against.push_back({words("On "), count(std::int64_t{relay.written} - all_passed_on),
                            words(" of the occasions on which both wrote, the second message repeats nothing that is rare.")});
  if (passed_on > 0)
    lead.against.push_back({words("Both may have read the same elsewhere, or speak of something that all three know: read the messages "
                                  "around them.")});
  lead.alternatives = {"all three meet at a fixed hour of some days",
                       "a conversation of three by separate calls", "a shared work routine"};
  return lead;
}

}  // namespace

Leads relay_leads(const Events& events, const Relays& relays, std::span<const Handle> hubs,
                  const RelayOptions& options, const RelayWords& said) {
  Leads result;
  auto span = events.span();
  if (!span || span->second - span->first < 3 * link::millis_per_day) {
    result.not_looked_for.push_back(
        {"relay",
         "the dated events span less than three days, so there are no other days to "
         "compare with"});
    return result;
  }
  // What is left out counts neither as a discovery nor as shown: hundreds of triples of a broadcast among the discoveries
  // would let as many others pass that are chance.
  std::size_t by_broadcast = 0, by_hub = 0;
  std::vector<Relay> looked_at;
  for (const Relay& relay : relays.relays) {
    auto is_hub = [&](Handle h) { return std::binary_search(hubs.begin(), hubs.end(), h); };
    if (is_hub(relay.a) || is_hub(relay.b) || is_hub(relay.c) || std::ranges::any_of(relay.also, is_hub)) {
      by_hub += relay.stands_out;
    } else if (relay.by_broadcast) {
      by_broadcast += relay.stands_out;
    } else {
      looked_at.push_back(relay);
    }
  }
  std::vector<Relay*> kept;
  std::vector<double> log10_p;
  for (Relay& relay : looked_at) kept.push_back(&relay), log10_p.push_back(relay.log10_p);
  tell_relays(kept, relays, events.handle_count(), options);
  const auto by_itself = discoveries(log10_p, relays.tests, options.false_discoveries);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]->stands_out) continue;
    const Relay& relay = *kept[i];
    const ToldRelay told{relay, relays.tests, by_itself[i]};
    if (relay.by_numbers.empty()) result.leads.push_back(relay_lead(events, told, nullptr, options, said));
    for (const RelayNumbers& numbers : relay.by_numbers) result.leads.push_back(relay_lead(events, told, &numbers, options, said));
  }
  order_leads(result.leads);
  if (by_broadcast)
    result.not_looked_for.push_back(
        {"relay", fmt::format("{} of three that stand out begin with a broadcast: see the leads on dispatch", by_broadcast)});
  if (by_hub)
    result.not_looked_for.push_back({"relay", fmt::format("{} of three that stand out lead through a hub (a taxi, a service) and are left out", by_hub)});
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"relay", fmt::format("{} further relays stand out less than the {} shown",
                              result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
