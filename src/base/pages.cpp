#include "base/pages.h"

#include <sys/mman.h>

namespace clew {

void let_go_pages(const void* data, std::size_t size, std::size_t begin, std::size_t end) {
  constexpr std::size_t page = 4096;
  begin = (begin + page - 1) / page * page;
  end = end >= size ? size : end / page * page;
  if (data && begin < end) madvise(static_cast<char*>(const_cast<void*>(data)) + begin, end - begin, MADV_DONTNEED);
}

}  // namespace clew
