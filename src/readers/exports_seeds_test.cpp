// The seeds of fuzz/exports_fuzz.cpp as ordinary tests: whole, cut and flipped.
#include <doctest/doctest.h>

#include <filesystem>

#include "readers/reader_test.h"

#define LLVMFuzzerTestOneInput exports_fuzz_one
#include "../../fuzz/exports_fuzz.cpp"
#undef LLVMFuzzerTestOneInput

TEST_CASE("the fuzzer's seeds of exports and reports, whole, cut and flipped, do no harm") {
  const auto run = [](const std::string& bytes) {
    exports_fuzz_one(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  };
  std::size_t seeds = 0;
  const auto folder = std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "exports";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string seed = clew::readers::testing::slurp(entry.path());
    ++seeds;
    run(seed);
    for (std::size_t at = 4; at < seed.size(); at += 3) {
      run(seed.substr(0, at));
      std::string flipped = seed;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
      run(flipped);
      flipped[at] = at % 2 ? '"' : '<';
      run(flipped);
    }
    // Every reader on every seed: readers are given what is not theirs.
    for (std::size_t reader = 0; reader < exports_fuzz::all().size(); ++reader) {
      std::string other = seed;
      other[0] = static_cast<char>(reader);
      run(other);
    }
  }
  CHECK(seeds >= 28);
}
