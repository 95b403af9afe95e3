#include "view/compare.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

using Told = testing::ToldCase::Told;

// A table with the rows of two phones, forty messages between them; the second phone's clock is an hour ahead. It lacks the eleventh, has the twenty-first
// in other words, and a third phone of the table has nothing to do with them.
std::vector<Told> two_phones() {
  std::vector<Told> rows;
  for (int i = 0; i < 40; ++i) {
    const bool out = i % 3 != 0;
    Told row{out ? "+447700900101" : "+447700900102", out ? "+447700900102" : "+447700900101", fmt::format("the {} train leaves from platform {}", i * 7 + 1, i), i * 47 + i * i};
    row.device = "phone one";
    rows.push_back(row);
    if (i == 10) continue;
    if (i == 20) row.words += ", or is late";
    row.device = "phone two";
    row.minute += 60;
    rows.push_back(row);
  }
  rows.push_back({"+447700900103", "+447700900104", "bring the keys", 70});
  rows.back().device = "phone three";
  return rows;
}

// And an exhibit of another phone.
struct TableOfPhones : testing::ToldCase {
  TableOfPhones() {
    add("A/1", two_phones());
    add("A/2", {{"+447700900105", "+447700900106", "it rains", 3}});
    analyse();
  }
};

nlohmann::json told(const CaseView& view, const EndsFilter& filter) {
  JsonWriter out;
  write_json(out, view, compare_ends(view, filter));
  return nlohmann::json::parse(out.take());
}

}  // namespace

TEST_CASE("a trace without words is what a phone keeps of a message that was deleted there") {
  auto rows = two_phones();
  for (auto& row : rows)
    if (row.device == "phone two" && row.words.starts_with("the 36 train")) row.words.clear(), row.state = model::State::deleted_trace;
  testing::ToldCase made;
  made.add("A/1", rows);
  made.add("A/2", {{"+447700900105", "+447700900106", "it rains", 3}});
  made.analyse();
  CaseView view(*made.made, {"Ana"});
  const auto pair = told(view, {})["pairs"][0];
  CHECK(pair["notices"] == 1);
  CHECK(pair["b_lacks"] == 1);
}

TEST_CASE("two phones of one table are laid side by side: what one lacks, and what it has in other words") {
  TableOfPhones made;
  CaseView view(*made.made, {"Ana"});
  const auto all = told(view, {});
  CHECK(all["phones"] == nlohmann::json({"A/1:phone one", "A/1:phone three", "A/1:phone two"}));
  CHECK(all["pairs"] == nlohmann::json::parse(R"([{"a":"A/1:phone one","b":"A/1:phone two","conversations":1,"in_both":39,
    "a_lacks":0,"b_lacks":1,"outside":0,"edited":1,"shifted":0,"notices":0}])"));
  REQUIRE(all["comparisons"].size() == 1);
  const auto& found = all["comparisons"][0];
  CHECK(found["a"]["exhibit"] == "A/1");
  CHECK(found["a"]["device"] == "phone one");
  CHECK(found["b"]["device"] == "phone two");
  CHECK(found["a"]["records"] == 40);
  CHECK(found["b"]["records"] == 39);
  CHECK(found["parties"] == nlohmann::json({"+447700900101", "+447700900102"}));
  REQUIRE(found["differences"].size() == 2);
  const auto& lacks = found["differences"][0];
  CHECK(lacks["what"] == "lacks");
  CHECK(lacks["side"] == "b");
  CHECK(lacks["a"]["text"] == "the 71 train leaves from platform 10");
  CHECK(lacks["a"]["who"] == "+447700900101");
  CHECK(lacks["a"]["to"] == nlohmann::json({"+447700900102"}));
  CHECK(lacks["b"].is_null());
  CHECK(lacks["before"]["text"] == "the 64 train leaves from platform 9");
  const auto& edited = found["differences"][1];
  CHECK(edited["what"] == "edited");
  CHECK(edited["b"]["text"] == "the 141 train leaves from platform 20, or is late");
  CHECK(edited["a"]["utc"] == edited["b"]["common_time"]);  // the hour is the clock's
}

TEST_CASE("a phone of a table is named by its table and itself; the whole table twice is its phones with each other") {
  TableOfPhones made;
  CaseView view(*made.made, {"Ana"});
  CHECK(told(view, {"A/1:phone two", "A/1:phone one"})["comparisons"][0]["a"]["device"] == "phone two");
  CHECK(told(view, {"A/1 (phone one)", "A/1 (phone two)"})["comparisons"].size() == 1);
  CHECK(told(view, {"A/1", "A/1"})["comparisons"] == told(view, {})["comparisons"]);
  CHECK(told(view, {"A/1:phone one", "A/1:phone three"})["comparisons"].empty());
  CHECK_THROWS_WITH_AS(compare_ends(view, {"A/1:phone one", "A/1:phone one"}), "that is the same phone twice: name two", Error);
  CHECK_THROWS_WITH_AS(compare_ends(view, {"A/1:phone one", "A/1:phone four"}),
                       "there is no phone phone four in A/1; there are phone one, phone three, phone two", Error);
  CHECK_THROWS_WITH_AS(compare_ends(view, {"A/1", "B/2"}), "there is no exhibit and no conversation B/2", Error);
}

TEST_CASE("two conversations of phones of one table are laid side by side by their numbers, in either order") {
  TableOfPhones made;
  CaseView view(*made.made, {"Ana"});
  const auto found = told(view, {})["comparisons"][0];
  const auto one = std::to_string(found["a"]["conversations"][0].get<int>()), other = std::to_string(found["b"]["conversations"][0].get<int>());
  CHECK(told(view, {one, other})["comparisons"] == nlohmann::json::array({found}));
  const auto turned = told(view, {other, one})["comparisons"];
  REQUIRE(turned.size() == 1);
  CHECK(turned[0]["a"]["device"] == "phone two");
  CHECK(turned[0]["b"]["device"] == "phone one");
  CHECK(turned[0]["differences"].size() == 2);
  CHECK_THROWS_WITH_AS(compare_ends(view, {one, one}), "that is the same conversation twice: name two", Error);
}

TEST_CASE("an exhibit that is no table of several phones is not laid beside itself") {
  testing::ToldCase made({{"+447700900101", "+447700900102", "bring the keys", 1}});
  CaseView view(*made.made, {"Ana"});
  CHECK_THROWS_WITH_AS(compare_ends(view, {"A/1", "A/1"}), "both lie in one exhibit: two copies from two exhibits are compared", Error);
  CHECK(compare_ends(view, {}).empty());
}

TEST_CASE("with a limit the differences within what both cover come first, and pairs are listed by their numbers") {
  testing::ToldCase made;
  auto rows = [](int from, int to, int without) {
    std::vector<Told> out;
    for (int i = from; i < to; ++i)
      if (i != without)
        out.push_back({i % 3 ? "+447700900101" : "+447700900102", i % 3 ? "+447700900102" : "+447700900101", fmt::format("the {} train leaves from platform {}", i * 7 + 1, i), i * 47 + i * i});
    return out;
  };
  made.add("A/2", rows(0, 60, -1), "+447700900101");
  made.add("A/10", rows(20, 60, 40), "+447700900102");
  made.add("A/1", {{"+447700900105", "+447700900106", "it rains", 3}});
  made.analyse();
  CaseView view(*made.made, {"Ana"});
  JsonWriter out;
  write_json(out, view, compare_ends(view, {}), 3);
  const auto all = nlohmann::json::parse(out.take());
  REQUIRE(all["pairs"].size() == 1);
  CHECK(all["pairs"][0]["a"] == "A/2");
  CHECK(all["pairs"][0]["b_lacks"] == 1);
  CHECK(all["pairs"][0]["outside"] == 20);
  const auto& found = all["comparisons"][0];
  CHECK(found["difference_count"] == 21);
  REQUIRE(found["differences"].size() == 3);
  CHECK(found["differences"][0]["a"]["text"] == "the 1 train leaves from platform 0");
  CHECK(found["differences"][2]["a"]["text"] == "the 281 train leaves from platform 40");
}

}  // namespace clew::view
