// A worked example. B wrote 2,000 messages, 40 of them to C.
//
//   A→B 10:00  "keys at 14 Lime Walk, 15:30"     B→C 10:03  "get them 15.30, Lime Walk 14"
//
//   word   B's messages with it   to C      share
//   lime   1 (this one)           1 of 40   1/2000 and (0 + 20/2000) / (39 + 20): the larger, .0005
//   1530   12                     3 of 40   (2 + 20 × .006) / 59 = .036
//
//   The rarest that is shared is "lime" (or "walk"). Of A's words as rare as that there are two (lime, walk): a message of B to C
//   had one of them by chance .001 times.
//
// The words of one message hang together ("Lime Walk"), so their chances are never multiplied: only the rarest counts, and
// every word of A's message that could have been it counts against it. The message in question counts among B's, so that a
// word never seen elsewhere is no rarer than one in all of B's messages.
#include "pattern/passed_on.h"

#include <algorithm>

namespace clew::pattern {

using link::Events;

void Said::add(std::uint32_t event, std::span<const std::uint32_t> words) {
  if (words.empty()) return;
  const auto count = std::min(words.size(), most_words);
  begin_[event] = static_cast<std::uint32_t>(words_.size());
  count_[event] = static_cast<std::uint8_t>(count);
  words_.insert(words_.end(), words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) ++seen_[words[i] >> (32 - seen_bits)];
  ++messages_;
}

void PassedOn::begin(std::span<const Handle> b) {
  b_ = b;
  c_ = link::no_handle;
  counted_ = false;
}

bool PassedOn::has(std::uint32_t event, std::uint32_t word) const { return std::ranges::find(said_.of(event), word) != said_.of(event).end(); }

// Share of B's messages to C with that word, the one in question not counted there, and of all of B's messages: the larger,
// and no less than in the case.
double PassedOn::share(Handle c, std::uint32_t word) {
  if (!counted_) {
    all_.clear();
    all_messages_ = 0;
    for (const Handle b : b_) {
      auto [begin, end] = events_.sent(b);
      for (auto i = begin; i < end; ++i) {
        if (said_.of(i).empty()) continue;
        ++all_messages_;
        for (auto w : said_.of(i)) ++all_[w];
      }
    }
    counted_ = true;
  }
  if (holder(c) != c_) {
    c_ = holder(c);
    to_c_.clear();
    to_c_messages_ = 0;
    for (const Handle b : b_) {
      auto [begin, end] = events_.sent(b);
      for (auto i = begin; i < end; ++i) {
        const Handle to = events_.to(i);
        if (to == link::no_handle || holder(to) != c_ || said_.of(i).empty()) continue;
        ++to_c_messages_;
        for (auto w : said_.of(i)) ++to_c_[w];
      }
    }
  }
  auto of = [&](const auto& counts) {
    auto found = counts.find(word);
    return found == counts.end() ? 0u : found->second;
  };
  const double all = double(std::max(1u, of(all_))) / double(std::max(1u, all_messages_));
  const auto others = std::max(1u, of(to_c_)) - 1;
  const double with_c = (double(others) + options_.weight * all) / (double(std::max(1u, to_c_messages_) - 1) + options_.weight);
  return std::max({all, with_c, said_.share(word)});
}

bool PassedOn::is_new(std::uint32_t first, std::uint32_t second, std::uint32_t word) const {
  const Handle a = holder(events_.from(first)), c = holder(events_.to(second));
  const Millis heard = events_.time(first), told = events_.time(second);
  std::vector<Handle> others;
  for (const Handle b : b_) {
    auto party = events_.party(b);
    auto at = std::partition_point(party.begin(), party.end(), [&](std::uint32_t i) { return events_.time(i) < heard - options_.known; });
    for (; at != party.end() && events_.time(*at) <= told + options_.to_others; ++at) {
      const auto i = *at;
      if (i == first || i == second || !has(i, word)) continue;
      const Handle from = holder(events_.from(i)), to = holder(events_.to(i));
      const Millis time = events_.time(i);
      const bool before = time < heard || (time == heard && i < first), from_b = is_b(events_.from(i));
      if (from == c && time <= told) return false;  // C had it
      if (before && from_b && (to == a || to == c)) return false;
      if (from_b && to != a && to != c && time >= told - options_.to_others && std::ranges::find(others, to) == others.end()) others.push_back(to);
    }
  }
  return others.size() <= options_.most_others;
}

double PassedOn::chance(std::uint32_t first, std::uint32_t second) {
  const auto heard = said_.of(first), told = said_.of(second);
  if (heard.empty() || told.empty()) return 2;
  double rarest = 1;
  for (auto word : heard) {
    if (std::ranges::find(told, word) == told.end() || said_.share(word) > options_.common) continue;
    const double share_of = share(events_.to(second), word);
    if (share_of < rarest && share_of <= options_.common && is_new(first, second, word)) rarest = share_of;
  }
  if (rarest == 1) return 1;
  double sum = 0;
  for (auto word : heard)
    if (const double share_of = share(events_.to(second), word); share_of <= rarest) sum += share_of;
  return std::min(1.0, sum);
}

}  // namespace clew::pattern
