// Telegram: synthetic exports in its public layouts.
#include <doctest/doctest.h>

#include "readers/reader_test.h"
#include "readers/telegram_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

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
  CHECK(instant(first) == "2024-03-04T21:40:09Z");
  CHECK(first.times[0].raw == "1709588409");
  CHECK(extra_of(first, "date") == "2024-03-04T21:40:09");
  CHECK(first.chat_title == "Ana");
  CHECK(first.participants[0].identifier.raw == "user700000123");
  CHECK(bytes_at(item, first).starts_with("{\"id\":2"));
  CHECK(exhibit::locator_part(first.locator, "json") == "/messages/1");
  const auto& reply = got.records[2];
  CHECK(reply.direction == model::Direction::out);
  CHECK(reply.state == model::State::edited);
  CHECK(instant(reply, 1) == "2024-03-04T21:42:00Z");
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
  CHECK(instant(read(*reader, item, options).records[4]) == "2024-03-04T21:44:00Z");
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
  CHECK(instant(got.records[1]) == "2021-03-04T10:00:00Z");
  CHECK(got.records[1].service == "Telegram");
  CHECK(got.records[2].times.size() == 2);
  CHECK(instant(got.records[2]) == "2022-05-06T07:08:09Z");
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
