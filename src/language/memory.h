// Exact memory of renderings, so that a text is translated once however often it is written.
//
// The key is what the engine would read: language, engine version and engine form, in which links,
// phone numbers and emoji are already marks. So "llámame al +447700900001" and "llámame al
// +447700900002" are one entry; and a new engine version never meets old results.
//
// Any number of threads. When `max_bytes` are reached the older half is forgotten; that costs time
// only, since a text always gives the same rendering.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "language/engine.h"

namespace clew::language {

struct MemoryKey {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const MemoryKey&, const MemoryKey&) = default;
};
MemoryKey memory_key(std::string_view language, std::string_view version, std::string_view text);

class Memory {
 public:
  explicit Memory(std::size_t max_bytes = std::size_t{64} << 20) : max_bytes_(max_bytes) {}
  std::optional<Rendering> find(const MemoryKey& key) const;
  void put(const MemoryKey& key, const Rendering& rendering);

 private:
  struct Hash {
    std::size_t operator()(const MemoryKey& key) const { return key.low; }
  };
  using Map = std::unordered_map<MemoryKey, Rendering, Hash>;
  std::size_t max_bytes_;
  mutable std::mutex mutex_;
  Map young_, old_;
  std::size_t young_bytes_ = 0;
};

}  // namespace clew::language
