#include "language/normalise.h"

#include <doctest/doctest.h>

#include "language/engine.h"

namespace clew::language {

TEST_CASE("a shouted, stretched line is read in a quiet form") {
  const auto n = normalise("SUNĂ-MĂ ACUUUM " + mark_text(3) + "!!!", "ro");
  CHECK(n.text == "Sună-mă acum " + mark_text(3) + "!!!");
  CHECK(n.has(Change::capitals));
  CHECK(n.has(Change::elongation));
}

TEST_CASE("what is spelt right stays as it is") {
  for (const char* text : {"copiii și fiii", "Te veo mañana.", "OK", "www", "¿Qué?", "哈哈哈哈"}) {
    CAPTURE(text);
    const auto n = normalise(text, "ro");
    if (std::string(text) != "www") CHECK(n.text == text);
    CHECK_FALSE(n.has(Change::capitals));
  }
}

TEST_CASE("old Romanian letters, Arabic variants and invisible characters are unified") {
  CHECK(normalise("Şi ţara", "ro").text == "Și țara");
  CHECK(normalise("Şi ţara", "tr").text == "Şi ţara");
  CHECK(normalise("مـــرحبا", "ar").text == "مرحبا");
  CHECK(normalise("ho\u200Bla\u00A0amigo\u202E", "es").text == "hola amigo");
  CHECK(normalise("cafe\u0301", "es").text == "café");
  CHECK(normalise("ＨＥｌｌｏ", "es").text == "HEllo");
}

TEST_CASE("chat shorthand is written out, parts of words are not") {
  const auto n = normalise("xq no vienes? q tal d'q iraq", "es");
  CHECK(n.text == "por qué no vienes? que tal d'q iraq");
  CHECK(n.has(Change::spelling));
  CHECK(shorthand("ro", "nush") == "nu știu");
  CHECK(shorthand("xx", "nush").empty());
  // What stands for two things stays unread, and a sum is no word.
  CHECK(normalise("scrie-mi pe fb dc poti", "ro").text == "scrie-mi pe fb dc poti");
  CHECK(normalise("chuyen cho anh 500 k", "vi").text == "chuyen cho anh 500 k");
  CHECK(normalise("te doy 50 k, vale?", "es").text == "te doy 50 k, vale?");
  CHECK(normalise("k pasa", "es").text == "que pasa");
}

TEST_CASE("chat spelling is read with its neighbours") {
  CHECK(chat_spelling("mi madre esta en casa, esta noche no", "es") == "mi madre está en casa, esta noche no");
  CHECK(chat_spelling("donde estas? y que haces?", "es") == "dónde estás? y que haces?");
  CHECK(chat_spelling("no se nada de el. ya se fue", "es") == "no sé nada de él. ya se fue");
  CHECK(chat_spelling("me a dicho q si", "es") == "me ha dicho q si");
  CHECK(chat_spelling("va a casa", "es") == "va a casa");
  CHECK(chat_spelling("no hace falta que vengas", "es") == "no es necesario que vengas");
  CHECK(chat_spelling("sunt la doctor", "ro") == "eu sunt la doctor");
  CHECK(chat_spelling("nu stiu, vin maine", "ro") == "eu nu stiu, eu vin maine");
  CHECK(chat_spelling("vin baietii", "ro") == "vin baietii");
  CHECK(chat_spelling("da-mi cheile", "ro") == "dă-mi cheile");
  CHECK(chat_spelling("vii maine?", "ro") == "tu vii maine?");
  CHECK(chat_spelling("a gente chega hoje", "pt") == "nós chega hoje");
  CHECK(chat_spelling("a gente do bairro", "pt") == "a gente do bairro");
  CHECK(chat_spelling("to em casa, ta frio, as 8", "pt") == "estou em casa, está frio, às 8");
  CHECK(chat_spelling("te pago sexta", "pt") == "te pago sexta-feira");
  CHECK(chat_spelling("a sexta vez", "pt") == "a sexta vez");
  CHECK(chat_spelling("j'ai pas les clés, tu viens jamais", "fr") == "je n'ai pas les clés, tu ne viens jamais");
  CHECK(chat_spelling("oublie pas", "fr") == "n'oublie pas");
  CHECK(chat_spelling("j’ai pas le temps d’y aller", "fr") == "je n'ai pas le temps d’y aller");
  CHECK(chat_spelling("je ne sais pas, un pas de plus", "fr") == "je ne sais pas, un pas de plus");
  CHECK(chat_spelling("t où?", "fr") == "tu es où?");
  CHECK(chat_spelling("grazie x tutto, 3 x 4", "it") == "grazie per tutto, 3 x 4");
  CHECK(chat_spelling("to be", "en") == "to be");
  CHECK(normalise("jai pas le temps", "fr").text == "je n'ai pas le temps");
}

TEST_CASE("an hour with its half or quarter is read in figures") {
  CHECK(chat_spelling("a las 7 y media", "es") == "a las 7:30");
  CHECK(chat_spelling("a las siete y cuarto, no a las 8 menos cuarto", "es") == "a las 7:15, no a las 7:45");
  CHECK(chat_spelling("a la una menos cuarto", "es") == "a la 12:45");
  CHECK(chat_spelling("às 9 e meia", "pt") == "às 9:30");
  CHECK(chat_spelling("alle sette e mezza", "it") == "alle 7:30");
  CHECK(chat_spelling("à 7h et demie devant", "fr") == "à 7:30 devant");
  CHECK(chat_spelling("la 6 jumate", "ro") == "la 6:30");
  // A half or a room that is none of an hour.
  CHECK(chat_spelling("2 kilos y medio, 17 y medias", "es") == "2 kilos y medio, 17 y medias");
  CHECK(chat_spelling("una y media docena", "es") == "una y media docena");
  CHECK(chat_spelling("el 7 y el 8", "es") == "el 7 y el 8");
}

TEST_CASE("French on is we") {
  CHECK(chat_spelling("on se voit à la gare", "fr") == "nous nous voyons à la gare");
  CHECK(chat_spelling("on y va à pied", "fr") == "nous y allons à pied");
  CHECK(chat_spelling("on est arrivés hier", "fr") == "nous avons arrivés hier");
  CHECK(chat_spelling("On s'appelle demain", "fr") == "Nous nous appelons demain");
  CHECK(chat_spelling("on n'est pas prêts", "fr") == "nous ne sommes pas prêts");
  CHECK(chat_spelling("on mangera quand on rentrera", "fr") == "nous mangerons quand nous rentrerons");
  CHECK(chat_spelling("on the road, l'on voit", "fr") == "on the road, l'on voit");
}

}  // namespace clew::language
