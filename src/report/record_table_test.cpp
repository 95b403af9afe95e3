#include "report/record_table.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "report/lead_page.h"
#include "view/test_support.h"

namespace clew::report {

TEST_CASE("records go out as a table and leads as a page in which no text of theirs is a formula, an element or a line of its own") {
  view::testing::NewCase c;
  view::testing::OneFile file(*c.made, "A/1");
  model::Record record;
  record.kind = model::RecordKind::message;
  record.text = "=cmd|' /C calc'!A0\r\n<script>x()</script>\x1b[31m";
  record.participants.push_back({model::Role::from, {model::IdentifierKind::phone, "+447700900001", ""}, "<b>Ana</b>"});
  record.times.push_back({model::TimeKind::sent, 1'700'000'000'000'000, {}, "as written", "", {}, model::Certainty::exact});
  file.add(record, {{"+447700900001", "", "possible", ""}});
  file.end();
  auto& db = c.made->db();
  const auto id = db.integer("SELECT min(id) FROM record");
  db.prepare("INSERT INTO lead(id, detector, title, json, rank, settings) VALUES ('ab12', 'broadcast', '<img src=x>', ?1, 1, '')")
      .bind_all(R"({"subjects":[],"title":["<img src=x>"],"explanation":[["<i>", {"handle":"<u>"}]],"against":[["few"]],"alternatives":["<s>"],)"
                R"("tables":[{"title":"<t>","columns":["<c>"],"rows":[["<r>"]]}],"parameters":{"<p>":"1"},"observed":3,"expected":0.5,"null_model":"poisson"})")
      .run();
  db.prepare("INSERT INTO lead_evidence(lead_id, record_id, seq) VALUES ('ab12', ?1, 0)").bind_all(id).run();
  view::CaseView view(*c.made, {"Ana"});

  const auto csv = record_table(TableForm::csv, view, {id}, "about");
  CHECK(csv.starts_with("\xEF\xBB\xBF\"record\",\"exhibit\""));
  CHECK(csv.find("A/1#1") != std::string::npos);
  CHECK(csv.find("'=cmd") != std::string::npos);
  CHECK(csv.find("\"=cmd") == std::string::npos);
  CHECK(csv.find('\x1b') == std::string::npos);
  const auto xlsx = record_table(TableForm::xlsx, view, {id}, "about");
  CHECK(xlsx.starts_with("PK"));
  CHECK(xlsx == record_table(TableForm::xlsx, view, {id}, "about"));
  CHECK_THROWS_AS(table_form("docx"), Error);

  const auto page = lead_page(view, "");
  CHECK(page.leads == 1);
  CHECK(page.records == 1);
  CHECK(page.html.find("3 observed, 0.5 expected by chance") != std::string::npos);
  CHECK(page.html.find("<b>Against:</b> few") != std::string::npos);
  CHECK(page.html.find("1 of 1 records") != std::string::npos);
  for (const char* raw : {"<script", "<img", "<i>", "<u>", "<s>", "<t>", "<c>", "<r>", "<p>=", "<b>Ana", "\x1b", "http:", "https:"}) {
    CAPTURE(raw);
    CHECK(page.html.find(raw) == std::string::npos);
  }
  CHECK(lead_page(view, "accepted").leads == 0);
}

}  // namespace clew::report
