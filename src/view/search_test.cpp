#include "view/search.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/error.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;

struct SearchCase : testing::NewCase {
  explicit SearchCase(const std::vector<std::string>& texts) { add("A/1", texts); }
  void add(const std::string& ref, const std::vector<std::string>& texts) {
    testing::OneFile file(*made, ref);
    for (const auto& text : texts) {
      model::Record record;
      record.text = text;
      file.add(record);
    }
    file.end();
  }
};

}  // namespace

TEST_CASE("a kept search is replayed and says when it finds other records") {
  SearchCase c({"taxi to the airport", "bus", "TAXI again"});
  CaseView view(*c.made, {"Ana"});
  auto id = keep_search(view, {"taxi", "", "", ""});
  auto result = run_kept_search(view, id, 1, 10);
  CHECK(result.id == id);
  CHECK(result.total == 2);
  REQUIRE(result.hits.size() == 1);
  CHECK(result.hits[0].record.id == "A/1#3");
  CHECK(replay_search(view, id).same);
  c.add("A/2", {"one more taxi"});
  fs::remove(c.made->derived() / "search.db");
  auto again = replay_search(view, id);
  CHECK(!again.same);
  CHECK(again.hits_then == 2);
  CHECK(again.hits_now == 3);
  CHECK(search(view, {"taxi", "A/2", "", ""}, 0, 10).total == 1);
  CHECK(search(view, {"", "A/2", "", ""}, 0, 10).total == 0);
  CHECK_THROWS_AS(run_kept_search(view, 99, 0, 1), Error);
  REQUIRE(kept_searches(view).size() == 1);
  CHECK(kept_searches(view)[0].who == "Ana");
}

TEST_CASE("ranges count UTF-16 code units of the text as JSON carries it") {
  SearchCase c({"\U0001F511 mâine \xff taxi"});
  CaseView view(*c.made, {"Ana"});
  auto result = search(view, {"taxi maine", "", "", ""}, 0, 10);
  REQUIRE(result.hits.size() == 1);
  using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  CHECK(result.hits[0].original_ranges == Ranges{{3, 8}, {11, 15}});
  CHECK(result.hits[0].matched == std::vector<std::string>{"original", "folded"});
  JsonWriter out;
  write_json(out, result);
  CHECK(
      out.text().find(
          R"("matched":["original","folded"],"ranges":{"original":[[3,8],[11,15]],"translation":[]})") !=
      std::string::npos);
}

TEST_CASE("a hit on one side says which words of the other side stand for it") {
  SearchCase c({"\U0001F511 cheile la gară", "cheile"});
  auto& db = c.made->db();
  // The translation, as a neural engine leaves it: bytes of the original : bytes of the English.
  const auto translated = [&](std::string_view record, std::string_view english,
                              std::string_view alignment) {
    db.prepare(
          "INSERT INTO translation(text_hash, source, language, text, engine, engine_version, "
          "settings, status, reason, marks, alignment) SELECT text_hash, text, 'ro', ?2, 'neural', "
          "'1', 'ro-en', 'translated', '', '[]', ?3 FROM record WHERE text = ?1")
        .bind_all(record, english, alignment)
        .run();
    const auto id = db.last_rowid();
    db.prepare(
          "INSERT INTO record_language(record_id, code, confidence, status, reason, "
          "translation_id) SELECT id, 'ro', 1, 'translated', '', ?2 FROM record WHERE text = ?1")
        .bind_all(record, id)
        .run();
  };
  translated("\U0001F511 cheile la gară", "\U0001F511 the keys at the station",
             "0-4:0-4 5-11:5-8 5-11:9-13 12-14:14-16 15-20:17-20 15-20:21-28");
  translated("cheile", "keys", "0-99:0-4");
  CaseView view(*c.made, {"Ana"});
  using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  const auto hit = [&](std::string_view query) {
    auto result = search(view, {std::string(query), "", "", ""}, 0, 10);
    REQUIRE(!result.hits.empty());
    return result.hits[0];
  };
  const auto english = hit("station");
  CHECK(english.translation_ranges == Ranges{{19, 26}});
  CHECK(english.original_partners == Ranges{{13, 17}});
  CHECK(english.translation_partners.empty());
  const auto romanian = hit("cheile");
  CHECK(romanian.original_ranges == Ranges{{3, 9}});
  CHECK(romanian.translation_partners == Ranges{{3, 6}, {7, 11}});
  CHECK(romanian.original_partners.empty());
  JsonWriter record;
  write_json(record, english.record);
  CHECK(record.text().find(R"("alignment":[[0,2,0,2],[3,9,3,6],[3,9,7,11],[10,12,12,14],)") !=
        std::string::npos);

  // An alignment that does not fit its texts is no alignment.
  auto all = search(view, {"cheile", "", "", ""}, 0, 10);
  REQUIRE(all.hits.size() == 2);
  CHECK(all.hits[1].record.translation->alignment.empty());
  CHECK(all.hits[1].translation_partners.empty());
}

TEST_CASE("an index that is damaged inside is made anew while searching") {
  SearchCase c(std::vector<std::string>(5'000, "taxi to the airport at noon"));
  CaseView view(*c.made, {"Ana"});
  CHECK(search(view, {"taxi", "", "", ""}, 0, 1).total == 5'000);
  auto path = c.made->derived() / "search.db";
  auto size = fs::file_size(path);
  {
    auto* file = std::fopen(path.c_str(), "r+b");
    REQUIRE(file);
    for (auto at = static_cast<long>(4096 * 8); at + 4096 < static_cast<long>(size); at += 4096) {
      std::fseek(file, at, SEEK_SET);
      for (int i = 0; i < 200; ++i)
        std::fputc(0xA5, file);
    }
    std::fclose(file);
  }
  CHECK(search(view, {"taxi", "", "", ""}, 0, 1).total == 5'000);
}

}  // namespace clew::view
