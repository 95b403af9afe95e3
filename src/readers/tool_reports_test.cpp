// Reports of tools: synthetic files in the layouts that formats.md and the public readers describe.
// That they are read does not prove that a vendor's own file is.
#include <doctest/doctest.h>

#include "readers/axiom_xml_reader.h"
#include "readers/delimited_reader.h"
#include "readers/meta_return_reader.h"
#include "readers/reader_test.h"
#include "readers/xlsx_maker.h"
#include "readers/xlsx_reader.h"
#include "readers/xry_text_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const std::string axiom =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Report><Artifacts>"
    "<Artifact name=\"Android WhatsApp Messages\"><Hits>"
    "<Hit sequence=\"1\"><Fragment name=\"Sender\">447700900123@s.whatsapp.net</Fragment>"
    "<Fragment name=\"Recipient(s)\">447700900001@s.whatsapp.net</Fragment>"
    "<Fragment name=\"Direction\">Incoming</Fragment>"
    "<Fragment name=\"Message Sent Date/Time - (UTC) (MM/dd/yyyy)\">03/04/2024 09:40:09 "
    "PM</Fragment>"
    "<Fragment name=\"Message\"><![CDATA[See you & at six <ok>]]></Fragment>"
    "<Fragment name=\"Source\">userdata\\data\\com.whatsapp\\databases\\msgstore.db</Fragment>"
    "<Fragment name=\"Location\">Table: messages(_id: 12)</Fragment>"
    "<Fragment name=\"Recovery method\">Parsing</Fragment></Hit>"
    "<Hit sequence=\"2\"><Fragment name=\"Sender\">447700900001@s.whatsapp.net</Fragment>"
    "<Fragment name=\"Recipient(s)\">447700900123@s.whatsapp.net</Fragment>"
    "<Fragment name=\"Direction\">Outgoing</Fragment>"
    "<Fragment name=\"Message Sent Date/Time - (UTC) (MM/dd/yyyy)\">03/04/2024 09:41:00 "
    "PM</Fragment>"
    "<Fragment name=\"Message\">Ana &amp; I come</Fragment>"
    "<Fragment name=\"Recovery method\">Carving</Fragment><Fragment name=\"New\">x</Fragment></Hit>"
    "</Hits></Artifact><Artifact name=\"iOS Call Logs\"><Hits><Hit>"
    "<Fragment name=\"Partner\">+447700900123</Fragment><Fragment "
    "name=\"Direction\">Outgoing</Fragment>"
    "<Fragment name=\"Call Date/Time - (UTC) (MM/dd/yyyy)\">03/04/2024 10:00:00 PM</Fragment>"
    "<Fragment name=\"Call Duration (Seconds)\">61</Fragment></Hit></Hits></Artifact>"
    "</Artifacts></Report>";

const std::string xry =
    "Messages/SMS\n\n"
    "Direction:\tIncoming\nTime:\t14/03/2024 21:40:09 UTC (Network)\nStatus:\tRead\nText:\tSee "
    "you\n"
    "at six\n\nand: not "
    "later\nStorage:\tDevice\nIndex:\t1\nFrom\nTel:\t+447700900123\nName:\tAna\n\n"
    "Direction:\tOutgoing\nTime:\t14/03/2024 21:41:00 UTC\nText:\tFirst half and \nReference "
    "Number:\t7\n"
    "Segment Number:\t1\nSegments:\t2\nTo\nTel:\t+447700900123\nTo\nTel:\t+447700900150\n\n"
    "Direction:\tOutgoing\nTime:\t14/03/2024 21:41:00 UTC\nText:\tsecond half\nReference "
    "Number:\t7\n"
    "Segment Number:\t2\nSegments:\t2\nTo\nTel:\t+447700900123\nTo\nTel:\t+447700900150\n\n"
    "Direction:\tIncoming\nTime:\t15/03/2024 08:00:00\nText:\tno zone\nDeleted:\tYes\nFrom\n"
    "Tel:\t+447700900123\n";

}  // namespace

TEST_CASE("AXIOM's XML: artifacts as tables, zone and order from the header, how a hit was found") {
  const auto reader = make_axiom_xml_reader();
  const auto item = item_of(axiom, {"Export.xml"});
  CHECK(reader->probe(item).confidence == 96);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  const auto& r = got.records[0];
  CHECK(r.kind == model::RecordKind::message);
  CHECK(r.service == "WhatsApp");
  CHECK(r.text == "See you & at six <ok>");
  CHECK(r.direction == model::Direction::in);
  CHECK(instant(r) == "2024-03-04T21:40:09Z");
  CHECK(who(r, model::Role::from) == "447700900123@s.whatsapp.net");
  CHECK(who(r, model::Role::to) == "447700900001@s.whatsapp.net");
  CHECK(r.state == model::State::existing);
  CHECK(extra_of(r, "Source").ends_with("msgstore.db"));
  CHECK(extra_of(r, "Location") == "Table: messages(_id: 12)");
  CHECK(got.records[1].state == model::State::recovered);
  CHECK(got.records[1].state_flag == "Carving");
  CHECK(extra_of(got.records[1], "New") == "x");
  const auto& call = got.records[2];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(call.table == "iOS Call Logs");
  CHECK(instant(call) == "2024-03-04T22:00:00Z");
  CHECK(*call.call->duration == 61 * micros_per_second);
  CHECK(who(call, model::Role::callee) == "+447700900123");
  CHECK(bytes_at(item, r).starts_with("<Hit sequence=\"1\">"));
  CHECK(bytes_at(item, r).ends_with("</Hit>"));
  damage(
      *reader, axiom, {"Export.xml"},
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.participants == b.participants;
      },
      31);
}

TEST_CASE("XRY's text: namespaces, texts over lines, messages in segments, zones") {
  const auto reader = make_xry_text_reader();
  const auto item = item_of(xry, {"SMS.txt"});
  CHECK(reader->probe(item).confidence == 93);
  const Collected got = read(*reader, item);
  CHECK(got.seen == 4);
  REQUIRE(got.records.size() == 3);
  const auto& r = got.records[0];
  CHECK(r.kind == model::RecordKind::message);
  CHECK(r.text == "See you\nat six\n\nand: not later");
  CHECK(instant(r) == "2024-03-14T21:40:09Z");
  CHECK(extra_of(r, "clock") == "Network");
  CHECK(r.direction == model::Direction::in);
  CHECK(who(r, model::Role::from) == "+447700900123");
  CHECK(r.participants[0].name == "Ana");
  CHECK(bytes_at(item, r).starts_with("Direction:\tIncoming"));
  const auto& joined = got.records[1];
  CHECK(joined.text == "First half andsecond half");  // blanks at a line's end are not kept
  CHECK(joined.participants.size() >= 2);
  CHECK(got.skips.at("segment joined to its message") == 1);
  CHECK(got.records[2].state == model::State::recovered);
  CHECK(got.records[2].times[0].certainty == model::Certainty::local_unknown);
  // The same in UTF-16, as XRY writes it too.
  std::string wide("\xFF\xFE", 2);
  for (const char c : xry) {
    wide += c;
    wide += '\0';
  }
  const auto wide_item = item_of(wide, {"SMS.txt"});
  CHECK(reader->probe(wide_item).confidence == 93);
  const Collected again = read(*reader, wide_item);
  REQUIRE(again.records.size() == 3);
  CHECK(again.records[0].text == r.text);
  CHECK(bytes_at(wide_item, again.records[0]).substr(0, 4) == std::string("D\0i\0", 4));
}

TEST_CASE("a Cellebrite sheet: titles above, cells of several lines, localised headers") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row().text("Kontakte (2)");
  s.next_row()
      .text("#")
      .text("Name")
      .text("Einträge")
      .text("Telefonnummer")
      .text("Quelle")
      .text("Gelöscht");
  s.next_row()
      .number("1")
      .text("Ana Pop")
      .text("Phone-Mobile: +447700900123\nEmail-Home: ana@example.org")
      .text("")
      .text("WhatsApp")
      .text("");
  s.next_row()
      .number("2")
      .text("Ben")
      .text("Phone-Home: 01632 960123")
      .text("")
      .text("Phone")
      .text("Ja");
  book.sheets.push_back({"Kontakte", "", s.done()});
  SheetMaker c;
  c.strings = &book.strings;
  c.next_row().text("Call Log (1)");
  c.next_row()
      .text("#")
      .text("Parties")
      .text("Direction")
      .text("Date")
      .text("Time")
      .text("Duration")
      .text("Deleted - Call")
      .text("Source file information");
  c.next_row()
      .number("1")
      .text("From: +447700900123 Ana")
      .text("Incoming")
      .text("14/03/2024")
      .text("14/03/2024 21:40:09(UTC+0)")
      .text("00:01:01")
      .text("Yes")
      .text("db.sqlite : 0x12");
  book.sheets.push_back({"Call Log", "", c.done()});
  const Parts parts = book.parts();
  const auto reader = make_xlsx_sheet_reader();
  const Collected contacts = read(*reader, *parts.open("xl/worksheets/sheet1.xml"));
  REQUIRE(contacts.records.size() == 2);
  CHECK(contacts.records[0].kind == model::RecordKind::contact);
  std::string all;
  for (const auto& p : contacts.records[0].participants)
    all += p.identifier.raw + " ";
  CHECK(all.find("+447700900123") != all.npos);
  CHECK(all.find("ana@example.org") != all.npos);
  CHECK(contacts.records[1].state == model::State::recovered);
  const Collected calls = read(*reader, *parts.open("xl/worksheets/sheet2.xml"));
  REQUIRE(calls.records.size() == 1);
  CHECK(calls.records[0].kind == model::RecordKind::call);
  CHECK(instant(calls.records[0]) == "2024-03-14T21:40:09Z");
  CHECK(*calls.records[0].call->duration == 61 * micros_per_second);
  CHECK(who(calls.records[0], model::Role::caller) == "+447700900123");
  CHECK(calls.records[0].state == model::State::recovered);
  CHECK(extra_of(calls.records[0], "Source file information") == "db.sqlite : 0x12");
}

TEST_CASE("a table, a chat or a page in which a piece of AXIOM's XML stands is none of it") {
  const auto sure = [](const std::string& text) { return make_axiom_xml_reader()->probe(item_of(text, {"a"})).confidence; };
  const std::string piece = axiom.substr(axiom.find("<Artifact name"));
  CHECK(sure(axiom) == 96);
  CHECK(sure(piece) == 96);
  CHECK(sure("<html><body>" + piece) == 0);
  CHECK(sure("Date,From,To,Message\n14/03/2024 21:40:09,+447700900001,+447700900101,\"" + piece + "\"\n") == 0);
}

TEST_CASE("AXIOM's and Oxygen's sheets") {
  WorkbookMaker book;
  SheetMaker s;
  s.strings = &book.strings;
  s.next_row()
      .text("Record")
      .text("Sender Name")
      .text("Sender")
      .text("Recipient")
      .text("Message")
      .text("Message Sent Date/Time - (UTC) (MM/dd/yyyy)")
      .text("Source")
      .text("Location")
      .text("Evidence number")
      .text("Recovery method");
  s.next_row()
      .number("1")
      .text("Ana")
      .text("447700900123@s.whatsapp.net")
      .text("447700900001@s.whatsapp.net")
      .text("hi")
      .text("03/04/2024 09:40:09 PM")
      .text("image.bin\\msgstore.db")
      .text("Table: message")
      .text("ABC/1")
      .text("Carving");
  book.sheets.push_back({"WhatsApp Messages - Android", "", s.done()});
  SheetMaker o;
  o.strings = &book.strings;
  o.next_row().text("Oxygen Forensic report");
  o.next_row()
      .text("#")
      .text("Type")
      .text("Direction")
      .text("Time stamp (UTC)")
      .text("From")
      .text("To")
      .text("Text")
      .text("Deleted");
  o.next_row()
      .number("1")
      .text("SMS")
      .text("Incoming")
      .number("45355.902881944443", 1)
      .text("+447700900123")
      .text("+447700900001")
      .text("hello")
      .text("");
  book.sheets.push_back({"Messages", "", o.done()});
  const Parts parts = book.parts();
  const auto reader = make_xlsx_sheet_reader();
  const Collected got = read(*reader, *parts.open("xl/worksheets/sheet1.xml"));
  REQUIRE(got.records.size() == 1);
  CHECK(got.records[0].kind == model::RecordKind::message);
  CHECK(instant(got.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(who(got.records[0], model::Role::from) == "447700900123@s.whatsapp.net");
  CHECK(got.records[0].state == model::State::recovered);
  CHECK(extra_of(got.records[0], "Source") == "image.bin\\msgstore.db");
  const Collected oxygen = read(*reader, *parts.open("xl/worksheets/sheet2.xml"));
  REQUIRE(oxygen.records.size() == 1);
  CHECK(oxygen.records[0].kind == model::RecordKind::message);
  CHECK(instant(oxygen.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(who(oxygen.records[0], model::Role::from) == "+447700900123");
}

TEST_CASE("a Snapchat return: legend, rule, header, rows, and again") {
  const std::string csv =
      "\"Conversations\nThis file holds the messages\nof the account.\"\n"
      "=====================================================\n"
      "content_type,message_type,conversation_id,conversation_title,message_id,sender_username,"
      "recipient_username,text,timestamp\n"
      "TEXT,chat,c1,,m1,ana_01,me_02,hello,2026-04-11 04:02:00 UTC\n"
      "TEXT,chat,c1,,m2,me_02,ana_01,fine,Wed Aug 19 12:00:00 UTC 2026\n";
  Collected got;
  make_delimited_reader()->read(item_of(csv, {"conversations.csv"}), {}, got);
  CHECK(got.seen == got.records.size() + got.skipped);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].kind == model::RecordKind::message);
  CHECK(instant(got.records[0]) == "2026-04-11T04:02:00Z");
  CHECK(instant(got.records[1]) == "2026-08-19T12:00:00Z");
  CHECK(who(got.records[0], model::Role::from) == "ana_01");
  CHECK(got.records[0].chat_key == "c1");
}

TEST_CASE("a return of Meta: threads, authors, what was removed, and all other text") {
  const std::string page =
      "<html><head><style>.div_table{}</style></head><body><div class=\"div_table outer\">"
      "<div class=\"div_table inner\">Service<div class=\"most_inner\">Facebook</div></div>"
      "<div class=\"div_table inner\">Account Identifier<div "
      "class=\"most_inner\">100001</div></div>"
      "<div>Registration Date</div><div>2019-01-01 00:00:00 UTC</div>"
      "<div>Unified Messages</div><div>Thread<div>(4200)</div></div><div>Current "
      "Participants<div>2024-03-"
      "05 00:00:00 UTC</div><div>Me Example (Facebook: 100001)</div><div>Ana Pop (Facebook: "
      "100123)</div></div><div>Author<div>Ana Pop (Facebook: "
      "100123)</div></div><div>Sent<div>2024-03-04 "
      "21:40:09 UTC</div></div><div>Body<div>Fish &amp; chips<br>at "
      "six</div></div><div>Author<div>Me "
      "Example (Facebook: 100001)</div></div><div>Sent<div>2024-03-04 21:41:00 "
      "UTC</div></div><div>Body"
      "<div>fine</div></div><div>Removed by Sender<div>true</div></div><div>Linked Media "
      "File:<div>linked_media/a_1.jpg</div></div></div></body></html>";
  const auto reader = make_meta_return_reader();
  CHECK(reader->probe(item_of(page, {"records.html"})).confidence == 96);
  const auto item = item_of(page, {"records.html"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  CHECK(got.records[0].table == "other text");
  CHECK(got.records[0].text.find("Registration Date") != std::string::npos);
  const auto& in = got.records[1];
  CHECK(in.text == "Fish & chips\nat six");
  CHECK(in.direction == model::Direction::in);
  CHECK(instant(in) == "2024-03-04T21:40:09Z");
  CHECK(in.participants[0].identifier.raw == "100123");
  CHECK(in.chat_key == "4200");
  const auto& out = got.records[2];
  CHECK(out.direction == model::Direction::out);
  CHECK(out.state == model::State::revoked);
  CHECK(out.media[0].path == "linked_media/a_1.jpg");
  CHECK(got.records[3].kind == model::RecordKind::account);
  CHECK(who(got.records[3], model::Role::owner) == "100001");
  REQUIRE(got.extra.size() == 1);
  CHECK(got.extra[0].participants.size() == 2);
}
