// The weights file inside the program, so that the binary works wherever it is copied to.
// A file of its own: the compiler must see the file's path and be run again when it changes.
#include "language/lid_model.h"

#ifndef CLEW_LID_WEIGHTS
#error "CLEW_LID_WEIGHTS must name data/language/lid.weights"
#endif

__asm__(
    ".section .rodata\n"
    ".balign 64\n"
    "clew_lid_weights_begin:\n"
    ".incbin \"" CLEW_LID_WEIGHTS
    "\"\n"
    "clew_lid_weights_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char clew_lid_weights_begin[] __attribute__((visibility("hidden")));
extern const char clew_lid_weights_end[] __attribute__((visibility("hidden")));
}

namespace clew::language::lid {

std::string_view builtin_weights() {
  return {clew_lid_weights_begin,
          static_cast<std::size_t>(clew_lid_weights_end - clew_lid_weights_begin)};
}

}  // namespace clew::language::lid
