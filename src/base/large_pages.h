// Memory for large tables that are read all the time and stay: given out in a row, freed all at
// once.
//
// Lies on pages of 2 MB where the system has them (Linux: transparent huge pages, on request). A
// table of megabytes read here and there in pages of 4 KB is more addresses than a core's
// translation buffer remembers (2,048 on a server core). Address space is taken 64 MB at a time,
// memory only as far as it is used, rounded up to one large page. Move-only; for one thread.
#pragma once

#include <cstddef>
#include <vector>

namespace clew {

class LargePages {
 public:
  LargePages() = default;
  LargePages(LargePages&& other) noexcept;
  LargePages& operator=(LargePages&&) = delete;
  ~LargePages();

  // `bytes` of memory on a multiple of 64, all zero. Throws std::bad_alloc.
  void* take(std::size_t bytes);

 private:
  struct Chunk {
    std::byte* begin;
    std::size_t size, used;
  };
  std::vector<Chunk> chunks_;
};

}  // namespace clew
