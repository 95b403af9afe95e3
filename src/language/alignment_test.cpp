#include "language/alignment.h"

#include <doctest/doctest.h>

#include <random>

#include "language/engine.h"
#include "language/normalise.h"
#include "language/placeholder.h"

namespace clew::language {

TEST_CASE("an alignment is brought from the engine's form to the line as it is written") {
  // "SUNĂ-MĂ la 0722 123 456" → "sună-mă la ⟨0⟩" → "call me on ⟨0⟩" → "call me on 0722 123 456"
  const std::string form = "sun\u0103-m\u0103 la " + mark_text(0);
  const std::string rendered = "call me on " + mark_text(0);
  const std::string raw = "SUN\u0102-M\u0102 la 0722 123 456", restored = "call me on 0722 123 456";
  const std::vector<std::string> items = {"0722 123 456"};
  const std::vector<WordLink> links = {
      {0, 9, 0, 4}, {0, 9, 5, 7}, {10, 12, 8, 10}, {13, 17, 11, 15}};
  const auto got = carry(links, form, rendered, raw, restored, items);
  CHECK(alignment_text(got) == "0-9:0-4 0-9:5-7 10-12:8-10 13-25:11-23");
  CHECK((alignment_from(alignment_text(got)) == got));
}

TEST_CASE("where words were joined or an item is gone, nothing is said of that stretch") {
  const std::vector<WordLink> links = {{0, 2, 0, 3}, {8, 10, 8, 11}};
  const std::vector<std::string> items = {"X1"};
  const std::string form = "ab " + mark_text(0) + " cd", rendered = "uvw " + mark_text(0) + " xyz";
  // Two words before the item where the form has one: only the stretch behind it counts.
  const auto got = carry(links, form, rendered, "a b X1 cd", "uvw X1 xyz", items);
  REQUIRE(got.size() == 1);
  CHECK(std::string("a b X1 cd")
            .substr(got[0].source_begin, got[0].source_end - got[0].source_begin) == "cd");
  CHECK(carry(links, form, rendered, "ab cd", "uvw X1 xyz", items).empty());
}

TEST_CASE("the stored form is read back, and nothing of a malformed one") {
  CHECK(alignment_from("").empty());
  CHECK(alignment_from("0-4:0-3").size() == 1);
  for (const char* bad : {"0-4", "4-0:0-3", "0-4:0-3,", "0-4:0-3 ", "x", "0-4:0-3  1-2:3-4",
                          "-1-2:3-4", "99999999999-1:0-1"})
    CHECK(alignment_from(bad).size() <= (std::string_view(bad) == "0-4:0-3 " ? 1u : 0u));
}

TEST_CASE("what is carried always lies inside both texts and on words") {
  std::mt19937 random(4);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t n = 1 + random() % 8; n > 0; --n) {
      static constexpr std::string_view words[] = {
          "Vino",  "LA",      "gara",          "12:40",     "http://a.example",
          "DAAAA", "\u0219i", "+447700900123", "\U0001F600"};
      text += (text.empty() ? "" : " ") + std::string(words[random() % std::size(words)]);
    }
    const auto taken = protect(text);
    const auto form = normalise(taken.text, "ro").text;
    const auto restored = restore(form, taken.items).text;
    std::vector<WordLink> links;
    for (const auto& [b, e] : words_of(form))
      links.push_back({b, e, b, e});
    for (const auto& link : carry(links, form, form, text, restored, taken.items)) {
      CHECK(link.source_begin < link.source_end);
      CHECK(link.source_end <= text.size());
      CHECK(link.begin < link.end);
      CHECK(link.end <= restored.size());
    }
  }
}

}  // namespace clew::language
