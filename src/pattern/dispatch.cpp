// As relays (relay.cpp), with all recipients of the broadcasts as one A:
//
//   17:00 line broadcasts to 40   17:12 one of them rings the line   17:14 line rings R
//   18:05 another one rings       18:09 line rings R                 → (line, R): twice
//
// A contact of the line counts once, however many customers rang before it. Chance: the customers' contacts moved by whole days; Poisson tail; Benjamini and Hochberg over
// all handles that each line contacts within the window. The idea of pairing orders with the
// contact that follows is that of experts' reports on phone lines.
#include "pattern/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "link/profile.h"
#include "pattern/chance.h"
#include "pattern/sequence.h"

namespace clew::pattern {

using link::Events;

namespace {

// Of `list`, what `line` sent to `to`: the times before which nothing was said between the two for `quiet`, either way.
std::vector<Millis> talk_begins(const Events& events, Handle line, Handle to, std::span<const std::uint32_t> list, Millis quiet) {
  std::vector<Millis> said;
  for (auto i : events.party(to))
    if (events.other_side(i, to) == line) said.push_back(events.time(i));
  std::vector<Millis> begins;
  for (auto i : list) {
    const Millis time = events.time(i);
    const auto at = std::ranges::lower_bound(said, time);
    if (at == said.begin() || time - *(at - 1) >= quiet) begins.push_back(time);
  }
  return begins;
}

}  // namespace

std::vector<Dispatch> find_dispatch(const Events& events, std::span<const Burst> bursts,
                                    const BroadcastOptions& broadcast,
                                    const DispatchOptions& options) {
  std::vector<Dispatch> result;
  std::uint64_t tests = 0;
  for (std::size_t begin = 0, end; begin < bursts.size(); begin = end) {
    Handle line = bursts[begin].sender;
    std::set<std::int64_t> days;
    std::map<Handle, std::size_t> told;  // recipient → bursts
    std::vector<std::uint32_t> in_burst;
    for (end = begin; end < bursts.size() && bursts[end].sender == line; ++end) {
      days.insert(link::day_number(bursts[end].start, broadcast.day_offset_minutes));
      std::set<Handle> here;
      for (auto i : bursts[end].events) here.insert(events.to(i));
      for (auto to : here) ++told[to];
      in_burst.insert(in_burst.end(), bursts[end].events.begin(), bursts[end].events.end());
    }
    if (days.size() < broadcast.least_days) continue;
    std::sort(in_burst.begin(), in_burst.end());
    std::map<Handle, std::vector<std::uint32_t>> sent;
    Millis first = Events::max_time, last = Events::min_time;
    for (auto i : events.party(line)) {
      Handle to = events.to(i);
      if (events.from(i) != line || to == link::no_handle || to == line) continue;
      first = std::min(first, events.time(i));
      last = std::max(last, events.time(i));
      if (!std::binary_search(in_burst.begin(), in_burst.end(), i)) sent[to].push_back(i);
    }
    // Who was told once, as all are of a new number, and is contacted again and again besides, is no customer; nor is who was contacted while a few of
    // the bursts went out, and ten times as often besides.
    std::set<Handle> customers;
    const std::size_t all_bursts = end - begin;
    for (const auto& [to, times] : told) {
      const auto apart = sent.find(to);
      const std::size_t besides = apart == sent.end() ? 0 : apart->second.size();
      if (besides < options.least_events || (times > 1 && (times * 5 > all_bursts || times * 10 > besides))) customers.insert(to);
    }
    std::erase_if(sent, [&](const auto& one) { return customers.contains(one.first); });
    if (sent.empty()) continue;
    std::vector<Cause> causes;
    for (auto i : events.party(line))
      if (events.from(i) != line && customers.contains(events.from(i)))
        causes.push_back({events.time(i), end_of(events, i), i});
    for (const auto& [to, list] : sent) {
      Dispatch dispatch;
      dispatch.line = line, dispatch.to = to;
      std::vector<Millis> times;
      for (auto i : list)
        times.push_back(events.time(i));
      std::set<Handle> who;
      std::set<std::ptrdiff_t> followed;
      std::set<std::pair<Millis, std::uint32_t>> involved;
      for (const Cause& cause : causes) {
        auto at = std::upper_bound(times.begin(), times.end(), cause.end);
        for (; at != times.end() && *at <= cause.end + options.window; ++at) {
          followed.insert(at - times.begin());
          who.insert(events.from(cause.event));
          involved.emplace(cause.start, cause.event);
          involved.emplace(*at, list[static_cast<std::size_t>(at - times.begin())]);
        }
      }
      dispatch.observed = static_cast<std::uint32_t>(followed.size());
      tests += dispatch.observed > 0;
      if (dispatch.observed < options.least_events) continue;
      Chance chance = followers_by_chance(causes, times, options.window, first, last);
      if (!chance.known) continue;
      dispatch.expected = chance.expected;
      // Lines of one talk are no independent contacts: those that begin a talk are judged.
      const auto begins = talk_begins(events, line, to, list, options.window);
      dispatch.begins = static_cast<std::uint32_t>(count_followers(causes, begins, options.window, 0));
      const Chance of_begins = followers_by_chance(causes, begins, options.window, first, last);
      dispatch.begins_expected = of_begins.expected;
      dispatch.log10_p = of_begins.known ? std::max(poisson_tail_log10(dispatch.observed, chance.cautious), of_begins.tail_log10(dispatch.begins)) : 0;
      dispatch.customers = static_cast<std::uint32_t>(who.size());
      for (const auto& [when, i] : involved)
        dispatch.events.push_back(i);
      result.push_back(std::move(dispatch));
    }
  }
  std::vector<double> log10_p;
  for (const auto& dispatch : result)
    log10_p.push_back(dispatch.log10_p);
  auto stands_out = discoveries(log10_p, tests, options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i].stands_out = stands_out[i];
  return result;
}

std::vector<std::pair<Handle, Handle>> runners_of(const std::vector<Dispatch>& dispatch) {
  std::vector<std::pair<Handle, Handle>> runners;
  for (const auto& found : dispatch)
    if (found.stands_out) runners.emplace_back(found.line, found.to);
  std::sort(runners.begin(), runners.end());
  return runners;
}

Leads dispatch_leads(const Events& events, const std::vector<Dispatch>& dispatch,
                     const DispatchOptions& options) {
  Leads result;
  for (const Dispatch& found : dispatch) {
    if (!found.stands_out) continue;
    Lead lead;
    lead.detector = "dispatch";
    lead.subjects = {found.line, found.to};
    lead.from = events.time(found.events.front());
    lead.to = events.time(found.events.back());
    lead.parameters = {{"window", fmt::format("{} s", options.window / 1000)},
                       {"least events", fmt::format("{}", options.least_events)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = found.observed;
    lead.expected = found.expected;
    lead.null_model = day_shift_null;
    lead.log10_p = found.log10_p;
    for (auto i : found.events)
      lead.evidence.push_back(events.record(i));
    lead.title = {words("When recipients of its broadcasts contact "),
                  handle(found.line),
                  words(", it soon contacts "),
                  handle(found.to),
                  words(": "),
                  count(found.observed),
                  words(" times")};
    lead.explanation = {
        {count(found.customers), words(" different recipients; within "), duration(options.window),
         words(" of the end of their contact. On other days at the same hours it would "
               "be "),
         number(found.expected), words(" times.")},
        {words("Lines of one talk hang together: "), count(found.begins), words(" of them begin a talk, where "), number(found.begins_expected),
         words(" would by chance.")}};
    lead.against = {
        {words("Several recipients before one contact count as one, one recipient before several as several, and what was passed on "
               "without a call or message is missing: this is no number of orders.")}};
    lead.alternatives = {"a shop or service that passes requests to staff or drivers",
                         "somebody the line talks to all the time at these hours"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
