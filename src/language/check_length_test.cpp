#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("a part of a short line that is gone is marked") {
  CHECK(has("es", "estoy en el mercado, te llamo cuando salga", "I'm at the market", Mark::too_short));
  CHECK(has("fa", "ماشین رو شستم، بعد میرم خونه", "I washed the car", Mark::too_short));
  CHECK(has("zh", "钥匙放在桌上了，你下班以后自己拿吧", "The keys are on the table", Mark::too_short));
  CHECK(has("am", "ምሳ ሠርቻለሁ፣ ነይና አብረን እንብላ", "I've made lunch", Mark::too_short));
}

TEST_CASE("parts that English says in one, and short English for a long source, are not marked") {
  CHECK(all("es", "hola, qué tal todo", "hi, how is everything") == "");
  CHECK(all("ru", "ну ладно, давай", "OK then") == "");
  CHECK(all("pt", "a torneira da casa de banho está a pingar", "the bathroom tap is dripping") == "");
  CHECK(all("bn", "ছাতাটা কোথায় রাখছো", "Where did you put the umbrella?") == "");
}

}  // namespace clew::language::checking
