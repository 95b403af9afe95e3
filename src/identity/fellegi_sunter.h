// Fellegi–Sunter record linkage: which pairs of records may mean one thing, from how their fields
// agree.
//
// A comparison gives each pair a level (0 the strongest, the last one "everything else") or nothing
// when a value is missing. Each level has m (share among true pairs) and u (share among others);
// log2(m/u) are the bits it adds.
//
//   std::vector<Comparison> comparisons{…};           // level(a, b), and terms for what is
//   frequent auto candidates = candidate_pairs(rules, n);      // union of blocking rules; its
//   recall is the ceiling Model model = estimate(comparisons, rules, n, {});  // u from random
//   pairs, m and the prior by EM auto scored = score(model, comparisons, candidates.pairs);
//
// Deterministic for any number of threads (work is cut by index, sums are in integers or in order).
// Memory: 8 bytes a candidate pair and 16 a scored one. Fellegi & Sunter 1969; EM: Winkler 1988;
// term frequencies: Winkler 1989; training by blocking rule, each leaving out what it blocks on:
// the splink package's manual.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/thread_pool.h"

namespace clew::identity {

struct Comparison {
  std::string name;
  int levels = 2;
  // Level of the pair, -1 when a value is missing. Called from several threads.
  std::function<int(std::uint32_t, std::uint32_t)> level;
  // For each record a number for its value (0: missing): at level 0 a frequent value says less.
  // Empty: no adjustment.
  std::vector<std::uint32_t> terms;
  // Stated shares of the levels, see EstimateOptions; empty: none. With them a value's frequency is that among the others of the list.
  std::vector<double> prior_m = {}, prior_u = {};
  bool rare_tells = true;  // false: a value that few have says no more than another (days of birth); one that many have says less
};

struct BlockingRule {
  std::string name;
  std::vector<std::uint64_t> key;  // for each record, 0: not in any block
  std::vector<std::size_t>
      fixes;           // comparisons that agree by the rule itself: not learned from its pairs
  bool trains = true;  // whether m may be learned from its pairs
};

using Pair = std::pair<std::uint32_t, std::uint32_t>;  // first < second

struct Candidates {
  std::vector<Pair> pairs;  // in order, each once
  struct Rule {
    std::string name;
    std::uint64_t pairs = 0;           // of this rule, before joining
    std::uint64_t blocks_skipped = 0;  // larger than the limit
    std::uint64_t pairs_skipped = 0;   // in them: what the limit costs, stated
  };
  std::vector<Rule> rules;
};
// Records with equal keys; blocks larger than `largest_block` are left out and counted.
Candidates candidate_pairs(const std::vector<BlockingRule>& rules, std::uint32_t records,
                           std::uint32_t largest_block = 400);

struct Model {
  struct Level {
    double m = 0, u = 0;
    double bits() const;
  };
  std::vector<std::vector<Level>> levels;  // by comparison
  double prior = 0;                        // that two random records are a pair
  int rounds = 0;                          // of EM, the longest run
};

struct EstimateOptions {
  std::uint64_t random_pairs = 1'000'000;  // for u; all pairs where there are fewer
  std::uint64_t seed = 1;
  std::uint32_t largest_block = 400;
  int rounds = 100;
  // Weight of the stated shares in pairs: data with few pairs, or with nobody twice, keep them.
  double prior_m_pairs = 0, prior_u_pairs = 0;
  double smoothing = 1;  // pseudo-counts a level, so that nothing unseen is impossible
};
Model estimate(const std::vector<Comparison>& comparisons, const std::vector<BlockingRule>& rules,
               std::uint32_t records, const EstimateOptions& options, ThreadPool& pool);

struct Scored {
  Pair pair;
  float bits = 0;  // prior not in it
  float probability = 0;
};
// In the order of `pairs`. The prior is re-estimated on them when `prior` is 0: the share that
// makes the expected number of true pairs come out.
std::vector<Scored> score(Model& model, const std::vector<Comparison>& comparisons,
                          const std::vector<Pair>& pairs, std::uint32_t records, ThreadPool& pool);

// The waterfall of one pair: comparison, level (-1 missing), bits of the level and of the term's
// frequency.
struct Step {
  std::size_t comparison = 0;
  int level = -1;
  double bits = 0, term_bits = 0;
};
// The same for many pairs.
class WaterfallMaker {
 public:
  WaterfallMaker(const Model& model, const std::vector<Comparison>& comparisons);
  ~WaterfallMaker();
  std::vector<Step> of(const Pair& pair) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
std::vector<Step> waterfall(const Model& model, const std::vector<Comparison>& comparisons,
                            const Pair& pair);

}  // namespace clew::identity
