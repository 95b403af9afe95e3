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
  CHECK(n.text == "porque no vienes? que tal d'q iraq");
  CHECK(n.has(Change::spelling));
  CHECK(shorthand("ro", "nush") == "nu știu");
  CHECK(shorthand("xx", "nush").empty());
  // What stands for two things stays unread, and a sum is no word.
  CHECK(normalise("scrie-mi pe fb dc poti", "ro").text == "scrie-mi pe fb dc poti");
  CHECK(normalise("chuyen cho anh 500 k", "vi").text == "chuyen cho anh 500 k");
  CHECK(normalise("te doy 50 k, vale?", "es").text == "te doy 50 k, vale?");
  CHECK(normalise("k pasa", "es").text == "que pasa");
}

}  // namespace clew::language
