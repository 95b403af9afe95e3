#include "base/large_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

namespace clew {
namespace {

constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t least_chunk = std::size_t{64} << 20;

std::size_t rounded(std::size_t n, std::size_t to) { return (n + to - 1) / to * to; }

}  // namespace

LargePages::LargePages(LargePages&& other) noexcept : chunks_(std::move(other.chunks_)) {
  other.chunks_.clear();
}

LargePages::~LargePages() {
  for (const auto& chunk : chunks_)
    munmap(chunk.begin, chunk.size);
}

void* LargePages::take(std::size_t bytes) {
  bytes = rounded(std::max<std::size_t>(bytes, 1), 64);
  if (chunks_.empty() || chunks_.back().size - chunks_.back().used < bytes) {
    if (bytes > SIZE_MAX / 2) throw std::bad_alloc();
    const std::size_t size = std::max(rounded(bytes, large_page) + large_page, least_chunk);
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
    madvise(at, size, MADV_HUGEPAGE);  // a wish: without it all is as before, a little slower
#endif
    const auto address = reinterpret_cast<std::uintptr_t>(at);
    chunks_.push_back({static_cast<std::byte*>(at), size, rounded(address, large_page) - address});
  }
  auto& chunk = chunks_.back();
  void* out = chunk.begin + chunk.used;
  chunk.used += bytes;
  return out;
}

}  // namespace clew
