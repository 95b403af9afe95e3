// XML spreadsheets of Excel 2003, as its reference describes them and reporting programs write them; made by hand.
#include "readers/spreadsheetml_reader.h"

#include <doctest/doctest.h>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::string cell(const std::string& type, const std::string& value, const std::string& more = "") {
  return "<Cell" + more + "><Data ss:Type=\"" + type + "\">" + value + "</Data></Cell>";
}
std::string row(const std::string& cells, const std::string& more = "") { return "<Row" + more + ">" + cells + "</Row>\n"; }
std::string book(const std::string& sheets) {
  return "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
         "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"s1\"/></Styles>" + sheets + "</Workbook>";
}
std::string header() {
  std::string cells;
  for (const char* name : {"Call Date", "Call Time", "Calling Number", "Called Number", "Duration", "Remark"})
    cells += cell("String", name);
  return row(cells);
}
const std::string calls = book(
    "<Worksheet ss:Name=\"Calls\"><Table>" + header() +
    row(cell("DateTime", "2024-03-14T00:00:00.000", " ss:MergeDown=\"1\"") + cell("DateTime", "1899-12-31T21:40:09.000") + cell("Number", "447700900101") + cell("String", "447700900102") +
        cell("Number", "70") + cell("String", "a &amp; b")) +
    row(cell("DateTime", "1899-12-31T22:40:09.000", " ss:Index=\"2\"") + cell("Number", "447700900103") + cell("String", "447700900101") + cell("Number", "5", " ss:Formula=\"=RC[-1]\"")) +
    row(cell("DateTime", "2024-03-15T00:00:00.000") + cell("DateTime", "1899-12-31T08:00:00.000") + cell("Number", "447700900101", " ss:MergeAcross=\"1\"") + cell("Number", "9"), " ss:Index=\"9\"") +
    "</Table></Worksheet><Worksheet ss:Name=\"Contacts\"><Table>" + row(cell("String", "Name") + cell("String", "Phone")) +
    row("<Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\"><B>Ana</B> Pop</ss:Data><Comment ss:Author=\"Ben\"><ss:Data>checked</ss:Data></Comment></Cell>" +
        cell("String", "+447700900104")) +
    "</Table></Worksheet>");

}  // namespace

TEST_CASE("an XML spreadsheet of Excel 2003 is read as any workbook, whatever it is called") {
  const auto reader = make_spreadsheetml_reader();
  const auto item = item_of(calls, {"report.xls"});
  CHECK(reader->probe(item).confidence == 96);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  const auto& first = got.records[0];
  CHECK(first.kind == model::RecordKind::call);
  CHECK(local_of(first) == "2024-03-14T21:40:09");
  CHECK(who(first, model::Role::caller) == "447700900101");
  CHECK(who(first, model::Role::callee) == "447700900102");
  CHECK(first.call->duration == 70 * micros_per_second);
  CHECK(field(first, "note") == "a & b");
  CHECK(first.locator.find("sheet=Calls") != std::string::npos);
  CHECK(first.locator.find("cell=A2") != std::string::npos);
  CHECK(bytes_at(item, first).starts_with("<Row><Cell ss:MergeDown"));
  CHECK(local_of(got.records[1]) == "2024-03-14T22:40:09");  // below a merged day
  CHECK(extra_of(got.records[1], "formula in E3") == "=RC[-1]");
  CHECK(got.records[2].locator.find("cell=A9") != std::string::npos);
  CHECK(got.records[2].call->duration == 9 * micros_per_second);  // beside two merged cells
  CHECK(who(got.records[2], model::Role::callee).empty());
  CHECK(got.records[3].kind == model::RecordKind::contact);
  CHECK(got.records[3].participants[0].name == "Ana Pop");
  CHECK(extra_of(got.records[3], "comment on A2") == "Ben: checked");
  CHECK(got.has_finding("merged cells"));
}

TEST_CASE("an XML spreadsheet cut anywhere keeps the rows before, and other XML is none") {
  const auto reader = make_spreadsheetml_reader();
  std::size_t most = 0;
  for (std::size_t n = 0; n <= calls.size(); n += 3) {
    const Collected got = read(*reader, calls.substr(0, n), {"report.xls"});
    CHECK(got.records.size() <= 6);
    most = std::max(most, got.records.size());
  }
  CHECK(most >= 4);
  CHECK(reader->probe(item_of("<?xml version=\"1.0\"?><Workbook><a/></Workbook>", {"a.xml"})).confidence == 0);
  CHECK(reader->probe(item_of("<office:document-content/>", {"content.xml"})).confidence == 0);
}
