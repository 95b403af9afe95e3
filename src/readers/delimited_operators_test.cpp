// Layouts of operators, banks and free tools, as public files and the tools' own lists of columns have them. All names and numbers are
// invented; the numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Direction;
using model::IdentifierKind;
using model::RecordKind;

TEST_CASE("an operator's description of the service is no text of a message") {
  Kept kept = read(
      "Item,ConnDateTime(UTC),Originating Number,Terminating Number,IMEI,IMSI,Feature,Description\n"
      "1,03/04/2025 10:00:05,447700900101,447700900102,490154203237518,234150000000001,NIOP,Mobile to mobile\n"
      "2,03/14/2025 10:05:05,447700900102,447700900101,490154203237518,234150000000001,NIOP,Mobile to mobile\n");
  CHECK(kept.count(RecordKind::call) == 2);
  CHECK(kept.count(RecordKind::message) == 0);
  CHECK(*field(kept.records[0].extras, "Description") == "Mobile to mobile");
}

TEST_CASE("AT&T's call records: the elapsed time is minutes and seconds, a cell has its place, a moving call its first one") {
  const Kept kept = read(
      "MOBILITY USAGE\n(with cell location)\nRun Date:,03/20/2024\n\n"
      "Item,ConnDate,ConnTime(UTC),SeizureTime,ET,OriginatingNumber,TerminatingNumber,IMEI,IMSI,CT,Feature,Make,CellLocation\n"
      "1,03/01/24,13:22:10,0:05,2:31,447700900101,447700900123,4901542032375180,234150000000001,MO,[NIOP],APPLE,[37622/10091:-122.41941:37.77493:120.0:-1.0]\n"
      "2,03/13/24,14:02:59,0:00,0:07,447700900123,447700900101,4901542032375180,234150000000001,MT,[VM],APPLE,[37622/10092:-122.41950:37.77400:-1.0:-1.0]\n"
      "3,03/14/24,23:59:01,0:10,61:01,447700900101,447700900124,4901542032375180,234150000000001,MO,[NIOP],APPLE,\"[37622/10091:-122.41941:37.77493:120.0:-1.0, "
      "37622/10099:-122.40000:37.77000:0.0:-1.0]\"\n");
  std::vector<const model::Record*> calls;
  for (const auto& r : kept.records)
    if (r.kind == RecordKind::call) calls.push_back(&r);
  REQUIRE(calls.size() == 3);
  CHECK(calls[0]->call->duration == 151 * micros_per_second);
  CHECK(calls[2]->call->duration == 3661 * micros_per_second);
  CHECK(calls[0]->direction == Direction::out);
  CHECK(calls[1]->direction == Direction::in);
  std::vector<model::Record> places;
  for (const auto& r : kept.extra)
    if (r.kind == RecordKind::location) places.push_back(r);
  REQUIRE(places.size() == 3);
  const auto& at = places[0];
  CHECK(at.place->latitude == 37.77493);
  CHECK(at.place->longitude == -122.41941);
  CHECK(*field(at.fields, "cell") == "37622/10091");
  CHECK(*field(at.fields, "azimuth") == "120.0");
  CHECK(who(places[1]).starts_with("subject=447700900101"));  // the phone that was called is at the cell
  CHECK(!field(places[1].fields, "azimuth"));
  CHECK(places[2].place->latitude == 37.77493);
  CHECK(field(places[2].extras, "CellLocation")->ends_with("37622/10099:-122.40000:37.77000:0.0:-1.0]"));
}

TEST_CASE("a call type that names texts beside calls makes messages of them") {
  const Kept kept = read(
      "Subject,Call Type,Calling Number,Called Number,Call Date,Call Time,Duration,First Cell ID,IMEI\n"
      "447700900101,Outgoing,447700900101,447700900102,2024-06-21,13:23:06,60,234-15-1201-30501,352421503001119\n"
      "447700900101,SMS-MT,447700900103,447700900101,2024-06-22,22:16:12,0,234-15-1201-30501,352421503001119\n"
      "447700900101,SMS-MO,447700900101,447700900103,2024-06-22,22:18:12,0,234-15-1201-30501,352421503001119\n"
      "447700900101,Incoming,447700900104,447700900101,2024-06-23,07:04:55,0,234-15-1201-30501,352421503001119\n"
      "447700900101,Outgoing,447700900101,447700900104,2024-06-23,08:04:55,12,234-15-1201-30501,352421503001119\n");
  REQUIRE(kept.records.size() == 5);
  CHECK(kept.count(RecordKind::call) == 3);
  CHECK(kept.count(RecordKind::message) == 2);
  CHECK(kept.records[1].kind == RecordKind::message);
  CHECK(kept.records[1].direction == Direction::in);
  CHECK(kept.records[1].service == "SMS");
  CHECK(who(kept.records[1]).starts_with("from=447700900103 to=447700900101"));
  CHECK(kept.records[2].direction == Direction::out);
  CHECK(kept.records[3].kind == RecordKind::call);  // unanswered, and a call nevertheless
  CHECK(kept.records[3].direction == Direction::in);
}

TEST_CASE("records of one phone that name a B party only: who called whom follows the type") {
  const Kept kept = read(
      "TARGET_NO,CALL_TYPE,TOC,B_PARTY,CALL_TIME,DURATION,FIRST_CGI,FIRST_LAT,FIRST_LON,IMEI,IMSI\n"
      "447700900101,MO,VOICE,447700900102,2024-07-01 11:07:54,84,CGI01892,51.50680,-0.12362,492929831687397,234155702793714\n"
      "447700900101,SMS-MT,SMS,447700900103,2024-07-01 11:45:05,0,CGI01892,51.50680,-0.12362,492929831687397,234155702793714\n"
      "447700900101,MT,VOICE,447700900102,2024-07-01 15:21:04,81,CGI01892,51.50680,-0.12362,492929831687397,234155702793714\n");
  REQUIRE(kept.records.size() == 3);
  CHECK(who(kept.records[0]).starts_with("callee=447700900102 caller=447700900101"));
  CHECK(kept.records[1].kind == RecordKind::message);
  CHECK(who(kept.records[1]).starts_with("from=447700900103 to=447700900101"));
  CHECK(who(kept.records[2]).starts_with("caller=447700900102 callee=447700900101"));
}

TEST_CASE("connections to the internet are no calls between ports, and a damaged number is nobody's id") {
  const Kept kept = read(
      "Request ID : 0000000001,,,,,,,,,,,\nInput Type :IPV4,,,,,,,,,,,\n"
      "text,text,bigint,text,bigint,text,bigint,date&time,date&time,text,text,text\n"
      "phone_no,source_ip_address,source_port,public_ip_address,public_ip_port,destination_ip_address,destination_port,start_date_time,end_date_time,"
      "user_id,imsi_no,cell_id\n"
      "447700900101,10.0.149.62,44772,192.0.2.93,44772,198.51.100.255,443,2024-02-16 15:15:23,2024-02-16 15:19:06,447700900101,234150000000001,40586300f8514\n"
      "4.4777E+11,10.0.149.62,48479,192.0.2.93,48479,198.51.100.215,5222,2024-02-16 15:07:08,2024-02-16 15:11:56,4.4777E+11,234150000000001,40586303a5430\n");
  REQUIRE(kept.count(RecordKind::call) == 0);
  REQUIRE(kept.count(RecordKind::message) == 0);
  const auto& row = kept.records[kept.records.size() - 2];
  CHECK(row.kind == RecordKind::event);
  CHECK(who(row).starts_with("owner=447700900101"));
  for (const auto& p : row.participants)
    CHECK(p.identifier.raw != "44772");
  CHECK(utc(row) == "2024-02-16T15:15:23");
  for (const auto& p : kept.records.back().participants)
    CHECK(p.identifier.raw.find("E+11") == std::string::npos);
  std::size_t cells = 0;
  for (const auto& e : kept.extra)
    cells += e.kind == RecordKind::location && (cells > 0 || who(e).find("owner=447700900101") != std::string::npos);
  CHECK(cells == 2);
}

TEST_CASE("columns of sides with longer names are those sides") {
  const Kept viber = read(
      "Message Date\tDirection\tFrom Phone Number\tMessage\tRecipients\tThread ID\n"
      "2024-03-10 21:40:10+00:00\tOutgoing\t447700900101\twhere are you now\t447700900102\t7\n"
      "2024-03-11 21:41:10+00:00\tIncoming\t447700900102\ton my way\t447700900101\t7\n", {}, "viber.tsv");
  REQUIRE(viber.records.size() == 2);
  CHECK(who(viber.records[0]) == "from=447700900101 to=447700900102");
  CHECK(who(viber.records[1]) == "from=447700900102 to=447700900101");
}

TEST_CASE("a tool that names the other side of a chat as sender and recipient both ways: the direction decides") {
  const Kept kept = read(
      "Message Timestamp,Recipients,Direction,Message,Group Sender\n"
      "2024-03-10 21:40:10,447700900102@s.whatsapp.net,Outgoing,where are you now,447700900102@s.whatsapp.net\n"
      "2024-03-11 21:41:10,447700900102@s.whatsapp.net,Incoming,on my way,447700900102@s.whatsapp.net\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(who(kept.records[0]).find("from=") == std::string::npos);
  CHECK(who(kept.records[0]).find("to=447700900102@s.whatsapp.net") != std::string::npos);
  CHECK(who(kept.records[1]) == "from=447700900102@s.whatsapp.net");
}

TEST_CASE("what is said of a quoted message, a file or a program is no person, place or time of the message") {
  const Kept kept = read(
      "Date Sent,Direction,Sender,Message,Quoted Author,Quoted Message Sent,Attachment Location,Content Location,Reacted By,Snap User Agent,Source Database\n"
      "2024-03-10 21:40:10,Incoming,447700900102,hello,447700900103,2024-03-09 20:00:00,/data/a.jpg,http://mms.example/x,447700900104,App/1,a.db\n");
  REQUIRE(kept.records.size() == 1);
  CHECK(kept.extra.empty());
  CHECK(who(kept.records[0]) == "from=447700900102");
  CHECK(kept.records[0].times.size() == 1);
  CHECK(field(kept.records[0].extras, "Quoted Author"));
}

TEST_CASE("a list of pictures with lengths and places is no list of calls") {
  const Kept kept = read(
      "Create Time,ID,Media ID,Memories Entry ID,Format,Duration,Latitude,Longitude,Snap User Agent\n"
      "2024-03-10 21:40:10,a1,m1,e1,image,5,51.500,-0.120,Snapchat/12\n2024-03-11 21:40:10,a2,m2,e2,video,9,51.501,-0.121,Snapchat/12\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.count(RecordKind::location) == 2);
  CHECK(who(kept.records[0]).empty());
}

TEST_CASE("Me and Self are whose phone it is, and nobody's name") {
  const Kept kept = read(
      "Timestamp,Sender,Recipient,Message\n2024-03-10 21:40:10,Me,Anna,one\n2024-03-10 21:41:10,Anna,Me,two\n2024-03-10 21:42:10,Self,Anna,three\n");
  REQUIRE(kept.records.size() == 3);
  CHECK(kept.records[0].direction == Direction::out);
  CHECK(who(kept.records[0]) == "to=Anna");
  CHECK(*field(kept.records[0].extras, "Sender") == "Me");
  CHECK(kept.records[1].direction == Direction::in);
  CHECK(who(kept.records[1]) == "from=Anna");
  CHECK(who(kept.records[2]) == "to=Anna");
}

TEST_CASE("statements of continental banks have days, sums, purposes and the other side") {
  const Kept german = read(
      "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";"
      "\"Betrag\";\"Waehrung\"\n"
      "\"1000000000\";\"22.02.18\";\"23.02.18\";\"FOLGELASTSCHRIFT\";\"Rechnung 7\";\"Beispiel GmbH\";\"DE02120300000000202051\";\"12030000\";\"-36,99\";\"EUR\"\n",
      {}, "umsatz.csv");
  REQUIRE(german.records.size() == 1);
  const auto& g = german.records[0];
  CHECK(utc(g) == "2018-02-22T00:00:00");
  CHECK(g.text == "Rechnung 7");
  CHECK(*field(g.fields, "amount") == "-36,99");
  CHECK(*field(g.fields, "currency") == "EUR");
  CHECK(who(g) == "subject=Beispiel GmbH other=1000000000 other=DE02120300000000202051");
  const Kept dutch = read(
      "\"IBAN/BBAN\",\"Munt\",\"BIC\",\"Volgnr\",\"Datum\",\"Rentedatum\",\"Bedrag\",\"Tegenrekening IBAN/BBAN\",\"Naam tegenpartij\",\"Omschrijving-1\"\n"
      "\"NL91ABNA0417164300\",\"EUR\",\"ABNANL2A\",\"1\",\"2018-03-01\",\"2018-03-01\",\"-337,49\",\"NL02ABNA0123456789\",\"Voorbeeld\",\"huur\"\n");
  REQUIRE(dutch.records.size() == 1);
  CHECK(*field(dutch.records[0].fields, "amount") == "-337,49");
  CHECK(dutch.records[0].text == "huur");
  CHECK(who(dutch.records[0]) == "subject=Voorbeeld owner=NL91ABNA0417164300 other=NL02ABNA0123456789");
}

TEST_CASE("a table saved under a name of Excel's is read as the table that it is") {
  const auto reader = make_delimited_reader();
  const auto item = item_of(
      "\"Account No\",\"\",\"Date\",\"Beneficiary\",\"Details\",\"Amount\",\"Currency\"\n"
      "\"LT100000000000000000\",\"20\",\"2014-10-01\",\"Shop\",\"Purchase\",\"15.31\",\"EUR\"\n", "statement.xls");
  CHECK(reader->probe(item).confidence >= 80);
}

TEST_CASE("coordinates with their uncertainty are not read as minutes, and a label in front of a pair is a label") {
  const Kept kept = read(
      "Time,\"Latitude, Longitude\"\n2021/09/02 20:37:47 UTC,\"51.503 ± 39.66 meters, -0.119 ± 39.66 meters\"\n2021/09/02 21:37:47 UTC,\"51.603, -0.219\"\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.records[0].place);
  CHECK(kept.records[0].place->latitude == 51.503);
  CHECK(kept.records[0].place->longitude == -0.119);
  CHECK(kept.records[0].place->accuracy_m == 39.66);
  CHECK(kept.records[1].place->longitude == -0.219);
  const Kept labelled = read("Date,Media Type,Location\n2024-03-04 10:00:00 UTC,Image,\"Latitude, Longitude: 51.5033, -0.1195\"\n");
  REQUIRE(labelled.records.size() == 1);
  REQUIRE(labelled.records[0].place);
  CHECK(labelled.records[0].place->latitude == 51.5033);
  const Kept words = read("Time,Latitude,Longitude\n2024-03-04 10:00:00,51.5 metres,0.1 metres\n2024-03-04 10:01:00,51.5,-0.1\n");
  CHECK(!words.records[0].place);
}

TEST_CASE("where friends were found is no sender of messages") {
  const Kept kept = read(
      "Username,Display Name,Creation Timestamp,Source\nanna.vale,Anna,2021-02-03 10:00:00 UTC,Added by username\nben.rook,Ben,2021-02-04 10:00:00 UTC,Added by phone\n",
      {}, "friends.csv");
  CHECK(kept.count(RecordKind::message) == 0);
  for (const auto& r : kept.records)
    CHECK(who(r).find("Added") == std::string::npos);
  CHECK(kept.count(RecordKind::contact) == 2);  // and no accounts of the phone's owner
}

TEST_CASE("the title of a list says which way its calls went, where nothing else does") {
  const Kept in = read("Incoming Calls\n\nDate,Number,Name,Duration\n2024-03-04 10:00:00,447700900102,Anna,30\n2024-03-05 10:00:00,447700900103,Ben,0\n");
  REQUIRE(in.count(RecordKind::call) == 2);
  CHECK(in.records[0].direction == Direction::in);
  CHECK(who(in.records[0]) == "caller=447700900102");
  const Kept typed = read("Outgoing Calls\n\nType,Date & Time,Length (sec),Result,Recipient\nAUDIO,2024-03-04 10:00:00 UTC,30,COMPLETED,anna.vale\nVIDEO,2024-03-04 11:00:00 UTC,3,COMPLETED,ben.rook\n", {}, "WhatsApp calls.csv");
  REQUIRE(typed.count(RecordKind::call) == 2);
  CHECK(typed.records[0].direction == Direction::out);
  CHECK(typed.records[0].service == "WhatsApp");
  const Kept both = read("Incoming and outgoing calls\n\nDate,Number,Name,Duration\n2024-03-04 10:00:00,447700900102,Anna,30\n2024-03-05 10:00:00,447700900103,Ben,0\n");
  CHECK(both.records[0].direction == Direction::unknown);
}

TEST_CASE("an A party that stands first in incoming rows too is the phone that was asked for") {
  const std::string head = "A PARTY,B PARTY,CALL DATE,CALL TIME,DURATION(SEC),CALL TYPE,FIRST CELL ID,IMEI\n";
  const Kept target = read(head +
      "447700900101,447700900102,01-03-2024,10:15:22,35,CALL_OUT,234-10-1234-5678,352421503001119\n"
      "447700900101,447700900103,13-03-2024,11:15:22,0,SMS_IN,234-10-1234-5678,352421503001119\n"
      "447700900101,447700900104,14-03-2024,12:15:22,65,CALL_IN,234-10-1234-9999,352421503001119\n");
  REQUIRE(target.records.size() == 3);
  CHECK(who(target.records[0]).starts_with("callee=447700900102 caller=447700900101"));
  CHECK(who(target.records[1]).starts_with("from=447700900103 to=447700900101"));
  CHECK(who(target.records[2]).starts_with("caller=447700900104 callee=447700900101"));
  CHECK(who(target.extra[2]).starts_with("subject=447700900101"));  // whose phone was at the cell
  const Kept true_ends = read(head +
      "447700900101,447700900102,01-03-2024,10:15:22,35,CALL_OUT,234-10-1234-5678,352421503001119\n"
      "447700900103,447700900101,13-03-2024,11:15:22,0,SMS_IN,234-10-1234-5678,352421503001119\n"
      "447700900104,447700900101,14-03-2024,12:15:22,65,CALL_IN,234-10-1234-9999,352421503001119\n");
  CHECK(who(true_ends.records[2]).starts_with("caller=447700900104 callee=447700900101"));
}

TEST_CASE("records with a target, a service type and routing numbers") {
  const Kept kept = read(
      "Target /A PARTY NUMBER,CALL_TYPE,Type of Connection,B PARTY NUMBER,LRN B Party No,CALL_DATE,CALL_TIME,CALL_DURATION,First Cell Global Id,Service Type,IMEI,Roaming Circle Name\n"
      "447700900101,a_in,Prepaid,447700900102,1011,22/Mar/2024,19:34:03,46,234-87-12033-52271,VOICE,352421503001110,NORTH\n"
      "447700900101,a_out,Prepaid,447700900103,1011,23/Mar/2024,19:34:03,6,234-87-12033-52271,VOICE,352421503001110,NORTH\n"
      "447700900101,a_in,Prepaid,BANK,1011,23/Mar/2024,20:34:03,0,234-87-12033-52271,SMS,352421503001110,NORTH\n");
  REQUIRE(kept.records.size() == 3);
  CHECK(who(kept.records[0]).starts_with("caller=447700900102 callee=447700900101"));
  CHECK(who(kept.records[1]).starts_with("callee=447700900103 caller=447700900101"));
  CHECK(kept.records[2].kind == RecordKind::message);
  CHECK(who(kept.records[2]).starts_with("from=BANK to=447700900101"));
  CHECK(!field(kept.records[0].fields, "name"));
}

TEST_CASE("phones seen at a cell, each with the other number of its event") {
  const Kept kept = read(
      "Cell ID,Date Time,MSISDN,IMEI,Event,Other Number\n234-15-1-2,14/03/2024 21:40:09,447700900101,352421503001110,MOC,447700900102\n"
      "234-15-1-2,14/03/2024 21:41:09,447700900103,352421503001128,MTC,447700900104\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(who(kept.records[0]).starts_with("callee=447700900102 caller=447700900101"));
  CHECK(who(kept.records[1]).starts_with("caller=447700900104 callee=447700900103"));
}

TEST_CASE("a capture has the clock of its own column, and one called number in three columns is one") {
  const Kept anpr = read("VRM,Capture Date,Capture Time,Camera\nAB12CDE,14/03/2024,21:40:09,M25 J10 A\nAB12CDE,14/03/2024,21:50:09,M25 J12 A\n");
  CHECK(utc(anpr.records[0]) == "2024-03-14T21:40:09");
  CHECK(anpr.records[0].times[0].kind == model::TimeKind::taken);
  const Kept calls = read(
      "Date,Time,Duration (Sec),Call Type,Direction,Calling Number,Dialed Number,Called Number,Destination Number,Switch Name\n"
      "2024-03-14,21:40:09,70,Voice,Outgoing,12025550101,2025550102,12025550102,12025550102,SW1\n");
  CHECK(who(calls.records[0]) == "caller=12025550101 callee=12025550102");
  const Kept verizon = read(
      "Network Element Name,Mobile Directory Number,Dialed Digit Number,Seizure Dt Tm,Seizure Duration,First Serving Cell Site,Calling Party Number\n"
      "North,2025550101,2025550102,03/14/2024 21:40:09,70,123,2025550101\nNorth,2025550101,2025550101,03/15/2024 08:00:00,20,123,2025550103\n");
  CHECK(who(verizon.records[0]) == "caller=2025550101 callee=2025550102");
  CHECK(verizon.records[0].direction == Direction::out);
  CHECK(verizon.records[1].direction == Direction::in);
  CHECK(utc(verizon.records[0]) == "2024-03-14T21:40:09");
}

TEST_CASE("bookings without a header are no messages") {
  const Kept kept = read(
      "18.09.2017;SHOP 0527  K2   18.09. 17:20;18.09.2017;33,87;O\n18.09.2017;MARKET TOWN 2100 PURCHASE;16.09.2017;23,55;O\n20.09.2017;TRANSFER FROM SOMEBODY ELSE;20.09.2017;50,00;I\n");
  REQUIRE(kept.records.size() == 3);
  CHECK(kept.count(RecordKind::message) == 0);
}

TEST_CASE("records of several numbers: a call between two of them stands twice, and the card says whose row and cell each is") {
  std::string csv =
      "Subject numbers,447700900101 447700900102\n\n"
      "A Number,B Number,Call Type,Date,Time,Duration (s),IMEI,IMSI,Cell ID,Latitude,Longitude\n";
  for (int i = 0; i < 9; ++i) {
    csv += fmt::format("447700900101,4477009002{:02},Voice,{:02}/03/2024,10:00:00,30,001017000000003,001010000000001,11215,52.0500,-0.9900\n", i, i + 1);
    csv += fmt::format("4477009003{:02},447700900102,Voice,{:02}/03/2024,11:00:00,30,001017000000029,001010000000002,11211,52.0100,-1.0700\n", i, i + 1);
  }
  csv += "447700900101,447700900102,Voice,15/03/2024,12:00:00,30,001017000000003,001010000000001,11215,52.0500,-0.9900\n"
         "447700900101,447700900102,Voice,15/03/2024,12:00:00,30,001017000000029,001010000000002,11211,52.0100,-1.0700\n";
  const Kept kept = read(csv);
  std::vector<const model::Record*> calls;
  for (const auto& r : kept.records)
    if (r.kind == RecordKind::call) calls.push_back(&r);
  REQUIRE(calls.size() == 20);
  CHECK(calls[18]->direction == Direction::out);
  CHECK(calls[19]->direction == Direction::in);
  std::vector<const model::Record*> places;
  for (const auto& r : kept.extra)
    if (r.kind == RecordKind::location) places.push_back(&r);
  REQUIRE(places.size() == 20);
  CHECK(who(*places[18]).starts_with("subject=447700900101"));
  CHECK(who(*places[19]).starts_with("subject=447700900102"));  // the phone that was called is at that cell
}

TEST_CASE("a handset that two numbers use by turns, or one row, says nothing about whose rows they are") {
  const Kept kept = read(
      "Subject numbers,447700900101 447700900102\n\n"
      "A Number,B Number,Call Type,Date,Time,Duration (s),IMEI\n"
      "447700900101,447700900201,Voice,01/03/2024,10:00:00,30,001017000000003\n"
      "447700900102,447700900202,Voice,02/03/2024,10:00:00,30,001017000000003\n"
      "447700900101,447700900203,Voice,03/03/2024,10:00:00,30,001017000000003\n"
      "447700900102,447700900204,Voice,04/03/2024,10:00:00,30,001017000000003\n"
      "447700900101,447700900102,Voice,15/03/2024,12:00:00,30,001017000000003\n"
      "447700900101,447700900102,Voice,15/03/2024,12:00:00,30,001017000000029\n");
  REQUIRE(kept.records.size() == 6);
  CHECK(kept.records[4].direction == Direction::unknown);
  CHECK(kept.records[5].direction == Direction::unknown);
  CHECK(kept.records[1].direction == Direction::out);
}
