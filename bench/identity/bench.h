// What the parts of bench_identity share: reading CSV, a small logistic regression, precision and
// recall.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace clew::bench {

// Rows of a CSV file (RFC 4180), the header first. Throws std::runtime_error when it cannot be
// read.
std::vector<std::vector<std::string>> read_csv(const std::string& path);
// Column of that name (spaces around it do not count); throws when there is none.
std::size_t column(const std::vector<std::string>& header, const std::string& name);

struct Quality {
  std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
  void add(bool truth, bool said) { ++(truth ? (said ? tp : fn) : (said ? fp : tn)); }
  double precision() const { return tp + fp ? double(tp) / double(tp + fp) : 0; }
  double recall() const { return tp + fn ? double(tp) / double(tp + fn) : 0; }
  double f1() const { return tp ? 2 * precision() * recall() / (precision() + recall()) : 0; }
};

// Ten bins of stated probability: how many, and how many were right.
struct Calibration {
  std::array<std::uint64_t, 10> said{}, right{};
  void add(double probability, bool truth);
  void print() const;
};

double processor_seconds();
double clock_seconds();
std::uint64_t peak_megabytes();

int names_bench(const std::vector<std::string>& arguments);
int linkage_bench(const std::vector<std::string>& arguments);
int lists_bench(const std::vector<std::string>& arguments);
int scale_bench(const std::vector<std::string>& arguments);

}  // namespace clew::bench
