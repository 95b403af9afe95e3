#include "language/check_parts.h"

#include <algorithm>

namespace clew::language::checking {
namespace {

// The most times that 1 … 6 words stand one after the other, counted for runs of at least `least`
// words in all.
std::size_t longest_repeat(const std::vector<Token>& tokens) {
  std::size_t worst = 1;
  for (std::size_t n = 1; n <= 6; ++n) {
    std::size_t same = 0;
    for (std::size_t i = n; i < tokens.size(); ++i) {
      same = tokens[i].folded == tokens[i - n].folded ? same + 1 : 0;
      // Two words twice happen ("bye bye", "very very good"); longer groups rarely.
      const auto times = same / n + 1;
      if (times >= (n <= 2 ? 4u : 3u)) worst = std::max(worst, times);
    }
  }
  return worst;
}

}  // namespace

void check_loops(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  const auto repeats = longest_repeat(english.tokens);
  if ((repeats > 1 && repeats > longest_repeat(source.tokens)) || (english.longest_run >= 6 && english.longest_run > source.longest_run)) {
    marks.push_back(Mark::loop);
  }
}

}  // namespace clew::language::checking
