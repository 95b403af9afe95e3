#include "language/glossary.h"

#include <doctest/doctest.h>

namespace clew::language {
namespace {

std::string shown(const Glossary& glossary, std::string_view text, std::string_view language) {
  std::string out;
  for (const auto& hit : glossary.find(text, language)) {
    out += std::string(text.substr(hit.begin, hit.end - hit.begin)) + "=" +
           (hit.term->use == TermUse::keep ? "keep" : hit.term->english) + ";";
  }
  return out;
}

}  // namespace

TEST_CASE("a term is found as whole words, in any case and without accents") {
  const Glossary glossary({{"ro", "marfă", TermUse::translate, "goods"},
                           {"*", "Floare", TermUse::keep, ""},
                           {"ro", "bani murdari", TermUse::note, "cash of others"}});
  CHECK(shown(glossary, "adu MARFA lui floare", "ro") == "MARFA=goods;floare=keep;");
  CHECK(shown(glossary, "marfa-aia, marfă", "ro") == "marfa=goods;marfă=goods;");
  CHECK(shown(glossary, "marfar", "ro") == "");
  CHECK(shown(glossary, "marfa", "es") == "");
  CHECK(shown(glossary, "Floare", "es") == "Floare=keep;");
  CHECK(shown(glossary, "bani  murdari", "ro") == "bani  murdari=cash of others;");
}

TEST_CASE("the longest term counts, and the language's own before that of all languages") {
  const Glossary glossary({{"*", "la", TermUse::translate, "any"},
                           {"es", "la", TermUse::translate, "Spanish"},
                           {"es", "la plata", TermUse::translate, "the money"}});
  CHECK(shown(glossary, "trae la plata a la casa", "es") == "la plata=the money;la=Spanish;");
  CHECK(shown(glossary, "la", "fr") == "la=any;");
}

TEST_CASE("only terms that change a translation change its version") {
  const Glossary one({{"*", "a", TermUse::note, "x"}, {"*", "b", TermUse::translate, "y"}});
  const Glossary two({{"*", "b", TermUse::translate, "z"}});
  CHECK(Glossary::version(one.find("a", "ro")) == "");
  CHECK(Glossary::version(one.find("b", "ro")) != "");
  CHECK(Glossary::version(one.find("b", "ro")) != Glossary::version(two.find("b", "ro")));
  CHECK(Glossary::version(one.find("a b", "ro")) == Glossary::version(one.find("b", "ro")));
}

TEST_CASE("Turkish, Polish and Cyrillic letters fold") {
  CHECK(folded_word("ŞIKINTI") == folded_word("şıkıntı"));
  CHECK(folded_word("Łódź") == "lodz");
  CHECK(folded_word("Йод") == folded_word("йод"));
}

}  // namespace clew::language
