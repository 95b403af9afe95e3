#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("another weekday or month than the source's is marked") {
  CHECK(has("it", "ci vediamo giovedì al bar", "see you on Tuesday at the bar", Mark::name_lost));
  CHECK(has("pl", "spotkajmy się w środę", "let's meet on Friday", Mark::name_lost));
  CHECK(has("hu", "hétfőn megyek orvoshoz", "I'm going to the doctor on Sunday", Mark::name_lost));
  CHECK(has("ru", "уезжаем в субботу утром", "we're leaving on Thursday morning", Mark::name_lost));
  CHECK(has("bn", "রবিবার দেখা হবে", "we'll meet on Saturday", Mark::name_lost));
  CHECK(has("cs", "dovolenou mám v srpnu", "I have my holiday in June", Mark::name_lost));
  CHECK(has("fr", "l'école commence en septembre", "school begins", Mark::name_lost));
}

TEST_CASE("the same weekday or month, in a case or a short form, is not marked") {
  CHECK(all("it", "ci vediamo giovedi al bar", "see you on Thursday at the bar") == "");
  CHECK(all("pl", "spotkajmy się w środę", "let's meet on Wednesday") == "");
  CHECK(all("pl", "do piątku czekam", "I'm waiting until Friday") == "");
  CHECK(all("hu", "hétfőn megyek orvoshoz", "I'm going to the doctor on Monday") == "");
  CHECK(all("uk", "у п'ятницю приїду", "I'll come on Friday") == "");
  CHECK(all("sq", "të hënën kam punë", "I have work on Monday") == "");
  CHECK(all("pt", "volto na segunda", "I'm back on Monday") == "");
  CHECK(all("ro", "mai vin și luni", "I'm coming on Monday too") == "");
  CHECK(all("cs", "dovolenou mám v srpnu", "I have my holiday in August") == "");
  CHECK(all("vi", "thứ hai em đi làm", "I go to work on Monday") == "");
}

TEST_CASE("a month with a capital is no name that was lost, and the middle is no Wednesday") {
  CHECK(all("tr", "Her şey Kasım'da belli olacak", "everything will be clear in November") == "");
  CHECK(all("sk", "stretneme sa v strede námestia", "let's meet in the middle of the square") == "");
  CHECK(all("ru", "он среди друзей", "he is among friends") == "");
  CHECK(all("sq", "u martua në qershor", "she got married in June") == "");
}

}  // namespace clew::language::checking
