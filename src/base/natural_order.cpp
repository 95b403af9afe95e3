#include "base/natural_order.h"

#include <algorithm>
#include <cstddef>

namespace clew {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// The run of digits at `at`, without leading zeros; `at` moves behind it.
std::string_view number_at(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  while (at < text.size() && digit(text[at])) ++at;
  std::string_view run = text.substr(begin, at - begin);
  run.remove_prefix(std::min(run.size(), run.find_first_not_of('0')));
  return run;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      const auto x = number_at(a, i), y = number_at(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      continue;
    }
    if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    ++i, ++j;
  }
  if (i < a.size() || j < b.size()) return i == a.size();
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace clew
