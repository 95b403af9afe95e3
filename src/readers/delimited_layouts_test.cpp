// One fixture per layout, with exact counts and values. All names and numbers are invented; the
// numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/delimited_party.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Certainty;
using model::Direction;
using model::IdentifierKind;
using model::RecordKind;
using model::State;

TEST_CASE("a header of two rows names its columns by both") {
  const Kept got = read(
      "IPDR Report\n"
      "Subscriber,,Private IP,,Destination,,Session,\n"
      "MSISDN,IMSI,Address,Port,Address,Port,Start Time,End Time\n"
      "447700900001,234150000000001,10.0.0.1,51000,192.0.2.1,52000,01/03/2024 09:00:00,01/03/2024 09:05:00\n"
      "447700900001,234150000000001,10.0.0.1,51001,192.0.2.1,52001,13/03/2024 09:06:00,13/03/2024 09:07:00\n");
  CHECK(got.rows_seen() == 5);
  CHECK(got.reconciles());
  REQUIRE(got.records.size() == 2);
  const auto& first = got.records[0];
  CHECK(utc(first) == "2024-03-01T09:00:00");
  CHECK(first.times.size() == 2);
  CHECK(who(first).find("10.0.0.1") == std::string::npos);
  CHECK(who(first).find("447700900001") != std::string::npos);
  CHECK(*field(first.extras, "Private IP Address") == "10.0.0.1");
  CHECK(*field(first.extras, "Destination Port") == "52000");
  for (const auto& r : got.extra) CHECK(r.kind != RecordKind::location);
}

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

TEST_CASE("seconds that would be before 1997 are Apple's, which count from 2001; a checksum is nobody") {
  const Kept kept = read("memoryDate,phone,hashedPhoneNumber,name\n694760400,+447700900123,7645fb2cbab2b36e1fa47b012963103a35373fb463d618ac9649ce71d3060a32,Ana\n"
                         "818000000,+447700900124,b03b09d20ec7be9a5dc70943312c48f1a65169396d78764d88ccddccf1b53f46,Ben\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.records[0].times.size() == 1);
  CHECK(to_iso_utc(*kept.records[0].times[0].utc).starts_with("2023-01-07"));
  CHECK(to_iso_utc(*kept.records[1].times[0].utc).starts_with("2026-12-0"));
  for (const auto& p : kept.records[0].participants) CHECK(p.identifier.raw.size() < 20);
}

TEST_CASE("in a wide table without a header small numbers are nobody; a header may hold one number; counts are no numbers of people") {
  const Kept wide = read("1,Dulce,Abril,Female,United States,32,15/10/2017,1562,x,y\n2,Mara,Hashimoto,Female,Great Britain,25,16/08/2016,1582,x,y\n3,Philip,Gent,Male,France,36,21/05/2015,2587,x,y\n");
  for (const auto& record : wide.records) {
    CHECK(record.kind != RecordKind::message);
    for (const auto& p : record.participants) CHECK((p.role != model::Role::from && p.role != model::Role::to));
  }
  const Kept headed = read("0,First Name,Last Name,Gender,Country,Age,Date,Id\n1,Dulce,Abril,Female,United States,32,15/10/2017,1562\n2,Mara,Hashimoto,Female,Great Britain,25,16/08/2016,1582\n");
  REQUIRE(headed.records.size() == 2);
  for (const auto& record : headed.records)
    for (const auto& p : record.participants) CHECK((p.role != model::Role::from && p.role != model::Role::to));
  const Kept parts = read("Item,Length,Number Off Bends,Number Off Bend Ups\nCB-1,78.46,7,5\nCB-2,97.91,3,2\nCB-3,220,6,4\n");
  for (const auto& record : parts.records) CHECK(record.kind != RecordKind::call);
}

TEST_CASE("the tables of a Discord return: the words, the author's number and name, friends who are not the owner") {
  const Kept messages = read("channel_id,id,author_id,timestamp,username,contents,attachments\n832000000000000001,832000000000000011,100000000000000001,2021-04-14T21:40:09.123000+00:00,ana01,Keys & map,https://cdn.example/1/2/a.jpg\n"
                             "832000000000000001,832000000000000012,100000000000000002,2021-04-14T21:41:09.123000+00:00,ben,ok,\n");
  REQUIRE(messages.records.size() == 2);
  CHECK(messages.records[0].text == "Keys & map");
  REQUIRE(messages.records[0].participants.size() == 1);
  CHECK(messages.records[0].participants[0].identifier.kind == model::IdentifierKind::uid);
  CHECK(messages.records[0].participants[0].identifier.raw == "100000000000000001");
  CHECK(messages.records[0].participants[0].name == "ana01");
  const Kept friends = read("user_id,username,relationship\n100000000000000002,ben#0001,FRIEND\n100000000000000003,cy#0002,BLOCKED\n");
  REQUIRE(friends.records.size() == 2);
  for (const auto& record : friends.records) {
    CHECK(record.kind == RecordKind::contact);
    for (const auto& p : record.participants) CHECK(p.role != model::Role::owner);
  }
}

TEST_CASE("texts and calls in one table; numbers of accounts; degrees with how exact they are") {
  const Kept cloud = read("Date,Type,Direction,Sender,Recipients,Body,Attachments,Message ID\n2024-03-04T21:40:09Z,sms,in,+15551230001,+15551239999,\"Keys, map\",,M1\n"
                          "2024-03-04T21:41:09Z,mms,out,+15551239999,+15551230001;+15551230002,see,photo.jpg,M2\n2024-03-04T21:42:09Z,call,in,+15551230003,+15551239999,,,M3\n");
  REQUIRE(cloud.records.size() == 3);
  CHECK(cloud.records[0].kind == RecordKind::message);
  CHECK(cloud.records[0].text == "Keys, map");
  CHECK(cloud.records[0].direction == model::Direction::in);
  CHECK(cloud.records[1].kind == RecordKind::message);
  CHECK(cloud.records[1].participants.size() == 3);
  CHECK(cloud.records[2].kind == RecordKind::call);
  CHECK(cloud.records[2].participants[0].role == model::Role::caller);
  const Kept ids = read("id,subject,body,author_id,author_name,recipient_id,recipient_name,created_time\n91,Hi,Come to my game,812345678,ana_rbx,912345679,ben_rbx,1709588409\n92,Re: Hi,ok,912345679,ben_rbx,812345678,ana_rbx,1709588509\n");
  REQUIRE(ids.records.size() == 2);
  REQUIRE(ids.records[0].participants.size() == 2);
  for (const auto& p : ids.records[0].participants) CHECK(p.identifier.kind == model::IdentifierKind::uid);
  CHECK(ids.records[0].participants[0].name == "ana_rbx");
  CHECK(ids.records[0].participants[1].name == "ben_rbx");
  const Kept places = read("latitude,longitude,timestamp\n51.5 \xC2\xB1 10.0,-0.12 \xC2\xB1 12.0,2021-08-19 12:00:00 UTC\n51.6 \xC2\xB1 10.0,-0.13 \xC2\xB1 12.0,2021-08-20 12:00:00 UTC\n");
  REQUIRE(places.records.size() == 2);
  REQUIRE(places.records[0].place);
  CHECK(*places.records[0].place->latitude == doctest::Approx(51.5));
  CHECK(*places.records[0].place->longitude == doctest::Approx(-0.12));
}

TEST_CASE("the file that a row was found in is no phone") {
  const Kept kept = read("Direction,Date/Time,Duration,From,To,Source\nOutgoing,04/03/2024 21:40:09 UTC+01:00,00:01:05,,+447700900123,calllog.db\nIncoming,13/03/2024 21:40:09 UTC+01:00,00:00:05,+447700900124,,calllog.db\n");
  REQUIRE(kept.records.size() == 2);
  for (const auto& f : kept.records[0].fields) CHECK(f.name != "source_device");
}

TEST_CASE("a name beside a version is a program; a count of messages sent is no time") {
  const Kept kept = read("type,name,version,last_opened,messages_sent\nmessaging,Signal Private Messenger,6.32.0,2025-09-20T18:00:00.000Z,150\nfinance,Coinbase,4.5.1,2025-09-20T18:15:00.000Z,300\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].participants.empty());
  REQUIRE(kept.records[0].times.size() == 1);
  CHECK(to_iso_utc(*kept.records[0].times[0].utc).starts_with("2025-09-20T18:00"));
  CHECK(kept.found("unreadable time") == 0);
}

TEST_CASE("lists of a device's files and apps are no accounts and no people") {
  const Kept files = read(
      "path,size,mode,user_id,user_name,group_id,changed_time,modified_time,sha256\n"
      "/sdcard/.cfg,36,-rw-rw----,0,,1015,1550155672,1593109532,\n/sdcard/a.jpg,99,-rw-rw----,10016,,1015,1550155672,1593109532,\n");
  CHECK(files.count(RecordKind::file) == 2);
  CHECK(files.records[0].participants.empty());
  const Kept apps = read(
      "name,installer,uid,disabled,system,third_party\ncom.example.chat,null,10271,false,false,true\norg.example.map,null,10272,false,false,true\n");
  REQUIRE(apps.records.size() == 2);
  CHECK(apps.count(RecordKind::event) == 2);
  CHECK(apps.records[0].participants.empty());
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

TEST_CASE("serial dates of a spreadsheet are local times of unknown zone") {
  const Kept kept = read(
      "Date,Number,Direction,Text\n"
      "45355.9028819444,+447700900101,Incoming,one\n"
      "45356,+447700900101,Outgoing,two\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(utc(kept.records[0]) == "2024-03-04T21:40:09");
  CHECK(kept.records[0].times[0].unit == "excel-day");
  CHECK(kept.records[0].times[0].raw == "45355.9028819444");
  CHECK(kept.records[0].times[0].certainty == Certainty::local_unknown);
  CHECK(utc(kept.records[1]) == "2024-03-05T00:00:00");
  CHECK(who(kept.records[0]) == "from=+447700900101");
  CHECK(who(kept.records[1]) == "to=+447700900101");
}

TEST_CASE("times around the clock change in a stated zone") {
  Options options;
  options.zone = "Europe/London";
  const Kept kept = read(
      "Time,From,To,Text\n"
      "2024-10-27 00:30:00,+447700900101,+447700900001,before\n"
      "2024-10-27 01:30:00,+447700900101,+447700900001,twice\n"
      "2024-10-27 02:30:00,+447700900101,+447700900001,after\n"
      "2024-03-31 01:30:00,+447700900101,+447700900001,never\n",
      options);
  REQUIRE(kept.records.size() == 4);
  CHECK(utc(kept.records[0]) == "2024-10-26T23:30:00Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::zone_assumed);
  CHECK(kept.records[1].times[0].certainty == Certainty::ambiguous);
  CHECK_FALSE(kept.records[1].times[0].utc);
  CHECK(utc(kept.records[2]) == "2024-10-27T02:30:00Z");
  CHECK(kept.records[3].times[0].certainty == Certainty::ambiguous);
  CHECK(kept.found("time in the hour that the clock change repeats") == 1);
  CHECK(kept.found("time in the hour that the clock change leaves out") == 1);
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

TEST_CASE("epochs are told apart by their size") {
  const Kept kept = read(
      "timestamp,from,to,text\n"
      "1709588409,+447700900101,+447700900001,s\n"
      "1709588409123,+447700900101,+447700900001,ms\n"
      "1709588409123456,+447700900101,+447700900001,us\n"
      "1709588409123456789,+447700900101,+447700900001,ns\n"
      "731281209,+447700900101,+447700900001,unix s of 1993 or apple s of 2024\n"
      "731281209000000000,+447700900101,+447700900001,apple ns\n"
      "13354062009000000,+447700900101,+447700900001,webkit us\n"
      "0,+447700900101,+447700900001,none\n"
      "99999999999,+447700900101,+447700900001,far\n",
      [] {
        Options o;
        o.latest_plausible = parse_iso("2025-01-01")->micros;
        return o;
      }(),
      "ios sms.csv");
  REQUIRE(kept.records.size() == 9);
  for (int i = 0; i < 4; ++i)
    CHECK(utc(kept.records[static_cast<std::size_t>(i)]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[1].times[0].unit == "ms");
  CHECK(*kept.records[2].times[0].utc % 1'000'000 == 123456);
  CHECK(utc(kept.records[4]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[4].times[0].unit == "apple-s");
  CHECK(utc(kept.records[5]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[5].times[0].unit == "apple-ns");
  CHECK(kept.records[6].times[0].unit == "webkit-us");
  CHECK(utc(kept.records[6]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[7].times[0].certainty == Certainty::none);
  CHECK(kept.records[7].times[0].raw == "0");
  CHECK_FALSE(kept.records[8].times[0].certainty == Certainty::exact);
}

TEST_CASE("a Cellebrite-like message sheet") {
  const Kept kept = read(
      "Instant Messages (3)\n"
      "\n"
      "#,Chat #,Identifier,Participants,Source,From,To,Body,Status,Timestamp: Date,Timestamp: Time,"
      "Attachment #1,Deleted,Label\n"
      "1,4,m-1,\"447700900001@s.whatsapp.net Owner (owner)\n447700900101@s.whatsapp.net Ana\","
      "WhatsApp,447700900101@s.whatsapp.net Ana,447700900001@s.whatsapp.net Owner,See you at nine,"
      "Read,14/03/2024,14/03/2024 21:40:09(UTC+0),,,\n"
      "2,4,m-2,\"447700900001@s.whatsapp.net Owner (owner)\n447700900101@s.whatsapp.net Ana\","
      "WhatsApp,447700900001@s.whatsapp.net Owner,447700900101@s.whatsapp.net Ana,,Sent,14/03/2024,"
      "14/03/2024 21:41:09(UTC+1),IMG-1.jpg,Yes,\n"
      "3,5,m-3,\"447700900001 Owner (owner)\n447700900102 Ben*\",SMS,447700900102 Ben*,"
      "447700900001 Owner,call me,Read,15/03/2024,15/03/2024 08:00:00(UTC+0),,Deleted,\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.records.size() == 3);
  const auto& a = kept.records[0];
  CHECK(a.kind == RecordKind::message);
  CHECK(a.key == "m-1");
  CHECK(a.service == "WhatsApp");
  CHECK(utc(a) == "2024-03-14T21:40:09Z");
  CHECK(a.times.size() == 1);
  REQUIRE(a.participants.size() == 2);
  CHECK(a.participants[0].identifier.kind == IdentifierKind::jid);
  CHECK(a.participants[0].identifier.raw == "447700900101@s.whatsapp.net");
  CHECK(a.participants[0].name == "Ana");
  CHECK(a.participants[0].role == model::Role::from);
  CHECK(utc(kept.records[1]) == "2024-03-14T20:41:09Z");
  CHECK(kept.records[1].state == State::recovered);
  CHECK(kept.records[1].state_flag == "Yes");
  REQUIRE(kept.records[1].media.size() == 1);
  CHECK(kept.records[1].media[0].path == "IMG-1.jpg");
  CHECK(kept.records[2].state == State::recovered);
  CHECK(kept.records[2].participants[0].name == "Ben");
  CHECK(kept.records[2].participants[0].identifier.raw == "447700900102");
  CHECK(kept.records[2].participants[0].identifier.kind == IdentifierKind::phone);
  CHECK(a.state == State::existing);
}

TEST_CASE("an Axiom-like table: the header gives zone and date order") {
  const Kept kept = read(
      "Record,Sender,Recipient,Message,Message Sent Date/Time - (UTC) "
      "(MM/dd/yyyy),Direction,Source,"
      "Recovery method\n"
      "1,+447700900101,+447700900001,one,03/04/2024 09:40:09 PM,Incoming,sms.db,Parsing\n"
      "2,+447700900001,+447700900101,two,03/05/2024 09:40:09 AM,Outgoing,sms.db,Carving\n");
  CHECK(kept.questions.empty());
  REQUIRE(kept.records.size() == 2);
  CHECK(utc(kept.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::exact);
  CHECK(utc(kept.records[1]) == "2024-03-05T09:40:09Z");
  CHECK(kept.records[0].state == State::existing);
  CHECK(kept.records[1].state == State::recovered);
  CHECK(kept.records[1].state_flag == "Carving");
}

TEST_CASE(
    "call records with date and time apart, grid positions, forwarding and withheld numbers") {
  const Kept kept = read(
      "Operator return,Exhibit ABC/7\n"
      "All times GMT\n"
      "\n"
      "Call Type,A Number,B Number,C Number,Call Date,Call Time,Duration (sec),IMEI,IMSI,First "
      "Cell ID,"
      "Cell Easting,Cell Northing,Azimuth,Postcode\n"
      "Voice MO,447700900001,447700900101,,14/03/2024,21:40:09,332,490154203237518,234150000000001,"
      "234-15-100-7,651409.903,313177.270,120,NR1 1AA\n"
      "Voice "
      "MT,Withheld,447700900001,,14/03/2024,22:00:00,12,490154203237518,234150000000001,,,,,\n"
      "SMS MO,447700900001,447700900102,,15/03/2024,08:00:00,,490154203237518,234150000000001,"
      "234-15-100-8,530000,180000,,\n"
      "Call Forward,447700900101,447700900001,447700900103,15/03/2024,09:00:00,60,,,,,,,\n"
      "GPRS,447700900001,,,15/03/"
      "2024,10:00:00,600,490154203237518,234150000000001,234-15-100-7,,,,\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.records.size() == 5);
  CHECK(kept.count(RecordKind::call) == 3);
  CHECK(kept.count(RecordKind::message) == 1);
  CHECK(kept.count(RecordKind::event) == 1);
  const auto& call = kept.records[0];
  CHECK(call.direction == Direction::out);
  CHECK(utc(call) == "2024-03-14T21:40:09Z");
  CHECK(call.times[0].certainty == Certainty::exact);
  CHECK(call.times[0].raw == "14/03/2024 21:40:09");
  CHECK(*call.call->duration == 332 * micros_per_second);
  CHECK(who(call) ==
        "caller=447700900001 callee=447700900101 other=490154203237518 other=234150000000001");
  REQUIRE(kept.extra.size() == 5);  // two rows above the table, three cells
  const auto& cell = kept.extra[2];
  CHECK(*cell.place->latitude == doctest::Approx(52.657977).epsilon(1e-6));
  CHECK(*cell.place->longitude == doctest::Approx(1.716038).epsilon(1e-5));
  CHECK(cell.place->origin == "cell");
  CHECK(cell.participants[0].identifier.raw == "447700900001");
  CHECK(*field(cell.fields, "azimuth") == "120");
  CHECK(*field(cell.fields, "easting") == "651409.903");
  const auto& withheld = kept.records[1];
  CHECK(withheld.direction == Direction::in);
  CHECK(*field(withheld.fields, "withheld") == "Withheld");
  CHECK(withheld.participants[0].role == model::Role::callee);
  CHECK(kept.records[2].service == "SMS");
  CHECK(kept.records[2].times[0].kind == model::TimeKind::sent);
  CHECK(*field(kept.records[3].fields, "forwarded_to") == "447700900103");
}

TEST_CASE("call records of one subscriber with direction, other party and a note about the zone") {
  const Kept kept = read(
      "Subscriber report\n"
      "All times BST\n"
      "Target MSISDN|Direction|Other Party|Start Date/Time|End Date/Time|Duration|Event Type\n"
      "+447700900001|OUT|+447700900101|14/07/2024 21:40:09|14/07/2024 21:45:41|00:05:32|VOICE\n"
      "+447700900001|IN|+447700900101|14/07/2024 22:00:00|14/07/2024 22:00:00|00:00:00|SMS\n"
      "Total records: 2\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.skips("note below the table") == 1);
  CHECK(kept.records[0].kind == RecordKind::call);
  CHECK(who(kept.records[0]) == "callee=+447700900101 caller=+447700900001");
  CHECK(utc(kept.records[0]) == "2024-07-14T20:40:09Z");
  CHECK(utc(kept.records[0], 1) == "2024-07-14T20:45:41Z");
  CHECK(kept.records[0].times[1].kind == model::TimeKind::end);
  CHECK(*kept.records[0].call->duration == 332 * micros_per_second);
  CHECK(kept.records[1].kind == RecordKind::message);
  CHECK(who(kept.records[1]) == "from=+447700900101 to=+447700900001");
  CHECK(kept.decisions.at("zone").starts_with("UTC+01:00"));
}

TEST_CASE("German call records: decimal commas, localised headers") {
  const Kept kept = read(
      "A-Rufnummer;B-Rufnummer;Datum;Uhrzeit;Dauer;Richtung;Breitengrad;L\xC3\xA4ngengrad\n"
      "+447700900001;+447700900101;14.03.2024;21:40:09;00:05:32;ausgehend;52,5200;13,4050\n"
      "+447700900101;+447700900001;15.03.2024;08:00:00;00:00:12;eingehend;52,5210;13,4060\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.count(RecordKind::call) == 2);
  CHECK(who(kept.records[0]) == "caller=+447700900001 callee=+447700900101");
  CHECK(kept.records[0].direction == Direction::out);
  REQUIRE(kept.extra.size() == 2);
  CHECK(*kept.extra[0].place->latitude == doctest::Approx(52.52));
  CHECK(kept.extra[0].participants[0].identifier.raw == "+447700900001");
  CHECK(kept.extra[1].participants[0].identifier.raw == "+447700900001");
}

TEST_CASE("headers in seven languages are understood") {
  const std::vector<std::string> layouts = {
      "Data;Kierunek;Nadawca;Odbiorca;Tre\xC5\x9B\xC4\x87\n2024-03-14 21:40;Przychodz\xC4\x85"
      "ce;",
      "Fecha;Direcci\xC3\xB3n;Remitente;Destinatario;Mensaje\n2024-03-14 21:40;Entrante;",
      "Data;Direzione;Mittente;Destinatario;Testo\n2024-03-14 21:40;In arrivo;",
      "Data;Direc\xC8\x9Bia;Expeditor;Destinatar;Mesaj\n2024-03-14 21:40;Primit;",
      "Data;Dire\xC3\xA7\xC3\xA3o;Remetente;Destinat\xC3\xA1rio;Mensagem\n2024-03-14 "
      "21:40;Recebida;",
      "Date;Sens;Exp\xC3\xA9"
      "diteur;Destinataire;Contenu\n2024-03-14 21:40;Re\xC3\xA7u;",
      "Datum;Richtung;Absender;Empf\xC3\xA4nger;Inhalt\n2024-03-14 21:40;Empfangen;"};
  for (const auto& head : layouts) {
    INFO(head);
    const Kept kept = read(head + "+447700900101;+447700900001;hello\n");
    REQUIRE(kept.records.size() == 1);
    CHECK(kept.records[0].kind == RecordKind::message);
    CHECK(who(kept.records[0]) == "from=+447700900101 to=+447700900001");
    CHECK(kept.records[0].direction == Direction::in);
    CHECK(kept.records[0].text == "hello");
    CHECK(utc(kept.records[0]) == "2024-03-14T21:40:00");
  }
}

TEST_CASE("an order of day and month that nothing decides is asked, not guessed") {
  const std::string text =
      "Date,From,To,Text\n"
      "05/06/2024 10:00,+447700900101,+447700900001,one\n"
      "07/06/2024 10:00,+447700900001,+447700900101,two\n"
      "08/08/2024 10:00,+447700900001,+447700900101,same either way\n";
  const Kept open = read(text);
  REQUIRE(open.questions.size() == 1);
  CHECK(open.questions[0].key == "date-order");
  CHECK(open.questions[0].text.find("05/06/2024") != std::string::npos);
  CHECK(open.questions[0].choices == std::vector<std::string>{"dmy", "mdy"});
  CHECK(open.records[0].times[0].certainty == Certainty::ambiguous);
  CHECK_FALSE(open.records[0].times[0].utc);
  CHECK_FALSE(open.records[0].times[0].local);
  CHECK(open.records[0].times[0].raw == "05/06/2024 10:00");
  CHECK(utc(open.records[2]) == "2024-08-08T10:00:00");
  Options options;
  options.answers["date-order"] = "dmy";
  const Kept answered = read(text, options);
  CHECK(answered.questions.empty());
  CHECK(utc(answered.records[0]) == "2024-06-05T10:00:00");
  options.answers.clear();
  options.date_order = "mdy";
  CHECK(utc(read(text, options).records[0]) == "2024-05-06T10:00:00");
  options.date_order = "dym";
  CHECK_THROWS_AS(read(text, options), Error);
  // One day above twelve at the very end decides for the first row too.
  CHECK(utc(read(text + "13/06/2024 10:00,+447700900001,+447700900101,x\n").records[0]) ==
        "2024-06-05T10:00:00");
}

TEST_CASE("numbers that a program wrote as decimals are told, and mean the whole number") {
  const Kept kept = read(
      "Date,From,To,Message\n2024-03-14 21:40:09,447700900101.0,447700900001,hello\n"
      "2024-03-14 21:41:09,447700900001,447700900101,hi\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(who(kept.records[0]) == "from=447700900101.0 to=447700900001");
  CHECK(kept.records[0].participants[0].identifier.kind == IdentifierKind::phone);
  CHECK(kept.found("number with a decimal point") == 1);
}

TEST_CASE("numbers as spreadsheets, programs and pasting leave them are numbers, one or several") {
  const auto parties = [](const std::string& cell) {
    const Kept kept = read("Date,From,To,Message\n14/03/2024 21:40:09,+447700900001," + cell + ",hello\n");
    REQUIRE(kept.records.size() == 1);
    std::string out;
    for (std::size_t i = 1; i < kept.records[0].participants.size(); ++i) {
      const auto& p = kept.records[0].participants[i];
      out += std::string(word(p.identifier.kind)) + " " + p.identifier.raw + (p.name.empty() ? "" : " " + p.name) + ";";
    }
    return out;
  };
  CHECK(parties("\"=\"\"447700900101\"\"\"") == "phone 447700900101;");
  CHECK(parties("'447700900101") == "phone 447700900101;");
  CHECK(parties("O'Neil") == "name O'Neil O'Neil;");
  CHECK(parties("\"447,700,900,101\"") == "phone 447,700,900,101;");
  CHECK(parties("\"07700900101,07700900102\"") == "phone 07700900101;phone 07700900102;");
  CHECK(parties("07700900101/07700900102") == "phone 07700900101;phone 07700900102;");
  CHECK(parties("020/7946/0000") == "phone 020/7946/0000;");
  CHECK(parties("+441632960001x5") == "phone +441632960001;");
  CHECK(parties("+441632960001 ext. 12") == "phone +441632960001;");
  CHECK(parties("whatsapp:+441632960001") == "phone whatsapp:+441632960001;");
  CHECK(parties("sip:+441632960001@example.org") == "phone sip:+441632960001;");
  CHECK(parties("\u202A+44\u00A07700\u00A0900101\u202C") == "phone +44\u00A07700\u00A0900101;");
  CHECK(parties("٠٧٧٠٠٩٠٠١٠١") == "phone ٠٧٧٠٠٩٠٠١٠١;");
  CHECK(parties("nan") == "");
  CHECK(parties("Nan") == "name Nan Nan;");
}

TEST_CASE("a note to the spreadsheet about the separator is obeyed and is no text of the file") {
  const Kept kept = read("sep=;\nDate;From;To;Message\n14/03/2024 21:40:09;447700900101;447700900001;hello\n");
  CHECK(kept.records.size() == 1);
  CHECK(kept.extra.empty());
  CHECK(kept.reconciles());
}

TEST_CASE("of one table of several phones the column that names them is kept as the phone of each row") {
  const std::string rows =
      ",2024-03-04T21:40:09Z,+447700900101,+447700900001,hello\n"
      ",2024-03-04T21:41:09Z,+447700900001,+447700900101,yes\n";
  auto table = [&](const std::string& header, const std::string& first) {
    std::string text = header + ",Timestamp,From,To,Message\n";
    for (std::size_t at = 0; at < rows.size(); at = rows.find('\n', at) + 1) text += first + rows.substr(at, rows.find('\n', at) + 1 - at);
    return read(text);
  };
  for (const auto* header : {"Source", "Device", "Exhibit", "Evidence number"}) {
    const Kept kept = table(header, "Phone A");
    REQUIRE(kept.records.size() == 2);
    const auto& fields = kept.records[0].fields;
    CHECK(std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.name == "source_device" && f.value == "Phone A"; }));
  }
  // A note of its own in each row is none either.
  std::string notes = "Source,Timestamp,From,To,Message\n";
  for (int i = 0; i < 40; ++i) notes += "row " + std::to_string(i) + " of the table" + rows.substr(0, rows.find('\n') + 1);
  CHECK(read(notes).decisions.at("columns").find("source-device") == std::string::npos);
  // The app is none, nor is the phone of a table that does not name both ends of its rows.
  CHECK(table("Source", "WhatsApp").decisions.at("columns").find("source-device") == std::string::npos);
  const Kept one = read("Device,Timestamp,Direction,Number,Message\nPhone A,2024-03-04T21:40:09Z,Incoming,+447700900101,hello\n");
  CHECK(one.decisions.at("columns").find("source-device") == std::string::npos);
}

TEST_CASE("AXIOM's number of the evidence is nobody, whatever the table is about") {
  const Kept web = read("URL,Last Visited Date/Time - UTC+00:00 (M/d/yyyy),Title,Visit Count,Evidence number,Source,Location\n"
                        "https://example.org/,4/3/2024 10:00:00 AM,Example,2,ABC/1,x\\History,Table: urls\nhttps://example.org/b,4/3/2024 11:00:00 PM,Example b,2,ABC/1,x\\History,Table: urls\n");
  REQUIRE(web.records.size() == 2);
  for (const auto& p : web.records[0].participants) CHECK(p.identifier.raw != "ABC/1");
  CHECK(!web.records[0].place);
  const Kept places = read("Timestamp Date/Time - UTC+01:00 (M/d/yyyy),Latitude,Longitude,Accuracy,Evidence number,Source\n"
                           "4/3/2024 10:00:00 AM,51.5,-0.12,5,ABC/1,x\\Cache.sqlite\n4/3/2024 11:00:00 PM,51.6,-0.13,5,ABC/1,x\\Cache.sqlite\n");
  REQUIRE(places.records.size() == 2);
  CHECK(places.records[0].participants.empty());
}

TEST_CASE("a program's source is no table, even where its bars part two columns with known names") {
  const std::string code = "date|phone\n1|2\n3|4\n5|6\n";
  const auto reader = make_delimited_reader();
  CHECK(reader->probe(testing::item_of(code, {"notes.log"})).confidence > 0);
  CHECK(reader->probe(testing::item_of(code, {"parser.py"})).confidence == 0);
}

TEST_CASE("what was played is nobody") {
  const Kept kept = read("endTime,artistName,trackName,msPlayed\n2021-03-21 13:44,The Examples,Second Song,1000\n2021-03-21 13:48,The Examples,Third Song,2000\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].participants.empty());
}

TEST_CASE("in a list of nodes the id is the account that the list of ties names") {
  for (const auto* text : {"Id,Label\n0,Ana Popescu\n73,Agim Berisha\n", "id,Email,Name,Note\n0,ana.p,Ana Popescu,\n73,agim.b,Agim Berisha,\n"}) {
    const Kept kept = read(text, {}, "nodes.csv");
    REQUIRE(kept.records.size() == 2);
    CHECK(kept.records[1].kind == RecordKind::contact);
    const auto& people = kept.records[1].participants;
    CHECK(std::any_of(people.begin(), people.end(), [](const auto& p) {
      return p.identifier.kind == IdentifierKind::uid && p.identifier.raw == "73" && p.name == "Agim Berisha";
    }));
  }
  // Anywhere else it is the row's own number.
  CHECK(read("id,Name,Email\n73,Agim Berisha,agim@example.org\n", {}, "contacts.csv").records[0].key == "73");
}

TEST_CASE("what a program writes for a missing name is nobody's name, and is kept") {
  const Kept kept = read("Name,Phone\nNA,+447700900101\nNULL,+447700900102\nNa,+447700900103\n", {}, "contacts.csv");
  REQUIRE(kept.records.size() == 3);
  CHECK(kept.records[0].participants[0].name.empty());
  CHECK(kept.records[0].fields[0] == model::Field{"name", "NA"});
  CHECK(kept.records[1].participants[0].name.empty());
  CHECK(kept.records[2].participants[0].name == "Na");
}

TEST_CASE("a meeting called by its day is no telephone number") {
  const Kept kept = read(
      "source,target\n"
      "\"30/10/2008(L), dinner \"\"La Rosa\"\"\",POPESCU Ana\n"
      "'26/02/2008 dinner at the inn,POPESCU Ana\n"
      "2008-02-26 lunch,BERISHA Agim\n"
      "06.12.20.08.99,BERISHA Agim\n",
      {}, "edges.csv");
  REQUIRE(kept.records.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) CHECK(kept.records[i].participants[0].identifier.kind == IdentifierKind::name);
  CHECK(kept.records[0].participants[0].identifier.raw == "30/10/2008(L), dinner \"La Rosa\"");
  CHECK(kept.records[3].participants[0].identifier.kind == IdentifierKind::phone);
}

TEST_CASE("source and target side by side are the ends of a link, and their short numbers ids") {
  const Kept kept = read("source,target,weight\n3,89,3\n88,89,1\n79,11,6\n.2,79,3\n", {}, "edges.csv");
  REQUIRE(kept.records.size() == 4);
  CHECK(who(kept.records[2]) == "from=79 to=11");  // no time: an event, of the two
  for (const auto& r : kept.records)
    for (const auto& p : r.participants) CHECK(p.identifier.kind == IdentifierKind::uid);
  CHECK(kept.found("number with a decimal point") == 1);
  const Kept named = read("Target,Date,Number,Duration\n+447700900001,14/03/2024 21:40:09,+447700900101,12\n");
  CHECK(named.decisions.at("columns").find("Target=owner") != std::string::npos);
}

TEST_CASE("numbers that a spreadsheet damaged are kept as written and match nothing") {
  const Kept kept = read(
      "Date,From,To,Text\n"
      "2024-03-04T21:40:09Z,4.4777E+11,447700900001,one\n"
      "2024-03-04T21:41:09Z,447700900001,4.4777E+11,two\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(who(kept.records[0]) == "to=447700900001");
  CHECK(*field(kept.records[0].fields, "damaged_number") == "4.4777E+11");
  CHECK(kept.found("number damaged by a spreadsheet") == 2);
  const Kept zero = read(
      "Date,Number,Direction,Text\n"
      "2024-03-04T21:40:09Z,7700900101,in,one\n2024-03-04T21:41:09Z,7700900102,in,two\n");
  CHECK(zero.found("numbers without their leading zero") == 1);
  CHECK(who(zero.records[0]) == "from=7700900101");
}

TEST_CASE("contacts, payments, plates, web visits, accounts and devices each find their kind") {
  Kept kept = read(
      "First Name,Last Name,Mobile,E-mail,Company,Notes\n"
      "Ana,Pop,\"+447700900101\n+441632960001\",ana@example.org,Bakery,keys\n"
      "Ben,,07700900102,,,\n");
  REQUIRE(kept.count(RecordKind::contact) == 2);
  CHECK(who(kept.records[0]) ==
        "subject=+447700900101 subject=+441632960001 subject=ana@example.org");
  CHECK(kept.records[0].participants[1].name == "Ana Pop");
  CHECK(*field(kept.records[0].fields, "organisation") == "Bakery");

  kept = read("Name,Phone,Date of Birth\nAna Pop,+447700900101,14/03/1990\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].kind == RecordKind::contact);
  CHECK(kept.records[0].times.empty());  // not a time at which anything happened
  CHECK(*field(kept.records[0].fields, "birthday") == "14/03/1990");

  kept = read(
      "VRM,Capture Date,Capture Time,Camera,Latitude,Longitude,Lane\n"
      "AB12 CDE,14/03/2024,21:40:09,A1 north,51.5,-0.12,2\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].kind == RecordKind::event);
  CHECK(kept.records[0].participants[0].identifier.kind == IdentifierKind::vrm);
  CHECK(kept.records[0].place->origin == "anpr");
  CHECK(kept.records[0].place->name == "A1 north");
  CHECK(*field(kept.records[0].extras, "Lane") == "2");

  kept = read(
      "Timestamp,Latitude,Longitude,Category\n2024-03-14T21:40:09Z,51.5,-0.12,Searched Items\n"
      "2024-03-14T21:50:09Z,51.5,-0.12,Visited\n");
  REQUIRE(kept.count(RecordKind::location) == 2);
  CHECK(kept.records[0].place->origin == "saved");
  CHECK(kept.records[1].place->origin == "");

  kept = read(
      "Date,Description,Amount,Currency,IBAN\n14/03/"
      "2024,rent,-500.00,GBP,GB00TEST12345678901234\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].kind == RecordKind::event);
  CHECK(*field(kept.records[0].fields, "amount") == "-500.00");
  CHECK(kept.records[0].text == "rent");

  kept = read(
      "URL,Title,Visit Time,Visit Count\nhttps://example.org/a,Trains,2024-03-14T21:40:09Z,3\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(*field(kept.records[0].fields, "url") == "https://example.org/a");

  kept = read("Service,Username,User ID,Created\nInstagram,ana_p,12345,2024-03-14T21:40:09Z\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].kind == RecordKind::account);
  CHECK(kept.records[0].participants[0].identifier.scope == "Instagram");

  kept = read("Make,Model,IMEI,ICCID\nAcme,One,490154203237518,8944110068500000001\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.records[0].kind == RecordKind::device);
}

TEST_CASE("Google's address book, new and old: kinds are no names, values are no sums") {
  Kept kept = read(
      "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,"
      "Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
      "Ana,,Pop,ana,Dr,Ani,,Bakery,,1990-03-14,keys,* myContacts,* ,ana@example.org,Mobile,+447700900101 ::: +447700900111,Home,01632 960001\n"
      "Ben,,,,,,,,,,,* myContacts,,,Mobile,07700900102,,\n");
  REQUIRE(kept.count(RecordKind::contact) == 2);
  CHECK(who(kept.records[0]) == "subject=+447700900101 subject=+447700900111 subject=01632 960001 subject=ana@example.org");
  CHECK(*field(kept.records[0].fields, "name") == "Ana Pop");
  CHECK(*field(kept.records[0].fields, "organisation") == "Bakery");
  CHECK(*field(kept.records[0].fields, "birthday") == "1990-03-14");
  CHECK(*field(kept.records[0].extras, "Phone 1 - Label") == "Mobile");
  CHECK(*field(kept.records[0].extras, "Nickname") == "Ani");
  CHECK(who(kept.records[1]) == "subject=07700900102");
  kept = read(
      "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\n"
      "Ana Pop,Ana,,Pop,* myContacts,* Home,ana@example.org,Mobile,+447700900101\n");
  REQUIRE(kept.count(RecordKind::contact) == 1);
  CHECK(who(kept.records[0]) == "subject=+447700900101 subject=ana@example.org");
  CHECK(*field(kept.records[0].fields, "name") == "Ana Pop");
}

TEST_CASE("a network's list whose column of kinds is called event: texts are no calls") {
  const Kept kept = read(
      "Served Number,Date/Time,Event,Other Number,Direction,Duration,Start Cell\n"
      "07700900101,2024-03-14 21:40:09,Call,07700900001,Outgoing,00:01:05,12345\n"
      "07700900101,2024-03-14 21:45:09,Text,07700900001,Incoming,,12345\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].kind == RecordKind::call);
  CHECK(kept.records[1].kind == RecordKind::message);
  CHECK(kept.records[1].service == "SMS");
  CHECK(kept.records[1].direction == Direction::in);
}

TEST_CASE("a chat sheet: a message's own time and state, not those of its chat") {
  const Kept kept = read(
      "Chat #,Start Time: Date,Start Time: Time,Last Activity: Date,Last Activity: Time,Deleted - Chat,From,To,Body,Timestamp: Date,Timestamp: Time,"
      "Source,Deleted - Instant Message\n"
      "1,14/03/2024,14/03/2024 21:40:09(UTC+0),14/03/2024,14/03/2024 21:50:09(UTC+0),,447700900101@s.whatsapp.net Ana,447700900001@s.whatsapp.net Ben,"
      "the keys,14/03/2024,14/03/2024 21:45:09(UTC+0),WhatsApp,Yes\n");
  REQUIRE(kept.records.size() == 1);
  const auto& r = kept.records[0];
  CHECK(utc(r) == "2024-03-14T21:45:09Z");
  CHECK(r.times[0].kind == model::TimeKind::sent);
  CHECK(r.times[1].kind == model::TimeKind::start);
  CHECK(r.times[2].kind == model::TimeKind::modified);
  CHECK(r.state == State::recovered);
}

TEST_CASE("a tool's columns for number and matched name, and its word for whose clock it was") {
  const Kept kept = read(
      "Related Application,Direction,Time,From (Matched Name),From (Number),To (Matched Name),To (Number),Text,Deleted\n"
      "WhatsApp Messenger,Outgoing,14/03/2024 21:40:09 UTC (Device),Ana,+447700900101,Ben,+447700900001,The keys,\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(who(kept.records[0]) == "from=+447700900101 to=+447700900001");
  CHECK(kept.records[0].participants[0].name == "Ana");
  CHECK(utc(kept.records[0]) == "2024-03-14T21:40:09Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::exact);
}

TEST_CASE("a title that names the number says whose records follow, so an incoming text's cell is that phone's") {
  const Kept kept = read(
      "\"Call Data Records for MSISDN 447700900101 from 01/03/2024 to 31/03/2024\"\n\"All times are in GMT\"\n\n"
      "\"Call Type\",\"Call Date\",\"Call Time\",\"Originating Number\",\"Terminating Number\",\"First Cell ID\",\"First Cell Easting\",\"First Cell Northing\"\n"
      "\"SMS\",\"14/03/2024\",\"21:45:09\",\"447700900001\",\"447700900101\",\"234-30-1234-56789\",\"530000\",\"180000\"\n"
      "\"Voice\",\"14/03/2024\",\"21:50:09\",\"447700900101\",\"447700900001\",\"234-30-1234-56789\",\"530000\",\"180000\"\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].direction == Direction::in);
  CHECK(kept.records[1].direction == Direction::out);
  for (const auto& r : kept.extra)
    if (r.kind == RecordKind::location) CHECK(who(r) == "subject=447700900101");
}

TEST_CASE("the one number that stands in each row of call records is the phone that was served") {
  const std::string head = "Type,Start Time,Calling Number,Called Number,Duration,Cell ID,Latitude,Longitude\n";
  const auto row = [](const char* a, const char* b, int minute) {
    return "Voice,2024-03-14 21:" + std::to_string(10 + minute) + ":09," + a + "," + b + ",60,234-30-1-5,51.5,-0.12\n";
  };
  const char *own = "447700900101", *ben = "447700900001", *cai = "447700900002";
  const std::string rows = row(own, ben, 1) + row(ben, own, 2) + row("+447700900101", cai, 3) + row(cai, own, 4) + row(own, ben, 5);
  const Kept kept = read(head + rows);
  REQUIRE(kept.records.size() == 5);
  CHECK(kept.decisions.at("owner").starts_with("447700900101 (in each of the 5 rows"));
  CHECK(kept.records[1].direction == Direction::in);
  std::size_t places = 0;
  for (const auto& r : kept.extra)
    if (r.kind == RecordKind::location) {
      ++places;
      CHECK(r.participants.at(0).identifier.raw.ends_with("447700900101"));
    }
  CHECK(places == 5);
  // Two people who only talk to each other, or one row without it: nobody can say.
  CHECK_FALSE(read(head + row(own, ben, 1) + row(ben, own, 2) + row(own, ben, 3) + row(ben, own, 4) + row(own, ben, 5)).decisions.contains("owner"));
  CHECK_FALSE(read(head + rows + row(cai, ben, 6)).decisions.contains("owner"));
}

TEST_CASE("two sides of a payment are two people, a slot is no card, a network was joined at a time") {
  Kept kept = read(
      "MTCN,Send Date,Sender First Name,Sender Last Name,Sender Phone,Receiver First Name,Receiver Phone,Send Amount,Currency\n"
      "1234567890,14/03/2024,Ana,Pop,07700900101,Ben,07700900102,200.00,GBP\n");
  REQUIRE(kept.records.size() == 1);
  REQUIRE(kept.records[0].participants.size() == 2);
  CHECK(kept.records[0].participants[0].identifier.raw == "07700900101");
  CHECK(kept.records[0].participants[0].name == "Ana");
  CHECK(kept.records[0].participants[1].name == "Ben");
  kept = read("Contact,Number,Call Type,Call Date/Time,Call Duration,SIM\nAna,+447700900101,Incoming Call,14 Mar 2024 21:40:09,1m 5s,SIM1\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(who(kept.records[0]) == "caller=+447700900101");
  CHECK(*field(kept.records[0].extras, "SIM") == "SIM1");
  kept = read("SSID,BSSID,Last Connected,Security\nHall,02:00:5e:10:00:01,2024-03-14 21:40:09,WPA2\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(utc(kept.records[0]) == "2024-03-14T21:40:09");
}

TEST_CASE("a statement whose rows say whose account it is: that account is the owner's, a sum with a minus went out") {
  const auto own = "GB29NWBK60161331926819", bens = "GB82WEST12345698765432";
  const auto row = [](std::string_view account, std::string_view name, std::string_view other, std::string_view sum) {
    return fmt::format("2024-03-01,{},{},{},{},GBP,rent\n", account, name, other, sum);
  };
  const std::string head = "Booking date,Account,Counterparty name,Counterparty IBAN,Amount,Currency,Description\n";
  Kept kept = read(head + row(own, "Ben", bens, "-250.00") + row(own, "Ben", bens, "1200.00"));
  REQUIRE(kept.records.size() == 2);
  CHECK(who(kept.records[0]) == fmt::format("subject=Ben other={} owner={}", bens, own));
  CHECK(kept.records[0].participants[1].name == "Ben");
  CHECK(kept.records[0].participants[1].identifier.kind == IdentifierKind::iban);
  CHECK(kept.records[0].participants[2].identifier.kind == IdentifierKind::iban);  // by its form, whatever the header says
  CHECK(kept.records[0].direction == model::Direction::out);
  CHECK(kept.records[1].direction == model::Direction::in);
  // One account column: the statement's if it is the same in every row.
  const std::string short_head = "Date,IBAN,Name,Amount\n";
  kept = read(short_head + fmt::format("2024-03-01,{0},Ana,\"(12.50)\"\n2024-03-02,{0},Ben,30.00\n2024-03-03,{0},Cai,-1.00\n", own));
  REQUIRE(kept.records.size() == 3);
  CHECK(who(kept.records[0]).ends_with(fmt::format("owner={}", own)));
  CHECK(kept.records[0].direction == model::Direction::out);
  CHECK(kept.records[1].direction == model::Direction::in);
  kept = read(short_head + fmt::format("2024-03-01,{0},Ana,12.50\n2024-03-02,{1},Ben,30.00\n2024-03-03,{0},Cai,1.00\n", own, bens));
  REQUIRE(kept.records.size() == 3);
  CHECK(who(kept.records[0]).ends_with(fmt::format("other={}", own)));
  CHECK(kept.records[0].direction == model::Direction::unknown);
}

TEST_CASE("a day written as midnight beside its clock, sums below the table, a summary's counts") {
  Kept kept = read(
      "Date,Time,A Party,B Party,Duration\n14/03/2024 00:00:00,21:40:09,447700900101,447700900001,65\n"
      "15/03/2024 00:00:00,08:00:00,447700900101,447700900002,5\nTotal,,,,70\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(utc(kept.records[0]) == "2024-03-14T21:40:09");
  CHECK(kept.records[0].times[0].raw == "14/03/2024 00:00:00 21:40:09");
  CHECK(utc(kept.records[1]) == "2024-03-15T08:00:00");
  CHECK(kept.skips("note below the table") == 1);
  CHECK(kept.reconciles());
  // A clock at midnight alone stays what it is.
  kept = read("Date,A Party,B Party,Duration\n14/03/2024 00:00:00,447700900101,447700900001,65\n");
  CHECK(utc(kept.records.at(0)) == "2024-03-14T00:00:00");
  kept = read("Row Labels,Count of Number,Sum of Duration\n447700900101,1,65\n447700900102,2,70\n");
  for (const auto& r : kept.records)
    for (const auto& p : r.participants) CHECK(p.identifier.raw.size() > 3);
}

TEST_CASE("a list of bookings or of what was said, as people write them") {
  Kept kept = read(
      "Booking Ref,Booked At,Customer Name,Telephone,Pickup Time,Pickup Address,Drop Off Address,Vehicle Reg,Fare\n"
      "B1,14/03/2024 20:00,Ana,07700900101,14/03/2024 21:40,1 Station Road,5 Mill Lane,AB12 CDE,£12.50\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(who(kept.records[0]) == "subject=07700900101 subject=AB12 CDE");  // addresses are nobody
  CHECK(kept.records[0].place->name == "1 Station Road");
  CHECK(*field(kept.records[0].extras, "Drop Off Address") == "5 Mill Lane");
  kept = read("When,Who,To whom,What was said\n14.03.2024 21:40,Ana,Ben,The keys are under the mat\n");
  REQUIRE(kept.count(RecordKind::message) == 1);
  CHECK(who(kept.records[0]) == "from=Ana to=Ben");
  CHECK(kept.records[0].text == "The keys are under the mat");
}

TEST_CASE("a list of people: parts of addresses are no telephones, names keep their parts, namesakes their birthdays") {
  Kept kept = read(
      "id,given_name,surname,street_number,address_1,address_2,suburb,postcode,date_of_birth,group\n"
      "1,Ana,Pop,6,lime walk,millfield,marrowby,4011,19810912,red\n"
      "2,Ana,Pop,69,quay street,old wharf,kettleford,4814,19990219,red\n"
      "3,Ana,Pop,7,the green,,marrowby,4011,,\n");
  REQUIRE(kept.count(RecordKind::contact) == 3);
  CHECK(who(kept.records[0]) == "subject=Ana Pop");
  CHECK(kept.records[0].participants[0].identifier.scope == "born 19810912");
  CHECK(kept.records[1].participants[0].identifier.scope == "born 19990219");
  CHECK(kept.records[2].participants[0].identifier.scope == "row 3");
  CHECK(*field(kept.records[0].fields, "given_name") == "Ana");
  CHECK(*field(kept.records[0].fields, "family_name") == "Pop");
  CHECK(*field(kept.records[0].fields, "birthday") == "19810912");
  CHECK(*field(kept.records[0].extras, "street_number") == "6");
  CHECK(kept.records[0].place->name == "lime walk");
  CHECK(*field(kept.records[0].extras, "address_2") == "millfield");
  CHECK(kept.records[0].chat_key.empty());  // a group of contacts is no conversation
  CHECK(*field(kept.records[0].extras, "group") == "red");
}

TEST_CASE("a list of people with names and a town only is a list of people, and each row is somebody of its own") {
  Kept kept = read("ref,first_name,last_name,suburb\na1,Ana,Pop,marrowby\na2,Ana,Pop,marrowby\na3,,Fox,kettleford\n");
  CHECK(kept.decisions["table"] == "contacts (columns)");
  REQUIRE(kept.count(RecordKind::contact) == 3);
  CHECK(kept.records[0].participants[0].identifier.scope == "row 1");
  CHECK(kept.records[1].participants[0].identifier.scope == "row 2");
  CHECK(who(kept.records[2]) == "subject=Fox");
  CHECK(*field(kept.records[1].extras, "suburb") == "marrowby");
  // With numbers people are told apart by them, and what happened at a time is no list of people.
  kept = read("first name,last name,phone\nAna,Pop,+447700900101\nAna,Pop,\n");
  CHECK(kept.records[1].participants[0].identifier.scope.empty());
  kept = read("first name,last name,date\nAna,Pop,2025-03-04\nBen,Fox,2025-03-05\n");
  CHECK(kept.count(RecordKind::contact) == 0);
}

TEST_CASE("times that count from a beginning which the file does not say are asked about and read as no dates") {
  // As studies of contacts publish them, with a header, without one, and with the time in front. Five figures are no spreadsheet's days here.
  std::string named = "source,target,timestamp\n", bare, first;
  for (int i = 0; i < 60; ++i) {
    const auto pair = fmt::format("{} {}", 11 + i % 7, 40 + i % 5);
    const int at = 25'548 + i * 1'733;
    named += fmt::format("{},{},{}\n", 11 + i % 7, 40 + i % 5, at);
    bare += fmt::format("{} {}\n", pair, at);
    first += fmt::format("{}\t{}\t{}\t3B\t3C\n", at, 11 + i % 7, 40 + i % 5);
  }
  for (const auto& [text, name] : {std::pair{named, "contacts.csv"}, {bare, "email-core-temporal.txt"}, {first, "primary.tsv"}}) {
    CAPTURE(name);
    Kept kept = read(text, {}, name);
    REQUIRE(kept.records.size() == 60);
    REQUIRE(kept.questions.size() == 1);
    CHECK(kept.questions[0].key == "time-start");
    CHECK(kept.decisions["time-start"] == "open");
    CHECK(kept.decisions["table"] == "ties (columns)");
    CHECK(who(kept.records[1]) == "from=12 to=41");
    CHECK(*field(kept.records[1].fields, "ties") == "1");
    for (const auto& r : kept.records) CHECK(r.times.empty());
    CHECK(kept.findings.empty());
    CHECK(kept.reconciles());

    Options said;
    said.answers["time-start"] = "2024-03-04T01:00:00+01:00";
    kept = read(text, said, name);
    CHECK(kept.questions.empty());
    REQUIRE(kept.records[0].times.size() == 1);
    CHECK(kept.records[0].times[0].utc == to_micros({2024, 3, 4, 7, 5, 48, 0}));
    CHECK(kept.records[0].times[0].raw == "25548");
    CHECK(kept.records[0].times[0].unit == "s-from-start");
  }
  // Seconds of Apple's count are none, nor are days and clocks without marks between their parts, as operators write them.
  std::string apple = "Timestamp,From,To,Text\n", compact = "Date,Time,From,To\n";
  for (int i = 0; i < 60; ++i) {
    apple += fmt::format("{},+4477009001{:02},+447700900201,on my way\n", 431'281'209 + i * 7'000, i % 9);
    compact += fmt::format("2024{:02}{:02},{}{:02}{:02},+4477009001{:02},+447700900201\n", 1 + i % 12, 1 + i % 28, 8 + i % 12, i % 60, i * 7 % 60, i % 9);
  }
  Kept seen = read(apple);
  CHECK(seen.questions.empty());
  CHECK(seen.records[0].times[0].unit == "apple-s");
  seen = read(compact);
  CHECK(seen.questions.empty());
  REQUIRE(seen.records[1].times.size() == 1);
  CHECK(seen.records[1].times[0].local == to_micros({2024, 2, 2, 9, 1, 7, 0}));
  CHECK(seen.records[1].times[0].raw == "20240202 90107");
  CHECK(compact_day("20241304").empty());
  CHECK(compact_clock("246000").empty());
  // Days of a spreadsheet, row numbers and counts are none of these.
  std::string days = "source,target,timestamp\n", rows, counts;
  for (int i = 0; i < 60; ++i) {
    days += fmt::format("{},{},{}\n", 11 + i % 7, 40 + i % 5, 45'000 + i * 9);
    rows += fmt::format("{} {} {}\n", 2000 + i, 11 + i % 7, 40 + i % 5);
    counts += fmt::format("{} {} {}\n", 11 + i % 7, 40 + i % 5, 5000 - i * 80);
  }
  Kept kept = read(days);
  CHECK(kept.records[0].times[0].unit == "excel-day");
  CHECK(kept.questions.empty());
  CHECK(read(rows, {}, "list.txt").questions.empty());
  CHECK(read(counts, {}, "graph.txt").decisions["ties"] == "each row stands for as many contacts as 'column 3' says; no times");
}

TEST_CASE("a list of who is tied with whom, without times, is ties: as an edge list, with counts, and as a matrix") {
  const auto ties = [](const Kept& kept) {
    std::string out;
    for (const auto& r : kept.records) {
      CHECK(r.kind == RecordKind::event);
      const auto* counts = field(r.fields, "ties");
      out += who(r) + " " + (counts ? *counts : "-") + "\n";
    }
    return out;
  };
  Kept kept = read("from,to\nAna Pop,Ben Fox\nBen Fox,Cy Hill\n");
  CHECK(ties(kept) == "from=Ana Pop to=Ben Fox 1\nfrom=Ben Fox to=Cy Hill 1\n");
  kept = read("Source,Target,Weight\n1,2,6\n2,17,0\n3,17,0.5\n");
  CHECK(ties(kept) == "from=1 to=2 6\nfrom=2 to=17 0\nfrom=3 to=17 1\n");
  CHECK(kept.decisions["ties"] == "each row stands for as many contacts as 'Weight' says; no times");
  kept = read("from,to\nGreen Land,187\nBo Gars,187\nBo Gars,Green Land\nHill,Bo Gars\nHill,Green Land\n");  // a group that is called so
  CHECK(kept.records[0].participants[1].identifier.kind == model::IdentifierKind::uid);
  // Telephone numbers are telephones in such a list too, with their nought or country in front; other numbers are accounts.
  for (const auto& [cell, kind] : {std::pair{"07700900101", "phone"}, {"447700900101", "phone"}, {"+447700900101", "phone"}, {"5123456789", "uid"}, {"100000123456789", "uid"}, {"1017", "uid"}}) {
    CAPTURE(cell);
    kept = read(fmt::format("from,to\n{},17\n{},18\n19,{}\n", cell, cell, cell));
    CHECK(word(kept.records[0].participants[0].identifier.kind) == kind);
    CHECK(word(kept.records[2].participants[1].identifier.kind) == kind);
  }
  // Without a header only where the file's name says what it is.
  kept = read("14\t101\t2\n18\t19\t5\n19\t18\t6\n", {}, "phonecalls_edgelist.csv");
  CHECK(ties(kept) == "from=14 to=101 2\nfrom=18 to=19 5\nfrom=19 to=18 6\n");
  kept = read("14\t101\t2\n18\t19\t5\n19\t18\t6\n", {}, "stock.csv");
  CHECK(ties(kept) == " -\n -\n -\n");

  // Programs that draw networks write the header as a comment, below others or alone.
  kept = read("# source, target, weight\n2,83,52\n83,1,81\n1,2,1\n", {}, "list.csv");
  CHECK(ties(kept) == "from=2 to=83 52\nfrom=83 to=1 81\nfrom=1 to=2 1\n");
  const std::string commented = "# Directed graph: each pair of nodes is saved once\n# Nodes: 4 Edges: 3\n# FromNodeId\tToNodeId\n2\t83\n83\t1\n1\t2\n";
  kept = read(commented, {}, "soc.txt");
  CHECK(ties(kept) == "from=2 to=83 1\nfrom=83 to=1 1\nfrom=1 to=2 1\n");
  CHECK(kept.reconciles());
  CHECK(make_delimited_reader()->probe(item_of(commented, "soc.txt")).confidence >= 60);

  // A symmetric matrix states each tie twice; a directed one both ways.
  const std::string names = ",Ana Pop,Ben Fox,Cy Hill,Di Moss\n";
  kept = read(names + "Ana Pop,0,3,0,1\nBen Fox,3,0,2,0\nCy Hill,0,2,0,0\nDi Moss,1,0,0,0\n");
  CHECK(ties(kept) == "from=Ana Pop to=Ben Fox to=Di Moss 3,1\nfrom=Ben Fox to=Cy Hill 2\nfrom=Cy Hill -\nfrom=Di Moss -\n");
  CHECK(kept.decisions["table"] == "ties (columns)");
  kept = read(names + "Ana Pop,0,3,0,1\nBen Fox,2,0,2,0\nCy Hill,0,2,0,0\nDi Moss,1,0,0,0\n");
  CHECK(ties(kept) == "from=Ana Pop to=Ben Fox to=Di Moss 3,1\nfrom=Ben Fox to=Ana Pop to=Cy Hill 2,2\nfrom=Cy Hill to=Ben Fox 2\nfrom=Di Moss to=Ana Pop 1\n");
  // People by numbers: the header looks like a row of data.
  kept = read("\"\",\"1\",\"2\",\"3\",\"83\"\n\"1\",0,1,0,0\n\"2\",1,0,4,0\n\"3\",0,4,0,1\n\"83\",0,0,1,0\n");
  CHECK(ties(kept) == "from=1 to=2 1\nfrom=2 to=3 4\nfrom=3 to=83 1\nfrom=83 -\n");
  CHECK(kept.reconciles());
  // A table of sums by month is none, nor is a list with times.
  kept = read("name,jan,feb,mar\nAna,1,2,3\nBen,4,5,6\nCy,7,8,9\n");
  CHECK(kept.decisions["table"] != "ties (columns)");
  kept = read("from,to,date\n07700900101,07700900001,14/03/2024 21:40\n");
  CHECK(kept.decisions["table"] != "ties (columns)");
}

TEST_CASE("a table of who was at which event is attendance, no ties, and only where it surely is one") {
  const std::string cells = "Ana Pop,1,0,1\nBen Fox,0,1,1\nCy Hill,1,,0\n";
  for (const auto& [head, name] : {std::pair<std::string, std::string>{",E1,E2,E3\n", "table.csv"}, {"Name,2024-03-04,2024-03-11,2024-03-18\n", "table.csv"}, {"person,Fair,Market,Walk\n", "attendance.csv"}}) {
    CAPTURE(head);
    const Kept kept = read(head + cells, {}, name);
    REQUIRE(kept.records.size() == 3);
    CHECK(kept.decisions.contains("attendance"));
    CHECK(kept.found("a table of who was at what") == 1);
    CHECK(who(kept.records[1]) == "subject=Ben Fox");
    CHECK(field(kept.records[0].fields, "ties") == nullptr);
    CHECK(kept.reconciles());
  }
  const Kept kept = read(",E1,E2,E3\n" + cells);
  CHECK(*field(kept.records[0].fields, "attended") == "E1; E3");
  CHECK(*field(kept.records[2].fields, "attended") == "E1");
  // Properties of people, counts, and repeated names are none.
  for (const auto* text : {"name,admin,active,verified\nAna,1,0,1\nBen,0,1,1\nCy,1,0,0\n", ",E1,E2,E3\nAna,1,0,2\nBen,0,1,1\nCy,1,0,0\n", ",E1,E2,E3\nAna,1,0,1\nAna,0,1,1\nCy,1,0,0\n",
                           ",q1,q2,q3\nAna,1,0,1\nBen,0,1,1\nCy,1,0,0\n", "date,E1,E2,E3\n2024-03-04,1,0,1\n2024-03-05,0,1,1\n2024-03-06,1,0,0\n"}) {
    CAPTURE(text);
    CHECK(!read(text).decisions.contains("attendance"));
  }
}

TEST_CASE("days of six figures are read in the order that the whole column shows, else asked about") {
  const auto table = [](const std::vector<std::string>& days, const std::string& header = "Date") {
    std::string text = header + ";From;To\n";
    for (std::size_t i = 0; i < days.size(); ++i) text += fmt::format("{};+4477009001{:02};+447700900201\n", days[i], i % 9);
    return text;
  };
  const auto first = [](const Kept& kept) { return kept.records[0].times.empty() || !kept.records[0].times[0].local ? std::string() : to_iso_local(*kept.records[0].times[0].local).substr(0, 10); };
  std::vector<std::string> ymd, dmy, mdy, few;
  for (int day = 1; day <= 28; ++day) {
    ymd.push_back(fmt::format("2403{:02}", day));
    dmy.push_back(fmt::format("{:02}0324", day));
    mdy.push_back(fmt::format("03{:02}24", day));
  }
  Kept kept = read(table(ymd));
  CHECK(first(kept) == "2024-03-01");
  CHECK(kept.decisions["date-order"] == "ymd (the first two figures are the same in all or nearly all of them: the year)");
  CHECK(kept.questions.empty());
  CHECK(kept.findings.empty());
  CHECK(kept.records[0].times[0].raw == "240301");
  kept = read(table(dmy));
  CHECK(first(kept) == "2024-03-01");
  CHECK(kept.decisions["date-order"].starts_with("dmy"));
  CHECK(first(read(table(mdy))) == "2024-03-01");
  // A spreadsheet took the noughts away.
  for (auto& d : dmy)
    if (d[0] == '0') d.erase(0, 1);
  CHECK(first(read(table(dmy))) == "2024-03-01");
  // What cannot be told is asked.
  few = {"010203", "020304", "050601"};
  kept = read(table(few));
  REQUIRE(kept.questions.size() == 1);
  CHECK(kept.questions[0].key == "date-order");
  CHECK(kept.questions[0].choices == std::vector<std::string>{"ymd", "dmy", "mdy"});
  CHECK(kept.records[0].times[0].certainty == model::Certainty::ambiguous);
  CHECK(!kept.records[0].times[0].local);
  Options said;
  said.answers["date-order"] = "dmy";
  kept = read(table(few), said);
  CHECK(kept.questions.empty());
  CHECK(first(kept) == "2003-02-01");
  // The header says it, or one order alone makes days of them.
  CHECK(first(read(table(few, "Date (YYMMDD)"))) == "2001-02-03");
  CHECK(first(read(table({"311299", "010199", "020199"}))) == "1999-12-31");
  // Numbers under other names, and numbers that are no days, are none.
  CHECK(read(table({"240331", "249932", "240301"})).records[0].times[0].certainty == model::Certainty::none);
  CHECK(first(read(table(ymd, "Case"))).empty());
  // A clock stands beside it.
  std::string clocks = "Date,Time,From,To\n";
  for (const auto& d : ymd) clocks += d + ",214009,+447700900101,+447700900201\n";
  kept = read(clocks);
  CHECK(kept.records[0].times[0].local == to_micros({2024, 3, 1, 21, 40, 9, 0}));
}

TEST_CASE("an unknown layout becomes events with every column kept, never nothing") {
  const Kept kept = read("Sprocket;Gear;Tooth\nalpha;12;7\nbeta;13;8\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.count(RecordKind::event) == 2);
  CHECK(*field(kept.records[0].extras, "Sprocket") == "alpha");
  CHECK(*field(kept.records[1].extras, "Tooth") == "8");
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

TEST_CASE("an Android call log with its own type numbers") {
  const Kept kept = read(
      "number,date,duration,type,name\n"
      "+447700900101,1709588409123,332,1,Ana\n"
      "+447700900101,1709588509123,0,3,Ana\n"
      "+447700900102,1709588609123,15,2,\n");
  REQUIRE(kept.count(RecordKind::call) == 3);
  CHECK(kept.records[0].direction == Direction::in);
  CHECK(kept.records[1].call->outcome == "missed");
  CHECK(who(kept.records[2]) == "callee=+447700900102");
  CHECK(kept.records[0].participants[0].name == "Ana");
}

TEST_CASE("a list without header is read by what it holds") {
  const Kept kept = read("1 2 1082040961\n3 4 1082155839\n5 2 1082414391\n", {}, "edges.txt");
  REQUIRE(kept.count(RecordKind::message) == 3);
  CHECK(utc(kept.records[0]) == "2004-04-15T14:56:01Z");
  CHECK(kept.records[0].participants[0].identifier.kind == IdentifierKind::uid);
  CHECK(kept.records[0].locator == "bytes=0+14;line=1;row=1");
}

TEST_CASE("texts without header: the one telephone number is the other side; small numbers beside it are nobody") {
  const Kept plain = read("2024-03-04 21:40:09,447700900123,Incoming,See you at six near the station\n2024-03-04 21:41:09,447700900123,Outgoing,All right I will bring it with me\n"
                          "2024-03-05 08:00:00,447700900124,Incoming,Good morning are you coming today\n", {}, "sms.csv");
  REQUIRE(plain.records.size() == 3);
  CHECK(who(plain.records[0]) == "from=447700900123");
  CHECK(who(plain.records[1]) == "to=447700900123");
  CHECK(plain.records[2].participants[0].identifier.kind == IdentifierKind::phone);
  const Kept counted = read("1,447700900123,2024-03-04 21:40:09,received,See you at six near the station\n2,447700900124,2024-03-04 21:41:09,sent,All right I will bring it\n"
                            "3,447700900123,2024-03-05 08:00:00,received,Good morning are you coming today\n", {}, "sms.csv");
  REQUIRE(counted.records.size() == 3);
  CHECK(who(counted.records[0]) == "from=447700900123");
  CHECK(who(counted.records[1]) == "to=447700900124");
  const Kept kinds = read("07700900123,2024-03-04 21:40,1,See you at six near the station\n07700900124,2024-03-14 21:41,2,All right I will bring it with me\n"
                          "07700900123,2024-03-15 08:00,1,Good morning are you coming today\n", {}, "sms.csv");
  REQUIRE(kinds.records.size() == 3);
  CHECK(who(kinds.records[1]) == "member=07700900124");
}

TEST_CASE("a row that ends before its postcode has no place, and is read") {
  const Kept kept = read("A Number,B Number,Call Type,Date,Duration,Cell ID,Cell Postcode\n447700900101,447700900102,Voice,2024-03-04 10:00:00,30,,MK1 1AA\n447700900101,447700900102,Voice\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.extra.size() == 1);
  CHECK(kept.extra[0].place->name == "MK1 1AA");
}

TEST_CASE("AXIOM's names beside accounts are one party; a row without an account keeps the name") {
  const Kept kept = read(
      "Record,Sender,Sender ID,Recipient(s),Recipient ID(s),Message,Message Sent Date/Time - UTC+00:00 (M/d/yyyy),Source,Location,Evidence number,Recovery method\n"
      "1,Ana Example,100000000000101,Ben Example,100000000000102,hello there,4/3/2024 10:00:00 AM,x\\threads_db2,Table: messages(12),ABC/1,Parsing\n"
      "2,Ben Example,100000000000102,Ana Example;Cem Example,100000000000101;100000000000103,good bye,4/23/2024 10:00:00 PM,x\\threads_db2,Table: messages(13),ABC/1,Parsing\n"
      "3,Ana Example,,Ben Example,100000000000102,once more,4/24/2024 10:00:00 PM,x\\threads_db2,Table: messages(14),ABC/1,Carving\n",
      {}, "Facebook Messenger Messages.csv");
  REQUIRE(kept.records.size() == 3);
  CHECK(who(kept.records[0]) == "from=100000000000101 to=100000000000102");
  CHECK(kept.records[0].participants[0].name == "Ana Example");
  CHECK(kept.records[0].participants[1].name == "Ben Example");
  CHECK(kept.records[0].participants[0].identifier.kind == IdentifierKind::uid);
  CHECK(kept.records[0].participants[1].identifier.kind == IdentifierKind::uid);
  CHECK(who(kept.records[1]) == "from=100000000000102 to=100000000000101 to=100000000000103");
  CHECK(kept.records[1].participants[2].name == "Cem Example");
  CHECK(who(kept.records[2]) == "from=Ana Example to=100000000000102");
  const Kept jids = read(
      "Record,Sender,Sender ID,Recipient(s),Recipient ID(s),Message,Message Sent Date/Time - UTC+00:00 (M/d/yyyy),Source,Evidence number,Recovery method\n"
      "1,447700900123@s.whatsapp.net,17,447700900001@s.whatsapp.net,18,hello there,4/23/2024 10:00:00 AM,x,ABC/1,Parsing\n", {}, "Messages.csv");
  REQUIRE(jids.records.size() == 1);
  CHECK(who(jids.records[0]) == "from=447700900123@s.whatsapp.net to=447700900001@s.whatsapp.net");
}

TEST_CASE("a text of WhatsApp in a tool's table is no SMS, whether its account or its database says so") {
  const std::string head = "Record,Sender,Recipient(s),Message,Message Sent Date/Time - UTC+00:00 (M/d/yyyy),Message Type,Source,Location,Evidence number,Recovery method\n";
  const Kept kept = read(head +
                             "1,447700900123@s.whatsapp.net,447700900001@s.whatsapp.net,hello,4/23/2024 10:00:00 AM,Text,x\\msgstore.db,Table: messages(12),ABC/1,Parsing\n"
                             "2,+447700900123,+447700900001,good bye,4/23/2024 10:00:00 PM,Text,data\\com.whatsapp\\databases\\msgstore.db,Table: messages(13),ABC/1,Parsing\n"
                             "3,+447700900123,+447700900001,good bye,4/23/2024 10:01:00 PM,Text,data\\mmssms.db,Table: sms(13),ABC/1,Parsing\n",
                         {}, "Messages.csv");
  REQUIRE(kept.records.size() == 3);
  CHECK(kept.records[0].service == "WhatsApp");
  CHECK(kept.records[0].participants[0].identifier.scope == "WhatsApp");
  CHECK(kept.records[1].service == "WhatsApp");
  CHECK(kept.records[2].service == "SMS");
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

TEST_CASE("a zone said at import yields to one that the file gives") {
  Options options;
  options.zone = "Europe/London";
  const Kept kept =
      read("Start Time (UTC),From,To,Duration\n2024-07-14 21:40:09,+447700900001,+447700900101,5\n",
           options);
  CHECK(utc(kept.records[0]) == "2024-07-14T21:40:09Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::exact);
  options.zone = "Europe/Londinium";
  CHECK_THROWS_AS(read("Time,From,To,Duration\n2024-07-14 21:40:09,1,2,5\n", options), Error);
}

TEST_CASE("times outside the plausible range are kept and marked") {
  Options options;
  options.latest_plausible = parse_iso("2025-01-01")->micros;
  const Kept kept = read(
      "Date,From,To,Text\n1979-12-31T21:00:00Z,a1,b1,x\n2404-01-01T00:00:00Z,a1,b1,y\n"
      "2024-01-01T00:00:00Z,a1,b1,z\n",
      options);
  CHECK(kept.records[0].times[0].certainty == Certainty::implausible);
  CHECK(kept.records[0].times[0].utc);
  CHECK(kept.records[1].times[0].certainty == Certainty::implausible);
  CHECK(kept.records[2].times[0].certainty == Certainty::exact);
  CHECK(kept.found("time outside the plausible range") == 2);
}

TEST_CASE("a party that was met before is read as the first time: other side, other service, none, withheld") {
  const Kept kept = read(
      "Time,Service,From,To,Body\n"
      "2024-03-04T21:40:09Z,Instagram,447700900102@s.whatsapp.net,+447700900101 Ben,one\n"
      "2024-03-04T21:41:09Z,Telegram,+447700900101 Ben,447700900102@s.whatsapp.net,two\n"
      "2024-03-04T21:42:09Z,Telegram,447700900102@s.whatsapp.net,+447700900101 Ben,three\n"
      "2024-03-04T21:43:09Z,SMS,Withheld,+447700900101 Ben,four\n"
      "2024-03-04T21:44:09Z,SMS,Withheld,,five\n");
  REQUIRE(kept.records.size() == 5);
  CHECK(who(kept.records[0]) == "from=447700900102@s.whatsapp.net to=+447700900101");
  CHECK(who(kept.records[1]) == "from=+447700900101 to=447700900102@s.whatsapp.net");
  CHECK(kept.records[1].participants[0].name == "Ben");
  CHECK(kept.records[2].participants[1].name == "Ben");
  CHECK(who(kept.records[2]) == who(kept.records[0]));
  for (int i : {0, 1, 2})
    for (const auto& p : kept.records[static_cast<std::size_t>(i)].participants)
      if (p.identifier.raw == "447700900102@s.whatsapp.net") CHECK(p.identifier.scope == (i == 0 ? "Instagram" : "Telegram"));
  for (int i : {3, 4}) {
    const auto* withheld = field(kept.records[static_cast<std::size_t>(i)].fields, "withheld");
    REQUIRE(withheld);
    CHECK(*withheld == "Withheld");
  }
}

TEST_CASE("Threema's backup says the side in a column and the other party in the file's name") {
  const std::string head =
      "\"apiid\",\"uid\",\"isoutbox\",\"isread\",\"issaved\",\"messagestae\",\"posted_at\",\"created_at\",\"modified_at\",\"type\",\"body\",\"isstatusmessage\",\"caption\"\n";
  const std::string rows =
      "\"0a1b\",\"11111111-1111-1111-1111-111111111111\",\"0\",\"1\",\"1\",\"READ\",\"1709588409000\",\"1709588409000\",\"1709588409500\",\"TEXT\",\"see you\",\"0\",\"\"\n"
      "\"0a1c\",\"11111111-1111-1111-1111-111111111112\",\"1\",\"1\",\"1\",\"READ\",\"1709588469000\",\"1709588469000\",\"1709588469500\",\"TEXT\",\"at nine\",\"0\",\"\"\n";
  const Kept kept = read(head + rows, {}, "message_ABCD1234.csv");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].service == "Threema");
  CHECK(kept.records[0].direction == model::Direction::in);
  CHECK(who(kept.records[0]) == "from=ABCD1234");
  CHECK(kept.records[0].key == "0a1b");
  CHECK(kept.records[1].direction == model::Direction::out);
  CHECK(who(kept.records[1]) == "to=ABCD1234");
  CHECK(kept.records[0].times[0].kind == model::TimeKind::sent);
}

TEST_CASE("LinkedIn's messages stand in one folder whoever wrote them, and a profile's address is nobody beside the name") {
  const Kept kept = read(
      "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
      "2-a,,Ana Reyes,https://www.linkedin.com/in/ana,Bo Lindt,https://www.linkedin.com/in/bo,2024-03-04 21:40:09 UTC,,see you,INBOX\n"
      "2-a,,Bo Lindt,https://www.linkedin.com/in/bo,Ana Reyes,https://www.linkedin.com/in/ana,2024-03-04 21:41:09 UTC,,at nine,INBOX\n",
      {}, "messages.csv");
  REQUIRE(kept.records.size() == 2);
  for (const auto& r : kept.records) {
    CHECK(r.service == "LinkedIn");
    CHECK(r.direction == model::Direction::unknown);
    CHECK(r.participants.size() == 2);
  }
}

TEST_CASE("a row that says Text is an SMS where a telephone stands in it, and nobody's where none does") {
  const Kept apps = read(
      "Conversation,Sender,Message Type,Message,Sent Time\n"
      "harbour,ana_reyes,Text,see you,2024-03-04T21:40:09Z\n"
      "harbour,bo_lindt,Image,,2024-03-04T21:41:09Z\n"
      "harbour,bo_lindt,Text,at nine,2024-03-04T21:42:09Z\n");
  REQUIRE(apps.records.size() == 3);
  CHECK(apps.records[0].service.empty());
  CHECK(apps.records[2].service.empty());
  const Kept phones = read(
      "From,To,Type,Message,Date\n"
      "+447700900101,+447700900102,Text,see you,2024-03-04T21:40:09Z\n"
      "+447700900102,+447700900101,Text,at nine,2024-03-04T21:41:09Z\n");
  REQUIRE(phones.records.size() == 2);
  CHECK(phones.records[0].service == "SMS");
}

TEST_CASE("a bill whose numbers were partly made unreadable gives nobody a shortened number, and the line is the caller's") {
  const Kept kept = read(
      "ChargeCode,InstallationNo,LineNo,ChargeCardNo,Date,Time,Destination,CalledNo,Duration,TxtDirectRebate,Cost\n"
      "Mobile,01632960018  ,,,12/09/2003,23:00,Mobile Phone,07700 XXYYZZ      ,0000:00:37,           0.000,           0.088\n"
      "Ntnl,01632960018  ,,,13/09/2003,23:01,Stirling,01632 960123      ,0000:25:56,           0.000,           0.871\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].kind == model::RecordKind::call);
  for (const auto& p : kept.records[0].participants) CHECK(p.identifier.raw == "01632960018");
  REQUIRE(field(kept.records[0].fields, "damaged_number"));
  CHECK(*field(kept.records[0].fields, "damaged_number") == "07700 XXYYZZ");
  CHECK(kept.found("number made unreadable") == 1);
  CHECK(kept.records[1].participants.size() == 2);
  CHECK(kept.records[1].call->duration == Micros{1556} * micros_per_second);
  for (const std::string raw : {"0770****56", "+44 7700 9##123", "07700 XXX XXX"}) CHECK(is_masked_number(raw));
  for (const std::string raw : {"*#21#", "#31#07700900101", "07700 900101", "MAXX", "XY21 ZZZ", "*100"}) CHECK(!is_masked_number(raw));
}

TEST_CASE("the name in a table of number plates is the camera's, nobody's") {
  const Kept kept = read(
      "Plate,Latitude,Longitude,TimeStamp,DeviceId,Name\n"
      "AB12CDE,50.82,-0.14,2020-01-01 10:00:00.000,1,Pier Street\n"
      "XY21ZZZ,50.83,-0.15,2020-01-01 10:01:00.000,2,Harbour Road\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.records[0].participants.size() == 1);
  CHECK(kept.records[0].participants[0].identifier.kind == model::IdentifierKind::vrm);
  CHECK(kept.records[0].place->name == "Pier Street");
}

TEST_CASE("a list of programs with their terms of service is no list of messages") {
  const Kept kept = read(
      "id,name,description,type,terms_of_service_url,max_participants\n"
      "1,Watch Together,Create and watch a playlist with your friends,app,https://example.org/terms,-1\n"
      "2,Sketch Game,Gathers drawings and guesses and has lots of them,app,https://example.org/terms2,16\n");
  for (const auto& r : kept.records) {
    CHECK(r.kind == model::RecordKind::event);
    CHECK(r.service.empty());
    for (const auto& p : r.participants) CHECK(p.identifier.kind != model::IdentifierKind::uid);
  }
}
