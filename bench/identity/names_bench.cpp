// The labelled pairs of names: F1 of the shipped weights, and of weights and threshold fitted on
// nine tenths and judged on the tenth. Folds are by the pair of names in order of letters, so that
// twins of a pair stay in one fold.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "bench.h"
#include "identity/names.h"

namespace clew::bench {
namespace {

using identity::name_feature_count;
using identity::NameFeatures;

struct Row {
  std::string one, two, group, schema;
  bool truth = false;
  NameFeatures features{};
  std::size_t fold = 0;
};

double logistic(const NameFeatures& w, const NameFeatures& f) {
  double sum = 0;
  for (std::size_t i = 0; i < f.size(); ++i)
    sum += w[i] * f[i];
  return 1 / (1 + std::exp(-sum));
}

// Iteratively reweighted least squares with a ridge; the intercept is free.
NameFeatures fit(const std::vector<const Row*>& rows, double ridge) {
  constexpr std::size_t n = name_feature_count;
  NameFeatures w{};
  for (int round = 0; round < 30; ++round) {
    std::vector<std::vector<double>> h(n, std::vector<double>(n + 1, 0));
    for (const auto* row : rows) {
      double p = logistic(w, row->features), v = std::max(p * (1 - p), 1e-6);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j)
          h[i][j] += v * row->features[i] * row->features[j];
        h[i][n] += (double(row->truth) - p) * row->features[i];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      double r = i == 0 ? 1e-6 : ridge;
      h[i][i] += r;
      h[i][n] -= r * w[i];
    }
    for (std::size_t i = 0; i < n;
         ++i) {  // Gauss–Jordan; the ridge keeps the pivots away from zero
      double pivot = h[i][i];
      for (std::size_t j = i; j <= n; ++j)
        h[i][j] /= pivot;
      for (std::size_t k = 0; k < n; ++k)
        if (k != i) {
          double factor = h[k][i];
          for (std::size_t j = i; j <= n; ++j)
            h[k][j] -= factor * h[i][j];
        }
    }
    double step = 0;
    for (std::size_t i = 0; i < n; ++i) {
      w[i] += h[i][n];
      step = std::max(step, std::abs(h[i][n]));
    }
    if (step < 1e-8) break;
  }
  return w;
}

double best_threshold(const std::vector<const Row*>& rows, const NameFeatures& w) {
  double best = .5, best_f1 = 0;
  for (double t = .2; t <= .8; t += .02) {
    Quality q;
    for (const auto* row : rows)
      q.add(row->truth, logistic(w, row->features) >= t);
    if (q.f1() > best_f1) best_f1 = q.f1(), best = t;
  }
  return best;
}

void print(const char* what, const Quality& q) {
  std::printf("%-46s P %.3f R %.3f F1 %.3f  (TP %lu FP %lu FN %lu TN %lu)\n", what, q.precision(),
              q.recall(), q.f1(), static_cast<unsigned long>(q.tp),
              static_cast<unsigned long>(q.fp), static_cast<unsigned long>(q.fn),
              static_cast<unsigned long>(q.tn));
}

}  // namespace

int names_bench(const std::vector<std::string>& arguments) {
  bool show_fit = std::count(arguments.begin(), arguments.end(), "--fit"),
       errors = std::count(arguments.begin(), arguments.end(), "--errors");
  auto table = read_csv(arguments[1]);
  auto c_one = column(table[0], "name1"), c_two = column(table[0], "name2"),
       c_truth = column(table[0], "is_match"), c_group = column(table[0], "case_group"),
       c_schema = column(table[0], "schema");
  std::vector<Row> rows;
  identity::PartFrequencies frequencies;
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (table[i].size() <= c_truth) continue;
    rows.push_back({table[i][c_one],
                    table[i][c_two],
                    table[i][c_group],
                    table[i][c_schema],
                    table[i][c_truth] == "true",
                    {},
                    0});
  }
  double start = processor_seconds();
  std::vector<std::pair<identity::Name, identity::Name>> names;
  std::map<std::string, bool> counted;
  for (const auto& row : rows) {
    names.push_back({identity::read_name(row.one), identity::read_name(row.two)});
    for (const auto* n : {&names.back().first, &names.back().second})
      if (counted.try_emplace(n->key(), true).second) frequencies.add(*n);
  }
  double read = processor_seconds();
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].features = identity::name_features(names[i].first, names[i].second, &frequencies);
  double compared = processor_seconds();
  std::printf("%zu pairs; reading %.1f us a name, comparing %.1f us a pair\n", rows.size(),
              (read - start) * 5e5 / double(rows.size()),
              (compared - read) * 1e6 / double(rows.size()));
  Quality shipped;
  for (std::size_t i = 0; i < rows.size(); ++i)
    shipped.add(rows[i].truth, identity::name_score(rows[i].features, identity::without_vowels(names[i].first, names[i].second)) >= .5);
  print("shipped weights (fitted on these pairs: flattery)", shipped);

  // Folds by content: twins (same two names in any order and case) share one.
  std::map<std::string, std::size_t> twins;
  std::uint64_t state = 88172645463325252u;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto x = names[i].first.key(), y = names[i].second.key();
    auto key = std::min(x, y) + "|" + std::max(x, y);
    auto [at, fresh] = twins.try_emplace(key, 0);
    if (fresh) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      at->second = state % 10;
    }
    rows[i].fold = at->second;
  }
  Quality half, tuned, people;
  Calibration calibration;
  std::map<std::string, Quality> by_group;
  for (std::size_t fold = 0; fold < 10; ++fold) {
    std::vector<const Row*> train, test;
    for (const auto& row : rows)
      (row.fold == fold ? test : train).push_back(&row);
    auto w = fit(train, 1);
    double t = best_threshold(train, w);
    for (const auto* row : test) {
      double p = logistic(w, row->features);
      half.add(row->truth, p >= .5);
      tuned.add(row->truth, p >= t);
      by_group[row->group].add(row->truth, p >= .5);
      if (row->schema == "Person") people.add(row->truth, p >= .5);
      calibration.add(p, row->truth);
      if (errors && (p >= .5) != row->truth)
        std::printf("  %.2f %s  %s | %s\n", p, row->truth ? "MISSED" : "FALSE ", row->one.c_str(),
                    row->two.c_str());
    }
  }
  print("ten-fold, threshold .5", half);
  print("ten-fold, threshold of the training folds", tuned);
  print("  of these, persons", people);
  for (const auto& [group, q] : by_group)
    print(("  " + group).c_str(), q);
  calibration.print();
  // Whole groups left out: rules written by looking at one source judged on another.
  for (const char* left : {"nk_checks", "synth_people", "synth_companies", "nk_unit_tests"}) {
    std::vector<const Row*> train;
    for (const auto& row : rows)
      if (row.group != left) train.push_back(&row);
    auto w = fit(train, 1);
    Quality q;
    for (const auto& row : rows)
      if (row.group == left) q.add(row.truth, logistic(w, row.features) >= .5);
    print((std::string("trained without ") + left).c_str(), q);
  }
  if (show_fit) {
    std::vector<const Row*> all;
    for (const auto& row : rows)
      all.push_back(&row);
    auto w = fit(all, 1);
    std::printf("constexpr NameFeatures weights = {");
    for (std::size_t i = 0; i < w.size(); ++i)
      std::printf("%s%.3f", i ? ", " : "", w[i]);
    std::printf("};\n");
  }
  return 0;
}

}  // namespace clew::bench
