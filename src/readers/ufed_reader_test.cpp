#include "readers/ufed_reader.h"

#if __has_include(<expat.h>)
#include <expat.h>
#define CLEW_HAVE_EXPAT 1
#endif

#include <set>

#include "readers/reader_test.h"
#include "readers/ufed_testing.h"
#include "readers/xml_scan.h"

using namespace clew;
using namespace clew::readers;
using readers::testing::bytes_at;
using readers::testing::Collected;
using readers::testing::extra_of;
using readers::testing::field;
using readers::testing::Generation;
using readers::testing::item_of;
using readers::testing::read;
using readers::testing::ufed_sample;
using readers::testing::UfedCounts;
using readers::testing::who;

namespace {

const std::unique_ptr<Reader> reader = make_ufed_reader();

std::vector<model::Record> of_kind(const Collected& all, model::RecordKind kind) {
  std::vector<model::Record> out;
  for (const auto& r : all.records)
    if (r.kind == kind) out.push_back(r);
  return out;
}

#ifdef CLEW_HAVE_EXPAT
// What expat says of a document, and what the scanner says: one line a start, an end, a text.
struct Events {
  std::vector<std::string> list;
  std::string text;
  void flush() {
    if (!xml::all_blank(text)) list.push_back("text " + text);
    text.clear();
  }
};
Events by_expat(const std::string& xml_text) {
  Events out;
  XML_Parser p = XML_ParserCreate(nullptr);
  XML_SetUserData(p, &out);
  XML_SetElementHandler(
      p,
      [](void* u, const char* name, const char** attributes) {
        auto& e = *static_cast<Events*>(u);
        e.flush();
        std::string line = std::string("start ") + name;
        for (; *attributes; attributes += 2)
          line += std::string(" ") + attributes[0] + "=" + attributes[1];
        e.list.push_back(line);
      },
      [](void* u, const char* name) {
        auto& e = *static_cast<Events*>(u);
        e.flush();
        e.list.push_back(std::string("end ") + name);
      });
  XML_SetCharacterDataHandler(p, [](void* u, const char* s, int n) {
    static_cast<Events*>(u)->text.append(s, static_cast<std::size_t>(n));
  });
  REQUIRE(XML_Parse(p, xml_text.data(), static_cast<int>(xml_text.size()), 1) == XML_STATUS_OK);
  XML_ParserFree(p);
  return out;
}
Events by_scanner(const std::string& xml_text) {
  Events out;
  xml::Scanner scanner(xml_text);
  for (;;) {
    const auto t = scanner.next();
    if (t.kind == xml::TokenKind::finish) break;
    REQUIRE(t.kind != xml::TokenKind::fault);
    if (t.kind == xml::TokenKind::text) {
      out.text += t.raw ? std::string(t.text) : xml::decode(t.text);
      continue;
    }
    out.flush();
    std::string line = (t.kind == xml::TokenKind::start ? "start " : "end ") + std::string(t.name);
    if (t.kind == xml::TokenKind::start)
      for (const auto& a : scanner.attributes())
        line += " " + std::string(a.name) + "=" + xml::decode(a.value);
    out.list.push_back(line);
  }
  return out;
}
#endif

}  // namespace

#ifdef CLEW_HAVE_EXPAT
TEST_CASE("ufed: the scanner and expat see the same document") {
  for (const auto g : {Generation::first, Generation::second, Generation::third}) {
    const auto xml_text = ufed_sample(g, 120, 40);
    const auto a = by_expat(xml_text), b = by_scanner(xml_text);
    REQUIRE(a.list.size() == b.list.size());
    CHECK(a.list == b.list);
  }
  const std::string odd =
      "<a b='&lt;&#65;&#x1F600;' c = \"x\" ><!-- <no> --><?pi "
      "x?>t&amp;<![CDATA[<b>&amp;]]]]><d/></a >";
  CHECK(by_expat(odd).list == by_scanner(odd).list);
}
#endif

TEST_CASE("ufed: each generation gives what was put into it") {
  for (const auto g : {Generation::first, Generation::second, Generation::third}) {
    UfedCounts n;
    const auto bytes = ufed_sample(g, 130, 50, &n);
    const auto item = item_of(bytes, {"report.xml"});
    CHECK(reader->probe(item).confidence >= 90);
    const auto all = read(*reader, item);
    const auto messages = of_kind(all, model::RecordKind::message);
    CHECK(messages.size() == n.messages + n.sms);
    CHECK(of_kind(all, model::RecordKind::chat).size() == n.chats);
    CHECK(of_kind(all, model::RecordKind::call).size() == n.calls);
    CHECK(of_kind(all, model::RecordKind::contact).size() == n.contacts);
    CHECK(of_kind(all, model::RecordKind::file).size() == n.files);
    CHECK(of_kind(all, model::RecordKind::location).size() == n.locations);
    CHECK(of_kind(all, model::RecordKind::event).size() == n.others);
    REQUIRE(of_kind(all, model::RecordKind::device).size() == n.devices);

    // The first message of the first chat: from a friend, at 09:00:00.
    const auto& first = messages[0];
    CHECK(first.text == "The train leaves at 00:00 & we meet <there>");
    CHECK(first.direction == model::Direction::in);
    CHECK(first.service == "WhatsApp");
    CHECK(first.chat_key == "chat-0");
    CHECK(first.chat_title == "Friend 0");
    CHECK(who(first, model::Role::from) == "447700900100@s.whatsapp.net");
    REQUIRE(!first.times.empty());
    CHECK(to_iso_utc(first.times[0].utc.value()) == "2024-03-01T09:00:00.000000Z");
    CHECK(first.times[0].kind == model::TimeKind::sent);
    CHECK(first.state == model::State::existing);
    CHECK(first.state_flag == "Intact");
    CHECK(field(first, "confidence") == "High");
    const auto xml_text = bytes_at(item, first);
    CHECK(xml_text.starts_with("<model type=\"InstantMessage\""));
    CHECK(xml_text.ends_with("</model>"));
    CHECK(messages[1].direction == model::Direction::out);
    CHECK(who(messages[1], model::Role::to) == "447700900100@s.whatsapp.net");
    CHECK(messages[7].state == model::State::recovered);
    CHECK(messages[7].state_flag == "Deleted");

    // An attachment whose file entry has no Local Path: found by its MD5.
    REQUIRE(messages[3].media.size() == 1);
    CHECK(messages[3].media[0].path == "files/Image/photo0.jpg");
    CHECK(messages[3].media[0].mime == "image/jpeg");
    CHECK(messages[3].links[0].target == "file-1");

    for (const auto& r : messages)
      if (r.text == "Text number 0") {
        CHECK(r.service == "SMS");
        CHECK(r.direction == model::Direction::in);
        CHECK(who(r, model::Role::from) == "+447700900123");
      } else if (r.text == "Text number 1") {
        CHECK(r.direction == model::Direction::out);
        CHECK(who(r, model::Role::to) == "+447700900123");
      }
    const auto calls = of_kind(all, model::RecordKind::call);
    CHECK(calls[0].direction == model::Direction::out);
    CHECK(calls[0].call->duration == 98 * micros_per_second);
    CHECK(calls[0].call->outcome == "answered");
    CHECK(who(calls[0], model::Role::callee) == "01632 960123");
    CHECK(calls[2].call->outcome == "missed");
    CHECK(who(calls[2], model::Role::caller) == "01632 960123");
    const auto contacts = of_kind(all, model::RecordKind::contact);
    CHECK(contacts[0].participants.size() == 3);
    CHECK(contacts[0].participants[1].name == "Ana Example");
    CHECK(contacts[0].text == "from the bus");
    const auto place = of_kind(all, model::RecordKind::location)[0].place;
    CHECK(place->latitude == 50.9);
    CHECK(place->accuracy_m == 12.5);
    const auto device = of_kind(all, model::RecordKind::device)[0];
    CHECK(field(device, "make") == "Example");
    CHECK(field(device, "model") == "Phone 7");
    CHECK(who(device, model::Role::owner) == "+447700900001");
    const auto other = of_kind(all, model::RecordKind::event)[1];
    CHECK(field(other, "type") == "TypeOfTomorrow");
    CHECK(extra_of(other, "Colour") == "blue");
    CHECK(extra_of(other, "Inner.Depth") == "2");
    if (g == Generation::third) {
      CHECK(field(messages[5], "reply_to") == "WA000000000002");
      CHECK(extra_of(messages[5], "MessageExtraData.ReplyMessageData.InstantMessage.Body") ==
            "what was quoted");
      bool reply = false;
      for (const auto& l : messages[5].links)
        reply = reply || (l.kind == model::LinkKind::reply && l.target == messages[2].key);
      CHECK(reply);
      CHECK(field(messages[0], "id") == "WA000000000000");
    }
  }
}

TEST_CASE("ufed: an attachment is present when the folder beside the report has it") {
  readers::testing::NamesOnly beside({"X/Report.xml", "X/files/Image/photo0.jpg"});
  auto item = item_of(ufed_sample(Generation::third, 6, 6), {"X/Report.xml"});
  item.tree = &beside;
  const auto all = read(*reader, item);
  CHECK(of_kind(all, model::RecordKind::message)[3].media[0].present);
  const auto files = of_kind(all, model::RecordKind::file);
  CHECK(files[0].media[0].present);
  CHECK(files[2].media[0].present);
  item.tree = nullptr;
  CHECK(!of_kind(read(*reader, item), model::RecordKind::message)[3].media[0].present);
}

TEST_CASE(
    "ufed: a place that was sent is the message's place, way points are places of their own") {
  const auto coordinate =
      "<modelField name=\"Position\" type=\"Coordinate\"><model type=\"Coordinate\"><field "
      "name=\"Latitude\"><value>50.9</value></field><field "
      "name=\"Longitude\"><value>-1,4</value></field></model></modelField>";
  const std::string bytes =
      std::string(
          "<model type=\"InstantMessage\" id=\"1\" deleted_state=\"Intact\"><modelField "
          "name=\"SharedLocation\"><model type=\"Location\">") +
      coordinate + "<field name=\"Name\"><value>Quay</value></field></model></modelField></model>";
  const auto all = read(*reader, bytes, {"report.xml"});
  REQUIRE(all.records.size() == 1);
  REQUIRE(all.records[0].place);
  CHECK(all.records[0].place->latitude == 50.9);
  CHECK(all.records[0].place->longitude == -1.4);
  CHECK(all.records[0].place->name == "Quay");
  const auto journey =
      read(*reader,
           std::string("<model type=\"Journey\" id=\"j\" deleted_state=\"Intact\"><multiModelField "
                       "name=\"WayPoints\" "
                       "type=\"Location\"><model type=\"Location\" id=\"a\">") +
               coordinate + "</model><model type=\"Location\" id=\"b\">" + coordinate +
               "</model></multiModelField></model>",
           {"report.xml"});
  CHECK(journey.records.size() == 1);
  REQUIRE(journey.extra.size() == 2);
  CHECK(journey.extra[1].links[0].target == "j");
}

TEST_CASE("ufed: a place that was searched for or saved is no position of the phone") {
  const auto with = [](const std::string& category) {
    return "<model type=\"Location\" id=\"a\" deleted_state=\"Intact\"><field name=\"Origin\"><value>Device</value></field><field name=\"Category\"><value>" + category +
           "</value></field><modelField name=\"Position\" type=\"Coordinate\"><model type=\"Coordinate\"><field name=\"Latitude\"><value>50.9</value></field>"
           "<field name=\"Longitude\"><value>-1.4</value></field></model></modelField></model>";
  };
  for (const auto& [category, origin] : std::vector<std::pair<std::string, std::string>>{
           {"Searched Items", "saved"}, {"Favorites", "saved"}, {"Visited", "device"}, {"Frequent Locations", "device"}}) {
    const auto all = read(*reader, with(category), {"report.xml"});
    REQUIRE(all.records.size() == 1);
    REQUIRE(all.records[0].place);
    CHECK(all.records[0].place->origin == origin);
    CHECK(extra_of(all.records[0], "Category") == category);
  }
}

TEST_CASE("ufed: times without an offset have no instant until a zone is given") {
  const std::string model =
      "<model type=\"Call\" id=\"1\" deleted_state=\"Intact\" decoding_confidence=\"High\"><field "
      "name=\"TimeStamp\" "
      "type=\"TimeStamp\"><value type=\"TimeStamp\">2013-07-01T10:00:00</value></field></model>";
  const auto bare = read(*reader, model, {"report.xml"});
  REQUIRE(bare.records.size() == 1);
  CHECK(!bare.records[0].times[0].utc);
  CHECK(bare.has_finding("times without a zone"));
  Options options;
  options.zone = "Europe/London";
  const auto told = read(*reader, model, {"report.xml"}, options);
  CHECK(to_iso_utc(*told.records[0].times[0].utc) == "2013-07-01T09:00:00.000000Z");
  CHECK(told.records[0].times[0].certainty == model::Certainty::zone_assumed);
}

TEST_CASE(
    "ufed: a time whose day is open is taken from the value's attribute, unless its zone is a "
    "guess") {
  const auto call = [](const std::string& format, const std::string& attribute,
                       const std::string& text) {
    return "<model type=\"Call\" id=\"1\" deleted_state=\"Intact\"><field name=\"TimeStamp\" "
           "type=\"TimeStamp\"><value type=\"TimeStamp\" format=\"" +
           format + "\" formattedTimestamp=\"" + attribute + "\"><![CDATA[" + text +
           "]]></value></field></model>";
  };
  auto out = read(*reader,
                  call("TimeStampKnown", "2024-03-04T21:40:09+01:00", "04/03/2024 21:40:09(UTC+1)"),
                  {"report.xml"});
  REQUIRE(out.records.at(0).times.size() == 1);
  CHECK(to_iso_utc(*out.records[0].times[0].utc) == "2024-03-04T20:40:09.000000Z");
  CHECK(out.records[0].times[0].raw == "04/03/2024 21:40:09(UTC+1)");
  CHECK_FALSE(out.has_finding("time that cannot be read"));
  out = read(*reader, call("DateTimeOnly", "2020-12-16T11:53:14+01:00", "2020-12-16T11:53:14.000"),
             {"report.xml"});
  CHECK_FALSE(out.records.at(0).times.at(0).utc);
  out = read(*reader, call("DateTimeOnly", "2024-03-04T21:40:09+01:00", "04/03/2024 21:40:09"),
             {"report.xml"});
  CHECK_FALSE(out.records.at(0).times.at(0).utc);
}

TEST_CASE("ufed: beside a caller who is named the other parties of a call did not call") {
  const auto party = [](const std::string& who, const std::string& role) {
    return "<model type=\"Party\" id=\"" + who +
           "\"><field name=\"Identifier\" type=\"String\"><value "
           "type=\"String\">" +
           who +
           "</value></field><field name=\"Role\" type=\"PartyRole\"><value "
           "type=\"PartyRole\">" +
           role + "</value></field></model>";
  };
  const auto out =
      read(*reader,
           "<model type=\"Call\" id=\"1\"><field name=\"Direction\" type=\"CallDirection\"><value "
           "type=\"CallDirection\">Incoming</value></field><multiModelField name=\"Parties\" "
           "type=\"Party\">" +
               party("447700900002", "From") + party("447700900003", "Parties") +
               "</multiModelField></model>",
           {"report.xml"});
  REQUIRE(out.records.size() == 1);
  REQUIRE(out.records[0].participants.size() == 2);
  CHECK(out.records[0].participants[0].role == model::Role::caller);
  CHECK(out.records[0].participants[1].role == model::Role::member);
}

TEST_CASE("ufed: a protected report and a document type are named, not read") {
  const auto locked = read(*reader, std::string("\x2D\x06\x52\x6D 1234", 9), {"report.xml"});
  CHECK(locked.has_finding("protected report"));
  CHECK(locked.records.empty());
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE project [<!ENTITY a \"xx\"><!ENTITY b "
      "\"&a;&a;\">]><project reportVersion=\"1\">"
      "<decodedData/></project>";
  const auto refused = read(*reader, bomb, {"report.xml"});
  CHECK(refused.has_finding("document type in the report"));
}

TEST_CASE("ufed: UTF-16 reports are read and point to their own bytes") {
  const auto utf8 = ufed_sample(Generation::second, 12, 6);
  std::string utf16 = "\xFF\xFE";
  for (const char c : utf8) {
    utf16 += c;
    utf16 += '\0';
  }
  const auto item = item_of(utf16, {"report.xml"});
  CHECK(reader->probe(item).confidence >= 90);
  const auto all = read(*reader, item), plain = read(*reader, utf8, {"report.xml"});
  REQUIRE(all.records.size() == plain.records.size());
  const auto bytes = bytes_at(item, of_kind(all, model::RecordKind::message)[3]);
  CHECK(bytes.substr(0, 12) == std::string("<\0m\0o\0d\0e\0l\0", 12));
  CHECK(bytes.substr(bytes.size() - 2) == std::string(">\0", 2));
}

TEST_CASE("ufed: a cut or a spoilt byte costs the model it lies in") {
  const auto bytes = ufed_sample(Generation::third, 9, 5);
  const auto same = [](const model::Record& a, const model::Record& b) {
    return a.key == b.key && a.text == b.text && a.participants == b.participants &&
           a.times == b.times;
  };
  readers::testing::damage(*reader, bytes, {"report.xml"}, same, 97);
  // Also what comes after the damage is there: at most the record itself, and one that the damage
  // joins to it, is lost.
  const auto whole = read(*reader, bytes, {"report.xml"});
  std::size_t worse = 0, tries = 0;
  for (std::size_t at = 3000; at < bytes.size(); at += 61, ++tries) {
    auto spoilt = bytes;
    spoilt[at] = static_cast<char>(spoilt[at] ^ 0x11);
    const auto part = read(*reader, spoilt, {"report.xml"});
    std::size_t lost = 0;
    std::set<std::string> keys;
    for (const auto& r : part.records)
      keys.insert(r.key);
    for (const auto& r : whole.records)
      lost += !keys.contains(r.key);
    worse += lost > 2;
    if (part.records.size() < whole.records.size()) CHECK(part.has_finding("damaged XML"));
  }
  CHECK(worse * 100 < tries);
}

TEST_CASE("ufed: the fuzzer's seeds are read whole") {
  for (const auto& seed : std::filesystem::directory_iterator(
           std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "ufed")) {
    const auto all = read(*reader, readers::testing::slurp(seed.path()), {"report.xml"});
    CHECK(all.records.size() >= 3);
    CHECK(!all.has_finding("damaged XML"));
  }
}

TEST_CASE("ufed: endless nesting and endless attributes end") {
  std::string deep = "<model type=\"Chat\" id=\"1\" deleted_state=\"Intact\">";
  for (int i = 0; i < 50'000; ++i)
    deep += "<modelField name=\"a\" type=\"b\"><model type=\"b\">";
  const auto all = read(*reader, deep, {"report.xml"});
  CHECK(all.has_finding("nested too deep"));
  std::string wide = "<model type=\"Contact\" id=\"1\" deleted_state=\"Intact\">";
  for (int i = 0; i < 450'000; ++i)
    wide += "<field name=\"a\"/>";
  const auto many = read(*reader, wide + "</model>", {"report.xml"});
  CHECK(many.has_finding("model too large"));
  CHECK(many.records.size() == 1);
}

TEST_CASE("ufed: the chat of the shared sample comes out exactly") {
  const auto folder = readers::testing::shared_data();
  if (!folder) {
    MESSAGE("SKIPPED: no shared data");
    return;
  }
  const auto item = item_of(readers::testing::slurp(*folder / "ufed-chat-iped/ufed-model-chat.xml"),
                            {"ufed-model-chat.xml"});
  const auto all = read(*reader, item);
  const auto chats = of_kind(all, model::RecordKind::chat),
             messages = of_kind(all, model::RecordKind::message);
  REQUIRE(chats.size() == 1);
  REQUIRE(messages.size() == 11);
  CHECK(all.findings.empty());
  const auto& chat = chats[0];
  CHECK(chat.key == "5c1b7590-ec7d-43ec-8ae0-f1ff3967d30d");
  CHECK(chat.service == "WhatsApp");
  CHECK(to_iso_utc(*chat.times[0].utc) == "2024-09-28T14:59:35.230000Z");
  REQUIRE(chat.participants.size() == 2);
  CHECK(chat.participants[1].name == "Clefable");
  CHECK(chat.participants[1].role == model::Role::owner);
  std::size_t media = 0;
  for (const auto& m : messages)
    media += m.media.size();
  CHECK(media == 7);
  CHECK(messages[0].media[0].path == "files/Audio/PTT-20241103-WA0101.opus");
  CHECK(messages[0].links[0].target == "d70bf66b-49b6-4185-b2cd-1db458e19267");
  CHECK(messages[2].direction == model::Direction::out);
  CHECK(messages[0].direction == model::Direction::in);
  REQUIRE(all.extra.size() == 1);
  CHECK(all.extra[0].participants[0].identifier.raw == "Charmeleon");
  CHECK(all.extra[0].participants[1].identifier.raw == "5511999997745@s.whatsapp.net");
  CHECK(all.extra[0].participants[2].identifier.raw == "+55 11 99999-22222");
  CHECK(field(messages[9], "activity") == "ParticipantJoined");
  CHECK(messages[9].text == "You joined the group via invite link");
  CHECK(messages[9].participants[0].name == "Squirtle");
  CHECK(field(messages[10], "reply_to") == "1654984910:14433");
  CHECK(extra_of(messages[10], "MessageExtraData.ReplyMessageData[1].InstantMessage.From.Name") ==
        "Pidgeot");
}

TEST_CASE("a page, a track or a chat in which a piece of a report stands is no report") {
  const std::string piece = "<project xmlns=\"http://pa.cellebrite.com/report/2.0\" extractionType=\"x\"><sourceExtractions/></project>";
  const auto sure = [](const std::string& text) { return make_ufed_reader()->probe(readers::testing::item_of(text, {"a"})).confidence; };
  CHECK(sure(piece) == 95);
  CHECK(sure("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- made -->" + piece) == 95);
  CHECK(sure("\"utf-8\"?>" + piece) == 95);  // its first bytes are lost
  CHECK(sure("<html><body>" + piece + "</body></html>") == 0);
  CHECK(sure("<gpx><wpt><desc><![CDATA[" + piece + "]]></desc></wpt></gpx>") == 0);
  CHECK(sure("[04/03/2024, 21:40:09] Ana: look\n" + piece) == 0);
}
