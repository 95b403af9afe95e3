#include "readers/text_guess.h"

#include <doctest/doctest.h>

using clew::readers::reads_as_words;
using clew::readers::TextGuess;

TEST_CASE("words are words in any script; addresses, paths, codes and markup are not") {
  CHECK(reads_as_words("See you at the station", 3));
  CHECK(reads_as_words("ok", 1));
  CHECK(reads_as_words("Ne vedem la gară", 3));
  CHECK(reads_as_words("我们明天下午见面", 3));
  CHECK(reads_as_words("نلتقي عند المحطة", 3));
  CHECK(reads_as_words("Bus 42 leaves at nine", 3));
  CHECK_FALSE(reads_as_words("", 1));
  CHECK_FALSE(reads_as_words("https://example.org/a b c", 1));
  CHECK_FALSE(reads_as_words("/var/mobile/Library/x y z", 1));
  CHECK_FALSE(reads_as_words("{\"a\": \"three words here\"}", 1));
  CHECK_FALSE(reads_as_words("9f86d081884c7d65", 1));
  CHECK_FALSE(reads_as_words("ana@example.org", 1));
  CHECK_FALSE(reads_as_words("\xff\xfe words", 1));
}

TEST_CASE("a column whose name says text wins over longer prose elsewhere; codes never do") {
  TextGuess guess({"ZGUID", "ZTEXT", "about_the_app", "ZTITLEKIND"});
  for (int i = 0; i < 5; ++i) {
    guess.see(0, "9f86d081-884c");
    guess.see(1, "Keys are under the mat");
    guess.see(2, "This is a long line that the app itself has put there for everybody");
    guess.see(3, "kind_7");
  }
  CHECK(guess.best() == 1);
}

TEST_CASE("without a telling name, most values must be sentences") {
  TextGuess few({"c1"});
  few.see(0, "one two three four");
  CHECK_FALSE(few.best());
  TextGuess mixed({"c1", "c2"});
  for (int i = 0; i < 10; ++i) {
    mixed.see(0, i < 3 ? "one two three four" : "code7");
    mixed.see(1, "The rain stops at noon");
  }
  CHECK(mixed.best() == 1);
}

TEST_CASE("an identifier column called message_id is no text") {
  TextGuess guess({"message_id", "messageText"});
  for (int i = 0; i < 4; ++i) {
    guess.see(0, "a1b2c3");
    guess.see(1, "ok");
  }
  CHECK(guess.best() == 1);
}

TEST_CASE("the body goes before the subject beside it") {
  TextGuess guess({"subject", "body"});
  for (int i = 0; i < 4; ++i) {
    guess.see(0, "About the keys of the new flat");
    guess.see(1, i < 2 ? "They are under the mat" : "ok");
  }
  CHECK(guess.best() == 1);
}
