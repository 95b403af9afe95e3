#include "language/accents.h"

#ifndef CLEW_ACCENTS_WEIGHTS
#error "CLEW_ACCENTS_WEIGHTS must name data/language/accents.weights"
#endif

// The weights as they lie in the tree; the path comes from CMake.
__asm__(
    ".section .rodata\n"
    ".balign 64\n"
    "clew_accents_weights_begin:\n"
    ".incbin \"" CLEW_ACCENTS_WEIGHTS
    "\"\n"
    "clew_accents_weights_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char clew_accents_weights_begin[] __attribute__((visibility("hidden")));
extern const char clew_accents_weights_end[] __attribute__((visibility("hidden")));
}

namespace clew::language {

std::string_view builtin_accents() {
  return {clew_accents_weights_begin,
          static_cast<std::size_t>(clew_accents_weights_end - clew_accents_weights_begin)};
}

}  // namespace clew::language
