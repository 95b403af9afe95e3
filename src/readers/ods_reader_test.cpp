// OpenDocument spreadsheets: content.xml as LibreOffice writes it, made by hand.
#include "readers/ods_reader.h"

#include <doctest/doctest.h>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::string text(const std::string& value) { return "<table:table-cell office:value-type=\"string\"><text:p>" + value + "</text:p></table:table-cell>"; }
std::string row(const std::string& cells, const std::string& more = "") { return "<table:table-row" + more + ">" + cells + "</table:table-row>"; }
std::string number(const std::string& value, const std::string& shown) {
  return "<table:table-cell office:value-type=\"float\" office:value=\"" + value + "\"><text:p>" + shown + "</text:p></table:table-cell>";
}
const std::string empty_rest = "<table:table-cell table:number-columns-repeated=\"16380\"/>";

std::string book(const std::string& sheets) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:automatic-styles>"
         "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>"
         "<office:body><office:spreadsheet>" + sheets + "</office:spreadsheet></office:body></office:document-content>";
}

const std::string calls = book(
    "<table:table table:name=\"Calls\"><table:table-column/>" + row(text("Call Date") + text("Call Time") + text("Calling Number") + text("Called Number") + text("Duration") + empty_rest) +
    row("<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-14\"><text:p>14/03/24</text:p></table:table-cell>"
        "<table:table-cell office:value-type=\"time\" office:time-value=\"PT21H40M09S\"><text:p>21:40:09</text:p></table:table-cell>" +
        number("447700900101", "4.47700900101E+11") + text("447700900001") + number("65", "65")) +
    row("<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-15\"><text:p>15/03/24</text:p><office:annotation><dc:creator>Ana</dc:creator>"
        "<text:p>checked</text:p></office:annotation></table:table-cell><table:table-cell office:value-type=\"time\" office:time-value=\"PT08H00M00S\"><text:p>08:00</text:p>"
        "</table:table-cell>" + number("447700900101", "447700900101") + text("07700<text:s/>900002") +
        "<table:table-cell table:formula=\"of:=[.E2]+1\" office:value-type=\"float\" office:value=\"66\"><text:p>66</text:p></table:table-cell>", " table:visibility=\"collapse\"") +
    row("<table:table-cell table:number-columns-repeated=\"16384\"/>", " table:number-rows-repeated=\"1048573\"") + "</table:table>"
    "<table:table table:name=\"Notes\" table:style-name=\"ta2\">" + row(text("Date") + text("From") + text("To") + text("Message")) +
    row(text("2024-03-14 21:40:09") + text("+447700900101") + text("+447700900001") + text("the keys<text:line-break/>are <text:span>under</text:span><text:s text:c=\"2\"/>the mat")) +
    row(text("2024-03-14 21:41:09") + text("+447700900001") + text("+447700900101") + text("ok"), " table:number-rows-repeated=\"2\"") + "</table:table>");

}  // namespace

TEST_CASE("an OpenDocument spreadsheet's rows are read as those of any table, what is stored before what is shown") {
  const auto reader = make_ods_reader();
  const auto item = item_of(calls, {"book.ods", "content.xml"});
  CHECK(reader->probe(item).confidence == 96);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 5);
  const auto& call = got.records[0];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(local_of(call) == "2024-03-14T21:40:09");
  CHECK(who(call, model::Role::caller) == "447700900101");
  CHECK(call.call->duration == 65 * micros_per_second);
  CHECK(call.locator.find("sheet=Calls") != std::string::npos);
  CHECK(call.locator.find("cell=A2") != std::string::npos);
  CHECK(bytes_at(item, call).starts_with("<table:table-row><table:table-cell office:value-type=\"date\""));
  const auto& second = got.records[1];
  CHECK(who(second, model::Role::callee) == "07700 900002");
  CHECK(extra_of(second, "comment on A3 by Ana") == "checked");
  CHECK(extra_of(second, "formula in E3") == "of:=[.E2]+1");
  CHECK(extra_of(second, "hidden") == "row");
  CHECK(got.has_finding("hidden rows"));
  CHECK(got.has_finding("calculated cells"));
  CHECK_FALSE(got.has_finding("sheet probably cut by a spreadsheet"));  // an empty rest is none
  CHECK(got.records[2].text == "the keys\nare under  the mat");
  CHECK(got.records[2].kind == model::RecordKind::message);
  CHECK(extra_of(got.records[2], "hidden") == "sheet");
  CHECK(got.has_finding("hidden sheet"));
  CHECK(got.records[3].text == "ok");
  CHECK(got.records[4].text == "ok");  // the row stands twice
  CHECK(got.records[4].locator.find("cell=A4") != std::string::npos);
}

TEST_CASE("of a damaged spreadsheet the other rows are read; what repeats without end is bounded and said") {
  const auto reader = make_ods_reader();
  damage(*reader, calls, {"book.ods", "content.xml"}, [](const model::Record& a, const model::Record& b) { return a.text == b.text && a.locator == b.locator; }, 41);
  // (With two rows in a sheet a spoilt cell changes what its whole column is taken for, so times are not compared.)
  const std::string bomb = book("<table:table table:name=\"S\">" + row("<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell>",
                                                                      " table:number-rows-repeated=\"1000000\"") + "</table:table>");
  const Collected got = read(*reader, bomb, {"book.ods", "content.xml"});
  CHECK(got.has_finding("repeated cells left out"));
  CHECK(got.records.size() < 300);
  const Collected beyond = read(*reader, book("<table:table table:name=\"S\">" + row("<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"999999999\">"
                                                  "<text:p>x</text:p></table:table-cell>", " table:number-rows-repeated=\"999999999\"") + "</table:table>"),
                                {"book.ods", "content.xml"});
  CHECK(beyond.has_finding("repeated cells left out"));
  CHECK_FALSE((beyond.records.empty() && beyond.extra.empty()));  // once at least it is there
  CHECK(reader->probe(item_of("<office:document-content><office:body><office:text/></office:body></office:document-content>", {"a.odt", "content.xml"})).confidence == 0);
}

TEST_CASE("cells below a merged one of an OpenDocument spreadsheet have its value, those beside it none") {
  const std::string covered = "<table:covered-table-cell/>";
  const std::string xml = book(
      "<table:table table:name=\"Calls\">" + row(text("Date") + text("From") + text("To") + text("Message")) +
      row("<table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"string\"><text:p>2024-03-14 21:40:09</text:p></table:table-cell>" + text("+447700900101") +
          text("+447700900102") + text("one")) +
      row(covered + text("+447700900102") + text("+447700900101") + text("two")) +
      row(text("2024-03-15 08:00:00") + "<table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>+447700900101</text:p></table:table-cell>" +
          covered + text("three")) + "</table:table>");
  const Collected got = read(*make_ods_reader(), item_of(xml, {"book.ods", "content.xml"}));
  REQUIRE(got.records.size() == 3);
  CHECK(local_of(got.records[1]) == "2024-03-14T21:40:09");
  CHECK(got.records[1].text == "two");
  CHECK(who(got.records[2], model::Role::to).empty());
  CHECK(got.has_finding("merged cells"));
}

TEST_CASE("a number that shows more digits than it stores has them beside it") {
  const std::string xml = book("<table:table table:name=\"Calls\">" + row(text("Date") + text("Number") + text("Direction") + text("Duration")) +
                               row(text("2024-03-14 21:40:09") + number("7700900123", "07700900123") + text("Incoming") + number("65", "65")) +
                               row(text("2024-03-15 21:40:09") + number("447700900123", "447700900123") + text("Incoming") + number("5", "5")) + "</table:table>");
  const Collected got = read(*make_ods_reader(), item_of(xml, {"book.ods", "content.xml"}));
  REQUIRE(got.records.size() == 2);
  CHECK(extra_of(got.records[0], "shown in B2") == "07700900123");
  for (const auto& extra : got.records[1].extras)
    CHECK(extra.name.find("shown in") == std::string::npos);
}
