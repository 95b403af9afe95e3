// Who, in delimited tables: numbers as they are damaged and spelled, whose phone it is, one party in two columns.
// All names and numbers are invented; the numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "readers/delimited_party.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Direction;
using model::IdentifierKind;
using model::RecordKind;

TEST_CASE("the file that a row was found in is no phone") {
  const Kept kept = read("Direction,Date/Time,Duration,From,To,Source\nOutgoing,04/03/2024 21:40:09 UTC+01:00,00:01:05,,+447700900123,calllog.db\nIncoming,13/03/2024 21:40:09 UTC+01:00,00:00:05,+447700900124,,calllog.db\n");
  REQUIRE(kept.records.size() == 2);
  for (const auto& f : kept.records[0].fields) CHECK(f.name != "source_device");
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
