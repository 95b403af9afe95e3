// The idea. A row of the phone and a row elsewhere agree on the other side, the direction, the time and
// the length: then whoever stands on the near side there is the phone. Each such row is a vote; votes in
// order of time are cut into stretches so that the fewest votes are contradicted, a cut costing as much
// as three of them (dynamic programming over votes × numbers).
//
//   phone, stated B         operator
//   01 May 10:00 in  X 45s   X → A 10:00 45s      vote A
//   03 May 18:20 out Y 61s   A → Y 18:20 61s      vote A     stretch A: … – 19 May (middle of the
//   20 May 09:00 in  X 12s   X → B 09:00 12s      vote B     last vote for A and the first for B)
//
// Messages of which one side has no words (operators) agree by their time alone, to five seconds: a phone with more messages than calls has its number
// by them.
//
// On the generated case of 10^5 records nine seized phones changed their number and kept the handset;
// with one number for all rows a third of the pairs of copies was missed there, and seven of the nine
// changes, because the new number seemed to have been there from the first day
// (docs/measurements/patterns.md).
#include "link/own_number.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace clew::link {
namespace {

struct Vote {
  Millis shown;
  std::uint64_t number;
  friend auto operator<=>(const Vote&, const Vote&) = default;
};

bool same_content(const Sighting& a, const Sighting& b, const OwnNumberOptions& options) {
  if (!a.call && (!a.content || !b.content)) return std::abs(a.time - b.time) <= options.without_words;
  if (!a.call) return a.content == b.content;
  auto apart = a.content > b.content ? a.content - b.content : b.content - a.content;
  return apart <= 2;
}

// Number of each vote's stretch, with the fewest contradicted votes and cuts.
std::vector<std::uint64_t> stretches(const std::vector<Vote>& votes, const OwnNumberOptions& options) {
  std::map<std::uint64_t, std::uint32_t> count;
  for (const Vote& vote : votes) ++count[vote.number];
  std::vector<std::uint64_t> numbers;
  for (auto [number, n] : count)
    if (n >= options.least_support) numbers.push_back(number);
  if (numbers.empty()) return {};
  std::size_t k = numbers.size();
  std::vector<std::uint32_t> cost(k, 0);
  std::vector<std::vector<std::uint32_t>> came(votes.size(), std::vector<std::uint32_t>(k));
  for (std::size_t i = 0; i < votes.size(); ++i) {
    auto best = static_cast<std::uint32_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    std::uint32_t least = cost[best] + options.change_cost;
    for (std::uint32_t n = 0; n < k; ++n) {
      bool cut = i > 0 && least < cost[n];
      came[i][n] = cut ? best : n;
      cost[n] = (cut ? least : cost[n]) + (votes[i].number != numbers[n]);
    }
  }
  auto at = static_cast<std::uint32_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
  std::vector<std::uint64_t> out(votes.size());
  for (std::size_t i = votes.size(); i-- > 0;) {
    out[i] = numbers[at];
    at = came[i][at];
  }
  return out;
}

}  // namespace

std::vector<OwnNumber> own_numbers(std::vector<Sighting> sightings, const std::map<std::int64_t, std::uint64_t>& stated,
                                   const OwnNumberOptions& options) {
  auto key = [](const Sighting& s) {
    return std::tie(s.about, s.call, s.time, s.exhibit, s.content, s.number, s.shown);
  };
  std::sort(sightings.begin(), sightings.end(), [&](const Sighting& a, const Sighting& b) { return key(a) < key(b); });
  std::map<std::int64_t, std::vector<OwnNumber>> found;  // by exhibit, in order of time
  std::map<std::uint64_t, std::map<std::int64_t, Millis>> last_seen;  // number → exhibit that names it → when, in common time
  std::map<std::int64_t, std::pair<Millis, Millis>> clock;            // exhibit → its last own row: common time, and how far its clock is ahead then
  for (const Sighting& s : sightings) {
    if (s.number) {
      auto [at, fresh] = last_seen[s.number].try_emplace(s.exhibit, s.time);
      if (!fresh) at->second = std::max(at->second, s.time);
    } else {
      auto& last = clock[s.exhibit];
      last = std::max(last, {s.time, s.shown - s.time});
    }
  }
  // Who stands on the near side of a row, if the row or what was found before says so.
  auto number_of = [&](const Sighting& s) -> std::uint64_t {
    if (s.number) return s.number;
    auto known = found.find(s.exhibit);
    if (known == found.end()) return 0;
    for (const OwnNumber& own : known->second)
      if (s.shown >= own.from && s.shown < own.to) return own.number;
    auto said = stated.find(s.exhibit);
    return said == stated.end() ? 0 : said->second;
  };
  // Another copy of the phone may share no row but with the phone itself: its turn comes when that is known.
  for (bool more = true; more;) {
    std::map<std::int64_t, std::vector<Vote>> votes;
    for (std::size_t i = 0; i < sightings.size(); ++i) {
      const Sighting& own = sightings[i];
      if (own.number || found.contains(own.exhibit)) continue;
      std::uint64_t number = 0;
      bool several = false;
      auto look = [&](const Sighting& other) {
        if (other.about != own.about || other.call != own.call || other.time - own.time > options.tolerance ||
            own.time - other.time > options.tolerance)
          return false;
        if (other.exhibit == own.exhibit || !same_content(own, other, options)) return true;
        if (auto seen = number_of(other)) {
          several = several || (number && number != seen);
          number = seen;
        }
        return true;
      };
      for (std::size_t j = i; j-- > 0 && look(sightings[j]);) {
      }
      for (std::size_t j = i + 1; j < sightings.size() && look(sightings[j]); ++j) {
      }
      if (number && !several) votes[own.exhibit].push_back({own.shown, number});
    }
    more = false;
    for (auto& [exhibit, list] : votes) {
      std::sort(list.begin(), list.end());
      auto of = stretches(list, options);
      auto said = stated.find(exhibit);
      for (std::size_t begin = 0, end; begin < of.size(); begin = end) {
        OwnNumber own{exhibit, Events::min_time, Events::max_time, of[begin], 0, 0};
        for (end = begin; end < of.size() && of[end] == of[begin]; ++end) own.support += list[end].number == own.number;
        own.compared = static_cast<std::uint32_t>(end - begin);
        auto middle = [&list = list](std::size_t i) { return list[i - 1].shown + (list[i].shown - list[i - 1].shown) / 2; };
        if (begin > 0) own.from = middle(begin);
        if (end < of.size()) {
          own.to = middle(end);
        } else if (said != stated.end() && std::find(of.begin(), of.end(), said->second) == of.end()) {
          // Nothing speaks for this number after it is last seen anywhere, and the stated one is no earlier one: from then on it is as stated.
          Millis last = list.back().shown;
          for (auto [other, when] : last_seen[own.number])
            if (other != exhibit) last = std::max(last, when + clock[exhibit].second);
          own.to = last + 1;
        }
        if (said != stated.end() && said->second == own.number) continue;
        if (own.support < options.least_support || own.support < options.least_share * own.compared) continue;
        found[exhibit].push_back(own);
        more = true;
      }
    }
  }
  std::vector<OwnNumber> out;
  for (const auto& [exhibit, list] : found) out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace clew::link
