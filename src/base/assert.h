// CLEW_ASSERT: our own mistakes. Stays in release builds, because going on could write something
// false into a case. No input may be able to reach it.
#pragma once

namespace clew {
[[noreturn]] void assertion_failed(const char* what, const char* file, int line);
}

#define CLEW_ASSERT(condition) \
  ((condition) ? (void)0 : ::clew::assertion_failed(#condition, __FILE__, __LINE__))
