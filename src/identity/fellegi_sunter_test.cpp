#include "identity/fellegi_sunter.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace clew::identity;
using clew::ThreadPool;

namespace {

// Invented people, some twice, the second time with slips; fields are small numbers.
struct Made {
  std::vector<std::uint32_t> truth;
  std::vector<std::vector<std::uint32_t>> fields{3};
};

Made make(std::uint32_t people) {
  Made made;
  std::mt19937 random(11);
  auto pick = [&](unsigned n) { return static_cast<std::uint32_t>(random() % n + 1); };
  for (std::uint32_t p = 0; p < people; ++p) {
    std::uint32_t value[3] = {pick(40), pick(60), pick(300)};
    for (int copy = 0; copy < 2; ++copy) {
      made.truth.push_back(p);
      for (int f = 0; f < 3; ++f) {
        bool slip = copy == 1 && random() % 10 == 0, gone = random() % 12 == 0;
        made.fields[static_cast<std::size_t>(f)].push_back(gone   ? 0
                                                           : slip ? random() % 300 + 1
                                                                  : value[f]);
      }
    }
  }
  return made;
}

std::vector<Comparison> comparisons_of(const Made& made) {
  std::vector<Comparison> out;
  for (const auto& f : made.fields)
    out.push_back({"field", 2,
                   [&f](std::uint32_t a, std::uint32_t b) {
                     return !f[a] || !f[b] ? -1 : f[a] == f[b] ? 0 : 1;
                   },
                   f});
  return out;
}

std::vector<BlockingRule> rules_of(const Made& made) {
  std::vector<BlockingRule> rules;
  for (std::size_t f = 0; f < 3; ++f) {
    rules.push_back({"field", {}, {f}, true});
    for (auto v : made.fields[f])
      rules.back().key.push_back(v);
  }
  return rules;
}

}  // namespace

TEST_CASE("blocking gives each pair of equal keys once, and counts what a limit leaves out") {
  std::vector<BlockingRule> rules{{"a", {1, 1, 2, 0, 0}, {}, true},
                                  {"b", {5, 5, 5, 5, 0}, {}, true}};
  auto all = candidate_pairs(rules, 5);
  CHECK(all.pairs == std::vector<Pair>{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}});
  auto few = candidate_pairs(rules, 5, 3);
  CHECK(few.pairs == std::vector<Pair>{{0, 1}});
  CHECK(few.rules[1].blocks_skipped == 1);
  CHECK(few.rules[1].pairs_skipped == 6);
}

TEST_CASE("m, u and the prior are learned without labels, and the probabilities are about right") {
  auto made = make(1500);
  auto comparisons = comparisons_of(made);
  auto rules = rules_of(made);
  ThreadPool pool(2);
  auto n = static_cast<std::uint32_t>(made.truth.size());
  auto model = estimate(comparisons, rules, n, {}, pool);
  CHECK(model.levels[0][0].u == doctest::Approx(1.0 / 40).epsilon(.3));
  CHECK(model.levels[2][0].m > .75);
  auto candidates = candidate_pairs(rules, n);
  auto scored = score(model, comparisons, candidates.pairs, n, pool);
  std::uint64_t right = 0, said = 0;
  double expected = 0, truth = 0;
  for (const auto& s : scored) {
    bool same = made.truth[s.pair.first] == made.truth[s.pair.second];
    expected += double(s.probability);
    truth += same;
    if (s.probability > .9f) ++said, right += same;
  }
  CHECK(said > 500);
  CHECK(double(right) / double(said) > .9);
  CHECK(expected == doctest::Approx(truth).epsilon(.25));
}

TEST_CASE("one thread and four give the same bits") {
  auto made = make(300);
  auto comparisons = comparisons_of(made);
  auto rules = rules_of(made);
  auto n = static_cast<std::uint32_t>(made.truth.size());
  ThreadPool one(1), four(4);
  auto m1 = estimate(comparisons, rules, n, {}, one),
       m4 = estimate(comparisons, rules, n, {}, four);
  auto pairs = candidate_pairs(rules, n).pairs;
  auto s1 = score(m1, comparisons, pairs, n, one), s4 = score(m4, comparisons, pairs, n, four);
  REQUIRE(s1.size() == s4.size());
  for (std::size_t i = 0; i < s1.size(); ++i)
    REQUIRE(s1[i].probability == s4[i].probability);
}

TEST_CASE("the waterfall adds up to the bits of the pair; a frequent value says less") {
  auto made = make(400);
  auto comparisons = comparisons_of(made);
  auto rules = rules_of(made);
  auto n = static_cast<std::uint32_t>(made.truth.size());
  ThreadPool pool(1);
  auto model = estimate(comparisons, rules, n, {}, pool);
  auto pairs = candidate_pairs(rules, n).pairs;
  auto scored = score(model, comparisons, pairs, n, pool);
  for (std::size_t i = 0; i < scored.size(); i += 37) {
    double sum = 0;
    for (const auto& step : waterfall(model, comparisons, scored[i].pair))
      sum += step.bits + step.term_bits;
    REQUIRE(sum == doctest::Approx(double(scored[i].bits)).epsilon(1e-4));
  }
}
