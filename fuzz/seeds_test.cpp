// The seeds of every fuzz target, whole, cut and with bits turned over: what a fuzzer would ask, in
// the same way at every run. A target that breaks ends the program.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "reader_list.h"

#define CLEW_FUZZ_TARGET(name) extern "C" int fuzz_##name(const std::uint8_t*, std::size_t);
CLEW_FUZZ_TARGETS
#undef CLEW_FUZZ_TARGET

namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  int (*run)(const std::uint8_t*, std::size_t);
};
const Target targets[] = {
#define CLEW_FUZZ_TARGET(name) {#name, fuzz_##name},
    CLEW_FUZZ_TARGETS
#undef CLEW_FUZZ_TARGET
};

void give(const Target& target, const std::string& bytes) {
  target.run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

TEST_CASE("every fuzz target takes its seeds, whole and damaged") {
  constexpr int cuts = 12, flips = 24;
  for (const auto& target : targets) {
    std::vector<fs::path> seeds;
    for (const auto& entry :
         fs::directory_iterator(fs::path(CLEW_SOURCE_DIR) / "fuzz" / target.name))
      seeds.push_back(entry.path());
    std::sort(seeds.begin(), seeds.end());
    REQUIRE_MESSAGE(!seeds.empty(), target.name);
    give(target, "");
    for (const auto& path : seeds) {
      const std::string whole = clew::read_file(path);
      give(target, whole);
      for (int i = 1; i < cuts; ++i)
        give(target, whole.substr(0, whole.size() * static_cast<std::size_t>(i) / cuts));
      std::uint64_t state = whole.size() + 1;
      for (int i = 0; i < flips && !whole.empty(); ++i) {
        std::string damaged = whole;
        for (int n = 0; n <= i % 3; ++n) {
          state = state * 6364136223846793005u + 1442695040888963407u;
          damaged[(state >> 33) % damaged.size()] ^= static_cast<char>(1u << (state >> 20 & 7));
        }
        give(target, damaged);
      }
    }
    MESSAGE(fmt::format("{}: {} seeds", target.name, seeds.size()));
  }
  // Each reader of a list has a seed that it makes records of.
  for (const auto& reader : clew::given_by_reader())
    CHECK_MESSAGE(reader.second > 0, reader.first);
}
