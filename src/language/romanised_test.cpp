#include "language/romanised.h"

#include <doctest/doctest.h>

#include "language/engine.h"

namespace clew::language {

TEST_CASE("Russian in Latin letters is recognised and turned back") {
  CHECK(is_romanised_russian("privet kak dela"));
  CHECK(is_romanised_russian("ya zavtra priedu na vokzal"));
  CHECK_FALSE(is_romanised_russian("unde esti frate"));
  CHECK_FALSE(is_romanised_russian("gdje si ti sutra"));
  CHECK_FALSE(is_romanised_russian("ya nos vemos en la estación"));
  CHECK(from_romanised("Privet, kak dela?", "ru-Latn") == "привет, как дела?");
  CHECK(from_romanised("shchi zhena chay", "ru-Latn") == "щи жена чай");
  CHECK(from_romanised("ya ochen zhdu segodnya", "ru-Latn") == "я очень жду сегодня");
}

TEST_CASE("Ukrainian, Bulgarian and Macedonian in Latin letters are turned back into their own") {
  CHECK(from_romanised("Pryvit, yak spravy?", "uk-Latn") == "привіт, як справи?");
  CHECK(from_romanised("shcho ty robysh sohodni", "uk-Latn") == "що ти робиш сьогодні");
  CHECK(from_romanised("zdravei, kade si", "bg-Latn") == "здравей, къде си");
  CHECK(from_romanised("shte doida utre", "bg-Latn") == "ще дойда утре");
  CHECK(from_romanised("ne znam kade e", "mk-Latn") == "не знам каде е");
  CHECK(from_romanised("kje dojdam vo pet", "mk-Latn") == "ќе дојдам во пет");
  CHECK(romanised_base("bg-Latn") == "bg");
}

TEST_CASE("the Arabic chat alphabet and romanised Urdu are turned back") {
  CHECK(from_romanised("yalla habibi", "ar-Latn") == "يلا حبيبي");
  CHECK(from_romanised("7abibi wen inta", "ar-Latn") == "حبيبي وين أنت");
  CHECK(from_romanised("kitab", "ar-Latn") == "كتب");
  CHECK(from_romanised("kya haal hai", "ur-Latn") == "کیا حال ہے");
}

TEST_CASE("marks, numbers and other scripts stay when a text is turned back") {
  const auto text = "kya " + mark_text(0) + " hai 15, سلام";
  CHECK(from_romanised(text, "ur-Latn") == "کیا " + mark_text(0) + " ہے 15, سلام");
  CHECK(romanised_base("ur-Latn") == "ur");
  CHECK(romanised_base("ro").empty());
  CHECK(from_romanised("unde esti", "ro") == "unde esti");
}

}  // namespace clew::language
