#include "report/answer_table.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "report/lead_page.h"
#include "view/questions.h"
#include "view/tags.h"
#include "view/test_support.h"

namespace clew::report {

TEST_CASE("an answer goes out as a table in which nothing is a formula, and says whether its English was looked at") {
  view::testing::ToldCase c({{"+447700900001", "+447700900002", "=1+1 vin mâine la gară", 1}, {"+447700900002", "+447700900001", "good", 2}});
  c.translate_by_hand("=1+1 vin mâine la gară", "=1+1 I come to the station tomorrow");
  c.lead_by_hand("aaaa", {1, 2});
  view::CaseView view(*c.made, {"Ana"});
  view::set_tag(view, "A/1#1", "sequence", "@SUM(A1)");
  view::AskRequest what;
  what.question = "sequence";
  auto answer = view::ask(view, c.pool, what);
  auto csv = answer_table(TableForm::csv, view, answer, "about");
  CHECK(csv.starts_with("\xEF\xBB\xBF\"no.\",\"time\""));
  CHECK(csv.find("\"'=1+1 vin") != std::string::npos);
  CHECK(csv.find("\"=1+1") == std::string::npos);
  CHECK(about_answer(view, answer, false).find("Not verified: the English of 1 records") != std::string::npos);
  const auto xlsx = answer_table(TableForm::xlsx, view, answer, "about");
  CHECK(xlsx.starts_with("PK"));
  CHECK(xlsx == answer_table(TableForm::xlsx, view, answer, "about"));
  CHECK(lead_page(view, "").html.find("<b>Not verified:</b> the English of 1 of these records") != std::string::npos);
  CHECK(lead_page(view, "").html.find("machine translation that nobody looked at, test") != std::string::npos);
  c.made->db().run("INSERT INTO translation_verdict(record_id, translation_id, draw, verdict, note, who, made_utc) SELECT record_id, translation_id, '-', 'ok', '', 'Ben', 1 FROM record_language "
                   "WHERE translation_id IS NOT NULL");
  answer = view::ask(view, c.pool, what);
  CHECK(about_answer(view, answer, true).find("Verified: no English in it is a machine translation that nobody looked at") != std::string::npos);
  CHECK(lead_page(view, "").html.find("Not verified") == std::string::npos);
  CHECK(lead_page(view, "").html.find("machine translation, judged ok, test") != std::string::npos);
  // Several tables stand each under its title.
  what.question = "money";
  csv = answer_table(TableForm::csv, view, view::ask(view, c.pool, what), "about");
  CHECK(csv.starts_with("\xEF\xBB\xBF\"Accounts, IBANs and wallets\"\r\n\"account\""));
}

}  // namespace clew::report
