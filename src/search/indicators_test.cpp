#include "search/indicators.h"

#include <doctest/doctest.h>

#include <set>

#include "base/error.h"

namespace clew::search {
namespace {

bool hits(Matcher& matcher, const Lexicon& lexicon, const IndicatorEntry& entry, std::string_view text) {
  for (const auto& hit : matcher.find(entry.language, text))
    if (lexicon.entries()[hit.entry].id == entry.id) return true;
  return false;
}

TEST_CASE("every entry hits its examples and false alarms and not its counter-examples") {
  Lexicon lexicon = built_in_lexicon();
  Matcher matcher(lexicon);
  std::set<std::string> languages;
  for (const auto& entry : lexicon.entries()) {
    languages.insert(entry.language);
    CAPTURE(entry.id);
    CHECK(!entry.source.empty());
    for (const auto& text : entry.examples) {
      CAPTURE(text);
      CHECK(hits(matcher, lexicon, entry, text));
    }
    for (const auto& text : entry.false_alarms) {
      CAPTURE(text);
      CHECK(hits(matcher, lexicon, entry, text));
    }
    for (const auto& text : entry.counter_examples) {
      CAPTURE(text);
      CHECK(!hits(matcher, lexicon, entry, text));
    }
  }
  CHECK(languages.size() >= 8);
}

constexpr const char* own = R"(language = "en"
version = "7"
[[entry]]
id = "own-1"
topic = "keys"
all = [["key*"], ["under the mat", "behind"]]
window = 4
from = "2024-01-01"
until = "2024-12-31"
source = "own"
examples = ["keys under the mat"]
counter_examples = ["keys"]
)";

TEST_CASE("groups must lie within the window, in any order, and an entry holds on its days only") {
  Lexicon lexicon;
  lexicon.add(own, "own.toml");
  REQUIRE(lexicon.files().size() == 1);
  CHECK(lexicon.files()[0].version == "7");
  Matcher matcher(lexicon);
  std::string text = "The KEYS: under the mat!";
  auto found = matcher.find("en", text, "2024-06-01");
  REQUIRE(found.size() == 1);
  CHECK(text.substr(found[0].begin, found[0].end - found[0].begin) == "KEYS: under the mat");
  CHECK(matcher.find("en", "under the mat is a key", "2024-06-01").empty());  // six words
  CHECK(matcher.find("en", "behind it: keys", "2024-06-01").size() == 1);
  CHECK(matcher.find("en", text, "2023-12-31").empty());
  CHECK(matcher.find("en", text, "2025-01-01").empty());
  CHECK(matcher.find("en", text).size() == 1);
  CHECK(matcher.find("ro", text).empty());
}

TEST_CASE("an entry of the same id replaces the one before, and a bad file says where it is bad") {
  Lexicon lexicon;
  lexicon.add(own, "own.toml");
  std::string changed = own;
  changed.replace(changed.find("key*"), 4, "lock");
  lexicon.add(changed, "later.toml");
  REQUIRE(lexicon.entries().size() == 1);
  CHECK(lexicon.entries()[0].groups[0][0] == "lock");
  for (const char* bad : {"", "language = 1", "language = \"en\"\nversion = \"1\"\n[[entry]]\nid = \"x\"",
                          "language = \"en\"\nversion = \"1\"\n[[entry]]\nid = \"x\"\ntopic = \"t\"\nsource = \"s\"\nall = []"})
    CHECK_THROWS_AS(lexicon.add(bad, "bad.toml"), Error);
}

TEST_CASE("a text that repeats a word without end is matched in bounded time") {
  Lexicon lexicon;
  lexicon.add(own, "own.toml");
  Matcher matcher(lexicon);
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "keys behind ";
  CHECK(matcher.find("en", text, "2024-06-01").size() == 1);
}

}  // namespace
}  // namespace clew::search
