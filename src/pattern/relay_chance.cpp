// A worked example. Of 50,000 triples of a case ten have a weight beyond ten thousand, seven of them with B in the middle, of whom 900 are tests. An
// eleventh with that B has a weight of 100 (eleven occasions where chance gives three): seven of 900 is one in 130 beforehand, and
// with A in three and C in two of those found eight times as much, so 100 / 16 to one that it is a relay. The same weight with people of whom
// nothing else is found, one in 5,000: 50 to one that it is chance.
//
// Weight. With an occasion rate m by chance and n of them expected from a relay, occasions with evidence e of their own (1 without words) have
// exp(-n) Π (1 + n e / m) times the likelihood of chance alone; the mean over what is known of m from the shifted days and the true one (a
// gamma distribution), and over six guesses of n. Words: of written relays six in ten repeat something rare, by chance few do; so e is
// .6 / share where that is repeated, and .4 / (1 - share) where not; the mean over six levels of rarity, for nobody knows how rare
// words are in what is passed on. In a case of 10^6 records with the chance of .003 and less stood 17 of 87,165 occasions, half of them relays; by their
// own upper bounds it would be 260.
//
// Beforehand. theta × alpha(A) × beta(B) × gamma(C), each a ratio of found to expected with a prior of mean 1 (a gamma of shape .1 for B, for few pass
// on at all, of shape 1 for A and C), fitted by turns with the chances themselves; for each triple without itself, as in weighted tests
// by folds (Ignatiadis and others 2016). What is told then are the least chances whose mean is at most the rate (Efron 2001; Sun and Cai 2007).
//
// Tried on the generated cases s1 with seeds 1, 7, 23 and s2 with 61 (docs/measurements/patterns.md): Benjamini and Hochberg over all
// (what was before); a spike and slab by B and by pair A, B, and the same with mean fields for A, B and C: as good for s1, four to six false
// ones for s2; factors that count the triple itself: 35 false ones; calls and messages, or first contacts of a talk and later ones, each
// with a chance of their own: nothing gained.
#include "pattern/relay_chance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace clew::pattern {
namespace {

struct Guess {
  double passed_on, share;
};
constexpr std::array<Guess, 6> guesses{{{1.5, .2}, {3, .3}, {5, .2}, {8, .15}, {13, .1}, {20, .05}}};
constexpr double repeats = .6;  // of written relays

// What a handle's triples say of it: found beside what was expected of them.
class Factor {
 public:
  Factor(std::uint32_t handles, double shape) : shape_(shape), value_(handles, 1), found_(handles), expected_(handles) {}
  double value(link::Handle h) const { return value_[h]; }
  void begin() {
    std::fill(found_.begin(), found_.end(), 0);
    std::fill(expected_.begin(), expected_.end(), 0);
  }
  void expect(link::Handle h, double chance) { expected_[h] += chance; }
  void find(link::Handle h, double chance) { found_[h] += chance; }
  void set(link::Handle h) { value_[h] = (shape_ + found_[h]) / (shape_ + expected_[h]); }
  // Without one of them.
  double others(link::Handle h, double found, double expected) const { return (shape_ + found_[h] - found) / (shape_ + expected_[h] - expected); }

 private:
  double shape_;
  std::vector<double> value_, found_, expected_;
};

}  // namespace

void RepeatedByChance::count(double chance) {
  ++written;
  for (std::size_t i = 0; i < levels.size(); ++i) at[i] += chance <= levels[i];
}
void RepeatedByChance::add(const RepeatedByChance& more) {
  written += more.written;
  for (std::size_t i = 0; i < levels.size(); ++i) at[i] += more.at[i];
}
double RepeatedByChance::share(std::size_t level) const { return std::min(levels[level], double(at[level] + 1) / double(written + 1)); }

double relay_weight(std::uint32_t occasions, std::uint64_t pairs, double share, std::span<const double> words, const RepeatedByChance& chance) {
  if (occasions == 0 || !(share > 0)) return -HUGE_VAL;
  // m, by its logarithm: from what the shifted days alone allow to what all occasions together do.
  constexpr int points = 32;
  const double rate = 1 / share + 1, least = double(pairs) + .5, shape = least + double(occasions);
  const double low = std::log(least / rate) - 7 / std::sqrt(least + .5), high = std::log(shape / rate) + 4 / std::sqrt(shape);
  std::array<double, points> m, known;
  double highest = -HUGE_VAL, sum = 0;
  for (int i = 0; i < points; ++i) {
    const double log_m = low + (high - low) * i / (points - 1);
    m[i] = std::exp(log_m);
    known[i] = shape * log_m - rate * m[i];
    highest = std::max(highest, known[i]);
  }
  for (const double log : known) sum += std::exp(log - highest);
  for (double& log : known) log -= highest + std::log(sum);
  const auto written = std::min<std::size_t>(words.size(), occasions), levels = words.empty() ? 1 : RepeatedByChance::levels.size();
  std::vector<double> logs;
  logs.reserve(levels * guesses.size() * points);
  highest = -HUGE_VAL;
  for (std::size_t level = 0; level < levels; ++level) {
    const double by_chance = chance.share(level), with = repeats / by_chance, without = (1 - repeats) / (1 - by_chance);
    const auto repeated = static_cast<double>(std::ranges::count_if(words, [&](double w) { return w <= RepeatedByChance::levels[level]; }));
    for (const auto& [passed_on, guess] : guesses)
      for (int i = 0; i < points; ++i) {
        const double n_m = passed_on / m[i];
        double log = known[i] - passed_on + std::log(guess / double(levels)) + double(occasions - written) * std::log1p(n_m);
        if (written > 0) log += repeated * std::log1p(n_m * with) + (double(written) - repeated) * std::log1p(n_m * without);
        logs.push_back(log);
        highest = std::max(highest, log);
      }
  }
  sum = 0;
  for (const double log : logs) sum += std::exp(log - highest);
  return highest + std::log(sum);
}

std::vector<double> chances_of_chance(std::span<const RelayTest> tests, std::span<const WeighedRelay> relays, std::uint64_t further,
                                      std::uint32_t handles) {
  constexpr double most = .3;        // beforehand
  constexpr double known = 50;       // tests that theta is worth before anything is seen, half a relay among them
  constexpr int rounds = 30;
  Factor a(handles, .3), b(handles, .1), c(handles, .3);
  std::vector<double> found(relays.size()), odds(relays.size());
  for (std::size_t i = 0; i < relays.size(); ++i) odds[i] = std::exp(std::min(relays[i].weight, 600.0));
  double theta = .5 / known;
  for (int round = 0; round < rounds; ++round) {
    const auto beforehand = [&](double others) { return std::min(most, theta * others); };
    std::vector<double> without(relays.size(), 1);
    const auto fit = [&](Factor& factor, auto handle_of, auto others) {
      factor.begin();
      for (const auto& t : tests) factor.expect(handle_of(t), beforehand(others(t)));
      for (std::size_t i = 0; i < relays.size(); ++i) factor.find(handle_of(tests[relays[i].test]), found[i]);
      for (std::size_t i = 0; i < relays.size(); ++i) {
        const auto& t = tests[relays[i].test];
        without[i] *= factor.others(handle_of(t), found[i], beforehand(others(t)));
      }
      for (const auto& t : tests) factor.set(handle_of(t));
    };
    fit(a, [](const RelayTest& t) { return t.a; }, [&](const RelayTest& t) { return b.value(t.b) * c.value(t.c); });
    fit(b, [](const RelayTest& t) { return t.b; }, [&](const RelayTest& t) { return a.value(t.a) * c.value(t.c); });
    fit(c, [](const RelayTest& t) { return t.c; }, [&](const RelayTest& t) { return a.value(t.a) * b.value(t.b); });
    double all = 0, weighed = double(further) + known, moved = 0;
    for (std::size_t i = 0; i < relays.size(); ++i) {
      const double before = std::min(most, theta * without[i]), for_it = odds[i] * before;
      const double now = for_it / (for_it + 1 - before);
      moved = std::max(moved, std::abs(now - found[i]));
      all += found[i] = now;
    }
    for (const auto& t : tests) weighed += a.value(t.a) * b.value(t.b) * c.value(t.c);
    theta = std::max(1e-9, (all + .5) / weighed);
    if (moved < 1e-6) break;
  }
  for (auto& chance : found) chance = 1 - chance;
  return found;
}

std::vector<bool> few_by_chance(std::span<const double> by_chance, double rate) {
  std::vector<std::size_t> order(by_chance.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return by_chance[x] < by_chance[y]; });
  std::size_t last = 0;
  double sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double chance = by_chance[order[i]];
    sum += chance;
    if (chance <= .2 && sum <= rate * double(i + 1)) last = i + 1;
  }
  std::vector<bool> found(by_chance.size(), false);
  for (std::size_t i = 0; i < last; ++i) found[order[i]] = true;
  return found;
}

}  // namespace clew::pattern
