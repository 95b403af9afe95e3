#include "language/lid_text.h"

#include "language/lid_features.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace clew::language::lid;

namespace {

std::vector<std::u16string> words(std::string_view text) {
  std::vector<std::u16string> out;
  for_each_word(text, [&](const Word& w) {
    CHECK(w.letters[0] == word_border);
    CHECK(w.letters[w.length - 1] == word_border);
    CHECK(w.begin < w.end);
    CHECK(w.end <= text.size());
    out.emplace_back(w.letters + 1, w.length - 2);
    return true;
  });
  return out;
}

using List = std::vector<std::u16string>;

}  // namespace

TEST_CASE("words are folded to lower case and cut at anything that is no letter") {
  CHECK(words("Unde EȘTI, frate?") == List{u"unde", u"e\u015Fti", u"frate"});
  CHECK(words("I’ll don't 'quoted'") == List{u"i'll", u"don't", u"quoted"});
  CHECK(words("ﬁne ＡＢＣ 𝓗𝓮𝔂") == List{u"fne", u"abc", u"hey"});
}

TEST_CASE("a letter written three times or more is written once") {
  CHECK(words("sunaaaa-mă nooo cool heyyyy") == List{u"suna", u"m\u0103", u"no", u"cool", u"hey"});
}

TEST_CASE("digits count only inside words with more letters than digits") {
  CHECK(words("2024 7abibi gr8 a1 12km x99") == List{u"7abibi", u"gr8"});
}

TEST_CASE("a change of script ends a word") {
  CHECK(words("helloпривет") == List{u"hello", u"привет"});
}

TEST_CASE("Arabic vowel signs, tatweel and presentation forms are evened out") {
  CHECK(words("مَرْحَبًا") == words("مرحبا"));
  CHECK(words("مـــرحبا") == words("مرحبا"));
  CHECK(words("\uFEE3\uFEAE\uFEA3\uFE92\uFE8E") == words("مرحبا"));
}

TEST_CASE("words say where they stand in the line") {
  const std::string text = "să știm (acum)";
  std::vector<std::string> cut;
  for_each_word(text, [&](const Word& w) {
    cut.push_back(text.substr(w.begin, w.end - w.begin));
    return true;
  });
  CHECK(cut == std::vector<std::string>{"să", "știm", "acum"});
}

TEST_CASE("links and addresses give no words") {
  CHECK(words("vezi https://example.org/a/b?c=d acum") == List{u"vezi", u"acum"});
  CHECK(words("scrie la cineva@example.org sau @cineva") == List{u"scrie", u"la", u"sau"});
  CHECK(words("IMG-20240101-WA0001.jpg trimis") == List{u"trimis"});
  CHECK(words("gata.acum") == List{u"gata", u"acum"});  // a missing blank is no link
}

TEST_CASE("overlong words are cut, not dropped") {
  const auto w = words(std::string("abcdefghij") + std::string(10, 'k') + std::string(200, 'b'));
  CHECK(!w.empty());
  std::string alternating;
  for (int i = 0; i < 100; ++i)
    alternating += "ab";
  std::size_t letters = 0;
  for (const auto& part : words(alternating))
    letters += part.size();
  CHECK(letters == 200);
}

TEST_CASE("the n-grams of a word are those of one to five letters and the word itself") {
  const auto count = [](const std::u16string& w) {
    std::size_t n = 0;
    for_each_feature(w.data(), w.size(), [&](std::uint32_t) { ++n; });
    return n;
  };
  CHECK(count(u"_da_") == 2 + 3 + 2 + 1);
  CHECK(count(u"_unde_") == 4 + 5 + 4 + 3 + 2 + 1);
}
