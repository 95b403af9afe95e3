#include "view/money.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "view/patterns.h"
#include "view/questions.h"
#include "view/search.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

using MoneyJson = nlohmann::ordered_json;
const std::string anna = "+447700900101", bram = "+447700900102", cara = "+447700900103";

const MoneyJson& table_titled(const MoneyJson& answer, const std::string& title) {
  for (const auto& table : answer["tables"])
    if (table["title"] == title) return table["rows"];
  FAIL("no table " << title);
  return answer;
}

}  // namespace

TEST_CASE("money: an account number in a message is listed with what its check digits say, and the sum beside it with who wrote it") {
  testing::ToldCase c({{anna, bram, "put £250 in GB29 NWBK 6016 1331 9268 19 please", 5},
                       {bram, anna, "not IBAN GB29 NWBK 6016 1331 9268 18?", 9},
                       {bram, cara, "or 12-34-56 12345678, 40 euro", 20},
                       {cara, bram, "the rain has stopped", 30}});
  CaseView view(*c.made, {"Ana"});
  auto answer = MoneyJson::parse(money(view, c.pool, std::nullopt, 100).json);
  const auto& accounts = table_titled(answer, "Accounts, IBANs and wallets");
  REQUIRE(accounts.size() == 3);
  CHECK(accounts[0][0]["handle"] == "12-34-56 12345678");
  CHECK(accounts[0][2] == "not checked: form only");
  CHECK(accounts[1][0]["handle"] == "GB29NWBK60161331926818");
  CHECK(accounts[1][2] == "wrong");
  CHECK(accounts[2][2] == "right");
  CHECK(accounts[2][3]["n"] == 1);
  CHECK(accounts[2][7][0]["handle"] == anna);
  const auto& sums = table_titled(answer, "Sums named in messages and documents");
  REQUIRE(sums.size() == 2);
  CHECK(sums[0][1][0]["handle"] == anna);
  CHECK(sums[0][2][0]["handle"] == bram);
  CHECK(sums[0][3] == "GBP");
  CHECK(sums[0][4] == "250");
  CHECK(sums[0][7][0]["handle"] == "GB29NWBK60161331926819");
  CHECK(sums[0][8]["record"] == "A/1#1");
  CHECK(sums[1][3] == "EUR");
  // The figure's filters find the records that it counts.
  auto found = search(view, {"handle:" + accounts[2][3]["of"]["handle"].get<std::string>(), "", "", ""}, 0, 10);
  CHECK(found.total == 1);
  CHECK(found.hits[0].record.id == "A/1#1");
}

TEST_CASE("money: about one number only what it wrote or got, and what is left out is said") {
  testing::ToldCase c({{anna, bram, "£20", 1}, {anna, bram, "£30", 2}, {bram, cara, "£40", 3}});
  CaseView view(*c.made, {"Ana"});
  auto answer = MoneyJson::parse(money(view, c.pool, handle_named(view, anna), 1).json);
  const auto& sums = table_titled(answer, "Sums named in messages and documents");
  REQUIRE(sums.size() == 1);
  CHECK(sums[0][4] == "20");
  CHECK(answer["notes"][0] == "1 of 2 sums are given.");
}

TEST_CASE("money: a message that two phones hold stands once") {
  testing::ToldCase c;
  c.add("A/1", {{anna, bram, "the price is £77 for the bicycle", 1}, {bram, anna, "that is fair, see you at the gate", 4}}, anna);
  c.add("B/1", {{anna, bram, "the price is £77 for the bicycle", 1}, {bram, anna, "that is fair, see you at the gate", 4}}, bram);
  c.analyse();
  CaseView view(*c.made, {"Ana"});
  CHECK(table_titled(MoneyJson::parse(money(view, c.pool, std::nullopt, 100).json), "Sums named in messages and documents").size() == 1);
}

TEST_CASE("money: the day of a statement's row is the day as written, in summer too") {
  testing::NewCase made;
  testing::OneFile file(*made.made, "S/1");
  for (const auto& [raw, utc] : {std::pair("01/03/2025", "2025-03-01T00:00:00Z"), std::pair("01/05/2025", "2025-04-30T23:00:00Z")}) {
    model::Record row;
    row.kind = model::RecordKind::event;
    row.direction = model::Direction::out;
    model::Participation own, other;
    own.role = model::Role::owner;
    own.identifier = {model::IdentifierKind::account_number, "00000011", ""};
    other.role = model::Role::to;
    other.identifier = {model::IdentifierKind::account_number, "00000012", ""};
    row.participants = {own, other};
    row.fields = {{"amount", "25.00"}, {"currency", "GBP"}};
    model::Time time;
    time.kind = model::TimeKind::sent;
    time.raw = raw;
    time.utc = parse_iso(utc)->micros;
    time.offset_minutes = utc[12] == '3' ? 60 : 0;
    time.certainty = model::Certainty::zone_assumed;
    row.times.push_back(time);
    std::vector<casefile::NormalForm> forms(2);
    forms[0].normal = "00000011";
    forms[1].normal = "00000012";
    file.add(row, forms);
  }
  file.end();
  ThreadPool pool{1};
  job::bring_up_to_date(*made.made, pool, {});
  CaseView view(*made.made, {"Ana"});
  const auto answer = MoneyJson::parse(money(view, pool, std::nullopt, 100).json);
  const auto& payments = table_titled(answer, "Payments of statements and payment apps");
  REQUIRE(payments.size() == 2);
  CHECK(payments[0][0]["day"] == "2025-03-01");
  CHECK(payments[1][0]["day"] == "2025-05-01");
  const auto& accounts = table_titled(answer, "Accounts, IBANs and wallets");
  REQUIRE(accounts.size() == 2);
  CHECK(accounts[0][4]["day"] == "2025-03-01");
  CHECK(accounts[0][5]["day"] == "2025-05-01");
}

TEST_CASE("a question that there is not is refused with the list of those that there are") {
  testing::ToldCase c({{anna, bram, "£20", 1}});
  CaseView view(*c.made, {"Ana"});
  AskRequest what;
  what.question = "moneys";
  CHECK_THROWS_WITH_AS(ask(view, c.pool, what), doctest::Contains("there is no question 'moneys'; there are: money"), Error);
  what.question = "money";
  CHECK(ask(view, c.pool, what).name == "money");
}

TEST_CASE("words around a place are cut at characters and say that they are cut") {
  CHECK(words_around("mâine la gară", 0, 6, 1) == "mâine …");
  CHECK(words_around("âââxâââ", 6, 1, 3) == "…ââxââ…");
  CHECK(words_around("short", 2, 1) == "short");
}

}  // namespace clew::view
