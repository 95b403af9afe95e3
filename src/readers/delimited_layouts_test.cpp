// One fixture per layout of a tool, an operator or an app, with exact counts and values. All names and numbers are invented; the
// numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>

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
