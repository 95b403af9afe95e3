// Which planted relays could be told from chance at all, by somebody who has every event of the truth at its true time and
// knows more than any method can: who passes on, who gives and who takes (not which of them for whom), how long it takes at most,
// and what was repeated. Numbers of one holder are counted together.
//
// Per triple of these people: occasions (an hour apart) within the longest planted delay, and pairs of the same events with the
// first ones moved by 1 to 14 days back and forth. With a rate m by chance and n passed on, exp(-n) Π (1 + n e / m) is the
// likelihood over that of chance, e = 6,000 where something was repeated (six in ten relays in writing do, one in ten thousand pairs by
// chance), else 1; n is taken as it suits the planted one best. Before, each triple of these people has the chance that the planted ones are of
// them all. What is then more likely than four to one to be no chance could be told apart.
//
//   A 30 × B, B 12 × C, four occasions where .1 are to be expected: weight e^-3.9 41^4 = 57,000; 40 planted among 600: 3,800 to one
//   A 740 × B, B 338 × C, 22 where 17.6 are: weight 1.6; the same: one to nine, not to be told apart
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "score.h"

namespace clew::score {
namespace {

using Triple = std::array<std::string, 3>;
using Times = std::vector<std::int64_t>;  // seconds, in order

constexpr std::int64_t day = 86'400, apart = 3'600;
constexpr int shifts = 14;
constexpr double repeated = 6'000;

std::uint64_t followed(const Times& first, const Times& second, std::int64_t shift, std::int64_t window) {
  std::uint64_t pairs = 0;
  for (const auto t : first) {
    const auto from = std::upper_bound(second.begin(), second.end(), t + shift);
    pairs += static_cast<std::uint64_t>(std::upper_bound(from, second.end(), t + shift + window) - from);
  }
  return pairs;
}
std::uint32_t occasions(const Times& first, const Times& second, std::int64_t window) {
  std::uint32_t count = 0;
  std::int64_t last = 0;
  for (const auto t : first) {
    const auto next = std::upper_bound(second.begin(), second.end(), t);
    if (next == second.end() || *next > t + window) continue;
    count += count == 0 || t - last >= apart;
    last = t;
  }
  return count;
}

}  // namespace

std::set<std::array<std::string, 3>> told_apart(const Truth& truth) {
  std::map<std::string, std::string> later;
  for (const auto& change : truth.changes) later.emplace(change.a, change.b);
  const auto holder = [&](std::string number) {
    for (std::size_t step = 0; step <= later.size(); ++step) {
      const auto next = later.find(number);
      if (next == later.end()) break;
      number = next->second;
    }
    return number;
  };
  std::map<Triple, std::uint32_t> planted;  // by holders, occasions with something repeated
  std::map<Triple, std::set<Triple>> numbers;
  std::set<std::string> givers, middles, takers;
  std::int64_t window = 0;
  for (const auto& r : truth.relays) {
    if (r.decoy || !r.seen) continue;
    const Triple people{holder(r.a), holder(r.b), holder(r.c)};
    planted[people] += r.details > 0;
    if (r.detectable) numbers[people].insert({r.a, r.b, r.c});
    givers.insert(people[0]), middles.insert(people[1]), takers.insert(people[2]);
    window = std::max(window, r.second - r.first);
  }
  // Times from the first to the second of each pair of these people.
  std::vector<std::string> holders(truth.words.size());
  std::vector<bool> known(truth.words.size());
  std::map<std::pair<std::string, std::string>, Times> times;
  for (const auto& e : truth.events) {
    if (!e.contact || e.to == 0) continue;
    for (const auto word : {e.from, e.to})
      if (!known[word]) known[word] = true, holders[word] = holder(truth.words[word]);
    const auto &from = holders[e.from], &to = holders[e.to];
    if ((givers.count(from) && middles.count(to)) || (middles.count(from) && takers.count(to))) times[{from, to}].push_back(e.time);
  }
  for (auto& [pair, list] : times) std::sort(list.begin(), list.end());
  const Times none;
  const auto between = [&](const std::string& from, const std::string& to) -> const Times& {
    const auto found = times.find({from, to});
    return found == times.end() ? none : found->second;
  };
  std::uint64_t tests = 0;
  for (const auto& a : givers)
    for (const auto& b : middles)
      for (const auto& c : takers)
        tests += a != b && b != c && a != c && between(a, b).size() >= 3 && between(b, c).size() >= 3 && occasions(between(a, b), between(b, c), window) > 0;
  std::set<Triple> out;
  for (const auto& [people, of_numbers] : numbers) {
    const auto &first = between(people[0], people[1]), &second = between(people[1], people[2]);
    const auto n = occasions(first, second, window);
    if (n == 0 || second.empty()) continue;
    std::uint64_t pairs = 0, placed = 0;
    for (std::int64_t d = -shifts; d <= shifts; ++d) {
      if (d == 0) continue;
      pairs += followed(first, second, d * day, window);
      for (const auto t : first) placed += t + d * day >= second.front() && t + d * day <= second.back();
    }
    if (placed == 0) continue;
    const double m = (static_cast<double>(pairs) + .5) * static_cast<double>(first.size()) / static_cast<double>(placed);
    const auto with = std::min(n, planted.at(people));
    double weight = 0;
    for (double passed_on = .5; passed_on <= 2.0 * n; passed_on += .5)
      weight = std::max(weight, -passed_on + with * std::log1p(passed_on * repeated / m) + (n - with) * std::log1p(passed_on / m));
    const double before = std::min(.5, static_cast<double>(planted.size()) / static_cast<double>(std::max<std::uint64_t>(1, tests)));
    if (weight + std::log(before / (1 - before)) >= std::log(4)) out.insert(of_numbers.begin(), of_numbers.end());
  }
  return out;
}

}  // namespace clew::score
