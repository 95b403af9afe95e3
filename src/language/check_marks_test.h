// For the tests of the checks: the marks of one line.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "language/checks.h"

namespace clew::language::checking {

inline bool has(std::string_view language, std::string_view source, std::string_view english, Mark mark) {
  const auto marks = check({source, english, language});
  return std::find(marks.begin(), marks.end(), mark) != marks.end();
}

// Their words, a blank behind each.
inline std::string all(std::string_view language, std::string_view source, std::string_view english) {
  std::string text;
  for (const auto mark : check({source, english, language}))
    text += std::string(word(mark)) + " ";
  return text;
}

}  // namespace clew::language::checking
