#include "language/check_parts.h"

#include <algorithm>

namespace clew::language::checking {
namespace {

constexpr double min_length_ratio = 0.33, max_length_ratio = 2.7;
constexpr std::size_t min_letters_for_ratio = 18;

}  // namespace

void check_length(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  const auto ratio = static_cast<double>(english.weight) /
                     static_cast<double>(std::max<std::size_t>(1, source.weight));
  if (source.weight >= min_letters_for_ratio && ratio < min_length_ratio) {
    marks.push_back(Mark::too_short);
  }
  if (english.weight >= min_letters_for_ratio && source.weight > 0 && ratio > max_length_ratio) {
    marks.push_back(Mark::too_long);
  }
}

}  // namespace clew::language::checking
