// The seeds of fuzz/documents_fuzz.cpp as ordinary tests: whole, cut and flipped.
#include <doctest/doctest.h>

#include <filesystem>

#include "readers/reader_test.h"
#include "readers/tnef_maker.h"

#define LLVMFuzzerTestOneInput documents_fuzz_one
#include "../../fuzz/documents_fuzz.cpp"
#undef LLVMFuzzerTestOneInput

TEST_CASE("the fuzzer's seeds of mail and documents, whole, cut and flipped, do no harm") {
  const auto run = [](const std::string& bytes) {
    documents_fuzz_one(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  };
  std::size_t seeds = 0;
  const auto folder = std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "documents";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string seed = clew::readers::testing::slurp(entry.path());
    ++seeds;
    run(seed);
    const std::size_t step = 3 + seed.size() / 500;
    for (std::size_t at = 2; at < seed.size(); at += step) {
      run(seed.substr(0, at));
      std::string flipped = seed;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
      run(flipped);
      flipped[at] = at % 2 ? '\xFF' : '\0';
      run(flipped);
    }
    for (std::size_t reader = 0; reader <= documents_fuzz::all().size(); ++reader) {
      std::string other = seed;
      other[0] = static_cast<char>(reader);
      run(other);
    }
  }
  CHECK(seeds >= 28);
}
