// bench_identity: how right and how fast identity is, on open sets of labelled pairs and on made-up
// ones.
//
//   bench_identity names CASES.csv [--fit] [--errors]      pairs of names: F1 by ten-fold
//   cross-validation bench_identity febrl FILE.csv [--columns a,b,c]        Febrl sets, truth from
//   rec_id bench_identity fake1000 FILE.csv                       splink_datasets, truth from
//   `cluster` bench_identity scale N [--threads N]                   N made-up identifiers through
//   proposals, a self-join beside
//   bench_identity lists FILE.csv        Febrl sets: which true pairs the rules of lists of people look at
#include <cstdio>
#include <stdexcept>

#include "bench.h"

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    std::fprintf(stderr, "usage: bench_identity names|febrl|fake1000|lists FILE, or scale N\n");
    return 2;
  }
  try {
    if (arguments[0] == "names") return clew::bench::names_bench(arguments);
    if (arguments[0] == "febrl" || arguments[0] == "fake1000")
      return clew::bench::linkage_bench(arguments);
    if (arguments[0] == "lists") return clew::bench::lists_bench(arguments);
    if (arguments[0] == "scale") return clew::bench::scale_bench(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_identity: %s\n", error.what());
    return 70;
  }
  std::fprintf(stderr, "bench_identity: unknown part %s\n", arguments[0].c_str());
  return 2;
}
