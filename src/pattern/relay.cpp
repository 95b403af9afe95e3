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
// nothing planted); corrected over all triples that could
// stand out, those that a broadcast explains apart. With six shifts of 1, 2 and 7 days and half a pair in the mean, 13 of the 39 planted
// triples of the small generated case with three events or more stood out.
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
#include <optional>
#include <set>
#include <tuple>

#include "link/profile.h"
#include "pattern/chance.h"
#include "pattern/sequence.h"

namespace clew::pattern {
namespace {

using link::Events;

struct Followed {
  Handle a, c;
  std::uint32_t first, second;  // events
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
  Handle other;
  std::uint32_t event;
  Millis time() const { return static_cast<Millis>(when_ >> length_bits) + Events::min_time; }
  Millis end() const { return time() + static_cast<Millis>(when_ & ((1u << length_bits) - 1)) * link::millis_per_second; }

 private:
  static constexpr int length_bits = 16;  // in seconds, as the columns have it
  std::uint64_t when_;
};

// Who sent broadcasts on enough days, and to whom: (sender, recipient), sorted.
using Told = std::vector<std::pair<Handle, Handle>>;
Told told_by(const Events& events, std::span<const Burst> bursts) {
  std::map<Handle, std::set<std::int64_t>> days;
  for (const Burst& burst : bursts) days[burst.sender].insert(link::day_number(burst.start, 0));
  Told told;
  for (const Burst& burst : bursts)
    if (days[burst.sender].size() >= BroadcastOptions{}.least_days)
      for (auto i : burst.events) told.emplace_back(burst.sender, events.to(i));
  std::sort(told.begin(), told.end());
  told.erase(std::unique(told.begin(), told.end()), told.end());
  return told;
}

class Broker {
 public:
  Broker(const Events& events, const std::vector<bool>& in_burst, const Told& told, const RelayOptions& options, const Said* said)
      : events_(events), in_burst_(in_burst), told_(told), options_(options), received_(events.handle_count()),
        sent_(events.handle_count()) {
    if (said && said->messages()) words_.emplace(events, *said, PassedOnOptions{});
  }

  void look_at(Handle b, Relays& out) {
    incoming_.clear();
    outgoing_.clear();
    incoming_.reserve(events_.party(b).size());  // what is not written takes no memory
    outgoing_.reserve(events_.party(b).size());
    for (auto i : events_.party(b)) {
      if (events_.is_group(i)) continue;
      Handle from = events_.from(i), to = events_.to(i);
      if (to == b && from != b && from != link::no_handle)
        incoming_.emplace_back(from, i, events_.time(i), end_of(events_, i));
      else if (from == b && to != b && to != link::no_handle && !in_burst_[i])
        outgoing_.emplace_back(to, i, events_.time(i), events_.time(i));
    }
    if (incoming_.empty() || outgoing_.empty()) return;
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
    for (const Leg& in : incoming_) {
      const Millis end = in.end();
      while (next < outgoing_.size() && outgoing_[next].time() <= end)
        ++next;
      while (next > 0 && outgoing_[next - 1].time() > end)
        --next;
      for (std::size_t j = next; j < outgoing_.size() && outgoing_[j].time() <= end + options_.window; ++j)
        if (outgoing_[j].other != in.other && asked_for(in.other, b, outgoing_[j].other))
          followed_.push_back({in.other, outgoing_[j].other, in.event, outgoing_[j].event});
    }
    out.pairs += followed_.size();
    // Events of one sender are numbered in order of time.
    std::sort(followed_.begin(), followed_.end(), [](const auto& x, const auto& y) {
      return std::tie(x.a, x.c, x.first, x.second) < std::tie(y.a, y.c, y.first, y.second);
    });
    // Most brokers have no triple that is seen often enough: they are done here.
    std::size_t most = 0;
    for (std::size_t begin = 0, end; begin < followed_.size(); begin = end, ++out.triples) {
      end = end_of_triple(begin);
      most = std::max(most, end - begin);
      Handle a = followed_[begin].a, c = followed_[begin].c;
      if (received_[a] >= options_.least_events && sent_[c] >= options_.least_events)
        ++(by_broadcast(a, b, c) ? out.broadcast_tests : out.tests);
    }
    if (most == 0 || most < options_.least_events) return;
    if (words_) words_->begin(b);
    // What B got by sender and what it sent by recipient, each in order of time.
    auto by_other = [](const Leg& x, const Leg& y) { return std::tie(x.other, x.event) < std::tie(y.other, y.event); };
    Millis first = outgoing_.front().time(), last = outgoing_.back().time();
    std::sort(incoming_.begin(), incoming_.end(), by_other);
    std::sort(outgoing_.begin(), outgoing_.end(), by_other);
    const double level = options_.about == link::no_handle ? std::log10(options_.false_discoveries) : 0;
    Handle sender = link::no_handle;
    std::vector<Cause> causes;
    std::optional<DayShifts> shifts;
    std::vector<Millis> times;
    for (std::size_t begin = 0, end; begin < followed_.size(); begin = end) {
      Handle a = followed_[begin].a, c = followed_[begin].c;
      end = end_of_triple(begin);
      if (end - begin < options_.least_events) continue;
      Relay relay;
      relay.a = a, relay.b = b, relay.c = c;
      relay.observed = occasions(begin, end);
      relay.by_broadcast = by_broadcast(a, b, c);
      if (relay.observed < options_.least_events) continue;
      if (words_) look_at_words(begin, end, relay);
      if (a != sender) {
        sender = a;
        causes.clear();
        for (const Leg& in : with(incoming_, a)) causes.push_back({in.time(), in.end(), in.event});
        shifts.emplace(causes, first, last);
      }
      times.clear();
      for (const Leg& sent : with(outgoing_, c)) times.push_back(sent.time());
      // With words that stand out, the chance of the times is asked for whatever it is.
      auto chance = relay.words_log10_p < level ? std::optional(shifts->against(times, options_.window))
                                                : shifts->against(times, options_.window, relay.observed, level);
      // Without a day to compare with, nothing can be said; above the level it cannot stand out.
      if (!chance || !chance->known) continue;
      relay.expected = chance->expected;
      relay.times_log10_p = relay.log10_p = chance->tail_log10(relay.observed);
      if (relay.written > 0)
        relay.log10_p = std::min(0.0, std::log10(2.0) + std::min(relay.times_log10_p, together_log10(std::array{relay.times_log10_p, relay.words_log10_p})));
      if (relay.log10_p > level) continue;
      for (std::size_t i = begin; i < end; ++i) {
        relay.events.push_back(followed_[i].first);
        relay.events.push_back(followed_[i].second);
      }
      std::sort(relay.events.begin(), relay.events.end(), [&](auto x, auto y) {
        return std::pair(events_.time(x), x) < std::pair(events_.time(y), y);
      });
      relay.events.erase(std::unique(relay.events.begin(), relay.events.end()), relay.events.end());
      out.relays.push_back(std::move(relay));
    }
  }

  bool asked_for(Handle a, Handle b, Handle c) const {
    return options_.about == link::no_handle || a == options_.about || b == options_.about || c == options_.about;
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
  std::optional<PassedOn> words_;
};

}  // namespace

Relays find_relays(const Events& events, std::span<const Burst> bursts, const RelayOptions& options,
                   ThreadPool& pool, const Said* said) {
  std::vector<bool> in_burst(events.size());
  for (const Burst& burst : bursts)
    for (auto i : burst.events)
      in_burst[i] = true;
  const Told told = told_by(events, bursts);
  std::size_t parts = pool.size() == 1 ? 1 : std::size_t{pool.size()} * 16;
  std::vector<Relays> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    Broker broker(events, in_burst, told, options, said);
    auto begin = std::uint64_t{events.handle_count()} * part / parts;
    auto end = std::uint64_t{events.handle_count()} * (part + 1) / parts;
    for (auto b = begin; b < end; ++b)
      broker.look_at(static_cast<Handle>(b), found[part]);
  });
  Relays result;
  for (Relays& part : found) {
    result.triples += part.triples;
    result.tests += part.tests;
    result.broadcast_tests += part.broadcast_tests;
    result.pairs += part.pairs;
    result.relays.insert(result.relays.end(), std::make_move_iterator(part.relays.begin()),
                         std::make_move_iterator(part.relays.end()));
  }
  for (bool by_broadcast : {false, true}) {
    std::vector<double> log10_p;
    std::vector<Relay*> family;
    for (Relay& relay : result.relays)
      if (relay.by_broadcast == by_broadcast) family.push_back(&relay), log10_p.push_back(relay.log10_p);
    auto stands_out = discoveries(log10_p, by_broadcast ? result.broadcast_tests : result.tests, options.false_discoveries);
    for (std::size_t i = 0; i < family.size(); ++i)
      family[i]->stands_out = stands_out[i];
  }
  return result;
}

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
  std::vector<const Relay*> kept;
  std::vector<double> log10_p;
  for (const Relay& relay : relays.relays) {
    auto is_hub = [&](Handle h) { return std::binary_search(hubs.begin(), hubs.end(), h); };
    if (is_hub(relay.a) || is_hub(relay.b) || is_hub(relay.c)) {
      by_hub += relay.stands_out;
    } else if (relay.by_broadcast) {
      by_broadcast += relay.stands_out;
    } else {
      kept.push_back(&relay);
      log10_p.push_back(relay.log10_p);
    }
  }
  auto stands_out = discoveries(log10_p, relays.tests, options.false_discoveries);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!stands_out[i]) continue;
    const Relay& relay = *kept[i];
    Lead lead;
    lead.detector = "relay";
    lead.subjects = {relay.a, relay.b, relay.c};
    lead.from = events.time(relay.events.front());
    lead.to = events.time(relay.events.back());
    lead.parameters = {{"window", fmt::format("{} s", options.window / 1000)},
                       {"least occasions", fmt::format("{}", options.least_events)},
                       {"occasions apart", fmt::format("{} s", options.apart / 1000)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = relay.observed;
    lead.expected = relay.expected;
    lead.null_model = day_shift_null;
    const auto passed_on = static_cast<std::int64_t>(relay.passed_on.size() / 2);
    if (relay.written > 0)
      lead.null_model += "; words: how often B writes those that are repeated, to C and to all";
    lead.log10_p = relay.log10_p;
    for (auto event : relay.events)
      lead.evidence.push_back(events.record(event));
    lead.title = {words("After hearing from "),
                  handle(relay.a),
                  words(", "),
                  handle(relay.b),
                  words(" soon contacts "),
                  handle(relay.c),
                  words(": on "),
                  count(relay.observed),
                  words(" occasions")};
    if (passed_on > 0) {
      lead.title.push_back(words(", and repeats what was written on "));
      lead.title.push_back(count(passed_on));
    }
    lead.explanation = {
        {words("Within "), duration(options.window),
         words(" of the end of each contact; on other days at the same hours it would "
               "be "),
         number(relay.expected), words(" times.")}};
    if (relay.written > 0) {
      lead.explanation.push_back({words("On "), count(relay.written), words(" of the occasions both wrote; on "), count(passed_on),
                                  words(" of these the second message repeats figures or words of the first that are rare in what "),
                                  handle(relay.b), words(" writes and that had not been said between them in the two days before.")});
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
      for (std::size_t k = 0; k < relay.passed_on.size(); k += 2) {
        const auto first = relay.passed_on[k], second = relay.passed_on[k + 1];
        table.rows.push_back({time(events.time(first)), record(events.record(first)), time(events.time(second)), record(events.record(second)),
                              words(said.shown ? said.shown(first, second) : std::string())});
      }
      lead.tables.push_back(std::move(table));
    }
    std::uint32_t local = 0;
    for (auto event : relay.events)
      local += events.is_local_time(event);
    if (local > 0)
      lead.against.push_back(
          {count(local), words(" of the events have a time whose zone is unknown: "
                               "the order may be wrong.")});
    if (relay.written == 0)
      lead.against.push_back(
          {words("That one contact follows another does not say that it passes it "
                 "on; there are no two messages with words to compare.")});
    else if (passed_on < std::int64_t{relay.written})
      lead.against.push_back({words("On "), count(std::int64_t{relay.written} - passed_on),
                              words(" of the occasions on which both wrote, the second message repeats nothing that is rare.")});
    if (passed_on > 0)
      lead.against.push_back({words("Both may have read the same elsewhere, or speak of something that all three know: read the messages "
                                    "around them.")});
    lead.alternatives = {"all three meet at a fixed hour of some days",
                         "a conversation of three by separate calls", "a shared work routine"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (by_broadcast)
    result.not_looked_for.push_back(
        {"relay", fmt::format("{} triples of a broadcast's sender and its recipients stand out; what follows a broadcast is "
                              "told under dispatch", by_broadcast)});
  if (by_hub)
    result.not_looked_for.push_back({"relay", fmt::format("{} triples with a hub stand out and are left out", by_hub)});
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"relay", fmt::format("{} further relays stand out less than the {} shown",
                              result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
