#include "language/common_english.h"

#include <algorithm>
#include <array>
#include <vector>

#ifndef CLEW_COMMON_ENGLISH
#error "CLEW_COMMON_ENGLISH must name data/language/common_english.txt"
#endif

// The list as it lies in the tree: two sorted blocks of lines, a blank line between them; the path
// comes from CMake.
__asm__(
    ".section .rodata\n"
    "clew_common_english_begin:\n"
    ".incbin \"" CLEW_COMMON_ENGLISH
    "\"\n"
    "clew_common_english_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char clew_common_english_begin[] __attribute__((visibility("hidden")));
extern const char clew_common_english_end[] __attribute__((visibility("hidden")));
}

namespace clew::language {

int english_commonness(std::string_view word) {
  using List = std::vector<std::string_view>;
  static const auto lists = [] {
    std::array<List, 2> both;
    std::string_view rest(clew_common_english_begin,
                          static_cast<std::size_t>(clew_common_english_end - clew_common_english_begin));
    std::size_t list = 0;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (end > 0)
        both[list].push_back(rest.substr(0, end));
      else
        list = 1;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return both;
  }();
  if (std::binary_search(lists[0].begin(), lists[0].end(), word)) return 2;
  return std::binary_search(lists[1].begin(), lists[1].end(), word) ? 1 : 0;
}

}  // namespace clew::language
