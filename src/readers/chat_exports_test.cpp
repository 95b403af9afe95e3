// Telegram, Meta, Discord, Snapchat, TikTok, Signal: synthetic exports in their public layouts, and
// real samples where this machine has them.
#include <doctest/doctest.h>

#include "readers/android_backup_reader.h"
#include "readers/chat_json_reader.h"
#include "readers/discord_html_reader.h"
#include "readers/discord_package.h"
#include "readers/meta_reader.h"
#include "readers/reader_test.h"
#include "readers/skype_json_reader.h"
#include "readers/sms_xml_reader.h"
#include "readers/snapchat_html_reader.h"
#include "readers/store_testing.h"
#include "readers/team_chat_reader.h"
#include "readers/telegram_html_reader.h"
#include "readers/telegram_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::string utc(const model::Record& r, std::size_t i = 0) {
  if (i >= r.times.size()) return "no time";
  return r.times[i].utc ? to_iso_utc(*r.times[i].utc).substr(0, 19) + "Z" : "no instant";
}

const std::string telegram =
    R"x({"name":"Ana","type":"personal_chat","id":700000123,"messages":[
{"id":1,"type":"service","date":"2024-03-04T21:39:00","date_unixtime":"1709588340","actor":"Ana","actor_id":"user700000123","action":"phone_call","duration_seconds":61,"discard_reason":"hangup","text":""},
{"id":2,"type":"message","date":"2024-03-04T21:40:09","date_unixtime":"1709588409","from":"Ana","from_id":"user700000123","text":["See ",{"type":"bold","text":"you"}," at six"],"text_entities":[]},
{"id":3,"type":"message","date":"2024-03-04T21:41:00","date_unixtime":"1709588460","edited":"2024-03-04T21:42:00","edited_unixtime":"1709588520","from":"Me","from_id":"user700000001","reply_to_message_id":2,"text":"Bring the keys","photo":"photos/photo_1.jpg","width":10},
{"id":4,"type":"message","date":"2024-03-04T21:43:00","date_unixtime":"1709588580","from":"Me","from_id":"user700000001","file":"(File not included. Change data exporting settings to download.)","mime_type":"audio/ogg","media_type":"voice_message","duration_seconds":3,"text":""},
{"id":5,"type":"message","date":"2024-03-04T21:44:00","from":"Ana","from_id":"user700000123","forwarded_from":"Ben","text":"","location_information":{"latitude":51.5,"longitude":-0.12}},
{"id":6,"type":"message","date":"2024-03-04T21:45:00","date_unixtime":"1709588700","from":"Ana","from_id":"user700000123","contact_information":{"first_name":"Ben","last_name":"","phone_number":"+447700900150"},"text":""}
]})x";

}  // namespace

TEST_CASE("a Telegram chat: texts in parts, edits, replies, calls, places, files left out") {
  const auto reader = make_telegram_reader();
  CHECK(reader->probe(item_of(telegram, {"result.json"})).confidence >= 95);
  const auto item = item_of(telegram, {"result.json"});
  const Collected got = read(*reader, item);
  CHECK(got.seen == 6);
  REQUIRE(got.records.size() == 6);
  const auto& call = got.records[0];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(*call.call->duration == 61 * micros_per_second);
  CHECK(call.direction == model::Direction::in);
  const auto& first = got.records[1];
  CHECK(first.text == "See you at six");
  CHECK(first.direction == model::Direction::in);
  CHECK(utc(first) == "2024-03-04T21:40:09Z");
  CHECK(first.times[0].raw == "1709588409");
  CHECK(extra_of(first, "date") == "2024-03-04T21:40:09");
  CHECK(first.chat_title == "Ana");
  CHECK(first.participants[0].identifier.raw == "user700000123");
  CHECK(bytes_at(item, first).starts_with("{\"id\":2"));
  CHECK(exhibit::locator_part(first.locator, "json") == "/messages/1");
  const auto& reply = got.records[2];
  CHECK(reply.direction == model::Direction::out);
  CHECK(reply.state == model::State::edited);
  CHECK(utc(reply, 1) == "2024-03-04T21:42:00Z");
  CHECK(reply.links[0].target == first.key);
  CHECK(reply.media[0].path == "photos/photo_1.jpg");
  CHECK_FALSE(reply.media[0].present);
  CHECK(extra_of(reply, "width") == "10");
  const auto& voice = got.records[3];
  CHECK(voice.media[0].mime == "audio/ogg");
  CHECK(field(voice, "media").starts_with("(File not included"));
  const auto& local = got.records[4];
  CHECK(local.times[0].certainty == model::Certainty::local_unknown);
  CHECK(field(local, "forwarded_from") == "Ben");
  REQUIRE(got.extra.size() == 2);
  CHECK(got.extra[0].kind == model::RecordKind::chat);
  CHECK(got.extra[1].kind == model::RecordKind::location);
  CHECK(*got.extra[1].place->latitude == 51.5);
  CHECK(who(got.records[5], model::Role::mentioned) == "+447700900150");
  Options options;
  options.zone = "Europe/London";
  CHECK(utc(read(*reader, item, options).records[4]) == "2024-03-04T21:44:00Z");
}

TEST_CASE("a Telegram group: polls, reactions, answers to messages of other chats") {
  const auto out = read(*make_telegram_reader(), R"x({"name":"Walks","type":"private_supergroup","id":5,"messages":[
{"id":2,"type":"message","date_unixtime":"1709588409","from":"Bo","from_id":"user2","text":"hi","reactions":[{"type":"emoji","count":1,"emoji":"+","recent":[{"from":"Kim","from_id":"user1"}]},{"type":"emoji","count":3,"emoji":"-"}]},
{"id":4,"type":"message","date_unixtime":"1709588529","from":"Kim","from_id":"user1","poll":{"question":"When do we meet?","answers":[{"text":"Monday","voters":2},{"text":"Tuesday","voters":0}]},"text":""},
{"id":9,"type":"message","date_unixtime":"1709588599","from":"Bo","from_id":"user2","reply_to_message_id":2,"reply_to_peer_id":"channel7","text":"elsewhere"},
{"id":10,"type":"message","date_unixtime":"1709588609","from":"Bo","from_id":"user2","reply_to_message_id":2,"text":"here"}]})x",
                        {"result.json"});
  REQUIRE(out.records.size() == 4);
  CHECK(field(out.records[0], "reaction") == "+ by Kim");
  CHECK(out.records[0].fields.back().value == "- x 3");
  CHECK(out.records[1].text == "When do we meet?");
  CHECK(extra_of(out.records[1], "poll option 1") == "Monday (2)");
  CHECK(extra_of(out.records[1], "poll option 2") == "Tuesday (0)");
  CHECK(out.records[2].links.empty());
  CHECK(field(out.records[2], "reply_to") == "channel7/2");
  REQUIRE(out.records[3].links.size() == 1);
  CHECK(out.records[3].links[0].target == out.records[0].key);
}

TEST_CASE("a Telegram account: owner, contacts, several chats") {
  const std::string account =
      R"({"about":"Here is the data you requested. Telegram is ad free.","personal_information":{"user_id":700000001,"first_name":"Me","last_name":"Myself","phone_number":"+447700900001","username":"@me"},
"contacts":{"about":"x","list":[{"user_id":700000123,"first_name":"Ana","last_name":"Pop","phone_number":"+447700900123","date":"2023-01-01T10:00:00","date_unixtime":"1672567200"}]},
"sessions":{"about":"y","list":[{"device_model":"Phone","last_ip":"192.0.2.1"}]},
"chats":{"about":"z","list":[
{"name":"Ana","type":"personal_chat","id":700000123,"messages":[{"id":1,"type":"message","date_unixtime":"1709588409","from":"Me","from_id":"user700000001","text":"one"}]},
{"name":"Trip","type":"private_group","id":4200,"messages":[{"id":1,"type":"service","date_unixtime":"1709588410","actor":"Ana","actor_id":"user700000123","action":"create_group","title":"Trip","members":["Ana","Me"],"text":""},{"id":2,"type":"message","date_unixtime":"1709588411","from":"Ana","from_id":"user700000123","text":"two"}]}]}})";
  const auto reader = make_telegram_reader();
  CHECK(reader->probe(item_of(account, {"result.json"})).confidence >= 85);
  const Collected got = read(*reader, account, {"result.json"});
  REQUIRE(got.records.size() == 6);
  CHECK(got.records[0].kind == model::RecordKind::account);
  CHECK(who(got.records[0], model::Role::owner) == "user700000001");
  CHECK(got.records[1].kind == model::RecordKind::contact);
  CHECK(got.records[2].table == "sessions");
  CHECK(got.records[3].direction == model::Direction::out);
  CHECK(who(got.records[3], model::Role::to) == "user700000123");
  CHECK(got.records[4].kind == model::RecordKind::event);
  CHECK(got.records[5].direction == model::Direction::in);
  CHECK(got.records[5].chat_title == "Trip");
  CHECK(got.records[5].key == "4200/2");
  CHECK(got.records[3].key == "700000123/1");
}

TEST_CASE("a Telegram export of 2019: bare numbers, chats above 2^32, and 1970 is no edit") {
  const std::string chat =
      R"({"name":"Ben","type":"personal_chat","id":4994967298,"messages":[
{"id":1,"type":"message","date":"2019-01-01T10:00:00","edited":"1970-01-01T01:00:00","from":"Ben","from_id":700000002,"text":"hello"},
{"id":2,"type":"message","date":"2019-01-01T10:00:30","edited":"2019-01-01T10:01:00","from":"Mia","from_id":700000001,"text":"hi"},
{"id":3,"type":"service","date":"2019-01-01T10:05:30","edited":"1970-01-01T01:00:00","actor":"Mia","actor_id":700000001,"action":"phone_call","duration_seconds":5,"discard_reason":"hangup","text":""}]})";
  const Collected got = read(*make_telegram_reader(), chat, {"result.json"});
  REQUIRE(got.records.size() == 3);
  CHECK(got.records[0].direction == model::Direction::in);
  CHECK(got.records[0].state == model::State::existing);
  CHECK(got.records[0].times.size() == 1);
  CHECK(who(got.records[0], model::Role::from) == "user700000002");
  CHECK(extra_of(got.records[0], "from_id") == "700000002");
  CHECK(got.records[0].key == "700000002/1");
  CHECK(got.records[1].direction == model::Direction::out);
  CHECK(got.records[1].state == model::State::edited);
  CHECK(who(got.records[1], model::Role::to) == "user700000002");
  CHECK(got.records[2].direction == model::Direction::out);
  CHECK(who(got.records[2], model::Role::callee) == "user700000002");
  CHECK(who(got.extra[0], model::Role::member) == "user700000002");
  CHECK(extra_of(got.extra[0], "id") == "4994967298");
  // In an account's export the owner's own number says the same.
  const Collected account = read(
      *make_telegram_reader(),
      R"({"about":"Telegram","personal_information":{"user_id":700000001},"chats":{"list":[)" + chat +
          "]}}",
      {"result.json"});
  REQUIRE(account.records.size() == 4);
  CHECK(account.records[1].direction == model::Direction::in);
  CHECK(account.records[3].direction == model::Direction::out);
}

TEST_CASE("Telegram's own way of writing control characters and line separators loses nothing") {
  const Collected got = read(*make_telegram_reader(),
                             R"({"name":"Ben","type":"personal_chat","id":2,"messages":[
{"id":1,"type":"message","date_unixtime":"1709588409","from":"Ben","from_id":"user2","text":"bell\x07 and \x1Bend"},
{"id":2,"type":"message","date_unixtime":"1709588410","from":"Ben","from_id":"user2","text":"two\u2028)"
                             "\x80\xA8"
                             R"(lines"}]})",
                             {"result.json"});
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].text == "bell\x07 and \x1B" "end");
  CHECK(got.records[1].text == "two\xE2\x80\xA8lines");
}

TEST_CASE("Telegram's lists, links behind words, tasks, articles, who came near, what the servers add") {
  const Collected got = read(
      *make_telegram_reader(),
      R"x({"about":"Telegram","personal_information":{"user_id":1},
"profile_pictures":[{"date":"2021-03-04T10:00:00","date_unixtime":"1614852000","photo":"p.jpg"}],
"sessions":{"list":[{"created":"2022-05-06T07:08:09","created_unixtime":"1651820889","last_active":"2023-05-06T07:08:09","last_active_unixtime":"1683356889","last_ip":"192.0.2.4"}]},
"other_data":{"drafts":[{"chat":"Ben","html":"not sent yet"},{"chat":"Kim","html":"nor this"}],"changes":{"username":"old"}},
"chats":{"list":[{"name":"Help","type":"bot_chat","id":9,"messages":[
{"id":1,"type":"message","date_unixtime":"1709588409","from":"Help","from_id":"user9","text":["see ",{"type":"mention_name","text":"Kim","user_id":5}," ",{"type":"text_link","text":"here","href":"https://example.org/a"}],"text_entities":[]},
{"id":2,"type":"message","date_unixtime":"1709588410","from":"Me","from_id":"user1","todo_list":{"title":"Saturday","answers":[{"text":"buy milk","id":1}]},"text":"","text_entities":[]},
{"id":3,"type":"message","date_unixtime":"1709588411","from":"Help","from_id":"user9","rich_message":{"blocks":[{"type":"paragraph","text":{"type":"plain","text":"First words"}},{"type":"paragraph","text":{"type":"plain","text":"second"}}]}},
{"id":4,"type":"service","date_unixtime":"1709588412","from":"Ben","from_id":"user2","to":"Me","to_id":"user1","action":"proximity_reached","distance":100,"text":""},
{"id":5,"type":"unsupported"}]}]}})x",
      {"result.json"});
  REQUIRE(got.records.size() == 11);
  CHECK(got.seen == 11);
  CHECK(got.records[1].times.size() == 1);
  CHECK(utc(got.records[1]) == "2021-03-04T10:00:00Z");
  CHECK(got.records[1].service == "Telegram");
  CHECK(got.records[2].times.size() == 2);
  CHECK(utc(got.records[2]) == "2022-05-06T07:08:09Z");
  CHECK(got.records[3].text == "not sent yet");
  CHECK(got.records[4].text == "nor this");
  CHECK(exhibit::locator_part(got.records[4].locator, "json") == "/other_data/drafts/1");
  CHECK(extra_of(got.records[5], "username") == "old");
  const auto& link = got.records[6];
  CHECK(link.text == "see Kim here");
  CHECK(extra_of(link, "link") == "here -> https://example.org/a");
  CHECK(who(link, model::Role::mentioned) == "user5");
  CHECK(got.records[7].text == "Saturday\n- buy milk");
  CHECK(who(got.records[7], model::Role::to) == "user9");
  CHECK(got.records[8].text == "First words\nsecond");
  CHECK(who(got.records[9], model::Role::subject) == "user2");
  CHECK(who(got.records[9], model::Role::to) == "user1");
  CHECK(field(got.records[10], "type") == "unsupported");
}

TEST_CASE("a damaged Telegram export loses what the damage touches") {
  damage(
      *make_telegram_reader(), telegram, {"result.json"},
      [](const model::Record& a, const model::Record& b) {
        return a.text == b.text && a.times == b.times && a.participants == b.participants;
      },
      7);
}

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
  CHECK(utc(r) == "2024-03-04T21:41:00Z");
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

TEST_CASE("a Discord channel and Discord's own package") {
  const std::string channel =
      R"({"guild":{"id":"0","name":"Direct Messages"},"channel":{"id":"42","type":"DirectTextChat","name":"ana"},"messages":[
{"id":"100","type":"Default","timestamp":"2024-03-04T21:40:09.762+00:00","timestampEdited":null,"content":"hello","author":{"id":"7","name":"ana","nickname":"Ana P","isBot":false},"attachments":[{"id":"1","url":"files/a.png","fileName":"a.png","fileSizeBytes":5}],"reactions":[{"emoji":{"name":"x"},"count":2}],"mentions":[]},
{"id":"101","type":"Reply","timestamp":"2024-03-04T22:41:00+01:00","timestampEdited":"2024-03-04T21:43:00+00:00","content":"yes","author":{"id":"8","name":"ben"},"attachments":[],"reference":{"messageId":"100"}},
{"id":"102","type":"Call","timestamp":"2024-03-04T21:50:00+00:00","callEndedTimestamp":"2024-03-04T21:51:30+00:00","content":"","author":{"id":"8","name":"ben"},"attachments":[]},
{"id":"103","type":"ChannelPinnedMessage","timestamp":"2024-03-04T21:52:00+00:00","content":"Pinned a message.","author":{"id":"8","name":"ben"},"attachments":[]}]})";
  const auto reader = make_discord_reader();
  CHECK(reader->probe(item_of(channel, {"dm.json"})).confidence == 96);
  const Collected got = read(*reader, channel, {"dm.json"});
  REQUIRE(got.records.size() == 4);
  CHECK(got.records[0].text == "hello");
  CHECK(got.records[0].participants[0].identifier.raw == "7");
  CHECK(got.records[0].participants[0].name == "Ana P");
  CHECK(got.records[0].media[0].title == "a.png");
  CHECK(utc(got.records[1]) == "2024-03-04T21:41:00Z");
  CHECK(got.records[1].state == model::State::edited);
  CHECK(got.records[1].links[0].target == "100");
  CHECK(got.records[2].kind == model::RecordKind::call);
  CHECK(*got.records[2].call->duration == 90 * micros_per_second);
  CHECK(got.records[3].kind == model::RecordKind::event);
  const std::string package =
      R"([{"ID":1,"Timestamp":"2024-03-04 21:40:09","Contents":"mine","Attachments":"https://a/1 https://a/2"}])";
  CHECK(reader->probe(item_of(package, {"messages/c42/messages.json"})).confidence == 94);
  const Collected own = read(*reader, package, {"messages/c42/messages.json"});
  REQUIRE(own.records.size() == 1);
  CHECK(own.records[0].direction == model::Direction::out);
  CHECK(own.records[0].media.size() == 2);
  CHECK(utc(own.records[0]) == "2024-03-04T21:40:09Z");
}

TEST_CASE("answers of Discord's and Burner's servers, as a phone's cache keeps them") {
  const auto reader = make_cached_answer_reader();
  const std::string discord =
      R"([{"id":"9","type":0,"content":"The keys are here","channel_id":"42","author":{"id":"7","username":"ana","global_name":null},"attachments":[{"id":"1","url":"https://cdn.example/a.png","filename":"a.png","content_type":"image/png"}],"mentions":[],"timestamp":"2024-03-04T21:40:09.655000+00:00","edited_timestamp":null},
{"id":"10","type":19,"content":"Thanks","channel_id":"42","author":{"id":"8","username":"ben","global_name":"Ben E"},"attachments":[],"mentions":[],"timestamp":"2024-03-04T21:41:00+00:00","edited_timestamp":"2024-03-04T21:42:00+00:00","message_reference":{"message_id":"9"}},
{"id":"11","type":7,"content":"","channel_id":"42","author":{"id":"8","username":"ben","global_name":"Ben E"},"attachments":[],"mentions":[],"timestamp":"2024-03-04T21:43:00+00:00","edited_timestamp":null}])";
  CHECK(reader->probe(item_of(discord, {"fsCachedData/23AA"})).confidence == 92);
  const Collected d = read(*reader, discord, {"fsCachedData/23AA"});
  REQUIRE(d.records.size() == 3);
  CHECK(d.records[0].kind == model::RecordKind::message);
  CHECK(d.records[0].service == "Discord");
  CHECK(d.records[0].participants[0].name == "ana");
  CHECK(d.records[0].media[0].title == "a.png");
  CHECK(utc(d.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(d.records[1].state == model::State::edited);
  CHECK(d.records[1].links[0].target == "9");
  CHECK(d.records[1].participants[0].name == "Ben E");
  CHECK(d.records[2].kind == model::RecordKind::event);

  const std::string burner =
      R"([{"assetUrl":null,"burnerId":"b-1","connected":true,"contactId":null,"contactPhoneNumber":"+15550100123","dateCreated":1709588409000,"direction":1,"duration":null,"id":"m-1","message":"","messageType":1,"state":5,"voiceUrl":"https://s3.example/v.wav"},
{"assetUrl":null,"burnerId":"b-1","contactPhoneNumber":"+15550100123","dateCreated":1709588460000,"direction":2,"duration":null,"id":"m-2","message":"You there?","messageType":2,"state":1,"voiceUrl":null}])";
  CHECK(reader->probe(item_of(burner, {"fsCachedData/34A0"})).confidence == 92);
  const Collected b = read(*reader, burner, {"fsCachedData/34A0"});
  REQUIRE(b.records.size() == 2);
  CHECK(b.records[0].kind == model::RecordKind::call);
  CHECK(b.records[0].direction == model::Direction::in);
  CHECK(b.records[0].call->outcome == "voicemail");
  CHECK(b.records[0].media.size() == 1);
  CHECK(who(b.records[0], model::Role::caller) == "+15550100123");
  CHECK(b.records[1].direction == model::Direction::out);
  CHECK(b.records[1].text == "You there?");
  CHECK(who(b.records[1], model::Role::to) == "+15550100123");
  CHECK(utc(b.records[1]) == "2024-03-04T21:41:00Z");
  const Collected people = read(
      *reader,
      R"([{"blocked":false,"burnerIds":[],"dateCreated":1613670031089,"id":"c-1","lastUpdatedDate":1613670031089,"name":"Ana","phoneNumber":"+15550100123","userId":"u-1"}])",
      {"answer 19"});
  REQUIRE(people.records.size() == 1);
  CHECK(people.records[0].kind == model::RecordKind::contact);
  CHECK(people.records[0].participants[0].name == "Ana");
  const Collected numbers = read(
      *reader,
      R"([{"dateCreated":1683566577088,"expirationDate":1686158577088,"id":"b-1","phoneNumber":"+15550100199","settings":{"callRingEnabled":true,"name":"Flat"}}])",
      {"answer 16"});
  REQUIRE(numbers.records.size() == 1);
  CHECK(numbers.records[0].kind == model::RecordKind::account);
  CHECK(who(numbers.records[0], model::Role::owner) == "+15550100199");
  // One message alone, as the server answers what was sent.
  const std::string single = burner.substr(1, burner.find("},"));
  CHECK(read(*reader, single, {"x"}).records.size() == 1);
  damage(
      *reader, discord, {"fsCachedData/23AA"},
      [](const model::Record& a, const model::Record& b2) {
        return a.times == b2.times && a.text == b2.text;
      },
      11);
}

TEST_CASE("Snapchat, TikTok and Signal exports") {
  const std::string snap =
      R"({"ana_01":[{"From":"ana_01","Media Type":"TEXT","Created":"2024-03-04 21:40:09 UTC","Content":"hi","Conversation Title":null,"IsSender":false,"IsSaved":true},
{"From":"me_02","Media Type":"MEDIA","Created":"2024-03-04 21:41:00 UTC","Content":"","IsSender":true,"Media IDs":"b~abc"}]})";
  const auto snapchat = make_snapchat_reader();
  CHECK(snapchat->probe(item_of(snap, {"json/chat_history.json"})).confidence == 94);
  const Collected s = read(*snapchat, snap, {"json/chat_history.json"});
  REQUIRE(s.records.size() == 2);
  CHECK(s.records[0].direction == model::Direction::in);
  CHECK(utc(s.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(who(s.records[1], model::Role::to) == "ana_01");
  CHECK(s.records[1].media[0].path == "b~abc");
  const Collected old = read(
      *snapchat,
      R"({"Received Saved Chat History":[{"From":"ana_01","Media Type":"TEXT","Created":"2020-03-04 21:40:09 UTC","Text":"hi"}],"Sent Saved Chat History":[{"To":"ana_01","Media Type":"TEXT","Created":"2020-03-04 21:41:09 UTC","Text":"ho"}]})",
      {"chat_history.json"});
  REQUIRE(old.records.size() == 2);
  CHECK(old.records[1].direction == model::Direction::out);
  CHECK(old.records[0].chat_key == old.records[1].chat_key);

  const std::string tok =
      R"({"Activity":{"Login History":{"LoginHistoryList":[{"Date":"2024-03-01 08:00:00","IP":"192.0.2.7","DeviceModel":"P7"}]}},"Direct Messages":{"Chat History":{"ChatHistory":{"Chat History with ana_01:":[{"Date":"2024-03-04 21:40:09","From":"ana_01","Content":"hi"},{"Date":"2024-03-04 21:41:00","From":"me_02","Content":"ho"}]}}}})";
  const auto tiktok = make_tiktok_reader();
  CHECK(tiktok->probe(item_of(tok, {"user_data_tiktok.json"})).confidence == 93);
  const Collected t = read(*tiktok, tok, {"user_data_tiktok.json"});
  REQUIRE(t.records.size() == 3);
  CHECK(t.records[0].kind == model::RecordKind::event);
  CHECK(extra_of(t.records[0], "IP") == "192.0.2.7");
  CHECK(t.records[1].direction == model::Direction::in);
  CHECK(who(t.records[2], model::Role::to) == "ana_01");

  const auto signal = make_signal_json_reader();
  const std::string own =
      "{\"version\":\"1\",\"backupTimeMs\":\"1709588400000\"}\n"
      "{\"recipient\":{\"id\":\"1\",\"self\":{}}}\n"
      "{\"recipient\":{\"id\":\"2\",\"contact\":{\"e164\":\"447700900123\",\"profileGivenName\":"
      "\"Ana\"}}}\n"
      "{\"chat\":{\"id\":\"5\",\"recipientId\":\"2\"}}\n"
      "{\"chatItem\":{\"chatId\":\"5\",\"authorId\":\"2\",\"dateSent\":\"1709588409000\","
      "\"incoming\":{\"dateReceived\":\"1709588410000\"},\"standardMessage\":{\"text\":{\"body\":"
      "\"hi\"}}}}\n"
      "{\"chatItem\":{\"chatId\":\"5\",\"authorId\":\"1\",\"dateSent\":\"1709588420000\","
      "\"outgoing\":{},\"standardMessage\":{\"text\":{\"body\":\"ho\"}}}}\n";
  CHECK(signal->probe(item_of(own, {"main.jsonl"})).confidence >= 90);
  const Collected g = read(*signal, own, {"main.jsonl"});
  REQUIRE(g.records.size() == 5);
  CHECK(g.records[3].text == "hi");
  CHECK(who(g.records[3], model::Role::from) == "+447700900123");
  CHECK(utc(g.records[3]) == "2024-03-04T21:40:09Z");
  CHECK(g.records[4].direction == model::Direction::out);
  CHECK(g.records[4].chat_title == "Ana");
  CHECK(who(g.records[4], model::Role::to) == "+447700900123");
  const Collected d = read(
      *signal,
      R"([{"id":"m1","conversationId":"c1","type":"incoming","sent_at":1709588409000,"source":"+447700900123","body":"hi","attachments":[]}])",
      {"messages.json"});
  REQUIRE(d.records.size() == 1);
  CHECK(d.records[0].direction == model::Direction::in);
}

TEST_CASE("a TikTok download since 2024: sections of other names, the account, who follows, groups by who the account is") {
  const std::string tok =
      R"({"Ads and data":{"Off TikTok Activity":{"OffTikTokActivityDataList":[{"TimeStamp":"2024-09-04 14:21:00","Source":"shop","Event":"LaunchAPP"}]}},
"Comment":{"Comments":{"App":1,"CommentsList":[{"date":"2025-10-20 18:56:08","comment":"nice","photo":"N/A","url":""}]}},
"Direct Message":{"Direct Messages":{"ChatHistory":{"Chat History with Group_Chat_751:":[{"Date":"2025-06-17 19:00:49","From":"ben_02","Content":"hi all"},{"Date":"2025-06-17 19:01:49","From":"ana_01","Content":"hi"}],
"Chat History with ben_02:":[{"Date":"2025-07-16 09:59:09","From":"ana_01","Content":"ho"}]}}},
"Profile":{"Autofill":{"PhoneNumber":"N/A","City":"Town"},"Profile Info":{"App":1,"ProfileMap":{"PlatformInfo":[],"birthDate":"04-Jul-2002","displayName":"Ana","emailAddress":"ana@example.org","telephoneNumber":"None","userName":"ana_01"}}},
"Your Activity":{"Follower":{"FansList":[{"Date":"2025-10-01 09:31:12","UserName":"cleo_03"}]},"Login History":{"LoginHistoryList":[{"Date":"2024-09-04 09:45:18","IP":"192.0.2.7","NetworkType":"4G"}]},"Searches":{"SearchList":[{"Date":"2025-11-26 18:29:59","SearchTerm":"bus times"}]}}})";
  const auto reader = make_tiktok_reader();
  CHECK(reader->probe(item_of(tok, {"user_data_tiktok.json"})).confidence == 93);
  const Collected got = read(*reader, tok, {"user_data_tiktok.json"});
  const auto named = [&](std::string_view table) -> const model::Record& {
    for (const auto& r : got.records)
      if (r.table == table) return r;
    FAIL("no row of " << table);
    return got.records[0];
  };
  CHECK(named("OffTikTokActivityDataList").kind == model::RecordKind::event);
  CHECK(utc(named("OffTikTokActivityDataList")) == "2024-09-04T14:21:00Z");
  CHECK(named("CommentsList").text == "nice");
  CHECK(named("FansList").kind == model::RecordKind::contact);
  CHECK(who(named("FansList"), model::Role::subject) == "cleo_03");
  CHECK(field(named("LoginHistoryList"), "ip_address") == "192.0.2.7");
  CHECK(named("SearchList").text == "bus times");
  CHECK(named("ProfileMap").kind == model::RecordKind::account);
  CHECK(who(named("ProfileMap"), model::Role::owner) == "ana_01");
  CHECK(named("ProfileMap").participants.size() == 2);  // no telephone "None"
  CHECK(extra_of(named("Profile"), "Autofill.City") == "Town");
  std::vector<model::Direction> ways;
  for (const auto& r : got.records)
    if (r.kind == model::RecordKind::message) ways.push_back(r.direction);
  CHECK(ways == std::vector{model::Direction::in, model::Direction::out, model::Direction::out});
  damage(*reader, tok, {"user_data_tiktok.json"}, [](const model::Record& a, const model::Record& b) { return a.times == b.times && a.text == b.text; }, 7);
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
  CHECK(utc(got.records[3]) == "2024-03-04T11:20:34Z");
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
  CHECK(utc(logged) == "2024-03-04T11:21:30Z");
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
  CHECK(utc(got.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(utc(got.records[0], 1) == "2024-03-04T21:40:08Z");
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
  CHECK(utc(seconds.records[0]) == "2024-03-04T21:40:09Z");
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

TEST_CASE("a conversation of a Snapchat download as a page: who wrote, when, and which way by the download's own account") {
  const auto message = [](const char* who, const char* type, const char* words, const char* at) {
    return fmt::format("<div style=\"background: #f2f2f2; border-radius: 7px; padding: 3px;\"><span><div><div style=\"display: flex;\"><button class=\"saved\">Saved</button>"
                       "<h4 style=\"float: left \">{}</h4></div><div><svg class=\"icons\"><path d=\"M1\"/></svg><span style=\"left: 50%;\">{}</span></div></div>"
                       "<hr style='margin-top:-1em'><p>{}</p><h6 style=\"color: gray;\">{}</h6></span></div>", who, type, words, at);
  };
  const auto page = [&](const char* title, const std::string& rest) {
    return "\n<!DOCTYPE html><head></head><html><body><div class=\"leftpanel\"><ul><li><a href=\"snap_history.html\">x</a></li></ul></div><div class=\"rightpanel\"><h1> Chat History with " +
           std::string(title) + "</h1>" + rest + "</div></body></html>";
  };
  const auto reader = make_snapchat_html_reader();
  const auto text = page("ben_02", message("ana_01", "TEXT", "Keys &amp; map<br>tomorrow", "2024-03-04 21:40:09 UTC") + message("ben_02", "MEDIA", "", "2024-03-04 21:41:09 UTC"));
  const auto item = item_of(text, {"html/chat_history/subpage_ben_02.html"});
  REQUIRE(reader->probe(item).confidence == 96);
  const Collected two = read(*reader, item);
  REQUIRE(two.records.size() == 2);
  CHECK(two.records[0].text == "Keys & map\ntomorrow");
  CHECK(two.records[0].direction == model::Direction::out);
  CHECK(who(two.records[0], model::Role::to) == "ben_02");
  CHECK(utc(two.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(two.records[1].direction == model::Direction::in);
  CHECK(field(two.records[1], "type") == "MEDIA");
  CHECK(bytes_at(item, two.records[1]).starts_with("<div style=\"background: #f2f2f2"));
  REQUIRE(two.extra.size() == 1);
  CHECK(two.extra[0].kind == model::RecordKind::chat);
  // A group: its page bears a number, and the account's page says who is the owner.
  const auto group = page("Walkers", message("ana_01", "TEXT", "hi", "2024-03-04 21:40:09 UTC") + message("cleo3", "TEXT", "yes", "2024-03-04 21:41:09 UTC"));
  auto alone = item_of(group, {"html/chat_history/subpage_2b16ce97-dfd8-4049-819a-eefc1b0abcc1.html"});
  CHECK(read(*reader, alone).records[0].direction == model::Direction::unknown);
  store_testing::Files files;
  files.content["html/account.html"] = "<table><tr><th><b>Username:</b></th><th> ana_01</th></tr></table>";
  alone.tree = &files;
  const Collected known = read(*reader, alone);
  CHECK(known.records[0].direction == model::Direction::out);
  CHECK(known.records[1].direction == model::Direction::in);
  CHECK(known.records[1].participants.size() == 1);
  CHECK(known.records[1].chat_title == "Walkers");
  damage(*reader, text, {"subpage_ben_02.html"}, [](const model::Record& a, const model::Record& b) { return a.text == b.text; }, 2);
}

TEST_CASE("Discord's channels as DiscordChatExporter's pages: authors, instants from the numbers, replies, files, calls") {
  // Attributes without quotes, as the program's minifier leaves them.
  const std::string head = "<!DOCTYPE html><html lang=en><head><title>Direct Messages - ben</title><style>.chatlog__message-group{} .preamble__entry{}</style><script>if (1<a && a>2) x='\"';</script></head>"
                           "<body><div class=preamble><div class=preamble__entries-container><div class=preamble__entry>Direct Messages</div> <div class=preamble__entry>Private / Ben &amp; Co</div></div></div><div class=chatlog>";
  const auto container = [](const char* id, const std::string& inside) {
    return fmt::format("<div id=chatlog__message-container-{0} class=chatlog__message-container data-message-id={0}><div class=chatlog__message>{1}</div></div>", id, inside);
  };
  const auto header = [](const char* user, const char* id, const char* name) {
    return fmt::format("<div class=chatlog__message-aside><img class=chatlog__avatar src=a.png alt=Avatar></div><div class=chatlog__message-primary><div class=chatlog__header><span class=chatlog__author style=color:red title={} "
                       "data-user-id={}>{}</span> <span class=chatlog__timestamp title=\"Monday, 4 March 2024 22:40\"><a href=#x>04/03/2024 22:40</a></span></div>", user, id, name);
  };
  const std::string text =
      head + "<div class=chatlog__message-group>" +
      container("1214331580866560000", header("ana01", "100000000000000001", "Ana") + "<div class=\"chatlog__content chatlog__markdown\"><span class=chatlog__markdown-preserve>Keys &amp; map\nsee <div class=chatlog__markdown-quote><div>q</div></div>"
                                       "<img class=\"chatlog__emoji\" alt=\U0001F600 title=grinning></span> <span class=chatlog__edited-timestamp title=\"Monday, 4 March 2024 22:45\">(edited)</span></div></div>") +
      container("1214331843107360768", "<div class=chatlog__message-aside><div class=chatlog__short-timestamp title=\"Monday, 4 March 2024 22:41\">22:41</div></div><div class=chatlog__message-primary><div class=chatlog__attachment>"
                                       "<a href=media/photo-1.jpg><img class=chatlog__attachment-media src=media/photo-1.jpg alt=\"Image attachment\" title=\"Image: photo-1.jpg (1 KB)\"></a></div></div>") +
      "</div><div class=chatlog__message-group>" +
      container("1214332000000000000", "<div class=chatlog__reply><div class=chatlog__reply-author title=ana01>Ana</div><div class=chatlog__reply-content><span class=chatlog__reply-link onclick=\"scrollToMessage(event,'1214331580866560000')\">Keys</span></div></div>" +
                                       header("ben", "100000000000000002", "Ben &amp; Co") + "<div class=\"chatlog__content chatlog__markdown\"><span class=chatlog__markdown-preserve>ok <span class=chatlog__markdown-mention title=ana01>@Ana</span></span></div></div>") +
      "</div><div class=chatlog__message-group>" +
      container("1214333000000000000", "<div class=chatlog__message-aside><svg class=chatlog__system-notification-icon><use href=#call-icon></use></svg></div><div class=chatlog__message-primary><span class=chatlog__system-notification-author title=ben "
                                       "data-user-id=100000000000000002>Ben &amp; Co</span> <span> </span> <span class=chatlog__system-notification-content>started a call that lasted 3 minutes</span> "
                                       "<span class=chatlog__system-notification-timestamp title=\"x\"><a href=#y>y</a></span></div>") +
      "</div></div><div class=postamble><div class=postamble__entry>Exported 4 message(s)</div></div></body></html>";
  const auto reader = make_discord_html_reader();
  const auto item = item_of(text, {"Direct Messages - Private - Ben & Co [123456789012345678].html"});
  REQUIRE(reader->probe(item).confidence == 96);
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 4);
  const auto& first = got.records[0];
  CHECK(utc(first).starts_with("2024-03-04T22:00:10"));
  CHECK(first.text == "Keys & map\nsee q\U0001F600");
  CHECK(first.state == model::State::edited);
  CHECK(first.direction == model::Direction::out);
  CHECK(who(first, model::Role::from) == "100000000000000001");
  CHECK(who(first, model::Role::to) == "100000000000000002");
  CHECK(first.chat_key == "123456789012345678");
  CHECK(first.chat_title == "Ben & Co");
  CHECK(bytes_at(item, first).starts_with("<div id=chatlog__message-container-1214331580866560000"));
  CHECK(bytes_at(item, first).ends_with("</div></div>"));
  CHECK(who(got.records[1], model::Role::from) == "100000000000000001");
  REQUIRE(got.records[1].media.size() == 1);
  CHECK(got.records[1].media[0].path == "media/photo-1.jpg");
  const auto& third = got.records[2];
  CHECK(third.text == "ok @Ana");
  CHECK(third.direction == model::Direction::in);
  CHECK(third.participants[0].name == "Ben & Co");
  CHECK(field(third, "reply_to") == "1214331580866560000");
  CHECK(who(third, model::Role::mentioned) == "ana01");
  CHECK(got.records[3].kind == model::RecordKind::call);
  CHECK(who(got.records[3], model::Role::caller) == "100000000000000002");
  CHECK(got.records[3].text == "started a call that lasted 3 minutes");
  REQUIRE(got.extra.size() == 1);
  damage(*reader, text, {"a [123456789012345678].html"}, [](const model::Record& a, const model::Record& b) { return a.text == b.text; }, 2);
}

TEST_CASE("a Snapchat group is nobody: neither its title nor its number sends or gets anything; media are found by their ids") {
  const auto reader = make_snapchat_reader();
  const Collected old = read(*reader, R"({"Received Saved Chat History":[{"From":"3A Walkers","Media Type":"TEXT","Created":"2022-09-14 17:43:07 UTC","Text":"hi"},
    {"From":"ben_02","Media Type":"TEXT","Created":"2022-09-14 17:44:07 UTC","Text":"ho"}]})", {"json/chat_history.json"});
  REQUIRE(old.records.size() == 2);
  CHECK(old.records[0].participants.empty());
  CHECK(old.records[0].chat_title == "3A Walkers");
  CHECK(old.records[0].direction == model::Direction::in);
  CHECK(who(old.records[1], model::Role::from) == "ben_02");
  auto item = item_of(R"({"2b16ce97-dfd8-4049-819a-eefc1b0abcc1":[{"From":"ana_01","Media Type":"MEDIA","Created":"2024-03-04 21:40:09 UTC","Content":null,"Conversation Title":"Walkers","IsSender":true,
    "Media IDs":"b~EiAB | b~EiCD"}]})", {"json/chat_history.json"});
  store_testing::Files files;
  files.list = {"json/chat_history.json", "chat_media/2024-03-04_b~EiAB.jpg"};
  item.tree = &files;
  const Collected group = read(*reader, item);
  REQUIRE(group.records.size() == 1);
  CHECK(group.records[0].participants.size() == 1);
  REQUIRE(group.records[0].media.size() == 2);
  CHECK(group.records[0].media[0].path == "chat_media/2024-03-04_b~EiAB.jpg");
  CHECK(group.records[0].media[0].present);
  CHECK_FALSE(group.records[0].media[1].present);
}

TEST_CASE("a Discord package: what the owner wrote, in which channel and to whom; the account and its friends") {
  store_testing::Files files;
  files.list = {"package/account/user.json", "package/messages/index.json", "package/messages/c111/channel.json", "package/messages/c111/messages.csv"};
  files.content = {{"package/account/user.json", R"({"id":"9001","username":"ana","discriminator":"1","email":"ana@example.org","verified":true,"phone":"+447700900123","ip":"192.0.2.7",
    "settings":{"a":1},"connections":[{"type":"spotify","id":"s1","name":"ana s"}],"relationships":[{"id":"9002","type":1,"nickname":null,"user":{"id":"9002","username":"ben","discriminator":"2"}}]})"},
                   {"package/messages/index.json", R"({"111":"Direct Message with ben#2"})"},
                   {"package/messages/c111/channel.json", R"({"id":"111","type":1,"recipients":["9001","9002"]})"}};
  auto csv = item_of("ID,Timestamp,Contents,Attachments\n1001,2021-03-04 21:40:09.123000+00:00,\"hello, ben\",\n1002,2021-03-04 21:41:09+00:00,\"one\ntwo\",https://example.org/a.png\n",
                     {"package/messages/c111/messages.csv"});
  csv.tree = &files;
  const auto table = make_discord_csv_reader();
  REQUIRE(table->probe(csv).confidence == 96);
  const Collected got = read(*table, csv);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0].text == "hello, ben");
  CHECK(got.records[0].direction == model::Direction::out);
  CHECK(who(got.records[0], model::Role::from) == "9001");
  CHECK(who(got.records[0], model::Role::to) == "9002");
  CHECK(got.records[0].chat_title == "Direct Message with ben#2");
  CHECK(utc(got.records[0]) == "2021-03-04T21:40:09Z");
  CHECK(got.records[1].text == "one\ntwo");
  CHECK(got.records[1].media[0].path == "https://example.org/a.png");
  CHECK(got.extra.size() == 1);
  auto json = item_of(R"([{"ID":3001,"Timestamp":"2024-03-04 21:40:09","Contents":"text","Attachments":""}])", {"package/messages/c111/messages.json"});
  json.tree = &files;
  CHECK(who(read(*make_discord_reader(), json).records[0], model::Role::to) == "9002");
  const auto user = item_of(files.content["package/account/user.json"], {"package/account/user.json"});
  REQUIRE(make_discord_reader()->probe(user).confidence == 94);
  const Collected account = read(*make_discord_reader(), user);
  std::size_t accounts = 0, contacts = 0;
  for (const auto& r : account.records) {
    accounts += r.kind == model::RecordKind::account;
    contacts += r.kind == model::RecordKind::contact;
    if (r.kind == model::RecordKind::contact) CHECK(who(r, model::Role::subject) == "9002");
  }
  CHECK(accounts == 2);
  CHECK(contacts == 1);
}

TEST_CASE("a channel that DiscordChatExporter wrote as a table: each row is one person's message") {
  const auto item = item_of("AuthorID,Author,Date,Content,Attachments,Reactions\n\"9002\",\"ben\",\"2024-03-04T21:40:09.1230000+00:00\",\"Hello\",\"\",\"\"\n"
                            "\"9001\",\"ana\",\"2024-03-04T22:40:09.1230000+01:00\",\"Hi, all\",\"https://example.org/b.png\",\"x (1)\"\n",
                            {"Direct Messages - ben [111].csv"});
  const Collected got = read(*make_discord_csv_reader(), item);
  REQUIRE(got.records.size() == 2);
  REQUIRE(got.records[0].participants.size() == 1);
  CHECK(got.records[0].participants[0].identifier.raw == "9002");
  CHECK(got.records[0].participants[0].name == "ben");
  CHECK(got.records[0].chat_key == "111");
  CHECK(utc(got.records[1]) == "2024-03-04T21:40:09Z");
  CHECK(got.records[1].text == "Hi, all");
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
  CHECK(utc(meta.records[0]) == "2020-01-17T20:49:00Z");
  const auto d = file("chat-exports-small", "DM_2A_2M.json");
  CHECK(make_discord_reader()->probe(d).confidence >= 90);
  CHECK(read(*make_discord_reader(), d).records.size() == 3);
  for (const char* name : {"test_single_export.json", "test_batch_export.json"}) {
    const auto c = file("chat-exports-chatminer", name);
    CHECK(make_telegram_reader()->probe(c).confidence >= 80);
    const Collected both = read(*make_telegram_reader(), c);
    REQUIRE(both.records.size() == 2);
    CHECK(both.records[1].text == "Link:https://telegram.org/");
    CHECK(utc(both.records[0]) == "2018-12-05T10:39:10Z");
  }
}

namespace {

const Reader* reader_of(const exhibit::Item& item) {
  const Reader* best = nullptr;
  int confidence = 0;
  for (const auto& reader : all_readers())
    if (auto probe = reader->probe(item); probe.confidence > confidence) {
      best = reader.get();
      confidence = probe.confidence;
    }
  return best;
}

struct Archive : NamesOnly {
  using NamesOnly::NamesOnly;
  std::optional<exhibit::Item> open(std::string_view name) const override {
    if (name != "data/account.js") return std::nullopt;
    return item_of(
        "window.YTD.account.part0 = [ {\n  \"account\" : {\n    \"email\" : \"ana@example.org\", "
        "\"username\" : \"ana_01\", \"accountId\" : \"111\", \"createdAt\" : "
        "\"2019-03-04T09:00:00.000Z\", \"accountDisplayName\" : \"Ana\" } } ]",
        {"data/account.js"});
  }
};

}  // namespace

TEST_CASE("the archive of an account on X: scripts that carry data are read to the last value") {
  Archive tree({"data/account.js", "data/direct-messages.js", "data/tweets.js"});
  auto dms = item_of(
      "window.YTD.direct_messages.part0 = [ {\"dmConversation\": {\"conversationId\": \"111-222\", "
      "\"messages\": [ {\"messageCreate\": {\"recipientId\": \"222\", \"reactions\": [], \"text\": "
      "\"Bring the keys\", \"mediaUrls\": [], \"senderId\": \"111\", \"id\": \"9001\", "
      "\"createdAt\": "
      "\"2024-03-04T21:40:09.000Z\"}}, {\"messageCreate\": {\"recipientId\": \"111\", \"text\": "
      "\"At six\", \"mediaUrls\": [\"https://example.org/a.jpg\"], \"senderId\": \"222\", \"id\": "
      "\"9002\", \"createdAt\": \"2024-03-04T21:41:09.000Z\"}} ]}}, {\"dmConversation\": "
      "{\"conversationId\": \"777\", \"messages\": [ {\"joinConversation\": {\"initiatingUserId\": "
      "\"222\", \"participantsSnapshot\": [\"111\", \"333\"], \"createdAt\": "
      "\"2024-03-05T10:00:00.000Z\"}} ]}} ]\n",
      {"data/direct-messages.js"});
  dms.tree = &tree;
  REQUIRE(reader_of(dms)->name() == "x-archive");
  const Collected got = read(*reader_of(dms), dms);
  REQUIRE(got.records.size() == 3);
  CHECK(got.decisions.at("value of") == "window.YTD.direct_messages.part0");
  CHECK(got.records[0].text == "Bring the keys");
  CHECK(got.records[0].direction == model::Direction::out);
  CHECK(got.records[0].chat_key == "111-222");
  CHECK(utc(got.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(bytes_at(dms, got.records[0]).starts_with("{\"messageCreate\": {\"recipientId\": \"222\""));
  CHECK(exhibit::locator_part(got.records[1].locator, "json") == "/0/dmConversation/messages/1");
  CHECK(got.records[1].direction == model::Direction::in);
  CHECK(got.records[1].media[0].path == "https://example.org/a.jpg");
  CHECK(got.records[2].kind == model::RecordKind::event);
  CHECK(got.records[2].chat_key == "777");
  CHECK(got.records[2].participants.size() == 3);

  auto tweets = item_of(
      "window.YTD.tweets.part0 = [ {\"tweet\": {\"id_str\": \"5\", \"full_text\": \"Rain at noon "
      "@ben_02\", \"created_at\": \"Mon Mar 04 21:40:09 +0000 2024\", \"entities\": "
      "{\"user_mentions\": [{\"name\": \"Ben\", \"screen_name\": \"ben_02\"}]}}} ];",
      {"data/tweets.js"});
  tweets.tree = &tree;
  const Collected posts = read(*reader_of(tweets), tweets);
  REQUIRE(posts.records.size() == 1);
  CHECK(posts.records[0].text == "Rain at noon @ben_02");
  CHECK(utc(posts.records[0]) == "2024-03-04T21:40:09Z");
  CHECK(who(posts.records[0], model::Role::author) == "111");
  CHECK(who(posts.records[0], model::Role::mentioned) == "ben_02");

  const auto account =
      read(*reader_of(*tree.open("data/account.js")), *tree.open("data/account.js"));
  REQUIRE(account.records.size() == 1);
  CHECK(account.records[0].kind == model::RecordKind::account);
  CHECK(account.records[0].participants.size() == 3);
  const auto logins =
      read(*make_x_archive_reader(),
           "window.YTD.ip_audit.part0 = [ {\"ipAudit\": {\"accountId\": \"111\", "
           "\"createdAt\": \"2024-03-04T21:40:09.000Z\", \"loginIp\": \"192.0.2.7\"}}, 7 ]",
           {"ip-audit.js"});
  REQUIRE(logins.records.size() == 2);
  CHECK(extra_of(logins.records[0], "loginIp") == "192.0.2.7");

  // Cut anywhere: what stands before the cut is there.
  const std::string whole(dms.bytes());
  for (std::size_t cut = 40; cut < whole.size(); cut += 3) {
    const auto item = item_of(whole.substr(0, cut), {"a.js"});
    (void)read(*make_x_archive_reader(), item);
    CHECK(reader_of(item)->name() != "file");
  }
}

TEST_CASE(
    "scripts and style sheets of a cache are files of their kind, other scripts with data are "
    "texts or tables") {
  const std::string script =
      "!function(e,t){\"object\"==typeof "
      "exports?module.exports=t():e.clock=t()}(this,function(){var "
      "e=1e3,n=function(e,t){return void 0===e&&(e=0),e<t?a(e,t):i(t)};function a(e,t){for(var "
      "n=0;n<t.length;n++)if(t[n]===e)return n;return-1}function i(e){return "
      "e&&e.length>0?e[0]:null}"
      "return n.prototype.next=function(){return this.at+=1,this.list[this.at]},n});";
  for (const auto* name : {"fsCachedData/0A1B", "app.js"}) {
    const auto item = item_of(script, {name});
    REQUIRE(reader_of(item)->name() == "file");
    const auto got = read(*reader_of(item), item);
    REQUIRE(got.records.size() == 1);
    CHECK(got.records[0].media[0].mime == "text/javascript");
    CHECK(field(got.records[0], "type") == "program text (JavaScript)");
    CHECK(got.has_finding("program text"));
  }
  CHECK(reader_of(item_of("a{color:red}b{margin:0}.c:hover{top:1px;left:2px}", {"x"}))->name() ==
        "file");
  // A table in a script, a list that is no JSON, a note in a file called .js.
  CHECK(reader_of(item_of("var rows = [{\"from\": \"Ana\", \"text\": \"At six\"}];", {"d.js"}))
            ->name() == "json");
  std::string list = "var rows = [";
  for (int i = 0; i < 20; ++i)
    list += "{from: 'Ana', text: 'The boat leaves at seven, bring the keys'},\n";
  CHECK(reader_of(item_of(list + "];", {"d.js"}))->name() != "file");
  CHECK(reader_of(item_of("The keys are under the mat; come (quietly).", {"note.js"}))->name() ==
        "text");
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
  CHECK(utc(in) == "2024-03-04T21:40:09Z");
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
  CHECK(utc(m) == "2024-03-04T21:43:00Z");
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
  CHECK(utc(first) == "2024-03-04T20:40:09Z");
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
  CHECK(utc(forward) == "2024-03-04T20:42:00Z");  // its own, not the forwarded message's
  REQUIRE(got.extra.size() == 2);                 // the chat and the place
  CHECK(got.extra[1].place->latitude == 51.5);
  const auto& call = got.records[4];
  CHECK(call.kind == model::RecordKind::call);
  CHECK(*call.call->duration == 35 * micros_per_second);
  const auto& voice = got.records[5];
  CHECK(utc(voice) == "no instant");
  CHECK(local_of(voice).starts_with("2024-03-04T21:55:00"));
  CHECK(field(voice, "media") == "voice_message");
  CHECK(got.records[6].kind == model::RecordKind::event);
  CHECK(got.records[6].text == "Ana Pop pinned this message");
  // With a zone said, a time without offset becomes an instant; a cut costs at most the last
  // message.
  Options options;
  options.zone = "Europe/Madrid";
  CHECK(utc(read(*reader, item, options).records[5]) == "2024-03-04T20:55:00Z");
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

namespace {

// The files of a Slack export, by name.
struct SlackFiles : exhibit::Tree {
  const std::vector<std::string>& names() const override { return names_; }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return item_of(texts_[i], {names_[i]});
    return std::nullopt;
  }
  void add(std::string name, std::string text) {
    names_.push_back(std::move(name));
    texts_.push_back(std::move(text));
  }
  std::vector<std::string> names_, texts_;
};

}  // namespace

TEST_CASE("a Slack export: who wrote, whom, edits, threads, files, who came; people and channels") {
  SlackFiles files;
  files.add("export/users.json",
            R"([{"id":"U01","team_id":"T1","name":"ana","profile":{"real_name":"Ana Reyes","display_name":"ana","email":"ana@example.org","phone":"+447700900101"},"updated":1709580000},
{"id":"U02","team_id":"T1","name":"bo","deleted":true,"profile":{"real_name":"Bo Lindt"}}])");
  files.add("export/dms.json", R"([{"id":"D0123456","created":1709570000,"members":["U01","U02"]}])");
  files.add("export/channels.json", R"([{"id":"C01","name":"general","created":1709570000,"creator":"U01","is_archived":false,"members":["U01","U02"]}])");
  files.add("export/general/2024-03-04.json",
            R"([{"type":"message","text":"see <@U02> at <https://example.org/pier|the pier> &amp; <#C01|general>","user":"U01","ts":"1709588409.000200","client_msg_id":"a"},
{"type":"message","text":"yes","user":"U02","ts":"1709588469.000300","thread_ts":"1709588409.000200","edited":{"user":"U02","ts":"1709588500.000000"},"files":[{"name":"map.png","mimetype":"image/png","title":"Map"}],"reactions":[{"name":"ok","users":["U01"]}]},
{"subtype":"channel_join","user":"U02","text":"<@U02> has joined the channel","type":"message","ts":"1709588600.000400"},
{"subtype":"bot_message","bot_id":"B01","username":"tides","text":"","attachments":[{"fallback":"high water at six"}],"type":"message","ts":"1709588700.000100"}])");
  files.add("export/D0123456/2024-03-04.json", R"([{"type":"message","text":"between us","user":"U02","ts":"1709588409.000200","blocks":[]}])");
  const auto reader = make_slack_reader();
  const auto get = [&](std::size_t i, const Options& options = {}) {
    auto item = item_of(files.texts_[i], {files.names_[i]});
    item.tree = &files;
    CHECK(reader->probe(item).confidence > 90);
    return read(*reader, item, options);
  };
  auto out = get(3);
  REQUIRE(out.records.size() == 4);
  const auto& first = out.records[0];
  CHECK(first.text == "see @Bo Lindt at the pier (https://example.org/pier) & #general");
  CHECK(extra_of(first, "text as written").starts_with("see <@U02>"));
  CHECK(utc(first) == "2024-03-04T21:40:09Z");
  CHECK(first.participants[0].identifier.raw == "U01");
  CHECK(first.participants[0].name == "Ana Reyes");
  CHECK(first.chat_title == "general");
  CHECK(first.direction == model::Direction::unknown);
  const auto& second = out.records[1];
  CHECK(second.state == model::State::edited);
  CHECK(field(second, "reply_to") == "1709588409.000200");
  CHECK(field(second, "reaction") == "ok by U01");
  CHECK(second.media[0].path == "map.png");
  CHECK(out.records[2].kind == model::RecordKind::event);
  CHECK(out.records[3].text == "high water at six");
  CHECK(out.extra.empty());  // channels.json tells the channel
  Options ana;
  ana.owner_name = "Ana Reyes";
  CHECK(get(3, ana).records[0].direction == model::Direction::out);
  out = get(4);
  CHECK(who(out.records[0], model::Role::from) == "U02");
  CHECK(who(out.records[0], model::Role::to) == "U01");
  out = get(0);
  REQUIRE(out.records.size() == 2);
  CHECK(out.records[0].kind == model::RecordKind::contact);
  CHECK(out.records[0].participants.size() == 4);
  CHECK(out.records[1].state_flag == "deleted");
  out = get(2);
  CHECK(out.records[0].kind == model::RecordKind::chat);
  CHECK(out.records[0].participants[1].name == "Bo Lindt");
  CHECK(get(1).records[0].kind == model::RecordKind::chat);
}

TEST_CASE("a Matrix room: sides by who exported it, edits, replies, places, who came, what was not decrypted") {
  const std::string room =
      R"x({"room_name":"Harbour","room_creator":"Bo","topic":"","export_date":"04/03/2024","exported_by":"Ana (@ana:example.org)","messages":[
{"type":"m.room.member","sender":"@bo:example.org","content":{"membership":"join","displayname":"Bo Lindt"},"state_key":"@bo:example.org","origin_server_ts":1709588400000,"event_id":"$0","room_id":"!r:example.org"},
{"type":"m.room.message","sender":"@bo:example.org","content":{"body":"see you","msgtype":"m.text"},"origin_server_ts":1709588409000,"event_id":"$1","room_id":"!r:example.org"},
{"type":"m.room.message","sender":"@ana:example.org","content":{"body":"at nine","msgtype":"m.text","m.relates_to":{"m.in_reply_to":{"event_id":"$1"}}},"origin_server_ts":1709588469000,"event_id":"$2","room_id":"!r:example.org"},
{"type":"m.room.message","sender":"@bo:example.org","content":{"body":"* at ten","msgtype":"m.text","m.new_content":{"body":"at ten","msgtype":"m.text"},"m.relates_to":{"rel_type":"m.replace","event_id":"$1"}},"origin_server_ts":1709588500000,"event_id":"$3","room_id":"!r:example.org"},
{"type":"m.room.message","sender":"@bo:example.org","content":{"body":"Pier","msgtype":"m.location","geo_uri":"geo:50.82,-0.14"},"origin_server_ts":1709588510000,"event_id":"$4","room_id":"!r:example.org"},
{"type":"m.room.encrypted","sender":"@bo:example.org","content":{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"AAA"},"origin_server_ts":1709588520000,"event_id":"$5","room_id":"!r:example.org"}]})x";
  const auto reader = make_matrix_reader();
  CHECK(reader->probe(item_of(room, {"export.json"})).confidence > 90);
  const auto out = read(*reader, room, {"export.json"});
  REQUIRE(out.records.size() == 6);
  CHECK(out.records[0].kind == model::RecordKind::event);
  const auto& in = out.records[1];
  CHECK(in.direction == model::Direction::in);
  CHECK(in.participants[0].name == "Bo Lindt");
  CHECK(utc(in) == "2024-03-04T21:40:09Z");
  CHECK(in.chat_title == "Harbour");
  CHECK(out.records[2].direction == model::Direction::out);
  CHECK(field(out.records[2], "reply_to") == "$1");
  CHECK(out.records[3].state == model::State::edited);
  CHECK(out.records[3].text == "at ten");
  CHECK(out.records[4].place->latitude == 50.82);
  CHECK(extra_of(out.records[5], "content") == "not decrypted");
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].participants.size() == 2);
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
