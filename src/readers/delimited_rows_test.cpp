// Rows of delimited text as they lie in files: encodings, quotes, ragged rows, several tables, what stands around them.
// All names and numbers are invented; the numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>

#include "exhibit/locator.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Certainty;
using model::Direction;
using model::IdentifierKind;
using model::RecordKind;

TEST_CASE("coordinates in whole numbers of ten-millionths of a degree, as their header says") {
  const Kept got = read(
      "timestamp,latitudeE7,longitudeE7,accuracy\n2024-03-04T10:30:00Z,515000000,-1200000,8\n"
      "2024-03-04T10:31:00Z,515010000,-1200000,10\n2024-03-04T10:32:00Z,515020000,-1200000,7\n");
  REQUIRE(got.records.size() == 3);
  REQUIRE(got.records[1].place);
  CHECK(got.records[1].place->latitude == 51.501);
  CHECK(got.records[1].place->longitude == -0.12);
  CHECK(got.found("unreadable coordinates") == 0);
}

TEST_CASE("UTF-16 with semicolons: records point at their bytes in the source") {
  const std::string text =
      "Datum;Richtung;Absender;Empfänger;Nachricht\r\n"
      "14.03.2024 21:40:09;Eingehend;+447700900101;+447700900001;\"Tăng; mâine 🔑\"\r\n"
      "15.03.2024 08:00:00;Ausgehend;+447700900001;+447700900101;\"zwei\r\nZeilen\"\r\n";
  for (const bool little : {true, false}) {
    for (const bool mark : {true, false}) {
      const std::string bytes = utf16(text, little, mark);
      const Kept kept = read(bytes);
      CHECK(kept.rows_seen() == 3);
      CHECK(kept.reconciles());
      REQUIRE(kept.records.size() == 2);
      const auto& first = kept.records[0];
      CHECK(first.kind == RecordKind::message);
      CHECK(first.text == "Tăng; mâine 🔑");
      CHECK(first.direction == Direction::in);
      CHECK(who(first) == "from=+447700900101 to=+447700900001");
      CHECK(utc(first) == "2024-03-14T21:40:09");
      CHECK(first.times[0].certainty == Certainty::local_unknown);
      CHECK(first.times[0].kind == model::TimeKind::sent);
      CHECK(kept.records[1].text == "zwei\r\nZeilen");
      CHECK(kept.records[1].direction == Direction::out);
      // The locator's bytes, decoded, are the row as written.
      const auto at = first.locator;
      const std::size_t plus = at.find('+');
      const std::size_t offset = std::stoul(at.substr(6, plus - 6));
      const std::size_t length = std::stoul(at.substr(plus + 1));
      CHECK(bytes.substr(offset, length) ==
            utf16("14.03.2024 21:40:09;Eingehend;+447700900101;+447700900001;\"Tăng; mâine 🔑\"",
                  little, false));
      CHECK(at.ends_with(";line=2;row=1"));
      CHECK(kept.records[1].locator.ends_with(";line=3;row=2"));
    }
  }
}

TEST_CASE("tab-separated with quoted line breaks and doubled quotes") {
  const Kept kept = read(
      "Date\tFrom\tTo\tBody\n"
      "2024-03-04T21:40:09Z\tAna\tBen\t\"She said \"\"yes\"\",\nthen left\"\n"
      "2024-03-04T21:41:09Z\tBen\tAna\tok\n",
      {}, "chat.tsv");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.reconciles());
  CHECK(kept.records[0].text == "She said \"yes\",\nthen left");
  CHECK(kept.records[0].participants[0].identifier.kind == IdentifierKind::name);
  CHECK(utc(kept.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[1].locator.find("line=4;row=2") != std::string::npos);
}

TEST_CASE("ragged rows are kept, with findings") {
  const Kept kept = read(
      "Date,From,To,Text\n"
      "2024-03-04T21:40:09Z,+447700900101,+447700900001,whole\n"
      "2024-03-04T21:41:09Z,+447700900101\n"
      "2024-03-04T21:42:09Z,+447700900101,+447700900001,long,one,two\n"
      "2024-03-04T21:43:09Z,+447700900101,+447700900001,commas,,\n");
  CHECK(kept.records.size() == 4);
  CHECK(kept.reconciles());
  CHECK(kept.found("row with too few fields") == 1);
  CHECK(kept.found("row with too many fields") == 1);
  const auto* extra = field(kept.records[2].extras, "column 5");
  REQUIRE(extra);
  CHECK(*extra == "one");
}

TEST_CASE("sections with legends and rules are tables of their own") {
  const Kept kept = read(
      "\"Conversations of the account.\nTimes are in UTC.\"\n"
      "================\n"
      "content_type,message_type,conversation_id,sender_username,recipient_username,text,"
      "timestamp\n"
      "CHAT,TEXT,c-1,ana_p,ben_q,see you at nine,Wed Aug 19 12:00:00 UTC 2020\n"
      "CHAT,TEXT,c-1,ben_q,ana_p,fine,Wed Aug 19 12:01:00 UTC 2020\n"
      "\n"
      "\"Places of the account.\"\n"
      "================\n"
      "Timestamp,Latitude,Longitude,Accuracy\n"
      "2020-08-19 12:00:00 UTC,51.5074,-0.1278,12\n"
      "2020-08-19 12:05:00 UTC,51.5080,-0.1270,15\n"
      "2020-08-19 12:09:00 UTC,51.5090,-0.1260,9\n");
  CHECK(kept.reconciles());
  CHECK(kept.count(RecordKind::message) == 2);
  CHECK(kept.count(RecordKind::location) == 3);
  REQUIRE(kept.records.size() == 5);
  CHECK(utc(kept.records[0]) == "2020-08-19T12:00:00Z");
  CHECK(kept.records[0].chat_key == "c-1");
  CHECK(who(kept.records[0]) == "from=ana_p to=ben_q");
  CHECK(kept.records[0].table == "table 1");
  CHECK(kept.records[2].table == "table 2");
  CHECK(kept.records[2].locator.find("row=1;table=") != std::string::npos);
  CHECK(utc(kept.records[2]) == "2020-08-19T12:00:00Z");
  CHECK(*kept.records[2].place->latitude == doctest::Approx(51.5074));
  CHECK(kept.skips("header") == 2);
  CHECK(kept.skips("preamble") == 4);
  CHECK(kept.skips("blank row") == 1);
}

TEST_CASE("what stands above and below a table is kept as text, each row with its place") {
  const std::string file =
      "Operator return,\"for exhibit \"\"ABC/7\"\"\"\n"
      "=====\n"
      "\n"
      "Calls of,07700 900001\n"
      "Start Date/Time,A Number,B Number,Duration\n"
      "14/03/2024 21:40:09,447700900001,447700900101,12\n"
      "15/03/2024 21:40:09,447700900001,447700900101,12\n"
      "Total records: 2\n";
  const Kept kept = read(file);
  CHECK(kept.reconciles());
  CHECK(kept.count(RecordKind::call) == 2);
  REQUIRE(kept.extra.size() == 3);
  for (const auto& r : kept.extra) CHECK(r.kind == RecordKind::document);
  CHECK(kept.extra[0].text == "Operator return\tfor exhibit \"ABC/7\"");
  CHECK(kept.extra[1].text == "Calls of\t07700 900001");
  CHECK(*field(kept.extra[1].fields, "title") == "above the table");
  const auto place = exhibit::locator_bytes(kept.extra[1].locator);
  REQUIRE(place);
  CHECK(file.substr(place->offset, place->length) == "Calls of,07700 900001");
  CHECK(kept.extra[2].text == "Total records: 2");
  CHECK(*field(kept.extra[2].fields, "title") == "below the table");
}

TEST_CASE("of a table without rows the header is kept as text") {
  const Kept kept = read("Call Date,Call Time,A Number,B Number\n");
  CHECK(kept.reconciles());
  CHECK(kept.records.empty());
  REQUIRE(kept.extra.size() == 1);
  CHECK(kept.extra[0].text == "Call Date\tCall Time\tA Number\tB Number");
}

TEST_CASE("Windows-1252 text keeps its letters") {
  const Kept kept = read(
      "Date,Exp\xE9"
      "diteur,Destinataire,Texte\n"
      "2024-03-14 21:40,+447700900101,+447700900001,\"\xE0 demain \x96 5 \x80\"\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].text == "à demain – 5 €");
  CHECK(who(kept.records[0]) == "from=+447700900101 to=+447700900001");
  CHECK(kept.decisions.at("encoding").starts_with("Windows-1252"));
}

TEST_CASE("a note to the spreadsheet about the separator is obeyed and is no text of the file") {
  const Kept kept = read("sep=;\nDate;From;To;Message\n14/03/2024 21:40:09;447700900101;447700900001;hello\n");
  CHECK(kept.records.size() == 1);
  CHECK(kept.extra.empty());
  CHECK(kept.reconciles());
}

TEST_CASE("repeated headers, zero bytes and pipes") {
  const Kept kept = read(std::string(
      "Date|From|To|Text\n"
      "2024-03-04T21:40:09Z|+447700900101|+447700900001|a\0b\n"
      "Date|From|To|Text\n"
      "2024-03-04T21:41:09Z|+447700900101|+447700900001|c\n",
      sizeof("Date|From|To|Text\n2024-03-04T21:40:09Z|+447700900101|+447700900001|a_b\nDate|From|"
             "To|Text\n2024-03-04T21:41:09Z|+447700900101|+447700900001|c\n") -
          1));
  CHECK(kept.reconciles());
  CHECK(kept.skips("repeated header") == 1);
  CHECK(kept.found("zero bytes in text") == 1);
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].text ==
        "a\uFFFD"
        "b");
}

TEST_CASE("a row that ends before its postcode has no place, and is read") {
  const Kept kept = read("A Number,B Number,Call Type,Date,Duration,Cell ID,Cell Postcode\n447700900101,447700900102,Voice,2024-03-04 10:00:00,30,,MK1 1AA\n447700900101,447700900102,Voice\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.extra.size() == 1);
  CHECK(kept.extra[0].place->name == "MK1 1AA");
}

TEST_CASE("a quote that never closes costs one row, not the rest of the file") {
  std::string text = "Id,From,To,Text,Date\n";
  for (int i = 1; i <= 20; ++i)
    text += std::to_string(i) + ",+447700900101,+447700900001," +
            (i == 5 ? "\"no end" : "\"line\"") + ",2024-03-04T21:40:09Z\n";
  const Kept kept = read(text);
  CHECK(kept.reconciles());
  CHECK(kept.records.size() == 20);
  CHECK(kept.found("quote never closed") == 1);
  CHECK(kept.records[4].text == "\"no end");
  CHECK(kept.records[19].key == "20");
}

TEST_CASE("the two cuts of spreadsheets are said") {
  const Kept cell = read("Date,From,To,Text\n2024-03-04T21:40:09Z,+447700900101,+447700900001,\"" +
                         std::string(32'767, 'x') + "\"\n");
  CHECK(cell.found("cell probably cut by a spreadsheet") == 1);
  std::string rows = "Date,From,To,Text\n";
  for (int i = 1; i < 1'048'576; ++i)
    rows += "1709588409,1,2,x\n";
  const Kept file = read(rows);
  CHECK(file.found("file probably cut by a spreadsheet") == 1);
  CHECK(file.records.size() == 1'048'575);
  const Kept one_less = read(rows.substr(0, rows.size() - 17));
  CHECK(one_less.found("file probably cut by a spreadsheet") == 0);
}
