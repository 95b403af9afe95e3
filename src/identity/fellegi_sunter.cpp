// Idea: look at how often fields agree among pairs taken at random (nearly all of them no true
// pairs: u), and among pairs that agree in something else (a mixture: EM tells the true ones from
// the others: m). The bits of all fields add up.
//
//   surname equal: m .9, u .002  → log2(450)  = +8.8 bits; "Smith", borne by 1 in 50: log2(.9 ×
//   .002/.02 / .002) = +5.5 surname differs: m .1, u .998 → log2(.1)   = -3.3 bits prior 1 in
//   50,000 → -15.6 bits; so two fields seldom suffice, three do
//
// m is learned rule by rule: among pairs with one date of birth, how the names agree; among pairs
// with one name, how the dates do. A rule's own field would always agree and is left out. The runs
// are averaged by their number of true pairs. Not taken: EM over the union of all candidates at once,
// where non-pairs agree in what was blocked on and u from random pairs is too small for them.
#include "identity/fellegi_sunter.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

namespace clew::identity {
namespace {

constexpr std::size_t chunk = 1 << 15;

// All levels of a pair in one word: 4 bits a comparison, 15 missing.
using Pattern = std::uint64_t;

Pattern pattern_of(const std::vector<Comparison>& comparisons, std::uint32_t a, std::uint32_t b) {
  Pattern out = 0;
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    int level = comparisons[c].level(a, b);
    out |= Pattern(level < 0 ? 15 : level) << (4 * c);
  }
  return out;
}

using PatternCounts = std::vector<std::pair<Pattern, std::uint64_t>>;  // in order

PatternCounts count_patterns(const std::vector<Comparison>& comparisons,
                             const std::vector<Pair>& pairs, ThreadPool& pool) {
  auto chunks = (pairs.size() + chunk - 1) / chunk;
  std::vector<std::unordered_map<Pattern, std::uint64_t>> parts(chunks);
  pool.for_each(chunks, [&](std::size_t k) {
    for (auto i = k * chunk; i < std::min(pairs.size(), (k + 1) * chunk); ++i)
      ++parts[k][pattern_of(comparisons, pairs[i].first, pairs[i].second)];
  });
  std::map<Pattern, std::uint64_t> all;
  for (const auto& part : parts)
    for (const auto& [pattern, n] : part)
      all[pattern] += n;
  return {all.begin(), all.end()};
}

std::vector<Pair> random_pairs(std::uint32_t records, std::uint64_t wanted, std::uint64_t seed) {
  std::vector<Pair> out;
  auto possible = std::uint64_t(records) * (records - 1) / 2;
  if (possible <= wanted) {
    for (std::uint32_t a = 0; a < records; ++a)
      for (std::uint32_t b = a + 1; b < records; ++b)
        out.push_back({a, b});
    return out;
  }
  // splitmix64: the same on every platform.
  auto next = [&seed] {
    seed += 0x9e3779b97f4a7c15;
    auto z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  };
  out.reserve(wanted);
  while (out.size() < wanted) {
    auto a = static_cast<std::uint32_t>(next() % records),
         b = static_cast<std::uint32_t>(next() % records);
    if (a != b) out.push_back({std::min(a, b), std::max(a, b)});
  }
  return out;
}

int level_in(Pattern pattern, std::size_t comparison) {
  auto level = static_cast<int>(pattern >> (4 * comparison) & 15);
  return level == 15 ? -1 : level;
}

using Levels = std::vector<std::vector<double>>;

Levels shares(const std::vector<Comparison>& comparisons, const PatternCounts& counts,
              const std::vector<double>& weight, double smoothing, double prior_pairs = 0, bool of_m = true) {
  Levels out;
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    std::vector<double> sum(static_cast<std::size_t>(comparisons[c].levels), smoothing);
    const auto& prior = of_m ? comparisons[c].prior_m : comparisons[c].prior_u;
    for (std::size_t l = 0; l < prior.size() && prior_pairs > 0; ++l) sum[l] = prior_pairs * prior[l];
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (int level = level_in(counts[i].first, c); level >= 0)
        sum[static_cast<std::size_t>(level)] += weight[i];
    double total = std::accumulate(sum.begin(), sum.end(), 0.0);
    for (auto& s : sum)
      s /= total;
    out.push_back(std::move(sum));
  }
  return out;
}

// EM over the pairs of one rule: m of what the rule does not fix. Returns the expected number of
// true pairs.
double expectation_maximisation(const std::vector<Comparison>& comparisons,
                                const BlockingRule& rule, const PatternCounts& counts,
                                const Levels& u, const EstimateOptions& options, Levels& m,
                                int& rounds) {
  double total = 0;
  for (const auto& [pattern, n] : counts)
    total += double(n);
  double share = .1;
  std::vector<double> weight(counts.size());
  double expected = 0;
  auto fixed = [&](std::size_t c) {
    return std::find(rule.fixes.begin(), rule.fixes.end(), c) != rule.fixes.end();
  };
  // The start: true pairs mostly agree.
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    auto n = m[c].size();
    for (std::size_t l = 0; l < n; ++l)
      m[c][l] = l == 0 ? .7 : .3 / double(n - 1);
  }
  for (int round = 0; round < options.rounds; ++round) {
    expected = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      double log_odds = std::log(share / (1 - share));
      for (std::size_t c = 0; c < comparisons.size(); ++c)
        if (int level = level_in(counts[i].first, c); level >= 0 && !fixed(c))
          log_odds += std::log(m[c][static_cast<std::size_t>(level)] /
                               u[c][static_cast<std::size_t>(level)]);
      weight[i] = double(counts[i].second) / (1 + std::exp(-log_odds));
      expected += weight[i];
    }
    auto next = shares(comparisons, counts, weight, options.smoothing, options.prior_m_pairs);
    double change = 0;
    for (std::size_t c = 0; c < comparisons.size(); ++c)
      for (std::size_t l = 0; l < next[c].size(); ++l)
        change = std::max(change, std::abs(next[c][l] - m[c][l]));
    m = std::move(next);
    share = std::clamp(expected / total, 1e-9, 1 - 1e-9);
    rounds = std::max(rounds, round + 1);
    if (change < 1e-5) break;
  }
  return expected;
}

double term_bits(const Comparison& comparison, double u, const std::vector<std::uint64_t>& bearers,
                 std::uint64_t known, std::uint32_t a) {
  // The chance that two random records agree is u on the whole and f² for this value's share f;
  // among pairs at level 0 with this value the chance is f.
  if (comparison.terms.empty() || known == 0) return 0;
  auto term = comparison.terms[a];
  if (!term) return 0;
  double f = double(bearers[term]) / double(known);
  // In a short list two of eight bear the name because they are the pair that is looked at: the others count, and the stated share as a hundred more.
  constexpr double more = 100;
  if (!comparison.prior_u.empty() && bearers[term] >= 2 && known >= 2)
    f = (double(bearers[term] - 2) + more * comparison.prior_u[0]) / (double(known - 2) + more);
  return std::clamp(std::log2(u / f), -8.0, comparison.rare_tells ? 8.0 : 0.0);
}

struct TermCounts {
  std::vector<std::vector<std::uint64_t>> bearers;
  std::vector<std::uint64_t> known;
  explicit TermCounts(const std::vector<Comparison>& comparisons)
      : bearers(comparisons.size()), known(comparisons.size()) {
    for (std::size_t c = 0; c < comparisons.size(); ++c)
      for (auto term : comparisons[c].terms) {
        if (!term) continue;
        if (bearers[c].size() <= term) bearers[c].resize(term + 1);
        ++bearers[c][term];
        ++known[c];
      }
  }
};

}  // namespace

double Model::Level::bits() const { return std::clamp(std::log2(m / u), -20.0, 20.0); }

Candidates candidate_pairs(const std::vector<BlockingRule>& rules, std::uint32_t records,
                           std::uint32_t largest_block) {
  Candidates out;
  for (const auto& rule : rules) {
    Candidates::Rule report{rule.name, 0, 0, 0};
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
    for (std::uint32_t i = 0; i < records; ++i)
      if (rule.key[i]) keyed.push_back({rule.key[i], i});
    std::sort(keyed.begin(), keyed.end());
    for (std::size_t i = 0; i < keyed.size();) {
      auto end = i;
      while (end < keyed.size() && keyed[end].first == keyed[i].first)
        ++end;
      auto size = static_cast<std::uint64_t>(end - i);
      if (size > largest_block) {
        ++report.blocks_skipped;
        report.pairs_skipped += size * (size - 1) / 2;
      } else {
        report.pairs += size * (size - 1) / 2;
        for (auto x = i; x < end; ++x)
          for (auto y = x + 1; y < end; ++y)
            out.pairs.push_back({keyed[x].second, keyed[y].second});
      }
      i = end;
    }
    out.rules.push_back(std::move(report));
    std::sort(out.pairs.begin(), out.pairs.end());
    out.pairs.erase(std::unique(out.pairs.begin(), out.pairs.end()), out.pairs.end());
  }
  return out;
}

Model estimate(const std::vector<Comparison>& comparisons, const std::vector<BlockingRule>& rules,
               std::uint32_t records, const EstimateOptions& options, ThreadPool& pool) {
  Model model;
  Levels u, m;
  if (records < 2) records = 2;
  {
    auto counts = count_patterns(comparisons,
                                 random_pairs(records, options.random_pairs, options.seed), pool);
    std::vector<double> weight;
    for (const auto& [pattern, n] : counts)
      weight.push_back(double(n));
    u = shares(comparisons, counts, weight, options.smoothing, options.prior_u_pairs, false);
  }
  for (const auto& c : comparisons)
    m.emplace_back(static_cast<std::size_t>(c.levels), 0);
  std::vector<double> trained(comparisons.size(), 0);
  for (const auto& rule : rules) {
    if (!rule.trains) continue;
    auto pairs = candidate_pairs({rule}, records, options.largest_block).pairs;
    if (pairs.size() < 50) continue;
    auto counts = count_patterns(comparisons, pairs, pool);
    Levels of_rule = m;
    double expected =
        expectation_maximisation(comparisons, rule, counts, u, options, of_rule, model.rounds);
    if (expected < 5) continue;
    for (std::size_t c = 0; c < comparisons.size(); ++c) {
      if (std::find(rule.fixes.begin(), rule.fixes.end(), c) != rule.fixes.end()) continue;
      for (std::size_t l = 0; l < m[c].size(); ++l)
        m[c][l] += expected * of_rule[c][l];
      trained[c] += expected;
    }
  }
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    model.levels.emplace_back();
    auto n = static_cast<std::size_t>(comparisons[c].levels);
    for (std::size_t l = 0; l < n; ++l)
      // What no rule could teach keeps the start: true pairs mostly agree.
      model.levels.back().push_back({trained[c] > 0                        ? m[c][l] / trained[c]
                                     : l < comparisons[c].prior_m.size() ? comparisons[c].prior_m[l]
                                     : l == 0       ? .8
                                                    : .2 / double(n - 1),
                                     u[c][l]});
  }
  return model;
}

std::vector<Scored> score(Model& model, const std::vector<Comparison>& comparisons,
                          const std::vector<Pair>& pairs, std::uint32_t records, ThreadPool& pool) {
  TermCounts terms(comparisons);
  std::vector<Scored> out(pairs.size());
  auto chunks = (pairs.size() + chunk - 1) / chunk;
  pool.for_each(chunks, [&](std::size_t k) {
    for (auto i = k * chunk; i < std::min(pairs.size(), (k + 1) * chunk); ++i) {
      double bits = 0;
      for (std::size_t c = 0; c < comparisons.size(); ++c) {
        int level = comparisons[c].level(pairs[i].first, pairs[i].second);
        if (level < 0) continue;
        const auto& l = model.levels[c][static_cast<std::size_t>(level)];
        bits += l.bits();
        if (level == 0)
          bits += term_bits(comparisons[c], l.u, terms.bearers[c], terms.known[c], pairs[i].first);
      }
      out[i] = {pairs[i], static_cast<float>(bits), 0};
    }
  });
  double possible = double(records) * double(records - 1) / 2;
  if (model.prior == 0) {
    double prior = std::max(1.0, double(pairs.size()) / 20) / possible;
    for (int round = 0; round < 60; ++round) {
      double odds = std::log2(prior / (1 - prior)), expected = 0;
      for (const auto& s : out)
        expected += 1 / (1 + std::exp2(-(odds + double(s.bits))));
      double next = std::clamp(expected / possible, 1e-12, .5);
      bool still = std::abs(next - prior) < 1e-6 * prior;
      prior = next;
      if (still) break;
    }
    model.prior = prior;
  }
  double odds = std::log2(model.prior / (1 - model.prior));
  for (auto& s : out)
    s.probability = static_cast<float>(1 / (1 + std::exp2(-(odds + double(s.bits)))));
  return out;
}

struct WaterfallMaker::State {
  const Model& model;
  const std::vector<Comparison>& comparisons;
  TermCounts terms;
};

WaterfallMaker::WaterfallMaker(const Model& model, const std::vector<Comparison>& comparisons)
    : state_(new State{model, comparisons, TermCounts(comparisons)}) {}
WaterfallMaker::~WaterfallMaker() = default;

std::vector<Step> WaterfallMaker::of(const Pair& pair) const {
  const auto& [model, comparisons, terms] = *state_;
  std::vector<Step> out;
  for (std::size_t c = 0; c < comparisons.size(); ++c) {
    Step step{c, comparisons[c].level(pair.first, pair.second), 0, 0};
    if (step.level >= 0) {
      const auto& l = model.levels[c][static_cast<std::size_t>(step.level)];
      step.bits = l.bits();
      if (step.level == 0)
        step.term_bits =
            term_bits(comparisons[c], l.u, terms.bearers[c], terms.known[c], pair.first);
    }
    out.push_back(step);
  }
  return out;
}

std::vector<Step> waterfall(const Model& model, const std::vector<Comparison>& comparisons,
                            const Pair& pair) {
  return WaterfallMaker(model, comparisons).of(pair);
}

}  // namespace clew::identity
