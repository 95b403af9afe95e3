#include "language/placeholder.h"

#include <doctest/doctest.h>

#include <random>

#include "language/engine.h"

namespace clew::language {
namespace {

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& f : find_items(text))
    out.push_back(std::string(word(f.kind)) + "=" +
                  std::string(text.substr(f.begin, f.end - f.begin)));
  return out;
}

}  // namespace

TEST_CASE("items are found with their kinds and exact ends") {
  using V = std::vector<std::string>;
  CHECK(items_of("mira https://a.example/x?y=1, (http://b.example).") ==
        V{"url=https://a.example/x?y=1", "url=http://b.example"});
  CHECK(items_of("t.me/abc bit.ly/3xYz www.a.example. casa.Es") ==
        V{"url=t.me/abc", "url=bit.ly/3xYz", "url=www.a.example"});
  CHECK(items_of("ana.pop@mail.example, @ana_p #hoy") ==
        V{"email=ana.pop@mail.example", "handle=@ana_p", "hashtag=#hoy"});
  CHECK(items_of("+44 7700 900123 / 07700900123 / (01632) 960 001") ==
        V{"phone=+44 7700 900123", "phone=07700900123", "phone=(01632) 960 001"});
  CHECK(items_of("a las 18:30 el 12/03/2024 y 2024-03-12") ==
        V{"time=18:30", "date=12/03/2024", "date=2024-03-12"});
  CHECK(items_of("£20, 3.500,50 € $5 100 RON 12%") ==
        V{"money=£20", "money=3.500,50 €", "money=$5", "money=100 RON", "number=12%"});
  CHECK(items_of("IBAN GB82 WEST 1234 5698 7654 32 ya") == V{"iban=GB82 WEST 1234 5698 7654 32"});
  CHECK(items_of("card 4111 1111 1111 1111.") == V{"card=4111 1111 1111 1111"});
  CHECK(items_of("plate AB12CDE, 5kg, room B5, 250000") ==
        V{"number=AB12CDE", "number=5kg", "number=B5", "number=250000"});
  CHECK(items_of("hola :) <3 👨‍👩‍👧 👍🏽🇷🇴 1️⃣") ==
        V{"emoji=:)", "emoji=<3", "emoji=👨‍👩‍👧", "emoji=👍🏽🇷🇴",
          "emoji=1️⃣"});
  CHECK(items_of("tengo 5 coches y 2 casas, a/b, él:no, ok...") == V{});
}

TEST_CASE("names of files go through as they stand, the ends of sentences do not") {
  const auto files = [](std::string_view text) {
    std::vector<std::string> out;
    for (const auto& f : find_items(text))
      if (f.kind == ItemKind::file) out.emplace_back(text.substr(f.begin, f.end - f.begin));
    return out;
  };
  using V = std::vector<std::string>;
  CHECK(files("\u200eVID-20250317-WA7150.mp4 (fișier atașat)") == V{"VID-20250317-WA7150.mp4"});
  CHECK(files("am trimis contract.pdf, poză_2.JPG. și restul") == V{"contract.pdf", "poză_2.JPG"});
  CHECK(files("vezi https://a.example/b.pdf") == V{});
  CHECK(files("vin.Doc zice da. x .pdf") == V{"vin.Doc"});
  CHECK(files("am venit.txt") == V{"venit.txt"});
  CHECK(files("gata.ok") == V{});
}

TEST_CASE("laughter goes through as it stands, words that look like it do not") {
  using V = std::vector<std::string>;
  CHECK(items_of("jajajaja no kkkkk q isso rsrsrs ХАХАХА hahah") ==
        V{"other=jajajaja", "other=kkkkk", "other=rsrsrs", "other=ХАХАХА", "other=hahah"});
  CHECK(items_of("ههههههه والله") == V{"other=ههههههه"});
  CHECK(items_of("jaja na twardo, xixi, papa, Rosa, kk, hoja, haya, ara, هه") == V{});
}

TEST_CASE("protect and restore give the text back") {
  const std::string text = "ven 😂😂 http://a.example a las 18:30, Ana";
  const std::vector<std::string> names = {"Ana"};
  const auto p = protect(text, names);
  REQUIRE(p.items.size() == 3);
  CHECK(p.items[0] == "😂😂 http://a.example");
  const auto back = restore(p.text, p.items);
  CHECK(back.text == text);
  CHECK(back.lost == 0);
  CHECK(back.repeated == 0);
  CHECK(restore("nothing", p.items).lost == 3);
  const auto twice =
      restore(mark_text(0) + mark_text(0) + mark_text(1) + mark_text(2) + mark_text(9), p.items);
  CHECK(twice.repeated == 2);
  CHECK(restore("at" + mark_text(1) + "hours", p.items).text == "at 18:30 hours");
}

TEST_CASE("any bytes are protected and restored to themselves") {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"a",
                                          "Z",
                                          "9",
                                          " ",
                                          ".",
                                          "@",
                                          "#",
                                          "+",
                                          ":",
                                          "/",
                                          "€",
                                          "ñ",
                                          "😂",
                                          "\xF3\xB0\x80\x80",
                                          "\xEF\xBF\xBD",
                                          "\x01",
                                          "\xE2\x80\x8D",
                                          "http://",
                                          "www.",
                                          "GB82",
                                          "0",
                                          "12",
                                          "(",
                                          "-",
                                          "ж",
                                          "中",
                                          "*"};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (unsigned n = random() % 30; n > 0; --n)
      text += parts[random() % parts.size()];
    const auto p = protect(text, {}, i % 2 == 0);
    REQUIRE(restore(p.text, p.items).lost == 0);
    // The only thing restore may add is a blank between a word and an item.
    std::string squeezed = restore(p.text, p.items).text, wanted = text;
    std::erase(squeezed, ' ');
    std::erase(wanted, ' ');
    REQUIRE(squeezed == wanted);
  }
}

TEST_CASE("what is no UTF-8 becomes a replacement character, place by place") {
  CHECK(valid_utf8("a\xFF"
                   "b\xC3") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
  CHECK(valid_utf8("ñ中😂") == "ñ中😂");
}

}  // namespace clew::language
