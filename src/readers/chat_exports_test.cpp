// Meta, Skype, SMS Backup & Restore, Android's own backup: synthetic exports in their public layouts, and
// real samples of chats where this machine has them.
#include <doctest/doctest.h>

#include "readers/android_backup_reader.h"
#include "readers/chat_json_reader.h"
#include "readers/meta_reader.h"
#include "readers/reader_test.h"
#include "readers/skype_json_reader.h"
#include "readers/sms_xml_reader.h"
#include "readers/telegram_html_reader.h"
#include "readers/telegram_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("Meta's texts are put right when the whole text can be, and else left alone") {
  CHECK(undo_mojibake("caf\xC3\x83\xC2\xA9") == "caf\xC3\xA9");
  CHECK(undo_mojibake("\xC3\xB0\xC2\x9F\xC2\x98\xC2\x80") == "\xF0\x9F\x98\x80");
  CHECK_FALSE(undo_mojibake("plain"));
  CHECK_FALSE(undo_mojibake("caf\xC3\xA9"));                       // é alone is no UTF-8
  CHECK_FALSE(undo_mojibake("caf\xC3\x83\xC2\xA9 \xE2\x82\xAC"));  // a character above 255
  const std::string text =
      R"({"participants":[{"name":"Zo\u00c3\u00ab Example"},{"name":"Ben Example"}],
"messages":[
{"sender_name":"Ben Example","timestamp_ms":1709588460000,"content":"See you \u00f0\u009f\u0098\u0080","reactions":[{"reaction":"\u00e2\u009d\u00a4","actor":"Zo\u00c3\u00ab Example"}],"is_geoblocked_for_viewer":false},
{"sender_name":"Zo\u00c3\u00ab Example","timestamp_ms":1709588409123,"photos":[{"uri":"your_activity/messages/inbox/zoe_1/photos/1.jpg","creation_timestamp":1709588400}]},
{"sender_name":"Ben Example","timestamp_ms":1709588400000,"call_duration":0,"content":"Ben missed a call"},
{"sender_name":"Ben Example","timestamp_ms":1709588300000,"is_unsent":true}],
"title":"Zo\u00c3\u00ab Example","thread_path":"inbox/zoe_1"})";
  const auto reader = make_meta_reader();
  const auto item = item_of("\xEF\xBB\xBF" + text,
                            {"instagram-export.zip", "messages/inbox/zoe_1/message_1.json"});
  CHECK(reader->probe(item).confidence == 95);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  const auto& r = got.records[0];
  CHECK(r.text == "See you \xF0\x9F\x98\x80");
  CHECK(r.service == "Instagram");
  CHECK(r.chat_key == "inbox/zoe_1");
  CHECK(r.chat_title == "Zo\xC3\xAB Example");
  CHECK(who(r, model::Role::to) == "Zo\xC3\xAB Example");
  CHECK(field(r, "reaction") == "\xE2\x9D\xA4 by Zo\xC3\xAB Example");
  CHECK(extra_of(r, "content as written") == "See you \xC3\xB0\xC2\x9F\xC2\x98\xC2\x80");
  CHECK(instant(r) == "2024-03-04T21:41:00Z");
  CHECK(bytes_at(item, r).starts_with("{\"sender_name\":\"Ben"));
  CHECK(got.records[1].media[0].path.ends_with("photos/1.jpg"));
  CHECK(got.records[2].kind == model::RecordKind::call);
  CHECK(got.records[2].call->outcome == "missed");
  CHECK(got.records[3].state == model::State::revoked);
  CHECK(got.has_finding("text repaired"));
  REQUIRE(got.extra.size() == 1);
  CHECK(got.extra[0].participants.size() == 2);
  damage(
      *reader, text, {"message_1.json"},
      [](const model::Record& a, const model::Record& b) {
        return a.times == b.times && a.text == b.text;
      },
      11);
}

TEST_CASE("Skype's own export: texts without markup, calls when they end, logged calls, files, places, groups and what was withdrawn") {
  const std::string skype =
      R"x({"userId":"live:ana.example","exportDate":"2024-03-05T12:00","conversations":[{"id":"8:live:ben.example","displayName":"Ben","version":1709551234567.0,"properties":{"conversationblocked":false},"threadProperties":null,"MessageList":[
{"id":"1709551234575","displayName":null,"originalarrivaltime":"2024-03-04T11:22:38.067Z","messagetype":"Event/Call","version":1,"content":"<partlist type=\"ended\" alt=\"\"><part identity=\"live:ben.example\"><name>Ben</name><duration>63.5</duration></part><part identity=\"live:ana.example\"><name>Ana</name><duration>63.5</duration></part></partlist>","conversationid":"8:live:ben.example","from":"8:live:ben.example","properties":null,"amsreferences":null},
{"id":"1709551234574","originalarrivaltime":"2024-03-04T11:21:34.567Z","messagetype":"Event/Call","content":"<partlist type=\"started\" alt=\"\"><part identity=\"live:ben.example\"><name>Ben</name></part></partlist>","conversationid":"8:live:ben.example","from":"8:live:ben.example"},
{"id":"1709551234573","originalarrivaltime":"2024-03-04T11:21:00.000Z","messagetype":"RichText/UriObject","content":"<URIObject uri=\"https://files.example/v1/objects/0-weu-d1-abc\" type=\"Picture.1\">To view this shared photo, go to: <a href=\"https://login.skype.com/login/sso?x\">https://login.skype.com/login/sso?x</a><OriginalName v=\"cat.jpg\"></OriginalName><FileSize v=\"10\"/></URIObject>","conversationid":"8:live:ben.example","from":"8:live:ben.example","amsreferences":["0-weu-d1-abc"]},
{"id":"1709551234567","originalarrivaltime":"2024-03-04T11:20:34.567Z","messagetype":"RichText","content":"Chapter <b>3</b> by Friday &amp; so?","conversationid":"8:live:ben.example","from":"8:live:ana.example","properties":{"edittime":"1709551300000","emotions":"[{\"key\":\"heart\",\"users\":[{\"mri\":\"8:live:ben.example\",\"time\":1709551400000}]}]"}}]},
{"id":"19:abc@thread.skype","displayName":null,"threadProperties":{"membercount":2,"members":"[\"8:live:ana.example\",\"8:live:ben.example\"]","topic":"Walks"},"MessageList":[
{"id":"9","originalarrivaltime":"2024-03-04T10:00:00Z","messagetype":"ThreadActivity/AddMember","content":"<addmember><eventtime>1</eventtime><initiator>8:live:ana.example</initiator><target>8:live:ben.example</target></addmember>","conversationid":"19:abc@thread.skype","from":"19:abc@thread.skype"},
{"id":"10","originalarrivaltime":"2024-03-04T10:01:00Z","messagetype":"RichText/Location","content":"<location isUserLocation=\"1\" latitude=\"51503000\" longitude=\"-119000\" address=\"A street\"></location>","conversationid":"19:abc@thread.skype","from":"8:live:ben.example"},
{"id":"11","originalarrivaltime":"2024-03-04T10:02:00Z","messagetype":"RichText","content":"","conversationid":"19:abc@thread.skype","from":"8:live:ben.example","properties":{"deletetime":"1709551300000"}}]},
{"id":"48:calllogs","displayName":null,"threadProperties":null,"MessageList":[
{"id":"12","originalarrivaltime":"2024-03-04T11:21:34.567Z","messagetype":"Text","content":"","conversationid":"48:calllogs","from":"8:live:ana.example","properties":{"call-log":"{\"startTime\":\"2024-03-04T11:21:30.0000000Z\",\"connectTime\":\"2024-03-04T11:21:34.0000000Z\",\"endTime\":\"2024-03-04T11:22:38.0000000Z\",\"callDirection\":\"Outgoing\",\"callType\":\"TwoParty\",\"callState\":\"Accepted\",\"originator\":\"8:live:ana.example\",\"target\":\"4:+447700900123\",\"originatorParticipant\":{\"id\":\"8:live:ana.example\",\"displayName\":\"Ana\"},\"callId\":\"c-1\"}"}}]}]})x";
  const auto reader = make_skype_json_reader();
  CHECK(reader->probe(item_of(skype, {"messages.json"})).confidence == 94);
  const Collected got = read(*reader, skype, {"messages.json"});
  REQUIRE(got.records.size() == 8);
  const auto& call = got.records[0];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(call.call->duration == 63'500'000);
  CHECK(call.call->outcome == "answered");
  CHECK(call.times[0].kind == model::TimeKind::end);
  CHECK(call.direction == model::Direction::in);
  CHECK(who(call, model::Role::caller) == "8:live:ben.example");
  CHECK(who(call, model::Role::callee) == "8:live:ana.example");
  CHECK(got.records[1].kind == model::RecordKind::event);
  CHECK(got.records[2].media[0].title == "cat.jpg");
  CHECK(got.records[2].text.empty());
  CHECK(got.records[3].text == "Chapter 3 by Friday & so?");
  CHECK(got.records[3].direction == model::Direction::out);
  CHECK(got.records[3].state == model::State::edited);
  CHECK(field(got.records[3], "reaction") == "heart by 8:live:ben.example");
  CHECK(who(got.records[3], model::Role::to) == "8:live:ben.example");
  CHECK(instant(got.records[3]) == "2024-03-04T11:20:34Z");
  CHECK(got.records[4].chat_title == "Walks");
  CHECK(who(got.records[4], model::Role::subject) == "8:live:ben.example");
  REQUIRE(got.records[5].place);
  CHECK(*got.records[5].place->latitude == doctest::Approx(51.503));
  CHECK(*got.records[5].place->longitude == doctest::Approx(-0.119));
  CHECK(got.records[6].state == model::State::revoked);
  const auto& logged = got.records[7];
  CHECK(logged.direction == model::Direction::out);
  CHECK(who(logged, model::Role::callee) == "+447700900123");
  CHECK(logged.call->duration == 64 * micros_per_second);
  CHECK(instant(logged) == "2024-03-04T11:21:30Z");
  CHECK(got.extra.size() == 2);
  CHECK(field(got.extra[1], "type") == "group");
  damage(*reader, skype, {"messages.json"}, [](const model::Record& a, const model::Record& b) { return a.times == b.times && a.text == b.text; }, 11);
}

TEST_CASE("messages and calls as SMS Backup & Restore writes them") {
  const std::string xml =
      "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"3\">\n"
      "<sms protocol=\"0\" address=\"+447700900123\" date=\"1709588409000\" type=\"1\" "
      "body=\"Fish &amp; chips&#10;at six &#128512;\" read=\"1\" date_sent=\"1709588408000\" "
      "contact_name=\"Ana\" service_center=\"null\" />\n"
      "<sms address=\"07700900123\" date=\"1709588500000\" type=\"2\" body=\"ok\" "
      "contact_name=\"(Unknown)\" />\n"
      "<mms date=\"1709588600000\" msg_box=\"1\" address=\"+447700900123\" sub=\"Photo\"><parts>"
      "<part ct=\"application/smil\" text=\"x\"/><part ct=\"text/plain\" text=\"look\"/>"
      "<part ct=\"image/jpeg\" cl=\"a.jpg\" data=\"AAAA\"/></parts><addrs>"
      "<addr address=\"+447700900123\" type=\"137\"/><addr address=\"+447700900001\" type=\"151\"/>"
      "</addrs></mms>\n</smses>";
  const auto reader = make_sms_xml_reader();
  CHECK(reader->probe(item_of(xml, {"sms-2024.xml"})).confidence == 95);
  const auto item = item_of(xml, {"sms-2024.xml"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  CHECK(got.records[0].text == "Fish & chips\nat six \xF0\x9F\x98\x80");
  CHECK(got.records[0].direction == model::Direction::in);
  CHECK(instant(got.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(instant(got.records[0], 1) == "2024-03-04T21:40:08Z");
  CHECK(got.records[0].participants[0].name == "Ana");
  CHECK(got.records[1].direction == model::Direction::out);
  CHECK(who(got.records[1], model::Role::to) == "07700900123");
  CHECK(got.records[2].service == "MMS");
  CHECK(got.records[2].text == "look");
  CHECK(got.records[2].media[0].path == "a.jpg");
  CHECK(bytes_at(item, got.records[2]).starts_with("<mms "));
  CHECK_FALSE(got.has_finding("count does not match"));
  // Another program's file of the same form counts seconds.
  const Collected seconds = read(*reader, "<smses count=\"1\"><sms address=\"+447700900123\" date=\"1709588409\" type=\"1\" body=\"hi\" /></smses>", {"sms.xml"});
  CHECK(instant(seconds.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(seconds.records[0].times[0].unit == "s");
  const Collected calls = read(*reader,
                               "<calls count=\"2\"><call number=\"+447700900123\" duration=\"0\" "
                               "date=\"1709588409000\" type=\"3\" contact_name=\"Ana\"/></calls>",
                               {"calls.xml"});
  REQUIRE(calls.records.size() == 1);
  CHECK(calls.records[0].call->outcome == "missed");
  CHECK(calls.has_finding("count does not match"));
  damage(
      *reader, xml, {"sms.xml"},
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.times == b.times;
      },
      3);
}

TEST_CASE("a sender of letters is no number, and a group without addresses does not say who sent") {
  const Collected got = read(
      *make_sms_xml_reader(),
      "<smses count=\"5\">"
      "<sms address=\"VODAFONE\" date=\"1709588409000\" type=\"1\" body=\"bill\"/>"
      "<sms address=\"3Network\" date=\"1709588409000\" type=\"1\" body=\"bill\"/>"
      "<mms date=\"1709588600000\" msg_box=\"1\" address=\"+447700900123~+447700900124\" "
      "contact_name=\"Ana, Ben\"><parts><part ct=\"text/plain\" text=\"a\"/></parts></mms>"
      "<mms date=\"1709588700000\" msg_box=\"2\" address=\"+447700900123~+447700900124\" "
      "contact_name=\"Ana\"><parts><part ct=\"text/plain\" text=\"b\"/></parts></mms>"
      "<mms date=\"1709588800000\" msg_box=\"1\" address=\"+447700900123~+447700900124\" "
      "contact_name=\"Ana, Ben\"><parts><part ct=\"text/plain\" text=\"c\"/></parts><addrs><addr "
      "address=\"+447700900124\" type=\"137\"/></addrs></mms></smses>",
      {"sms.xml"});
  REQUIRE(got.records.size() == 5);
  for (int i : {0, 1})
    CHECK(got.records[i].participants[0].identifier.kind == model::IdentifierKind::username);
  const auto& in = got.records[2].participants;
  REQUIRE(in.size() == 2);
  CHECK(in[0].role == model::Role::member);
  CHECK(in[0].name == "Ana");
  CHECK(in[1].name == "Ben");
  CHECK(got.records[3].participants[1].role == model::Role::to);
  CHECK(got.records[3].participants[1].name.empty());
  CHECK(who(got.records[4], model::Role::from) == "+447700900124");
  CHECK(got.records[4].chat_key == got.records[2].chat_key);
}

TEST_CASE("real samples of chats: Telegram, Discord, Instagram") {
  const auto data = shared_data();
  if (!data) {
    MESSAGE("SKIPPED: shared data is not there");
    return;
  }
  const auto file = [&](const char* folder, const char* name) {
    return item_of(slurp(*data / folder / name), {name});
  };
  const auto t = file("chat-exports-small", "DM_2A_7M.json");
  CHECK(make_telegram_reader()->probe(t).confidence >= 90);
  const Collected telegram_chat = read(*make_telegram_reader(), t);
  std::size_t messages = 0;
  for (const auto& r : telegram_chat.records)
    messages += r.kind == model::RecordKind::message;
  CHECK(messages == 6);
  CHECK(telegram_chat.records.size() == 8);
  const auto i = file("chat-exports-chatminer", "instagram-message_1.json");
  CHECK(make_meta_reader()->probe(i).confidence >= 90);
  const Collected meta = read(*make_meta_reader(), i);
  REQUIRE(meta.records.size() == 2);
  CHECK(instant(meta.records[0]) == "2020-01-17T20:49:00Z");
  const auto d = file("chat-exports-small", "DM_2A_2M.json");
  CHECK(make_discord_reader()->probe(d).confidence >= 90);
  CHECK(read(*make_discord_reader(), d).records.size() == 3);
  for (const char* name : {"test_single_export.json", "test_batch_export.json"}) {
    const auto c = file("chat-exports-chatminer", name);
    CHECK(make_telegram_reader()->probe(c).confidence >= 80);
    const Collected both = read(*make_telegram_reader(), c);
    REQUIRE(both.records.size() == 2);
    CHECK(both.records[1].text == "Link:https://telegram.org/");
    CHECK(instant(both.records[0]) == "2018-12-05T10:39:10Z");
  }
}

TEST_CASE("XML that says Windows-1252 is read so, and its positions are the file's own") {
  const std::string xml =
      "<?xml version='1.0' encoding='windows-1252'?>\n<smses count=\"2\">\n"
      "<sms address=\"+447700900123\" date=\"1709588409000\" type=\"1\" body=\"Caf\xE9 at six \x80 "
      "3\" />\n"
      "<sms address=\"+447700900123\" date=\"1709588460000\" type=\"2\" body=\"Bien s\xFBr\" "
      "/>\n</smses>";
  const auto item = item_of(xml, {"sms.xml"});
  const Collected got = read(*make_sms_xml_reader(), item);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].text == "Caf\xC3\xA9 at six \xE2\x82\xAC 3");
  CHECK(got.records[1].text == "Bien s\xC3\xBBr");
  CHECK(bytes_at(item, got.records[1]).starts_with("<sms address="));
  CHECK(bytes_at(item, got.records[1]).ends_with("Bien s\xFBr\" />"));
}

TEST_CASE("messages of an Android backup: own number, sides, state, everybody in the thread") {
  const std::string sms =
      R"([{"self_phone":"+447700900001","address":"+447700900123","body":"The train is late","date":"1709588409123","date_sent":"1709588408000","status":"-1","type":"1","recipients":["+447700900123"],"read":"1"},
{"address":"+447700900123","body":"Wait there","date":"1709588460000","date_sent":"0","status":"-1","type":"5","recipients":["+447700900123","+447700900124"]},
{"address":"\u02BCUNKNOWN_SENDER!\u02BC","body":"Your code is 12","date":"1709588470000","type":"1"}])";
  const auto reader = make_android_backup_reader();
  const auto item = item_of(sms, {"000000_sms_backup (unpacked)"});
  CHECK(reader->probe(item).confidence >= 90);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  const auto& in = got.records[0];
  CHECK(in.text == "The train is late");
  CHECK(in.direction == model::Direction::in);
  CHECK(instant(in) == "2024-03-04T21:40:09Z");
  CHECK(in.times[1].kind == model::TimeKind::sent);
  REQUIRE(in.participants.size() == 2);
  CHECK(in.participants[0].role == model::Role::from);
  CHECK(in.participants[1].identifier.raw == "+447700900001");
  CHECK(in.participants[1].role == model::Role::to);
  CHECK(in.chat_key == "+447700900123");
  const auto& out = got.records[1];
  CHECK(out.direction == model::Direction::out);
  CHECK(field(out, "status") == "failed");
  CHECK(out.times.size() == 1);
  CHECK(out.participants.size() == 2);
  CHECK(got.records[2].participants.empty());
  CHECK(!field(got.records[2], "withheld").empty());

  const std::string mms =
      R"([{"self_phone":"+447700900001","sub":"Keys","date":"1709588580","date_sent":"0","m_type":"132","v":"18","msg_box":"1","recipients":["+447700900125"],"mms_addresses":[{"type":137,"address":"+447700900125","charset":106},{"type":151,"address":"+447700900001","charset":106},{"type":130,"address":"+447700900126","charset":106}],"mms_body":"Here they are","attachments":[{"mime_type":"image/jpeg","filename":"/app_parts/keys.jpg"}],"mms_charset":106}])";
  CHECK(reader->probe(item_of(mms, {"000001_mms_backup (unpacked)"})).confidence >= 90);
  const Collected two = read(*reader, item_of(mms, {"000001_mms_backup (unpacked)"}));
  REQUIRE(two.records.size() == 1);
  const auto& m = two.records[0];
  CHECK(m.service == "MMS");
  CHECK(instant(m) == "2024-03-04T21:43:00Z");
  CHECK(m.text == "Here they are");
  REQUIRE(m.participants.size() == 3);
  CHECK(m.participants[2].role == model::Role::cc);
  REQUIRE(m.media.size() == 1);
  CHECK(m.media[0].mime == "image/jpeg");
  // Some list of people with a text is not taken for messages.
  const std::string other =
      R"([{"address":"1 High Street","body":"red","type":"van","date":"2024"}])";
  CHECK(reader->probe(item_of(other, {"list.json"})).confidence == 0);
}

TEST_CASE(
    "a Telegram chat as HTML: sides, joined messages, answers, forwards, files, places, calls") {
  // The fuzzer's seed: four bytes of choice, then the page.
  const std::string html =
      slurp(std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "exports" / "telegram_html")
          .substr(4);
  const auto reader = make_telegram_html_reader();
  auto item = item_of(html, {"messages.html"});
  CHECK(reader->probe(item).confidence >= 95);
  const NamesOnly beside({"messages.html"});
  item.tree = &beside;
  const Collected got = read(*reader, item);
  CHECK(got.seen == 8);
  CHECK(got.skips.at("line with a date between messages") == 1);
  REQUIRE(got.records.size() == 7);
  const auto& first = got.records[0];
  CHECK(first.text == "The boat & the train\nleave at seven");
  CHECK(first.direction == model::Direction::in);
  CHECK(instant(first) == "2024-03-04T20:40:09Z");
  CHECK(first.times[0].offset_minutes == 60);
  CHECK(first.chat_title == "Ana Pop");
  CHECK(first.participants[0].identifier.raw == "Ana Pop");
  CHECK(extra_of(first, "reactions") == "\xF0\x9F\x91\x8D");
  CHECK(bytes_at(item, first).starts_with("<div class=\"message default"));
  CHECK(bytes_at(item, first).ends_with("</div>"));
  const auto& photo = got.records[1];
  CHECK(photo.participants[0].identifier.raw == "Ana Pop");  // joined: as before
  REQUIRE(photo.media.size() == 1);
  CHECK(photo.media[0].path == "photos/photo_1@04-03-2024_21-41-00.jpg");
  const auto& forward = got.records[2];
  CHECK(forward.direction == model::Direction::out);
  CHECK(forward.participants[0].identifier.raw == "Ion Rusu");
  CHECK(field(forward, "forwarded_from") == "Vera");
  CHECK(forward.text == "Bring the green coat");
  REQUIRE(forward.links.size() == 1);
  CHECK(forward.links[0].target == first.key);
  CHECK(instant(forward) == "2024-03-04T20:42:00Z");  // its own, not the forwarded message's
  REQUIRE(got.extra.size() == 2);                 // the chat and the place
  CHECK(got.extra[1].place->latitude == 51.5);
  const auto& call = got.records[4];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(*call.call->duration == 35 * micros_per_second);
  const auto& voice = got.records[5];
  CHECK(instant(voice) == "no instant");
  CHECK(local_of(voice).starts_with("2024-03-04T21:55:00"));
  CHECK(field(voice, "media") == "voice_message");
  CHECK(got.records[6].kind == model::RecordKind::event);
  CHECK(got.records[6].text == "Ana Pop pinned this message");
  // With a zone said, a time without offset becomes an instant; a cut costs at most the last
  // message.
  Options options;
  options.zone = "Europe/Madrid";
  CHECK(instant(read(*reader, item, options).records[5]) == "2024-03-04T20:55:00Z");
  for (std::size_t cut = 0; cut < html.size(); cut += 7) {
    const auto part = read(*reader, item_of(html.substr(0, cut), {"messages.html"}));
    std::size_t whole = 0;
    for (const auto& r : got.records)
      whole +=
          exhibit::locator_bytes(r.locator)->offset + exhibit::locator_bytes(r.locator)->length <=
          cut;
    CHECK(part.records.size() >= whole);
  }
}

TEST_CASE("a conversation that Meta exports says by itself which app it is of, where its folders do not") {
  const auto chat = [](const std::string& more) {
    return R"({"participants":[{"name":"Ana"},{"name":"Bo"}],"messages":[{"sender_name":"Ana","timestamp_ms":1709588409000,"content":"see you")" + more + "}],\"title\":\"Bo\"}";
  };
  const auto service = [&](const std::string& text, const exhibit::Tree* tree = nullptr) {
    auto item = item_of(text, {tree ? "a/messages/inbox/bo_1/message_1.json" : "message_1.json"});
    item.tree = tree;
    return read(*make_meta_reader(), item).records.at(0).service;
  };
  CHECK(service(chat("")).empty());
  CHECK(service(chat(R"(,"photos":[{"uri":"your_instagram_activity/messages/inbox/bo_1/photos/1.jpg"}])")) == "Instagram");
  CHECK(service(chat(R"(,"photos":[{"uri":"your_facebook_activity/messages/inbox/bo_1/photos/1.jpg"}])")) == "Facebook Messenger");
  CHECK(service(chat(R"(},{"sender_name":"Bo","timestamp_ms":1709588410000,"content": "Liked a message")")) == "Instagram");
  const NamesOnly beside({"a/messages/inbox/bo_1/message_1.json", "a/connections/followers_and_following/followers_1.json"});
  CHECK(service(chat(""), &beside) == "Instagram");
  const NamesOnly elsewhere({"a/messages/inbox/bo_1/message_1.json", "b/connections/followers_and_following/followers_1.json"});
  CHECK(service(chat(""), &elsewhere).empty());
}
