#include "language/memory.h"

#include <xxhash.h>

#include <string>

namespace clew::language {

MemoryKey memory_key(std::string_view language, std::string_view version, std::string_view text) {
  std::string bytes;
  bytes.reserve(language.size() + version.size() + text.size() + 2);
  bytes.append(language).push_back('\0');
  bytes.append(version).push_back('\0');
  bytes.append(text);
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

std::optional<Rendering> Memory::find(const MemoryKey& key) const {
  const std::lock_guard lock(mutex_);
  if (const auto it = young_.find(key); it != young_.end()) return it->second;
  if (const auto it = old_.find(key); it != old_.end()) return it->second;
  return {};
}

void Memory::put(const MemoryKey& key, const Rendering& rendering) {
  const std::size_t bytes = sizeof(Rendering) + 64 + rendering.text.size() +
                            rendering.untranslated.size() * sizeof(Rendering::Range) +
                            rendering.links.size() * sizeof(WordLink);
  const std::lock_guard lock(mutex_);
  if (young_bytes_ + bytes > max_bytes_ / 2) {
    old_ = std::move(young_);
    young_.clear();
    young_bytes_ = 0;
  }
  if (young_.emplace(key, rendering).second) young_bytes_ += bytes;
}

}  // namespace clew::language
