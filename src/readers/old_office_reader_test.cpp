#include "readers/old_office_reader.h"

#include <cstring>

#include "readers/compound_file.h"
#include "readers/compound_maker.h"
#include "readers/reader_test.h"

// All files here are synthetic, written after the specifications.

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
  return out;
}
void put(std::string& to, std::size_t at, const std::string& bytes) {
  to.replace(at, bytes.size(), bytes);
}

// Two pieces of text, one in 8 bits and one in 16, a field, a table row and a comment.
std::string word() {
  const std::string narrow =
      "Ferry timetable\rThe price is \x13 HYPERLINK x \x14twelve\x15 pounds\r";
  const std::string wide = CompoundMaker::utf16(
                               "Coat\x07"
                               "12\x07\x07\r") +
                           std::string("\x1f\x04", 2) + CompoundMaker::utf16("\r");
  const std::string comment = CompoundMaker::utf16("Ask Ana\r");
  std::string document(0x400, '\0');
  put(document, 0, le(0xA5EC, 2) + le(0x00C1, 2));
  put(document, 0x0A, le(0x0200, 2));
  const std::size_t body = narrow.size() + wide.size() / 2;
  put(document, 0x4C, le(body, 4));
  put(document, 0x5C, le(comment.size() / 2, 4));
  const auto narrow_at = document.size();
  document += narrow;
  if (document.size() % 2) document += '\0';
  const auto wide_at = document.size();
  document += wide + comment;
  std::string pieces;
  pieces += le(0, 4) + le(narrow.size(), 4) + le(body, 4) + le(body + comment.size() / 2, 4);
  for (auto where : {std::uint64_t{narrow_at} * 2 | 0x40000000, std::uint64_t{wide_at},
                     std::uint64_t{wide_at} + wide.size()})
    pieces += le(0, 2) + le(where, 4) + le(0, 2);
  const auto clx = std::string("\1") + le(2, 2) + "ab" + "\2" + le(pieces.size(), 4) + pieces;
  put(document, 0x1A2, le(0, 4) + le(clx.size(), 4));
  CompoundMaker m;
  m.stream(0, "WordDocument", document);
  m.stream(0, "1Table", clx);
  // Title and time of creation.

  const std::string set = le(0, 4) + le(2, 4) + le(2, 4) + le(24, 4) + le(12, 4) + le(40, 4) +
                          le(0x1E, 4) + le(5, 4) + std::string("Boat\0\0\0\0", 8) + le(0x40, 4) +
                          le(133'540'176'000'000'000ULL, 8);
  m.stream(
      0, "\x05SummaryInformation",
      le(0xFFFE, 2) + std::string(22, '\0') + le(1, 4) + std::string(16, '\0') + le(48, 4) + set);
  return m.bytes();
}

// Word 95: `text` in one stretch, or as a fast save leaves it: its second half first, two pieces put in order by a table.
std::string word95(const std::string& text, unsigned language, const std::string& footnote = "", bool in_pieces = false) {
  std::string document(0x300, '\0');
  put(document, 0, le(0xA5DC, 2) + le(104, 2));
  put(document, 6, le(language, 2));
  put(document, 0x34, le(text.size(), 4) + le(footnote.size(), 4));
  const std::string all = text + footnote;
  put(document, 0x18, le(document.size(), 4) + le(document.size() + all.size(), 4));
  if (in_pieces) {
    const std::size_t half = all.size() / 2;
    const auto at = document.size();
    document += all.substr(half) + all.substr(0, half);
    const std::string pieces = le(0, 4) + le(half, 4) + le(all.size(), 4) + le(0, 2) + le(at + all.size() - half, 4) + le(0, 2) + le(0, 2) +
                               le(at, 4) + le(0, 2);
    put(document, 0x0A, le(4, 2));
    put(document, 0x160, le(document.size(), 4) + le(pieces.size() + 5, 4));
    document += "\2" + le(pieces.size(), 4) + pieces;
  } else {
    document += all;
  }
  CompoundMaker m;
  m.stream(0, "WordDocument", document);
  return m.bytes();
}

std::string record(unsigned type, const std::string& data) {
  return le(type, 2) + le(data.size(), 2) + data;
}
std::string short_text(std::string_view ascii) {
  return le(ascii.size(), 1) + std::string(1, '\0') + std::string(ascii);
}
std::string text(std::string_view ascii) {
  return le(ascii.size(), 2) + std::string(1, '\0') + std::string(ascii);
}
std::string real(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return le(bits, 8);
}

// A table of messages: header and two rows; texts that go over two records; a date; a formula.
// `merged`: the sender of the first row stands for the second too. `by_columns`: the cells in the order of columns.
std::string excel(bool locked = false, bool merged = false, bool by_columns = false) {
  auto globals = [&](std::uint64_t sheet_at) {
    std::string out = record(0x809, le(0x0600, 2) + le(5, 2) + std::string(12, '\0'));
    if (locked) out += record(0x2F, std::string(6, '\0'));
    out += record(0x41E, le(164, 2) + text("yyyy-mm-dd hh:mm:ss"));
    out += record(0xE0, le(0, 2) + le(0, 2) + std::string(16, '\0'));
    out += record(0xE0, le(0, 2) + le(164, 2) + std::string(16, '\0'));
    out += record(0x85, le(sheet_at, 4) + le(0, 2) + short_text("Messages"));
    std::string first =
        le(6, 4) + le(6, 4) + text("From") + text("To") + text("Date") + text("Text");
    first += le(19, 2) + std::string(1, '\0') + "Bring the";  // goes on, as 16 bits, in the next
    std::string next = std::string(1, '\1') + CompoundMaker::utf16(" map, Ana ");
    next += text("+447700900123");
    out += record(0xFC, first) + record(0x3C, next);
    return out + record(0x0A, "");
  };
  const auto at = globals(0).size();
  auto cell = [](unsigned row, unsigned column, unsigned style) {
    return le(row, 2) + le(column, 2) + le(style, 2);
  };
  std::vector<std::string> cells;
  for (unsigned c = 0; c < 4; ++c)
    cells.push_back(record(0xFD, cell(0, c, 0) + le(c, 4)));
  cells.push_back(record(0x204, cell(1, 0, 0) + text("+447700900001")));
  cells.push_back(record(0xFD, cell(1, 1, 0) + le(5, 4)));
  cells.push_back(record(0x203, cell(1, 2, 1) + real(45355.5)));
  cells.push_back(record(0xFD, cell(1, 3, 0) + le(4, 4)));
  cells.push_back(merged ? record(0x201, cell(2, 0, 0)) : record(0x204, cell(2, 0, 0) + text("+447700900123")));
  cells.push_back(record(0x204, cell(2, 1, 0) + text("+447700900001")));
  cells.push_back(record(0x27E, cell(2, 2, 1) + le((45356u << 2) | 2, 4)));
  cells.push_back(record(0x06, cell(2, 3, 0) + std::string(6, '\0') + le(0xFFFF, 2) + std::string(6, '\0')) + record(0x207, text("Yes")));
  std::string sheet = record(0x809, le(0x0600, 2) + le(0x10, 2) + std::string(12, '\0'));
  for (std::size_t i = 0; i < cells.size(); ++i)
    sheet += by_columns ? cells[i % 3 * 4 + i / 3] : cells[i];
  if (merged) sheet += record(0xE5, le(2, 2) + le(0, 2) + le(0, 2) + le(1, 2) + le(1, 2) + le(1, 2) + le(2, 2) + le(0, 2) + le(0, 2));
  sheet += record(0x0A, "");
  CompoundMaker m;
  m.stream(0, "Workbook", globals(at) + sheet);
  return m.bytes();
}

std::string powerpoint() {
  auto atom = [](unsigned type, const std::string& data) {
    return le(0, 2) + le(type, 2) + le(data.size(), 4) + data;
  };
  const auto inside = atom(0x03F3, std::string(20, '\0')) + atom(0x0FA8, "Weather") +
                      atom(0x03F3, std::string(20, '\0')) +
                      atom(0x0FA0, CompoundMaker::utf16("Rain\rin the evening"));
  CompoundMaker m;
  m.stream(0, "PowerPoint Document", le(0xF, 2) + le(0x0FF0, 2) + le(inside.size(), 4) + inside);
  return m.bytes();
}

}  // namespace

TEST_CASE(
    "old Word: pieces of both widths, fields, cells and comments become paragraphs in their "
    "place") {
  auto reader = make_old_office_reader();
  auto item = item_of(word(), {"plan.doc"});
  CHECK(reader->probe(item).confidence == 94);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 5);
  CHECK(got.records[0].text == "Ferry timetable");
  CHECK(bytes_at(item, got.records[0]) == "Ferry timetable");
  CHECK(got.records[1].text == "The price is twelve pounds");
  CHECK(got.records[2].text == "Coat\t12");
  CHECK(bytes_at(item, got.records[2]).substr(0, 8) == CompoundMaker::utf16("Coat"));
  CHECK(got.records[3].text == "\xD0\x9F");
  CHECK(got.records[4].text == "Ask Ana");
  CHECK(extra_of(got.records[4], "part of the document") == "comments");
  REQUIRE(got.extra.size() == 1);
  CHECK(field(got.extra[0], "title") == "Boat");
  REQUIRE(got.extra[0].times.size() == 1);
  CHECK(to_iso_utc(*got.extra[0].times[0].utc) == "2024-03-04T09:20:00.000000Z");
  CHECK(got.findings.empty());
}

TEST_CASE(
    "old Excel: a table of messages becomes messages, with dates, shared texts and formulas") {
  auto reader = make_old_office_reader();
  auto item = item_of(excel(), {"list.xls"});
  CHECK(reader->probe(item).confidence == 94);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 2);
  const auto& first = got.records[0];
  CHECK(first.kind == model::RecordKind::message);
  CHECK(first.text == "Bring the map, Ana ");
  CHECK(who(first, model::Role::from) == "+447700900001");
  CHECK(who(first, model::Role::to) == "+447700900123");
  CHECK(local_of(first) == "2024-03-04T12:00:00");
  CHECK(exhibit::locator_part(first.locator, "sheet") == "Messages");
  CHECK(exhibit::locator_part(first.locator, "row") == "2");
  CHECK(got.records[1].text == "Yes");
  CHECK(got.has_finding("calculated cells"));
  CHECK(testing::read(*reader, excel(true), {"list.xls"}).has_finding("password needed"));
  CHECK_FALSE(got.has_finding("merged cells"));
  // Some programs write a sheet column by column: the same rows, each at the bytes of its first cell.
  const auto columns = item_of(excel(false, false, true), {"list.xls"});
  const auto other = testing::read(*reader, columns);
  REQUIRE(other.records.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(other.records[i].text == got.records[i].text);
    CHECK(other.records[i].times == got.records[i].times);
    CHECK(other.records[i].participants == got.records[i].participants);
    CHECK(exhibit::locator_part(other.records[i].locator, "row") == exhibit::locator_part(got.records[i].locator, "row"));
  }
  CHECK(bytes_at(columns, other.records[0]).substr(4 + 6 + 3, 13) == "+447700900001");
  CHECK(other.has_finding("calculated cells"));
  const auto merged = testing::read(*reader, excel(false, true), {"list.xls"});
  REQUIRE(merged.records.size() == 2);
  CHECK(who(merged.records[1], model::Role::from) == "+447700900001");
  CHECK(merged.has_finding("merged cells"));
}

TEST_CASE("Word 6 and 95: the text in the letters of the document's language, in one stretch or in pieces") {
  const auto reader = make_old_office_reader();
  const auto texts = [&](const std::string& bytes) {
    std::string out;
    const auto item = item_of(bytes, {"a.doc"});
    const auto got = read(*reader, item);
    for (const auto& r : got.records) out += r.text + "|";
    return out;
  };
  const std::string russian = "\xCA\xEB\xFE\xF7\xE8 \xED\xE0 \xE2\xEE\xEA\xE7\xE0\xEB\xE5\r\xCF\xEE\xE3\xEE\xE4\xE0\r";
  for (const bool in_pieces : {false, true}) {
    CHECK(texts(word95("The price is \x13 x \x14twelve\x15 pounds\rCoat\x07" "12\x07\x07\r", 0x0809, "Ask Ana\r", in_pieces)) ==
          "The price is twelve pounds|Coat\t12|Ask Ana|");
    CHECK(texts(word95(russian, 0x0419, "", in_pieces)) == "Ключи на вокзале|Погода|");
  }
  CHECK(texts(word95("Gr\xE3" "dina\r", 0x0418)) == "Grădina|");
  // Japanese: two bytes a letter.
  CHECK(texts(word95("\x8C\xAE\x82\xCD\r", 0x0411)) == "鍵は|");
  // English by its head, Russian by its letters.
  const auto guessed = read(*reader, item_of(word95(russian + russian + russian, 0x0409), {"a.doc"}));
  CHECK(guessed.has_finding("code page guessed"));
  CHECK(guessed.records[0].text == "Ключи на вокзале");
  CHECK_FALSE(read(*reader, item_of(word95("Caf\xE9 na\xEFve\r", 0x0409), {"a.doc"})).has_finding("code page guessed"));
}

TEST_CASE("old PowerPoint: the text of each slide") {
  auto reader = make_old_office_reader();
  auto item = item_of(powerpoint(), {"talk.ppt"});
  CHECK(reader->probe(item).confidence == 94);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].text == "Weather");
  CHECK(bytes_at(item, got.records[0]) == "Weather");
  CHECK(got.records[1].text == "Rain\nin the evening");
  CHECK(extra_of(got.records[1], "slide") == "2");
}

TEST_CASE("old Office: what is locked or older is said to be unread") {
  auto reader = make_old_office_reader();
  CompoundMaker locked;
  std::string head(0x400, '\0');
  put(head, 0, le(0xA5EC, 2) + le(0x00C1, 2));
  put(head, 0x0A, le(0x0100, 2));
  locked.stream(0, "WordDocument", head);
  CHECK(testing::read(*reader, locked.bytes(), {"a.doc"}).has_finding("password needed"));
}

TEST_CASE("old Office: cut anywhere and with flipped bytes every row has its fate") {
  auto reader = make_old_office_reader();
  for (const auto& bytes : {word(), word95("one\rtwo\r", 0x0411, "three\r"), word95("one\rtwo\r", 0x0409, "", true), excel(), powerpoint()}) {
    for (std::size_t cut = 512; cut < bytes.size(); cut += 29)
      testing::read(*reader, bytes.substr(0, cut), {"a"});
    for (std::size_t at = 0; at < bytes.size(); at += 7)
      for (char with : {'\0', '\xFF', '\x41'}) {
        auto flipped = bytes;
        flipped[at] = with;
        testing::read(*reader, flipped, {"a"});
      }
  }
}
