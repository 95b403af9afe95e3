#include "language/dictionary_words.h"

#include <doctest/doctest.h>

#include "language/checks.h"
#include "language/gloss.h"
#include "language/pipeline.h"

namespace clew::language {
namespace {

GlossEngine words_of_two_languages() {
  static const std::vector<WordListText> lists = {WordListText{"ro", "benzinărie\tpetrol station\n"}, WordListText{"es", "lavandería\tlaundry\n"}};
  return GlossEngine("/nowhere", "/nowhere", lists);
}

Rendering passed_on(std::string text, const std::vector<std::string>& words) {
  Rendering r;
  r.text = std::move(text);
  r.words = 6;
  for (const auto& word : words) {
    const auto at = static_cast<std::uint32_t>(r.text.find(word));
    r.untranslated.push_back({at, at + static_cast<std::uint32_t>(word.size())});
    ++r.unknown;
  }
  return r;
}

// Knows every word but those of its list, which it passes on.
class PassingEngine final : public Engine {
 public:
  std::string_view name() const override { return "apertium"; }
  std::vector<std::string> languages() const override { return {"ro"}; }
  std::string route(std::string_view) const override { return "ro→es→en"; }
  std::string version(std::string_view) const override { return "1"; }
  bool passes_words_on() const override { return true; }
  std::vector<Rendering> translate(std::string_view, std::span<const std::string> segments, std::stop_token) override {
    std::vector<Rendering> out;
    for (const auto& segment : segments)
      out.push_back(segment == "benzinărie" ? passed_on(segment, {segment}) : passed_on("I am at the benzinărie now", {"benzinărie"}));
    for (auto& r : out) r.words = r.text.find(' ') == std::string::npos ? 1 : 6;
    return out;
  }
};

}  // namespace

TEST_CASE("words that an engine passed on are looked up in the language of the text, then in the one it went through") {
  auto dictionary = words_of_two_languages();
  const auto languages = languages_to_look_up("ro→es→en");
  CHECK(languages == std::vector<std::string>{"ro", "es"});
  auto r = passed_on("From benzinărie to the lavandería, ăăă", {"benzinărie", "lavandería", "ăăă"});
  r.links = {{0, 2, 0, 4}, {3, 14, 5, 16}, {20, 30, 24, 35}, {32, 38, 37, 43}};
  const auto end_of_unknown = r.text.size();
  CHECK(r.links.back().end == end_of_unknown);
  look_up_unknown(r, dictionary, languages);
  CHECK(r.text == "From petrol station to the laundry, ăăă");
  CHECK(r.looked_up == 2);
  CHECK(r.unknown == 1);
  REQUIRE(r.untranslated.size() == 1);
  CHECK(r.text.substr(r.untranslated[0].begin) == "ăăă");
  CHECK(r.text.substr(r.links[1].begin, r.links[1].end - r.links[1].begin) == "petrol station");
  CHECK(r.text.substr(r.links[2].begin, r.links[2].end - r.links[2].begin) == "laundry");
  CHECK(r.text.substr(r.links[3].begin, r.links[3].end - r.links[3].begin) == "ăăă");
}

TEST_CASE("quotes around a word that is looked up stay") {
  auto dictionary = words_of_two_languages();
  auto r = passed_on("the group „lavandería” is new", {"„lavandería”"});
  look_up_unknown(r, dictionary, languages_to_look_up("ro→es→en"));
  CHECK(r.text == "the group „laundry” is new");
  auto none = passed_on("a – b", {"–"});
  look_up_unknown(none, dictionary, languages_to_look_up("ro→es→en"));
  CHECK(none.text == "a – b");
}

TEST_CASE("a word with a capital inside a sentence is a name and stays; one that begins it is looked up") {
  auto dictionary = words_of_two_languages();
  const std::vector<std::string> languages = {"ro"};
  auto inside = passed_on("Go to Benzinărie", {"Benzinărie"});
  look_up_unknown(inside, dictionary, languages);
  CHECK(inside.text == "Go to Benzinărie");
  auto first = passed_on("Yes. Benzinărie is closed", {"Benzinărie"});
  look_up_unknown(first, dictionary, languages);
  CHECK(first.text == "Yes. Petrol station is closed");
}

TEST_CASE("a word that stands as it is in the second language's list is not taken for a form of the first's") {
  const std::vector<WordListText> lists = {{"pt", "estacionar\tpark\nestacionado\tparked\n"}, {"es", "estacioné\tI parked\n"}};
  GlossEngine dictionary("/nowhere", "/nowhere", lists);
  auto r = passed_on("estacioné here", {"estacioné"});
  look_up_unknown(r, dictionary, languages_to_look_up("pt→es→en"));
  CHECK(r.text == "I parked here");
}

TEST_CASE("a list of what an engine lacks is looked up, and is no gloss by itself") {
  const std::vector<WordListText> lists = {{"ro", "geacă\tjacket\n", true}, {"sq", "vij\tcome\n"}};
  GlossEngine dictionary("/nowhere", "/nowhere", lists);
  CHECK(dictionary.languages() == std::vector<std::string>{"sq"});
  CHECK(dictionary.has_words("ro"));
  CHECK_FALSE(dictionary.can("ro"));
  CHECK(dictionary.english_of("ro", "geacă", true) == "jacket");
}

TEST_CASE("dictionaries of one South Slavic language serve the others") {
  CHECK(languages_to_look_up("sl→hbs→en") == std::vector<std::string>{"sl", "hr"});
  CHECK(languages_to_look_up("bs→en") == std::vector<std::string>{"bs", "hr"});
  CHECK(languages_to_look_up("bg→mk→en") == std::vector<std::string>{"bg", "mk"});
}

TEST_CASE("a line with a word from a dictionary says so, and one word that only the dictionary knows is not refused as noise") {
  static const std::vector<WordListText> lists = {WordListText{"ro", "benzinărie\tpetrol station\n"}};
  auto gloss = std::make_shared<GlossEngine>("/nowhere", "/nowhere", lists);
  Pipeline pipeline({std::make_shared<PassingEngine>(), gloss}, {});
  const std::vector<Line> lines = {{1, "sunt la benzinărie acum", "ro"}, {2, "benzinărie", "ro"}};
  const auto out = pipeline.translate(lines);
  CHECK(out[0].text == "I am at the petrol station now");
  CHECK(out[0].status == Status::translated);
  CHECK(std::find(out[0].marks.begin(), out[0].marks.end(), Mark::dictionary_words) != out[0].marks.end());
  CHECK(out[0].version.find("clew-words ro") != std::string::npos);
  CHECK(out[1].text == "petrol station");
  Pipeline alone({std::make_shared<PassingEngine>()}, {});
  CHECK(alone.translate(lines)[1].status == Status::refused);
}

}  // namespace clew::language
