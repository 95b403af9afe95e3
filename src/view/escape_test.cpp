#include "view/escape.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace clew::view;
using clew::model::EvidenceText;

namespace {
const char* nasty[] = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0",
                       "+44 7700 900123", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\x1b[31mred\x1b[0m",
                       "\x1b]8;;http://example.invalid\x07link\x1b]8;;\x07", "\x1b]52;c;aGVsbG8=\x07", "a\xe2\x80\xae" "b",
                       "\xc2\x9b" "31m", "a\0b", "\xff\xfe", "\xed\xa0\x80", "line\r\nforged log line", "{{7*7}}",
                       "' OR 1=1 --", "\xef\xbc\x9d" "1+1", "-rf", "`id`", "$(id)", "🙂 الدفع ș"};
}  // namespace

TEST_CASE("nothing that a terminal acts on goes to a terminal") {
  for (auto text : nasty)
    for (char c : for_terminal(EvidenceText(text))) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  CHECK(for_terminal(EvidenceText("\x1b[31m")) == "␛[31m");
  CHECK(for_terminal(EvidenceText("a\xe2\x80\xae" "b")) == "a⟦RLO⟧b");
  CHECK(for_terminal(EvidenceText("\xc2\x9b" "31m")) == "⟦9B⟧31m");
  CHECK(for_terminal(EvidenceText("Vin mâine 你好 🙂")) == "Vin mâine 你好 🙂");
}

TEST_CASE("no markup survives the way to HTML") {
  for (auto text : nasty)
    for (char c : for_html(EvidenceText(text))) CHECK((c != '<' && c != '>' && c != '"' && c != '\'' && c != '`'));
  CHECK(for_html(EvidenceText("<b>&")) == "&lt;b&gt;&amp;");
}

TEST_CASE("no CSV cell begins as a formula, and long numbers keep their digits") {
  for (auto text : nasty) {
    auto cell = for_csv(EvidenceText(text));
    REQUIRE(cell.size() >= 2);
    CHECK((cell.front() == '"' && cell.back() == '"'));
    auto inner = cell.substr(1, cell.size() - 2);
    auto first = inner.find_first_not_of(' ');
    if (first != std::string::npos) CHECK(std::string("=+-@\t\r|%").find(inner[first]) == std::string::npos);
  }
  CHECK(for_csv(EvidenceText("447700900123")) == "\"'447700900123\"");
  CHECK(for_csv(EvidenceText("07700900123")) == "\"'07700900123\"");
  CHECK(for_csv(EvidenceText("say \"ok\"")) == "\"say \"\"ok\"\"\"");
}

TEST_CASE("a log line stays one line of ASCII") {
  for (auto text : nasty)
    for (char c : for_log(EvidenceText(text))) CHECK((c >= 0x20 && c < 0x7f));
}

TEST_CASE("JSON of anything parses") {
  for (auto text : nasty) CHECK(nlohmann::json::accept(for_json(EvidenceText(text))));
}
