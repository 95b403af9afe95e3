#include "language/exchange.h"

#include <doctest/doctest.h>

#include <fstream>

#include "base/error.h"
#include "base/file.h"

namespace clew::language {
namespace {

std::vector<ExchangeRow> hard_rows() {
  std::vector<ExchangeRow> rows;
  const std::vector<std::string> texts = {"Vin mâine la gară",
                                          "=HYPERLINK(\"http://a.example\")",
                                          "+44 7700 900123",
                                          "-1+2",
                                          "@SUM(A1)",
                                          "  blanks at both ends  ",
                                          "two\nlines\r\nand\ttab\r",
                                          "_x0041_ and _x005F_ and _xZZZZ_",
                                          "<b>&amp; \"quotes\" ]]> </b>",
                                          "bell \x07 and escape \x1b[0m",
                                          "سلام 👍🏽 \xEF\xBF\xBE end",
                                          ""};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ExchangeRow row;
    row.id = "ABC/1#" + std::to_string(i + 1);
    row.language = i % 2 ? "ro" : "ar";
    row.records = "3";
    row.original = texts[i];
    row.machine = "machine: " + texts[i];
    row.engine = "apertium";
    row.status = "low-confidence";
    row.marks = "number-lost, copied";
    row.english = i % 3 ? "person: " + texts[i] : "";
    row.verdict = i % 4 ? "" : "minor";
    row.note = i == 5 ? "said \"tomorrow\" & not <now>" : "";
    row.check = original_check(row.original);
    rows.push_back(std::move(row));
  }
  return rows;
}

void same(const ExchangeRow& a, const ExchangeRow& b) {
  CHECK(a.id == b.id);
  CHECK(a.language == b.language);
  CHECK(a.original == b.original);
  CHECK(a.english == b.english);
  CHECK(a.verdict == b.verdict);
  CHECK(a.note == b.note);
  CHECK(a.check == b.check);
  CHECK(b.fault == "");
}

}  // namespace

TEST_CASE("lines go to a spreadsheet and to XLIFF and come back byte for byte") {
  TemporaryDirectory folder;
  const ExchangeHead head{"OP EXAMPLE/1", "2026-11-28T12:00:00Z", "7/200"};
  const auto rows = hard_rows();
  for (const bool xlsx : {true, false}) {
    const auto file = folder.path() / (xlsx ? "lines.xlsx" : "lines.xlf");
    (xlsx ? write_xlsx : write_xliff)(file, head, rows);
    const auto back = read_exchange(file);
    CHECK(back.head.case_reference == head.case_reference);
    CHECK(back.head.draw == head.draw);
    REQUIRE(back.rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(xlsx);
      CAPTURE(i);
      same(rows[i], back.rows[i]);
      if (!xlsx) CHECK(back.rows[i].machine.size() <= rows[i].machine.size());
    }
  }
}

TEST_CASE("a line that looks like a formula is a text in the spreadsheet") {
  TemporaryDirectory folder;
  ExchangeRow row;
  row.id = "A#1";
  row.original = "=1+1";
  row.check = original_check(row.original);
  const auto file = folder.path() / "a.xlsx";
  write_xlsx(file, {"c", "t", ""}, {row});
  const auto bytes = read_file(file);
  CHECK(bytes.find("<f>") == std::string::npos);
  CHECK(read_exchange(file).rows.at(0).original == "=1+1");
}

TEST_CASE("a unit that an editor cut into segments is one line again, or refused if half done") {
  TemporaryDirectory folder;
  const auto file = folder.path() / "a.xlf";
  const auto unit = [&](std::string_view segments) {
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        << "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"ro\" "
           "trgLang=\"en\"><file id=\"f\" original=\"clew c t -\"><unit id=\"u1\" name=\"A/1#1\">"
        << segments << "</unit></file></xliff>";
    return read_exchange(file).rows.at(0);
  };
  const auto whole = unit(
      "<segment><source>Vin azi.</source><target>I come today.</target></segment>"
      "<ignorable><source>  </source></ignorable>"
      "<segment><source>Tu?</source><target>You?</target></segment>");
  CHECK(whole.original == "Vin azi.  Tu?");
  CHECK(whole.english == "I come today.  You?");
  CHECK(whole.fault.empty());
  const auto half = unit(
      "<segment><source>Vin azi.</source><target>I come today.</target></segment>"
      "<ignorable><source> </source></ignorable><segment><source>Tu?</source></segment>");
  CHECK(half.fault.find("1 of its 2 segments") != std::string::npos);
}

TEST_CASE("damaged and foreign files are refused with a reason, never worse") {
  TemporaryDirectory folder;
  const auto rows = hard_rows();
  for (const char* name : {"a.xlsx", "a.xlf"}) {
    const auto file = folder.path() / name;
    (std::string(name).ends_with("x") ? write_xlsx : write_xliff)(file, {"c", "t", "-"}, rows);
    const auto whole = read_file(file);
    for (std::size_t cut = 0; cut < whole.size(); cut += 1 + whole.size() / 150) {
      std::ofstream(file, std::ios::binary | std::ios::trunc) << whole.substr(0, cut);
      try {
        const auto got = read_exchange(file).rows.size();
        CHECK(got <= rows.size());
      } catch (const Error& error) {
        CHECK(std::string(error.what()).size() > 10);
      }
      auto flipped = whole;
      flipped[cut] = static_cast<char>(flipped[cut] ^ 0x55);
      std::ofstream(file, std::ios::binary | std::ios::trunc) << flipped;
      try {
        read_exchange(file);
      } catch (const Error&) {
      }
    }
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += "<a>";
  std::ofstream(folder.path() / "deep.xlf", std::ios::binary) << deep;
  CHECK_THROWS_AS(read_exchange(folder.path() / "deep.xlf"), Error);
  std::ofstream(folder.path() / "other.xlf", std::ios::binary) << "<xliff version=\"1.2\"/>";
  CHECK_THROWS_AS(read_exchange(folder.path() / "other.xlf"), Error);
  CHECK_THROWS_AS(read_exchange(folder.path() / "none.xlf"), Error);
}

TEST_CASE("a file of another kind is refused with what it is and what is expected") {
  TemporaryDirectory folder;
  const auto said = [&](std::string_view bytes) {
    const auto file = folder.path() / "back";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    try {
      read_exchange(file);
    } catch (const Error& error) {
      const std::string text = error.what();
      CHECK(text.find(".xlsx") != std::string::npos);
      CHECK(text.find("XLIFF 2.0") != std::string::npos);
      return text;
    }
    return std::string("taken");
  };
  using namespace std::literals;
  CHECK(said("Line;English\nA/1#1;I come\n").find("is plain text (such as CSV)") != std::string::npos);
  CHECK(said("%PDF-1.7\n%\xE2\xE3").find("is a PDF") != std::string::npos);
  CHECK(said("\xD0\xCF\x11\xE0\xA1\xB1"sv).find("before 2007") != std::string::npos);
  CHECK(said("").find("is empty") != std::string::npos);
  CHECK(said("\x01\x02\x03"sv).find("no workbook and no XML") != std::string::npos);
  CHECK(said("<?xml version=\"1.0\"?><tmx version=\"1.4\"/>").find("root <tmx>") != std::string::npos);
  CHECK(said("<xliff version=\"1.2\"/>").find("XLIFF 1.2") != std::string::npos);
  CHECK(said("\xEF\xBB\xBF<xliff version=\"2.0\"><file>").find("is damaged") != std::string::npos);
}

}  // namespace clew::language
