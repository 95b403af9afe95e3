// Pages of a mapped file that a process need not hold.
#pragma once

#include <cstddef>

namespace clew {

// A hint: the whole pages of bytes [begin, end) of the mapping of `size` bytes at `data` will hardly be looked at soon. Of a
// file they stay readable and count no more as memory of this process; so only for mappings of files, read-only or shared.
// `data` is a mapping's beginning or null; `end` may lie beyond the end. Never fails. Any thread.
void let_go_pages(const void* data, std::size_t size, std::size_t begin, std::size_t end);

}  // namespace clew
