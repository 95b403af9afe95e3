#include "readers/xlsb_reader.h"

#include <set>

#include "readers/reader_test.h"
#include "readers/xlsb_maker.h"
#include "readers/xlsb_parts.h"
#include "readers/xlsb_sheet.h"
#include "readers/xlsx_reader.h"

// All files here are synthetic, written after the specification.

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using namespace clew::readers::testing::binary;

namespace {

Collected sheet_of(const Parts& parts, int number = 1) {
  const auto item = parts.open("xl/worksheets/sheet" + std::to_string(number) + ".bin");
  REQUIRE(item);
  CHECK(make_xlsb_sheet_reader()->probe(*item).confidence > 90);
  return testing::read(*make_xlsb_sheet_reader(), *item);
}

std::string messages() {
  std::string rows = row(0);
  for (unsigned c = 0; c < 4; ++c)
    rows += shared_cell(c, c);
  rows += row(1) + text_cell(0, "+447700900001") + text_cell(1, "+447700900123") +
          real_cell(2, 45355.5, 2) + shared_cell(3, 4);
  rows += row(2, true) + text_cell(0, "+447700900123") + text_cell(1, "+447700900001") +
          record(xlsb::rk, binary::at(2, 1) + le(45356u << 2 | 2, 4)) +
          record(xlsb::formula_text, binary::at(3) + wide("Yes") + formula_end());
  return rows;
}
const std::vector<std::u16string> words = {u"From", u"To", u"Date", u"Text", u"Погода: +5"};

struct Cells {
  std::map<std::pair<std::string, std::size_t>, std::string> by_place;  // "A3" of the row; column
  std::set<std::string> texts;
  std::uint64_t damaged = 0;
  bool ended = false;
};
Cells cells_of(const std::string& bytes, const BinaryStrings* strings = nullptr,
               bool date1904 = false) {
  static const CellStyles looks = binary_cell_styles(styles());
  BinarySheetRows::Context context;
  context.name = "S";
  context.styles = &looks;
  context.strings = strings;
  context.date1904 = date1904;
  BinarySheetRows rows(bytes, context);
  rows.rewind();
  Cells out;
  GridRow r;
  for (r.clear(); rows.next(r); r.clear()) {
    if (!r.counted) continue;
    for (const auto& note : r.notes)
      out.texts.insert(note.second);
    auto cell = exhibit::locator_part(r.place, "cell").value_or("");
    cell.erase(0, cell.find_first_of("0123456789"));
    for (std::size_t i = 0; i < r.cells.size(); ++i) {
      const auto text = r.text.substr(static_cast<std::size_t>(r.cells[i].begin),
                                      static_cast<std::size_t>(r.cells[i].end - r.cells[i].begin));
      if (text.empty()) continue;
      out.by_place[{cell, i}] = text;
      out.texts.insert(text);
    }
  }
  out.damaged = rows.damaged();
  out.ended = rows.ended();
  return out;
}

}  // namespace

TEST_CASE("a binary sheet of messages becomes messages, with the bytes of each row") {
  const auto parts = workbook({{"Messages", sheet(messages())}}, words);
  const auto got = sheet_of(parts);
  REQUIRE(got.records.size() == 2);
  const auto& first = got.records[0];
  CHECK(first.kind == model::RecordKind::message);
  CHECK(first.text == "Погода: +5");
  CHECK(who(first, model::Role::from) == "+447700900001");
  CHECK(local_of(first) == "2024-03-04T12:00:00");
  CHECK(exhibit::locator_part(first.locator, "sheet") == "Messages");
  CHECK(exhibit::locator_part(first.locator, "cell") == "A2");
  const auto item = *parts.open("xl/worksheets/sheet1.bin");
  const auto bytes = bytes_at(item, first);
  CHECK(bytes.starts_with(row(1)));
  CHECK(bytes.ends_with(shared_cell(3, 4)));
  CHECK(got.records[1].text == "Yes");
  CHECK(extra_of(got.records[1], "hidden") == "row");
  CHECK(got.has_finding("hidden rows"));
  CHECK(got.has_finding("calculated cells"));
  CHECK(!got.has_finding("damaged sheet"));
  CHECK(!got.has_finding("sheet cut off"));
}

TEST_CASE("every kind of binary cell, short ones, merged ones, hidden columns, 1904") {
  const auto rows = row(0) + text_cell(0, "plain") + record(xlsb::blank, binary::at(1)) +
                    record(xlsb::rk, binary::at(2) + le(1250u << 2 | 3, 4)) + real_cell(3, 0.25) +
                    record(xlsb::boolean, binary::at(4) + le(1, 1)) +
                    record(xlsb::error, binary::at(5) + le(0x2A, 1)) +
                    record(xlsb::formula_real, binary::at(6, 3) + real(1.5) + formula_end()) +
                    record(xlsb::formula_boolean, binary::at(7) + le(0, 1) + formula_end()) +
                    record(xlsb::formula_error, binary::at(8) + le(0x17, 1) + formula_end()) +
                    record(xlsb::rich_text, binary::at(9) + le(1, 1) + wide("rich") + le(0, 4)) +
                    record(xlsb::short_real, le(0, 4) + real(7)) +
                    record(xlsb::short_text, le(0, 4) + wide("next")) +
                    record(xlsb::short_boolean, le(0, 4) + le(1, 1)) + row(4) + real_cell(1, 1, 1);
  const auto head = record(390, "") +
                    record(xlsb::column, le(1, 4) + le(2, 4) + le(0, 4) + le(0, 4) + le(1, 2)) +
                    record(391, "");
  const auto tail = record(xlsb::begin_merges, le(1, 4)) +
                    record(xlsb::merge, le(0, 4) + le(4, 4) + le(0, 4) + le(0, 4)) + record(178);
  const auto got = cells_of(sheet(rows, head, tail), nullptr, true);
  CHECK(got.damaged == 0);
  CHECK(got.ended);
  const std::vector<std::string> wanted = {"plain", "",         "12.5",  "0.25",  "TRUE",
                                           "#N/A",  "36:00:00", "FALSE", "#REF!", "rich",
                                           "7",     "next",     "TRUE"};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    const auto found = got.by_place.find({"1", i});
    CHECK((found == got.by_place.end() ? "" : found->second) == wanted[i]);
  }
  CHECK(got.by_place.at({"5", 0}) == "plain");  // merged over rows
  CHECK(got.by_place.at({"5", 1}) == "1904-01-02 00:00:00");
  const auto parts = workbook({{"Kinds", sheet(rows, head, tail), 2}}, {}, true);
  const auto all = sheet_of(parts);
  CHECK(all.has_finding("hidden columns"));
  CHECK(all.has_finding("hidden sheet"));
  CHECK(all.has_finding("merged cells"));
  CHECK(all.has_finding("cells with spreadsheet errors"));
}

TEST_CASE("parts of a binary workbook are known: its list of sheets, comments, what is beside") {
  auto parts = workbook({{"One", sheet(row(0) + text_cell(0, "a"))}, {"Two", ""}}, words);
  parts.parts.erase("xl/worksheets/sheet2.bin");
  parts.parts["xl/comments1.bin"] =
      record(xlsb::begin_comments) + record(630) + record(xlsb::comment_author, wide("Ana")) +
      record(631) + record(633) +
      record(xlsb::begin_comment,
             le(0, 4) + le(6, 4) + le(6, 4) + le(2, 4) + le(2, 4) + std::string(16, '\0')) +
      record(xlsb::comment_text, le(0, 1) + wide("Ask the harbour")) + record(xlsb::end_comment) +
      record(634) + record(629);
  const auto reader = make_xlsb_part_reader();
  for (const char* name : {"xl/workbook.bin", "xl/styles.bin", "xl/sharedStrings.bin"}) {
    CAPTURE(name);
    const auto item = *parts.open(name);
    CHECK(reader->probe(item).confidence > 90);
    CHECK(make_xlsb_sheet_reader()->probe(item).confidence == 0);
    testing::read(*reader, item);
  }
  const auto book = testing::read(*reader, *parts.open("xl/workbook.bin"));
  CHECK(book.decisions.at("sheets") == "One, Two");
  CHECK(book.has_finding("sheet missing"));
  const auto notes = testing::read(*reader, *parts.open("xl/comments1.bin"));
  REQUIRE(notes.records.size() == 1);
  CHECK(notes.records[0].text == "Ask the harbour");
  CHECK(field(notes.records[0], "title") == "comment on C7");
  CHECK(who(notes.records[0], model::Role::author) == "Ana");
  CHECK(make_xlsx_part_reader()->probe(*parts.open("xl/_rels/workbook.bin.rels")).confidence > 90);
}

TEST_CASE(
    "binary sheet: one damaged byte costs no cell but its own, and is said when it costs that") {
  struct Piece {
    std::size_t begin, end;
    std::string text;  // "" of a row's head
  };
  std::vector<Piece> pieces;
  std::string rows;
  for (unsigned r = 0; r < 5; ++r) {
    pieces.push_back({rows.size(), 0, ""});
    rows += row(r);
    pieces.back().end = rows.size();
    for (unsigned c = 0; c < 4; ++c) {
      const auto value = 1000 * (r + 1) + c;
      Piece piece{rows.size(), 0, ""};
      if (c % 2) {
        rows += real_cell(c, value);
        piece.text = std::to_string(value);
      } else {
        piece.text = "t" + std::to_string(value);
        rows += text_cell(c, piece.text);
      }
      piece.end = rows.size();
      pieces.push_back(piece);
    }
  }
  const auto whole = sheet(rows);
  const auto begin = whole.find(rows);
  CHECK(cells_of(whole).texts.size() == 20);
  for (std::size_t at = 0; at < rows.size(); ++at)
    for (int with : {0x01, 0x02, 0x04, 0x10, 0x40, 0x80, 0xFF}) {
      auto flipped = whole;
      flipped[begin + at] = static_cast<char>(flipped[begin + at] ^ with);
      const auto got = cells_of(flipped);
      for (const auto& piece : pieces) {
        if (piece.text.empty() || got.texts.count(piece.text)) continue;
        const bool hit = at >= piece.begin && at < piece.end;
        // What the cell holds may be anything; its head (type, size, place, length) is checked.
        if (hit && (got.damaged > 0 || at >= piece.begin + 2)) continue;
        CAPTURE(at);
        CAPTURE(with);
        CAPTURE(piece.text);
        CHECK(false);
      }
    }
}

TEST_CASE("binary shared texts: damage may cost texts, but gives no cell another's words") {
  std::vector<std::u16string> texts;
  for (int i = 0; i < 40; ++i)
    texts.push_back(u"text " + std::u16string(1, static_cast<char16_t>(u'a' + i / 10)) +
                    std::u16string(1, static_cast<char16_t>(u'0' + i % 10)));
  const auto whole = strings(texts);
  std::vector<std::string> plain;
  std::vector<std::size_t> places;
  for (const auto& t : texts) {
    plain.push_back({t.begin(), t.end()});
    places.push_back(whole.find(string_item(t)));
  }
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int with : {0x01, 0x08, 0x10, 0x80, 0xFF}) {
      auto flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ with);
      const BinaryStrings got(exhibit::bytes_in_memory(flipped));
      std::size_t lost = 0;
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto size = string_item(texts[i]).size();
        const bool hit = at >= places[i] && at < places[i] + size;
        std::string text;
        const bool there = got.append(i, text);
        lost += !there;
        if (hit || !there || text == plain[i]) continue;
        CAPTURE(at);
        CAPTURE(with);
        CAPTURE(i);
        CHECK(text == plain[i]);
      }
      const bool head = at < places[0];  // the number of texts itself
      CHECK(lost <= (head ? texts.size() : 2));
      CHECK((lost == 0 || got.damaged() > 0));
    }
}

TEST_CASE("binary workbook: cut anywhere every row has its fate, and what is missing is said") {
  const auto whole = workbook({{"Messages", sheet(messages())}}, words);
  for (const char* name :
       {"xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/workbook.bin"}) {
    const auto& bytes = whole.parts.at(name);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      auto parts = whole;
      parts.parts[name] = bytes.substr(0, cut);
      const auto item = *parts.open("xl/worksheets/sheet1.bin");
      const auto got = testing::read(*make_xlsb_sheet_reader(), item);
      if (std::string(name) == "xl/worksheets/sheet1.bin" && cut + 3 < bytes.size())
        CHECK((got.has_finding("sheet cut off") || got.has_finding("damaged sheet")));
      testing::read(*make_xlsb_part_reader(), *parts.open("xl/workbook.bin"));
    }
  }
}
