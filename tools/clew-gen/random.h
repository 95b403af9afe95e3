// Counter-based random numbers, keyed by (seed, stream, index).
//
// Every thing the generator makes has its own key, so its value does not depend on what was made
// before it, on the machine, or on the order of work. Only 64-bit integer arithmetic: no std::
// distributions (they differ between libraries) and no floating point.
//
// The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable
// pseudorandom number generators", OOPSLA 2014). Not for secrets.
#pragma once

#include <cstdint>

namespace clew::gen {

// Which purpose a key serves. Values are part of the output's definition: append, never renumber.
enum class Stream : std::uint64_t {
  person = 1,
  handle,
  contacts,
  device,
  saved_name,
  noise,
  text,
  plan,
  burst,
  order,
  relay,
  meeting,
  place,
  location,
  money,
  copy,
  corrupt,
  statement,
  group,
  bulk,
  look,
  change,
  hub,
};

class Rng {
 public:
  Rng(std::uint64_t seed, Stream stream, std::uint64_t index, std::uint64_t sub = 0)
      : key_(mix(mix(mix(mix(seed) ^ static_cast<std::uint64_t>(stream)) ^ index) ^ sub)) {}

  std::uint64_t next() { return mix(key_ + 0x9E3779B97F4A7C15ull * ++counter_); }

  // 0 … n-1; n must not be 0. The bias of multiply-and-shift is below n / 2^32.
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }
  // lo … hi, both included.
  std::int64_t between(std::int64_t lo, std::int64_t hi) {
    return lo + below(static_cast<std::uint32_t>(hi - lo + 1));
  }
  bool percent(int p) { return static_cast<int>(below(100)) < p; }
  bool permille(int p) { return static_cast<int>(below(1000)) < p; }
  // 0 … n-1 with small values much more frequent (density falls as 1/sqrt).
  std::uint32_t skewed(std::uint32_t n) {
    const std::uint64_t u = next() >> 40;  // 24 bits
    return static_cast<std::uint32_t>(((u * u >> 24) * n) >> 24);
  }

  static std::uint64_t mix(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace clew::gen
