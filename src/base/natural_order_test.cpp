#include "base/natural_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace clew {

TEST_CASE("references are listed by their numbers, as people list them") {
  std::vector<std::string> refs{"ABC/10", "ABC/2", "ABC/1", "ABD/1", "ABC/02", "ABC", "ABC/2a", "AB 7/12", "AB 7/2"};
  std::sort(refs.begin(), refs.end(), natural_less);
  CHECK(refs == std::vector<std::string>{"AB 7/2", "AB 7/12", "ABC", "ABC/1", "ABC/2", "ABC/02", "ABC/2a", "ABC/10", "ABD/1"});
}

TEST_CASE("the order of references is strict over any texts") {
  std::mt19937 random(7);
  std::vector<std::string> all;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (auto n = random() % 6; n > 0; --n) text += "0019a/\xff"[random() % 7];
    all.push_back(text);
  }
  for (const auto& a : all)
    for (const auto& b : all) {
      CHECK_FALSE((natural_less(a, b) && natural_less(b, a)));
      CHECK((natural_less(a, b) || natural_less(b, a)) == (a != b));
      for (int k = 0; k < 10; ++k) {
        const auto& c = all[random() % all.size()];
        if (natural_less(a, b) && natural_less(b, c)) CHECK(natural_less(a, c));
      }
    }
}

}  // namespace clew
