#include "readers/xlsx_reader.h"

#include <doctest/doctest.h>

#include "readers/file_reader.h"
#include "readers/reader_test.h"
#include "readers/xlsx_maker.h"
#include "readers/xlsx_parts.h"
#include "readers/xlsx_sheet.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

Collected sheet(const Parts& parts, int number = 1, const Options& options = {}) {
  const auto item = parts.open("xl/worksheets/sheet" + std::to_string(number) + ".xml");
  REQUIRE(item);
  CHECK(make_xlsx_sheet_reader()->probe(*item).confidence > 90);
  return read(*make_xlsx_sheet_reader(), *item, options);
}

std::string first_time(const model::Record& r) {
  if (r.times.empty()) return "no time";
  if (r.times[0].utc) return to_iso_utc(*r.times[0].utc).substr(0, 19) + "Z";
  return r.times[0].local ? to_iso_local(*r.times[0].local) : "unread";
}

// Messages as a phone report's sheet has them: a title, a header, rows.
WorkbookMaker messages() {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row().text("Instant Messages (3)");
  s.next_row()
      .text("#")
      .text("From")
      .text("To")
      .text("Body")
      .text("Timestamp: Time")
      .text("Deleted");
  s.next_row()
      .number("1")
      .text("447700900123@s.whatsapp.net Ana")
      .text("447700900001@s.whatsapp.net (owner)")
      .text("The train is at six")
      .text("04/03/2024 21:40:09(UTC+0)")
      .text("");
  s.next_row(" hidden=\"1\"")
      .number("2")
      .text("447700900001@s.whatsapp.net (owner)")
      .text("447700900123@s.whatsapp.net Ana")
      .text("Fish & <chips> \"later\"\nsecond line")
      .text("14/03/2024 21:41:00(UTC+0)")
      .text("Deleted");
  s.next_row()
      .number("3")
      .text("447700900123@s.whatsapp.net Ana")
      .text("447700900001@s.whatsapp.net (owner)")
      .in_line("_x0041_gain")
      .text("15/03/2024 07:00:00(UTC+0)")
      .text("");
  book.sheets.push_back({"Instant Messages", "", s.done()});
  return book;
}

}  // namespace

TEST_CASE("a sheet of messages below a title becomes messages, with the bytes of each row") {
  const Parts parts = messages().parts();
  const Collected got = sheet(parts);
  CHECK(got.seen == 5);
  CHECK(got.skips.at("preamble") == 1);
  CHECK(got.skips.at("header") == 1);
  REQUIRE(got.records.size() == 3);
  const auto& r = got.records[1];
  CHECK(r.kind == model::RecordKind::message);
  CHECK(r.text == "Fish & <chips> \"later\"\nsecond line");
  CHECK(r.direction == model::Direction::out);
  CHECK(r.state == model::State::recovered);
  CHECK(first_time(r) == "2024-03-14T21:41:00Z");
  CHECK(who(r, model::Role::to) == "447700900123@s.whatsapp.net");
  CHECK(extra_of(r, "hidden") == "row");
  CHECK(got.records[2].text == "Again");
  CHECK(r.table == "Instant Messages");
  CHECK(exhibit::locator_part(r.locator, "sheet") == "Instant Messages");
  CHECK(exhibit::locator_part(r.locator, "cell") == "A4");
  const auto item = parts.open("xl/worksheets/sheet1.xml");
  CHECK(bytes_at(*item, r).starts_with("<row r=\"4\" hidden=\"1\">"));
  CHECK(bytes_at(*item, r).ends_with("</row>"));
  CHECK(got.has_finding("hidden rows"));
}

TEST_CASE("dates are read from number and format, in both date systems") {
  for (const bool later : {false, true}) {
    WorkbookMaker book;
    book.date1904 = later;
    SheetMaker s;
    s.strings = &book.strings;
    s.next_row()
        .text("Call start (UTC)")
        .text("Calling number")
        .text("Called number")
        .text("Duration");
    // 2024-03-04 21:40:09: 45355 days and 0.902881944… from 1900, 1462 fewer from 1904.
    s.next_row()
        .number(later ? "43893.902881944443" : "45355.902881944443", 4)
        .text("+447700900001")
        .text("+447700900123")
        .number("4.3518518518518515E-3", 5);
    s.next_row()
        .number(later ? "43894" : "45356", 1)
        .text("+447700900001")
        .text("+447700900123")
        .number("61");
    book.sheets.push_back({"Calls", "", s.done()});
    const Collected got = sheet(book.parts());
    REQUIRE(got.records.size() == 2);
    CHECK(got.records[0].kind == model::RecordKind::call);
    CHECK(first_time(got.records[0]) == "2024-03-04T21:40:09Z");
    CHECK(first_time(got.records[1]) == "2024-03-05T00:00:00Z");
    CHECK(got.records[0].times[0].raw == (later ? "43893.902881944443" : "45355.902881944443"));
    CHECK(got.records[0].times[0].unit == (later ? "excel-day-1904" : "excel-day"));
    CHECK(*got.records[0].call->duration == 376 * micros_per_second);
    CHECK(*got.records[1].call->duration == 61 * micros_per_second);
    CHECK(got.decisions.at("date system") == (later ? "1904 (the workbook says so)" : "1900"));
  }
}

TEST_CASE("date and clock in two columns belong together") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row().text("Date").text("Time").text("From").text("To").text("Text");
  s.next_row()
      .number("45355", 2)
      .number("0.90288194444444447", 3)
      .text("+447700900123")
      .text("+447700900001")
      .text("keys under the mat");
  book.sheets.push_back({"SMS", "", s.done()});
  Options options;
  options.zone = "Europe/London";
  const Collected got = sheet(book.parts(), 1, options);
  REQUIRE(got.records.size() == 1);
  CHECK(first_time(got.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(got.records[0].times[0].raw == "45355 0.90288194444444447");
}

TEST_CASE("formulas, booleans, errors, rich text and merged cells are read and said") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  book.strings.push_back(
      "<si><r><rPr><b/></rPr><t>bold </t></r><r><t>and not</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh></si>");
  s.head = "<cols><col min=\"2\" max=\"3\" width=\"9\" hidden=\"1\"/></cols>";
  s.next_row().text("Case").text("Item").text("Third").text("Ready").text("Fifth");
  s.next_row()
      .text("A17")
      .raw(" t=\"s\"", "<v>0</v>")
      .raw("", "<f>SUM(D1:D3)</f><v>42</v>")
      .raw(" t=\"b\"", "<v>1</v>")
      .raw(" t=\"e\"", "<v>#REF!</v>");
  s.next_row()
      .raw(" s=\"0\"", "")
      .number("7")
      .number("9.3000000000000007")
      .raw(" t=\"b\"", "<v>0</v>");
  s.tail = "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>";
  book.sheets.push_back({"Notes & more", "", s.done()});
  const Collected got = sheet(book.parts());
  REQUIRE(got.records.size() == 2);
  const auto value = [](const model::Record& r, std::string_view name) {
    const std::string e = extra_of(r, name);
    return e.empty() ? field(r, name) : e;
  };
  CHECK(value(got.records[0], "Item") == "bold and not");
  CHECK(value(got.records[0], "Third") == "42");
  CHECK(value(got.records[0], "formula in C2") == "=SUM(D1:D3)");
  CHECK(value(got.records[0], "Ready") == "TRUE");
  CHECK(value(got.records[0], "Fifth") == "#REF!");
  CHECK(value(got.records[1], "Case") == "A17");  // merged
  CHECK(value(got.records[1], "Third") == "9.3");
  CHECK(got.has_finding("calculated cells"));
  CHECK(got.has_finding("cells with spreadsheet errors"));
  CHECK(got.has_finding("merged cells"));
  CHECK(got.has_finding("hidden columns"));
  CHECK(got.records[0].table == "Notes & more");
}

TEST_CASE("hidden sheets are read and marked, and two tables of a sheet are two tables") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row().text("Name").text("Phone number").text("Email");
  s.next_row().text("Ana Pop").text("+447700900123").text("ana@example.org");
  s.next_row("", 3)
      .text("Call start")
      .text("Calling number")
      .text("Called number")
      .text("Duration");
  s.next_row().text("2024-03-04 10:00:00Z").text("+447700900001").text("+447700900123").number("5");
  book.sheets.push_back({"Visible", "", SheetMaker{}.done()});
  book.sheets.push_back({"Secret", "veryHidden", s.done()});
  const Parts parts = book.parts();
  const Collected got = sheet(parts, 2);
  CHECK(got.has_finding("hidden sheet"));
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].kind == model::RecordKind::contact);
  CHECK(got.records[1].kind == model::RecordKind::call);
  CHECK(got.records[0].table == "Secret: table 1");
  CHECK(extra_of(got.records[1], "hidden") == "sheet");
  CHECK(got.seen == 4);  // the rows that the file leaves out are not counted
  CHECK(sheet(parts, 1).seen == 0);
}

TEST_CASE("numbers keep their digits, and lost digits are said") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row()
      .text("Date")
      .text("Calling number")
      .text("Called number")
      .text("IMEI")
      .text("Duration");
  s.next_row()
      .text("2024-03-04 10:00:00Z")
      .number("447700900123")
      .number("7700900001")
      .number("490154203237518")
      .number("5");
  s.next_row()
      .text("2024-03-04 10:01:00Z")
      .number("4.4770090012300001E+17")
      .number("7700900001")
      .number("490154203237518")
      .number("5");
  book.sheets.push_back({"Calls", "", s.done()});
  const Collected got = sheet(book.parts());
  REQUIRE(got.records.size() == 2);
  CHECK(who(got.records[0], model::Role::caller) == "447700900123");
  CHECK(field(got.records[1], "damaged_number") == "4.4770090012300001E+17");
  CHECK(got.has_finding("number damaged by a spreadsheet"));
  CHECK(got.has_finding("numbers without their leading zero"));
}

TEST_CASE("a cell of 32,767 characters and a sheet of 1,048,576 rows are said to be cut") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row().text("Date").text("From").text("To").text("Text");
  s.next_row().text("2024-03-04 10:00:00Z").text("a1").text("b1").text(std::string(32'767, 'x'));
  s.next_row("", 1'048'573).text("2024-03-04 10:00:00Z").text("a1").text("b1").text("last");
  book.sheets.push_back({"Messages", "", s.done()});
  const Collected got = sheet(book.parts());
  CHECK(got.records.size() == 2);
  CHECK(got.has_finding("cell probably cut by a spreadsheet"));
  CHECK(got.has_finding("sheet probably cut by a spreadsheet"));
}

TEST_CASE("a sheet without its shared texts says which texts are missing") {
  Parts parts = messages().parts();
  parts.parts.erase("xl/sharedStrings.xml");
  const Collected got = sheet(parts);
  CHECK(got.seen == 5);
  CHECK(got.has_finding("shared texts missing"));
  CHECK(got.records.size() + got.skipped == 5);
}

TEST_CASE("sheets that are cut off or spoilt lose only what the damage touches") {
  const Parts parts = messages().parts();
  const auto item = *parts.open("xl/worksheets/sheet1.xml");
  const std::string bytes(item.bytes());
  const Collected whole = sheet(parts);
  const auto reader = make_xlsx_sheet_reader();
  const auto count_intact = [&](const std::string& spoilt, std::uint64_t upto) {
    Parts other = parts;
    other.parts["xl/worksheets/sheet1.xml"] = spoilt;
    const Collected part = read(*reader, *other.open("xl/worksheets/sheet1.xml"));
    std::size_t lost = 0;
    for (const auto& r : whole.records) {
      const auto range = exhibit::locator_bytes(r.locator);
      if (range->offset + range->length > upto) continue;
      bool found = false;
      for (const auto& p : part.records)
        found = found || p.locator == r.locator;
      lost += !found;
    }
    return lost;
  };
  std::size_t lost = 0;
  for (std::size_t cut = 0; cut < bytes.size(); cut += 3)
    lost += count_intact(bytes.substr(0, cut), cut);
  for (std::size_t at = 0; at < bytes.size(); at += 2)
    for (const char c : {'<', '\0', '"', 'x'}) {
      std::string spoilt = bytes;
      spoilt[at] = c;
      lost += count_intact(spoilt, at);
    }
  CHECK(lost == 0);
  // A spoilt first row does not take the later ones with it.
  std::string spoilt = bytes;
  spoilt[spoilt.find("<c r=\"B3\"") + 3] = '<';
  Parts other = parts;
  other.parts["xl/worksheets/sheet1.xml"] = spoilt;
  const Collected part = read(*reader, *other.open("xl/worksheets/sheet1.xml"));
  CHECK(part.records.size() == 3);
  CHECK(part.has_finding("damaged sheet"));
}

TEST_CASE("shared texts and styles that are spoilt do no harm") {
  const Parts parts = messages().parts();
  const auto reader = make_xlsx_sheet_reader();
  for (const char* name :
       {"xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}) {
    const std::string bytes = parts.parts.at(name);
    for (std::size_t at = 0; at < bytes.size(); at += 5) {
      Parts other = parts;
      other.parts[name][at] = at % 2 ? '<' : '\xFF';
      const Collected got = read(*reader, *other.open("xl/worksheets/sheet1.xml"));
      CHECK(got.seen == 5);
      other.parts[name] = bytes.substr(0, at);
      CHECK(read(*reader, *other.open("xl/worksheets/sheet1.xml")).seen == 5);
    }
  }
}

TEST_CASE("number formats tell dates, clocks, lengths of time and plain numbers apart") {
  const auto say = [](std::string_view code) {
    const NumberFormat f = number_format(code);
    return std::string(f.date ? "d" : "") + (f.clock ? "c" : "") + (f.elapsed ? "e" : "");
  };
  CHECK(say("General") == "");
  CHECK(say("0.00") == "");
  CHECK(say("#,##0.00 \"days\"") == "");
  CHECK(say("dd/mm/yyyy") == "d");
  CHECK(say("yyyy\\-mm\\-dd\\Thh:mm:ss") == "dc");
  CHECK(say("h:mm AM/PM") == "c");
  CHECK(say("mm:ss.0") == "c");
  CHECK(say("[h]:mm:ss") == "e");
  CHECK(say("[$-409]d\\-mmm\\-yy;@") == "d");
  CHECK(say("[Red]0;0") == "");
  CHECK(say("mmmm") == "d");
  CHECK(say("0.00E+00") == "");
}

TEST_CASE("a day's number is a date of the spreadsheet's calendar") {
  const NumberFormat date{true, false, false}, both{true, true, false}, clock{false, true, false},
      elapsed{false, false, true};
  CHECK(serial_text(1, date, false) == "1900-01-01");
  CHECK(serial_text(59, date, false) == "1900-02-28");
  CHECK(serial_text(61, date, false) == "1900-03-01");
  CHECK(serial_text(25'569, both, false) == "1970-01-01 00:00:00");
  CHECK(serial_text(0, date, true) == "1904-01-01");
  CHECK(serial_text(0.5, clock, false) == "12:00:00");
  CHECK(serial_text(1.25, elapsed, false) == "30:00:00");
  CHECK(serial_text(45'355.999999999, both, false) == "2024-03-05 00:00:00");
  CHECK_FALSE(serial_text(-1, date, false));
  CHECK_FALSE(serial_text(3'000'000, date, false));
  CHECK(column_letters(0) == "A");
  CHECK(column_letters(27) == "AB");
  CHECK(column_of("AB12") == 27);
  CHECK_FALSE(column_of("12"));
  CHECK_FALSE(column_of("XFE1"));
}

TEST_CASE("the workbook's other parts are taken, with sheets that are missing and who made it") {
  Parts parts = messages().parts();
  parts.parts["docProps/core.xml"] =
      "<cp:coreProperties xmlns:cp=\"x\" xmlns:dc=\"y\"><dc:creator>Report Tool</dc:creator>"
      "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2024-03-05T09:00:00Z</dcterms:created>"
      "</cp:coreProperties>";
  parts.parts["xl/comments1.xml"] =
      "<comments><authors><author>Analyst</author></authors><commentList><comment ref=\"B4\" "
      "authorId=\"0\"><text><r><t>check </t></r><r><t>this</t></r></text></comment></commentList>"
      "</comments>";
  const auto reader = make_xlsx_part_reader();
  const auto core = *parts.open("docProps/core.xml");
  REQUIRE(reader->probe(core).confidence > 90);
  const Collected made = read(*reader, core);
  REQUIRE(made.records.size() == 1);
  CHECK(first_time(made.records[0]) == "2024-03-05T09:00:00Z");
  CHECK(who(made.records[0], model::Role::author) == "Report Tool");
  const auto notes = *parts.open("xl/comments1.xml");
  REQUIRE(reader->probe(notes).confidence > 90);
  const Collected note = read(*reader, notes);
  REQUIRE(note.records.size() == 1);
  CHECK(note.records[0].text == "check this");
  CHECK(who(note.records[0], model::Role::author) == "Analyst");
  CHECK(reader->probe(*parts.open("xl/styles.xml")).confidence > 90);
  parts.parts.erase("xl/worksheets/sheet1.xml");
  const Collected list = read(*reader, *parts.open("xl/workbook.xml"));
  CHECK(list.has_finding("sheet missing"));
}

TEST_CASE("a later version's element of the same name does not undo the date system") {
  WorkbookMaker book;
  book.date1904 = true;
  Parts parts = book.parts();
  auto& xml = parts.parts["xl/workbook.xml"];
  xml.insert(xml.find("</workbook>"),
             "<extLst><x15:workbookPr chartTrackingRefBase=\"1\"/></extLst>");
  CHECK(read_workbook(parts, "").date1904);
}

TEST_CASE("workbooks that cannot be read say why") {
  const auto compound = [](std::string_view stream) {
    std::string bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    bytes.resize(1024, '\1');
    for (const char c : stream) {
      bytes += c;
      bytes += '\0';
    }
    bytes.resize(2048, '\0');
    return bytes;
  };
  const auto reader = make_file_reader();
  CHECK(read(*reader, compound("Workbook"), {"old.xls"}).has_finding("old Excel workbook"));
  CHECK(read(*reader, compound("EncryptedPackage"), {"new.xlsx"})
            .has_finding("protected by a password"));
  CHECK(read(*reader, compound("Other"), {"x.msg"}).has_finding("no reader"));
}
