#include "readers/biff_workbook.h"

#include <map>

#include "readers/biff_maker.h"
#include "readers/compound_maker.h"
#include "readers/old_office_reader.h"
#include "readers/reader_test.h"

// All files here are synthetic, written after the descriptions.

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using namespace clew::readers::old_office;

namespace {

using Place = std::pair<std::uint32_t, std::uint32_t>;

struct Read {
  std::map<Place, BiffCell> cells;
  std::map<std::pair<std::uint64_t, std::uint32_t>, BiffCell> by_place;  // in the stream; column
  std::uint64_t damaged = 0;
  bool ended = false;
  std::string text(std::uint32_t row, std::uint32_t column) const {
    const auto found = cells.find({row, column});
    return found == cells.end() ? "(none)" : found->second.text;
  }
};

Read cells_of(const BiffWorkbook& book, const BiffSheet& sheet) {
  Read out;
  BiffCells source(book, sheet);
  std::vector<BiffCell> row;
  while (source.next(row))
    for (auto& cell : row)
      out.by_place[{cell.offset, cell.column}] = out.cells[{cell.row, cell.column}] = cell;
  out.damaged = source.damaged();
  out.ended = source.ended();
  return out;
}

std::string in_compound(const std::string& stream) {
  CompoundMaker m;
  m.stream(0, "Book", stream);
  return m.bytes();
}

// A table of messages in Windows-1251: header and two rows, a date, a formula with a text.
std::string messages() {
  using namespace biff;
  std::string sheet = record(0x7D, le(1, 2) + le(1, 2) + le(2000, 2) + le(0, 2) + le(1, 2));
  sheet +=
      record(0x208, le(2, 2) + le(0, 2) + le(4, 2) + std::string(6, '\0') + le(0x20, 2) + le(0, 2));
  unsigned column = 0;
  for (const char* name : {"From", "To", "Date", "Text"})
    sheet += label(0, column++, name);
  sheet += label(1, 0, "+447700900001") + label(1, 1, "+447700900123") +
           record(0x203, at(1, 2, 1) + real(45355.5)) +
           label(1, 3, "\xCF\xEE\xE3\xEE\xE4\xE0");  // "Погода"
  sheet += label(2, 0, "+447700900123") + label(2, 1, "+447700900001") +
           record(0x27E, at(2, 2, 1) + le((45356u << 2) | 2, 4)) +
           formula(at(2, 3), std::string(6, '\0') + le(0xFFFF, 2)) +
           record(0x207, long_text("\xC4\xE0"));  // "Да"
  return stream(styles(1251), {{"\xCB\xE8\xF1\xF2", sheet}});
}

// Every kind of cell, in one column.
std::string kinds(unsigned first = 0) {
  using namespace biff;
  return label(first, 0, "plain") +
         record(0xD6, at(first + 1, 0) + long_text("in colours") + le(1, 1) + le(2, 1) + le(1, 1)) +
         record(0x203, at(first + 2, 0) + real(12.5)) +
         record(0x27E, at(first + 3, 0) + le(1250u << 2 | 3, 4)) +
         record(0xBD, le(first + 4, 2) + le(0, 2) + le(0, 2) + le(7u << 2 | 2, 4) + le(1, 2) +
                          le(45355u << 2 | 2, 4) + le(1, 2)) +
         record(0xBE, le(first + 5, 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(1, 2)) +
         record(0x205, at(first + 6, 0) + le(1, 1) + le(0, 1)) +
         record(0x205, at(first + 7, 0) + le(0x2A, 1) + le(1, 1)) +
         formula(at(first + 8, 0), real(0.25)) +
         formula(at(first + 9, 0), le(1, 2) + le(1, 4) + le(0xFFFF, 2)) +
         formula(at(first + 10, 0), le(2, 2) + le(0x17, 4) + le(0xFFFF, 2)) +
         formula(at(first + 11, 0), le(3, 6) + le(0xFFFF, 2)) + record(0x201, at(first + 12, 0));
}

}  // namespace

TEST_CASE("Excel 95: a table of messages in its code page becomes messages") {
  auto reader = make_old_office_reader();
  auto item = item_of(in_compound(messages()), {"list.xls"});
  CHECK(reader->probe(item).confidence == 94);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 2);
  const auto& first = got.records[0];
  CHECK(first.kind == model::RecordKind::message);
  CHECK(first.text == "Погода");
  CHECK(who(first, model::Role::from) == "+447700900001");
  CHECK(local_of(first) == "2024-03-04T12:00:00");
  CHECK(exhibit::locator_part(first.locator, "sheet") == "Лист");
  CHECK(exhibit::locator_part(first.locator, "row") == "2");
  CHECK(bytes_at(item, first).substr(4 + 8, 13) == "+447700900001");
  CHECK(got.records[1].text == "Да");
  CHECK(extra_of(got.records[1], "hidden") == "row");
  CHECK(got.has_finding("hidden rows"));
  CHECK(got.has_finding("hidden columns"));
  CHECK(got.has_finding("calculated cells"));
  CHECK(!got.has_finding("damaged sheet"));
  CHECK(!got.has_finding("sheet cut off"));
  CHECK(got.decisions.at("code page") == "windows-1251 (the workbook says so)");
}

TEST_CASE("Excel 95: every kind of cell, hidden sheets, 1904, and a chart's numbers left out") {
  using namespace biff;
  const auto chart = begin(0x20) + record(0x203, at(0, 0) + real(9)) + record(0x0A, "");
  const auto stream =
      biff::stream(styles(1252) + record(0x22, le(1, 2)), {{"Kinds", kinds() + chart},
                                                           {"Away", label(0, 0, "x"), 1},
                                                           {"Chart", "", 0, 2},
                                                           {"Macros", "", 0, 1}});
  Faults faults;
  BiffWorkbook book(stream, faults);
  CHECK(faults.list.empty());
  CHECK(book.version() == 5);
  CHECK(book.date1904());
  REQUIRE(book.sheets().size() == 2);
  CHECK(book.sheets()[1].hidden);
  CHECK(book.macro_sheets() == std::vector<std::string>{"Macros"});
  const auto got = cells_of(book, book.sheets()[0]);
  CHECK(got.damaged == 0);
  CHECK(got.ended);
  CHECK(got.text(0, 0) == "plain");
  CHECK(got.text(1, 0) == "in colours");
  CHECK(got.text(2, 0) == "12.5");
  CHECK(got.text(3, 0) == "12.5");
  CHECK(got.text(4, 0) == "7");
  CHECK(got.text(4, 1) == "2028-03-05 00:00:00");
  CHECK(got.cells.at({4, 1}).stored == "45355");
  CHECK(got.text(5, 0) == "(none)");
  CHECK(got.text(6, 0) == "TRUE");
  CHECK(got.text(7, 0) == "#N/A");
  CHECK(got.text(8, 0) == "0.25");
  CHECK(got.text(9, 0) == "TRUE");
  CHECK(got.text(10, 0) == "#REF!");
  CHECK(got.text(11, 0) == "");
}

TEST_CASE("Excel 95: a font's script, two-byte characters, and a page that nobody knows") {
  using namespace biff;
  Faults faults;
  const auto western =
      stream(styles(1252), {{"S", label(0, 0, "caf\xE9") + label(0, 1, "\xC4\xE0", 2)}});
  BiffWorkbook book(western, faults);
  const auto got = cells_of(book, book.sheets().at(0));
  CHECK(got.text(0, 0) == "café");
  CHECK(got.text(0, 1) == "Да");
  // Lengths in characters, as some write them, and in bytes.
  const auto kanji = std::string("\x8A\xBF\x8E\x9A");
  const auto japanese =
      stream(styles(932), {{"S", record(0x204, at(0, 0) + le(2, 2) + kanji) + label(1, 0, kanji) +
                                     record(0xD6, at(2, 0) + le(3, 2) + kanji + "x" + le(1, 1) +
                                                      le(1, 1) + le(1, 1))}});
  BiffWorkbook second(japanese, faults);
  const auto kept = cells_of(second, second.sheets().at(0));
  CHECK(kept.damaged == 0);
  CHECK(kept.text(0, 0) == "漢字");
  CHECK(kept.text(1, 0) == "漢字");
  CHECK(kept.text(2, 0) == "漢字x");
  CHECK(faults.list.empty());
  const auto odd = stream(styles(1361), {{"S", label(0, 0, "caf\xE9")}});
  BiffWorkbook third(odd, faults);
  CHECK(cells_of(third, third.sheets().at(0)).text(0, 0) == "café");
  CHECK(!third.charset_said());
  CHECK(faults.list.size() == 1);
}

TEST_CASE("Excel 95: a password is said") {
  using namespace biff;
  auto reader = make_old_office_reader();
  const auto locked = stream(record(0x2F, std::string(4, '\x11')), {{"S", label(0, 0, "x")}});
  auto got = testing::read(*reader, in_compound(locked), {"a.xls"});
  CHECK(got.has_finding("password needed"));
  CHECK(got.findings.size() == 1);
}

TEST_CASE("Excel 2 to 4: a file that is one sheet is read, with the bytes of each row") {
  using namespace biff;
  auto reader = make_old_office_reader();
  for (int version : {2, 3, 4}) {
    CAPTURE(version);
    std::string sheet;
    if (version == 2) {
      sheet = record(0x09, le(2, 2) + le(0x10, 2)) + record(0x42, le(1252, 2)) +
              record(0x1E, short_text("General")) + record(0x1E, short_text("d/m/yy h:mm"));
      unsigned column = 0;
      for (const char* name : {"From", "To", "Date", "Text"})
        sheet += record(0x04, at_2(0, column++) + short_text(name));
      sheet += record(0x04, at_2(1, 0) + short_text("+447700900001")) +
               record(0x04, at_2(1, 1) + short_text("+447700900123")) +
               record(0x03, at_2(1, 2, 1) + real(33241.5)) +
               record(0x06, at_2(1, 3) + std::string(6, '\0') + le(0xFFFF, 2) + le(0, 2)) +
               record(0x07, short_text("caf\xE9"));
    } else {
      sheet = record(version == 3 ? 0x209 : 0x409, le(0, 2) + le(0x10, 2) + le(0, 2)) +
              record(0x42, le(0x8000, 2)) +
              record(version == 3 ? 0x1E : 0x41E,
                     (version == 3 ? "" : le(0, 2)) + short_text("General")) +
              record(version == 3 ? 0x1E : 0x41E,
                     (version == 3 ? "" : le(0, 2)) + short_text("d/m/yy h:mm"));
      for (unsigned format : {0u, 1u})
        sheet +=
            record(version == 3 ? 0x243 : 0x443, le(0, 1) + le(format, 1) + std::string(10, '\0'));
      unsigned column = 0;
      for (const char* name : {"From", "To", "Date", "Text"})
        sheet += label(0, column++, name);
      sheet += label(1, 0, "+447700900001") + label(1, 1, "+447700900123") +
               record(0x203, at(1, 2, 1) + real(33241.5)) +
               record(version == 3 ? 0x206 : 0x406,
                      at(1, 3) + std::string(6, '\0') + le(0xFFFF, 2) + le(0, 4)) +
               record(0x207, long_text("caf\x8E"));  // Mac
    }
    sheet += record(0x0A, "");
    auto item = item_of(sheet, {"old.xls"});
    CHECK(reader->probe(item).confidence == 94);
    auto got = testing::read(*reader, item);
    REQUIRE(got.records.size() == 1);
    CHECK(got.records[0].text == "café");
    CHECK(who(got.records[0], model::Role::to) == "+447700900123");
    CHECK(local_of(got.records[0]) == "1991-01-03T12:00:00");
    CHECK(bytes_at(item, got.records[0]).find("+447700900001") != std::string::npos);
    CHECK(!got.has_finding("damaged sheet"));
  }
}

TEST_CASE("Excel 4: a workbook of several sheets in one file") {
  using namespace biff;
  const auto one = [](const char* text) {
    return record(0x409, le(0, 2) + le(0x10, 2) + le(0, 2)) + label(0, 0, text) + record(0x0A, "");
  };
  std::string stream = record(0x409, le(0, 2) + le(0x100, 2) + le(0, 2));
  for (const char* name : {"First", "Second"})
    stream += record(0x8F, le(one(name).size(), 4) + short_text(name)) + one(name);
  stream += record(0x0A, "");
  CHECK(BiffWorkbook::is_stream(stream));
  Faults faults;
  BiffWorkbook book(stream, faults);
  REQUIRE(book.sheets().size() == 2);
  CHECK(book.sheets()[1].name == "Second");
  CHECK(cells_of(book, book.sheets()[0]).text(0, 0) == "First");
  CHECK(cells_of(book, book.sheets()[1]).text(0, 0) == "Second");
}

TEST_CASE("Excel 95: a sheet that the list points past, or does not name, is found") {
  using namespace biff;
  auto stream = biff::stream("", {{"One", label(0, 0, "a")}, {"Two", label(0, 0, "b")}});
  const auto list = stream.find("One") - 7;
  stream[list] = '\x77';
  Faults faults;
  BiffWorkbook book(stream, faults);
  REQUIRE(book.sheets().size() == 2);
  CHECK(cells_of(book, book.sheets()[0]).text(0, 0) == "a");
  CHECK(cells_of(book, book.sheets()[1]).text(0, 0) == "b");
  CHECK(faults.list.size() == 1);
  stream[list - 4] = '\x77';  // the record's number
  BiffWorkbook less(stream, faults);
  REQUIRE(less.sheets().size() == 2);
  CHECK(!less.sheets()[1].listed);
  CHECK(cells_of(less, less.sheets()[1]).text(0, 0) == "a");
}

TEST_CASE("Excel 95: one damaged byte costs no cell but its own, and is said when it costs that") {
  const auto whole =
      biff::stream(biff::styles(1252),
                   {{"Kinds", biff::record(0x208, std::string(16, '\0')) + kinds() + kinds(20)}});
  Faults faults;
  BiffWorkbook book(whole, faults);
  const auto sheet = book.sheets().at(0);
  const auto intact = cells_of(book, sheet);
  for (std::size_t at = static_cast<std::size_t>(sheet.offset) + 12; at < whole.size(); ++at)
    for (int with : {0x01, 0x02, 0x10, 0x40, 0x80, 0xFF}) {
      auto flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ with);
      BiffWorkbook damaged(flipped, faults);
      const auto got = cells_of(damaged, damaged.sheets().at(0));
      for (const auto& one : intact.by_place) {
        const auto& place = one.first;
        const auto& cell = one.second;
        const bool hit = at >= cell.offset && at < cell.offset + cell.length;
        if (hit && at >= cell.offset + 4) continue;  // what the cell holds
        const auto found = got.by_place.find(place);
        const bool same = found != got.by_place.end() && found->second.text == cell.text;
        if (same || (hit && got.damaged > 0)) continue;
        CAPTURE(at);
        CAPTURE(with);
        CAPTURE(place.first);
        CHECK(same);
      }
    }
}

TEST_CASE("old Excel: cut anywhere every row has its fate, and what is missing is said") {
  auto reader = make_old_office_reader();
  const auto whole = messages();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const auto got = testing::read(*reader, in_compound(whole.substr(0, cut)), {"a.xls"});
    CHECK(!got.findings.empty());
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0xFF);
    testing::read(*reader, in_compound(flipped), {"a.xls"});
  }
}
