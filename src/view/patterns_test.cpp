#include "view/patterns.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "job/link_stage.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

using Json = nlohmann::ordered_json;

const std::string ana = "+447700900101", ben = "+447700900102", cleo = "+447700900103", dan = "+447700900104", eve = "+447700900105";

// Messages of one operator's list, from one number to another.
struct Questions : testing::NewCase {
  ThreadPool pool{2};
  static constexpr Micros begin = 1'741'000'000'000'000;
  struct Row {
    std::string from, to, words;
    std::int64_t minute;
  };

  explicit Questions(const std::vector<Row>& rows) {
    testing::OneFile file(*made, "A/1");
    for (const auto& row : rows) {
      model::Record record;
      record.service = "SMS";
      record.text = row.words;
      for (auto [role, number] : {std::pair(model::Role::from, row.from), std::pair(model::Role::to, row.to)}) {
        if (number.empty()) continue;  // not known
        model::Participation there;
        there.role = role;
        there.identifier = {model::IdentifierKind::phone, number, ""};
        record.participants.push_back(there);
      }
      model::Time time;
      time.kind = model::TimeKind::sent;
      time.utc = begin + row.minute * 60 * micros_per_second;
      time.certainty = model::Certainty::exact;
      if (row.minute >= 0) record.times.push_back(time);  // before the beginning: a row without a time
      std::vector<casefile::NormalForm> forms(record.participants.size());
      for (std::size_t i = 0; i < forms.size(); ++i) forms[i].normal = record.participants[i].identifier.raw;
      file.add(record, forms);
    }
    file.end();
    job::run_link_stage(*made, job::name_owners(*made), pool, {});
  }
};

std::string number_in(const Json& cell) { return cell.at("handle").get<std::string>(); }

}  // namespace

TEST_CASE("asked about one number: who hears from it and soon contacts whom, and which words are repeated") {
  // Ana tells Ben on eight days of thirty, Ben tells Cleo within three minutes; on other days Ben writes to Cleo at other hours.
  std::vector<Questions::Row> rows;
  constexpr std::int64_t a_day = 24 * 60;
  for (std::int64_t day = 0; day < 30; ++day) {
    const auto at = day * a_day + 60 * (8 + day * 5 % 13) + day % 7;
    if (day % 4 == 1) {
      rows.push_back({ana, ben, "come to " + std::to_string(100 + day) + " Harbour Street", at});
      rows.push_back({ben, cleo, "it is " + std::to_string(100 + day) + ", be there", at + 3});
    }
    rows.push_back({ben, cleo, "the rain has stopped here", day * a_day + 60 * (8 + (day * 7 + 4) % 13) + 31});
    rows.push_back({dan, ben, "good morning", day * a_day + 7 * 60});
    rows.push_back({ben, dan, "good morning to you", day * a_day + 7 * 60 + 2});
  }
  Questions c(rows);
  CaseView view(*c.made, {"Ana"});
  auto answer = passed_on(view, c.pool, handle_named(view, ana));
  auto json = Json::parse(answer.json);
  REQUIRE(json["tables"].size() == 2);
  const auto& triples = json["tables"][0]["rows"];
  REQUIRE(triples.size() == 1);
  CHECK(number_in(triples[0][0]) == ana);
  CHECK(number_in(triples[0][1]) == ben);
  CHECK(number_in(triples[0][2]) == cleo);
  CHECK(triples[0][3] == 8);
  CHECK(triples[0][5] == 8);
  CHECK(triples[0][6] == 8);
  CHECK(triples[0][9] == "yes");
  const auto& repeated = json["tables"][1]["rows"];
  REQUIRE(repeated.size() == 8);
  CHECK(repeated[0][7] == "101");
  // The same triple is an answer about Cleo too, and about Dan there is nothing.
  CHECK(Json::parse(passed_on(view, c.pool, handle_named(view, cleo)).json)["tables"][0]["rows"].size() == 1);
  CHECK(passed_on(view, c.pool, handle_named(view, dan)).rows == 0);
  CHECK(describe(view, answer).find("101") != std::string::npos);
}

TEST_CASE("contacts of both are listed rarest first with their counts, and what the two have with each other is said") {
  std::vector<Questions::Row> rows;
  for (std::int64_t n = 0; n < 4; ++n) rows.push_back({ana, cleo, "keys", 10 * n});
  rows.push_back({cleo, ben, "keys", 100});
  rows.push_back({ana, dan, "rain", 200});
  rows.push_back({dan, ben, "rain", 300});
  rows.push_back({dan, eve, "rain", 400});
  rows.push_back({ana, ben, "train", 500});
  Questions c(rows);
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(common_contacts(view, c.pool, handle_named(view, ana), handle_named(view, ben)).json);
  const auto& shared = json["tables"][0]["rows"];
  REQUIRE(shared.size() == 2);
  CHECK(number_in(shared[0][0]) == cleo);
  CHECK(shared[0][1] == 4);
  CHECK(shared[0][2] == 1);
  CHECK(number_in(shared[1][0]) == dan);
  CHECK(json["notes"][0] == "1 events between the two themselves.");
}

TEST_CASE("the shortest ways between two numbers are all given, each tie with its events") {
  Questions c({{ana, cleo, "keys", 1}, {cleo, ana, "keys", 2}, {cleo, ben, "keys", 3}, {ana, dan, "rain", 4}, {dan, ben, "rain", 5}, {dan, eve, "rain", 6}});
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(ways_between(view, c.pool, handle_named(view, ana), handle_named(view, ben)).json);
  const auto& ties = json["tables"][0]["rows"];
  REQUIRE(ties.size() == 4);
  CHECK(number_in(ties[0][2]) == cleo);
  CHECK(ties[0][3] == 2);
  CHECK(number_in(ties[2][2]) == dan);
  json = Json::parse(ways_between(view, c.pool, handle_named(view, ana), handle_named(view, eve), 1).json);
  CHECK(json["tables"][0]["rows"].empty());
  CHECK(json["notes"][0] == "No way of at most 1 ties in these exhibits.");
}

TEST_CASE("one number's contacts: sent, received, days, and the longest silence") {
  constexpr std::int64_t a_day = 24 * 60;
  Questions c({{ana, ben, "one", 0}, {ben, ana, "two", 10}, {ana, ben, "three", a_day}, {ana, ben, "four", 11 * a_day}, {ana, cleo, "rain", 5}});
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(contacts_of(view, c.pool, handle_named(view, ana)).json);
  const auto& contacts = json["tables"][0]["rows"];
  REQUIRE(contacts.size() == 2);
  CHECK(number_in(contacts[0][0]) == ben);
  CHECK(contacts[0][1] == 3);
  CHECK(contacts[0][2] == 1);
  CHECK(contacts[0][4] == 3);
}

TEST_CASE("contacts without a time stand in a table of their own, and each way opens a record") {
  Questions c({{ana, ben, "one", 0}, {cleo, ana, "two", -1}, {cleo, ana, "three", -1}, {cleo, dan, "four", -1}});
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(contacts_of(view, c.pool, handle_named(view, ana)).json);
  REQUIRE(json["tables"].size() == 2);
  const auto& undated = json["tables"][1]["rows"];
  REQUIRE(undated.size() == 1);
  CHECK(number_in(undated[0][0]) == cleo);
  CHECK(undated[0][1] == 0);
  CHECK(undated[0][2] == 2);
  CHECK(undated[0][3]["record"] == "A/1#2");
  json = Json::parse(ways_between(view, c.pool, handle_named(view, ana), handle_named(view, dan)).json);
  CHECK(json["tables"][0]["rows"][1][4]["record"] == "A/1#4");
}

TEST_CASE("a row without a time that names only its writer counts as a contact with somebody unknown") {
  Questions c({{ana, ben, "one", 0}, {ana, "", "two", -1}, {"", ana, "three", -1}});
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(contacts_of(view, c.pool, handle_named(view, ana)).json);
  REQUIRE(json["tables"].size() == 2);
  const auto& undated = json["tables"][1]["rows"];
  REQUIRE(undated.size() == 1);
  CHECK(undated[0] == Json::parse(R"(["not known", 1, 1, {"record": "A/1#2"}])"));
}

TEST_CASE("which number may continue which: the change is the first suggestion, with its dates and the contacts carried over") {
  // Ana writes to six people for thirty days, then Eve to five of them; the six write to each other all the time.
  std::vector<Questions::Row> rows;
  constexpr std::int64_t a_day = 24 * 60;
  const auto friend_no = [](std::int64_t n) { return "+4477009002" + std::to_string(10 + n % 40); };
  for (std::int64_t day = 0; day < 60; ++day) {
    for (std::int64_t n = 0; n < 40; ++n) rows.push_back({friend_no(n), friend_no(n + 1 + day % 2), "keys", day * a_day + 300 + n});
    for (std::int64_t n = 0; n < 3; ++n) {
      if (day < 30) rows.push_back({ana, friend_no((day + 2 * n) % 6), "rain", day * a_day + 600 + n});
      if (day >= 30 && (day + 2 * n) % 6 < 5) rows.push_back({eve, friend_no((day + 2 * n) % 6), "rain", day * a_day + 600 + n});
    }
  }
  Questions c(rows);
  CaseView view(*c.made, {"Ana"});
  auto json = Json::parse(number_changes(view, c.pool, handle_named(view, eve)).json);
  const auto& changes = json["tables"][0]["rows"];
  REQUIRE(changes.size() >= 1);
  CHECK(number_in(changes[0][0]) == ana);
  CHECK(number_in(changes[0][1]) == eve);
  CHECK(changes[0][2] == "yes");
  CHECK(changes[0][6] == 5);
  CHECK(changes[0][7] == 6);
  CHECK(number_changes(view, c.pool, handle_named(view, friend_no(9))).rows == 0);
  // Of the whole case leads come first.
  const auto all = Json::parse(number_changes(view, c.pool, std::nullopt).json)["tables"][0]["rows"];
  REQUIRE(all.size() >= 1);
  CHECK(all[0][2] == "yes");
}

TEST_CASE("a number that the case does not hold, and a name that fits several, are told apart") {
  Questions c({{ana, ben, "one", 0}});
  CaseView view(*c.made, {"Ana"});
  CHECK_THROWS_WITH_AS(handle_named(view, "+447700900199"), "the case holds no number or account +447700900199", Error);
  CHECK(handle_named(view, "phone:" + ana) == handle_named(view, ana));
}

}  // namespace clew::view
