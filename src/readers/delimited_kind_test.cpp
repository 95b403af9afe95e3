// What a delimited table is taken for: its kind, and the columns that are nobody and nothing.
// All names and numbers are invented; the numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::IdentifierKind;
using model::RecordKind;

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

TEST_CASE("an unknown layout becomes events with every column kept, never nothing") {
  const Kept kept = read("Sprocket;Gear;Tooth\nalpha;12;7\nbeta;13;8\n");
  CHECK(kept.reconciles());
  REQUIRE(kept.count(RecordKind::event) == 2);
  CHECK(*field(kept.records[0].extras, "Sprocket") == "alpha");
  CHECK(*field(kept.records[1].extras, "Tooth") == "8");
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
