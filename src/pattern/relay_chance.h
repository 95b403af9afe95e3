// Which relays stand out among all that a case could show, when what is found of A, B and C elsewhere counts too. For relay.h.
//
// Who passes on for one person passes on for others, and to others: a triple of somebody of whom seven more stand out is not judged
// like one of the many thousands of people of whom none does. Each triple has a weight of evidence (how much better a relay explains
// its occasions than chance does) and a chance beforehand; the latter comes from the *other* triples of its A, B and C alone, never from
// itself, so that a lone coincidence does not make its own case.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "link/events.h"

namespace clew::pattern {

// How seldom the second message of an occasion repeats so much: its own chance (passed_on.h) is an upper bound for whoever wrote it; the
// occasions of triples of which nothing stands out say how often it happens at all.
struct RepeatedByChance {
  static constexpr std::array<double, 6> levels{.02, .01, .003, .001, .0003, .0001};
  std::uint64_t written = 0;                     // occasions with words on both sides
  std::array<std::uint64_t, levels.size()> at{};  // of these with a chance of at most levels[i]
  void count(double chance);
  void add(const RepeatedByChance& more);
  double share(std::size_t level) const;  // at most levels[level]
  friend bool operator==(const RepeatedByChance&, const RepeatedByChance&) = default;
};

// Natural logarithm of P(occasions | relay) / P(occasions | chance). `pairs` were counted in all shifted days together, and `share` is that of one
// day, the true one, to all (sequence.h). `words`: of the occasions, as many as had words on both sides, the chance that so
// much was repeated (1: nothing was). The number passed on is not known: 1.5 to 20 are tried. Some microseconds.
double relay_weight(std::uint32_t occasions, std::uint64_t pairs, double share, std::span<const double> words = {}, const RepeatedByChance& chance = {});

struct RelayTest {
  link::Handle a = 0, b = 0, c = 0;
  friend bool operator==(const RelayTest&, const RelayTest&) = default;
};
struct WeighedRelay {
  std::uint32_t test = 0;  // place in `tests`
  double weight = 0;       // relay_weight()
};

// The chance that each is chance alone. `tests`: triples that could have stood out, those of `relays` among them; `further`: how many
// more there were, of people of whom nothing is weighed. Tests that are not weighed speak for chance. O(tests · 30).
std::vector<double> chances_of_chance(std::span<const RelayTest> tests, std::span<const WeighedRelay> relays, std::uint64_t further,
                                      std::uint32_t handles);

// Those that may be told when at most `rate` of them may be false on average and none with more than one in five.
std::vector<bool> few_by_chance(std::span<const double> by_chance, double rate);

}  // namespace clew::pattern
