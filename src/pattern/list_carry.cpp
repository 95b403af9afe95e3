// Worked example: L1 broadcasts to 40 handles until 9 March, L2 to 38 from 11 March, 27 of them the
// same. If L2's 38 were drawn among the 1,000 handles of the case by how many contacts each has, .9
// would be the same: p = 1e-30.
//
// Chance: each recipient of the first list is in the second with probability 1 - (1 - d / Σd)^n,
// n the length of the second list (degree-preserving, as in number_change.cpp); sum of independent
// draws; Benjamini and Hochberg over all pairs of senders with broadcasts. That both live in one
// town and write to its people is not in this null: a school and a club share parents. Hence the
// share of the list beside the chance.
#include "pattern/list_carry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "pattern/chance.h"

namespace clew::pattern {

using link::Events;

std::vector<ListCarry> find_list_carry(const Events& events, const link::Contacts& contacts,
                                       std::span<const Burst> bursts,
                                       const ListCarryOptions& options) {
  struct Sender {
    Handle handle = link::no_handle;
    std::uint32_t bursts = 0;
    Millis first = 0, last = 0;
    std::map<Handle, std::vector<std::uint32_t>> list;
  };
  std::vector<Sender> senders;
  for (const Burst& burst : bursts) {
    if (senders.empty() || senders.back().handle != burst.sender)
      senders.push_back({burst.sender, 0, burst.start, burst.start, {}});
    Sender& sender = senders.back();
    ++sender.bursts;
    sender.first = std::min(sender.first, burst.start);
    sender.last = std::max(sender.last, burst.start);
    for (auto i : burst.events)
      sender.list[events.to(i)].push_back(i);
  }
  std::erase_if(senders, [&](const Sender& s) { return s.bursts < options.least_bursts; });
  std::sort(senders.begin(), senders.end(), [](const Sender& a, const Sender& b) {
    return std::tie(a.first, a.handle) < std::tie(b.first, b.handle);
  });
  double degrees = 0;
  for (Handle handle = 0; handle < contacts.handle_count(); ++handle)
    degrees += contacts.degree(handle);
  std::vector<ListCarry> result;
  std::uint64_t tests = 0;
  for (std::size_t x = 0; x < senders.size(); ++x)
    for (std::size_t y = x + 1; y < senders.size(); ++y) {
      const Sender &a = senders[x], &b = senders[y];
      ++tests;
      ListCarry carry;
      std::vector<double> chances;
      for (const auto& [recipient, sent] : a.list) {
        double share = std::min(1.0, contacts.degree(recipient) / std::max(1.0, degrees));
        chances.push_back(1 - std::pow(1 - share, double(b.list.size())));
        auto at = b.list.find(recipient);
        if (at == b.list.end()) continue;
        carry.recipients.push_back(recipient);
        carry.events.insert(carry.events.end(), sent.begin(), sent.end());
        carry.events.insert(carry.events.end(), at->second.begin(), at->second.end());
      }
      carry.common = static_cast<std::uint32_t>(carry.recipients.size());
      if (carry.common < options.least_common ||
          carry.common < options.least_share * double(std::min(a.list.size(), b.list.size())))
        continue;
      carry.before = a.handle;
      carry.after = b.handle;
      carry.before_list = static_cast<std::uint32_t>(a.list.size());
      carry.after_list = static_cast<std::uint32_t>(b.list.size());
      carry.before_last = a.last;
      carry.after_first = b.first;
      carry.expected = std::accumulate(chances.begin(), chances.end(), 0.0);
      carry.log10_p = sum_tail_log10(carry.common, chances);
      std::sort(carry.recipients.begin(), carry.recipients.end(), [&](Handle p, Handle q) {
        return std::pair(contacts.degree(p), p) < std::pair(contacts.degree(q), q);
      });
      std::sort(carry.events.begin(), carry.events.end(), [&](auto p, auto q) {
        return std::pair(events.time(p), p) < std::pair(events.time(q), q);
      });
      result.push_back(std::move(carry));
    }
  std::vector<double> log10_p;
  for (const auto& carry : result)
    log10_p.push_back(carry.log10_p);
  auto stands_out = discoveries(log10_p, tests, options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i].stands_out = stands_out[i];
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return std::tie(a.before, a.after) < std::tie(b.before, b.after);
  });
  return result;
}

Leads list_carry_leads(const Events& events, const std::vector<ListCarry>& found,
                       const ListCarryOptions& options) {
  Leads result;
  for (const ListCarry& carry : found) {
    if (!carry.stands_out) continue;
    Lead lead;
    lead.detector = "list-carry-over";
    lead.subjects = {carry.before, carry.after};
    lead.from = events.time(carry.events.front());
    lead.to = events.time(carry.events.back());
    lead.parameters = {{"least bursts each", fmt::format("{}", options.least_bursts)},
                       {"least in common", fmt::format("{}", options.least_common)},
                       {"least share", fmt::format("{:.2f}", options.least_share)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = carry.common;
    lead.expected = carry.expected;
    lead.null_model =
        "recipients in common when the later list is drawn by how many contacts each handle has "
        "(degree-preserving)";
    lead.log10_p = carry.log10_p;
    for (auto i : carry.events)
      lead.evidence.push_back(events.record(i));
    lead.title = {words("Broadcasts of "), handle(carry.after),       words(" go to "),
                  count(carry.common),     words(" of the "),         count(carry.before_list),
                  words(" recipients of "), handle(carry.before)};
    bool side_by_side = carry.after_first <= carry.before_last;
    lead.explanation = {{words(side_by_side ? "Both broadcast in the same weeks: the later one "
                                              "begins on "
                                            : "One after the other: the later one begins on "),
                         time(carry.after_first), words(", the earlier one's last is of "),
                         time(carry.before_last), words(".")},
                        {words("The later list has "), count(carry.after_list),
                         words(" recipients; "), number(carry.expected),
                         words(" in common would be expected by chance.")}};
    Table table{"Recipients in common, rarest first", {"recipient"}, {}};
    for (Handle recipient : carry.recipients)
      table.rows.push_back({handle(recipient)});
    lead.tables.push_back(std::move(table));
    if (carry.common < carry.before_list)
      lead.against.push_back({count(carry.before_list - carry.common),
                              words(" recipients of the earlier list get nothing from the later "
                                    "one.")});
    if (side_by_side)
      lead.against.push_back({words("The earlier sender goes on: the list is shared rather than "
                                    "carried over.")});
    lead.alternatives = {"two firms, schools or clubs of one place with the same public",
                         "one sender with two numbers or accounts",
                         "a list that was passed on, bought or copied"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
