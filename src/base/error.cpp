#include "base/error.h"

#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "base/assert.h"

namespace clew {

std::string errno_text(int error_number) { return std::generic_category().message(error_number); }

void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "clew: internal error: %s is not so (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace clew
