#include "readers/google_chat_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const std::string chat = R"({"messages": [
  {"creator": {"name": "Ana Pop", "email": "ana@example.org", "user_type": "Human"},
   "created_date": "Monday, March 4, 2024 at 9:40:09 PM UTC", "text": "The keys are at home",
   "topic_id": "t1", "message_id": "g/t1/1",
   "reactions": [{"emoji": {"unicode": "ok"}, "reactor_emails": ["ben@example.org"]}]},
  {"creator": {"name": "Ben", "email": "ben@example.org"},
   "created_date": "Tuesday, 5 March 2024 at 17:13:43 UTC", "updated_date": "Tuesday, 5 March 2024 at 17:14:00 UTC",
   "text": "Bring the map", "message_id": "g/t1/2",
   "previous_message_versions": [{"text": "Bring the mop"}],
   "attached_files": [{"original_name": "map.png", "export_name": "File-map.png"}]},
  {"creator": {"name": "Ben", "email": "ben@example.org"}, "message_state": "DELETED",
   "deleted_date": "Tuesday, 5 March 2024 at 18:00:00 UTC", "message_id": "g/t1/3"}
]})";

const std::string hangouts = R"({"conversations": [
 {"conversation": {"conversation_id": {"id": "C1"}, "conversation": {"id": {"id": "C1"},
   "type": "STICKY_ONE_TO_ONE",
   "self_conversation_state": {"self_read_state": {"participant_id": {"gaia_id": "11"}}},
   "participant_data": [{"id": {"gaia_id": "11"}, "fallback_name": "Ana Pop"},
     {"id": {"gaia_id": "22"}, "fallback_name": "Ben", "phone_number": {"e164": "+447700900123"}}]}},
  "events": [
   {"conversation_id": {"id": "C1"}, "sender_id": {"gaia_id": "11"}, "timestamp": "1709588409000000",
    "chat_message": {"message_content": {"segment": [{"type": "TEXT", "text": "Rain"},
      {"type": "LINE_BREAK"}, {"type": "LINK", "text": "today"}]}},
    "event_id": "E1", "event_type": "REGULAR_CHAT_MESSAGE"},
   {"conversation_id": {"id": "C1"}, "sender_id": {"gaia_id": "22"}, "timestamp": "1709588410000000",
    "hangout_event": {"event_type": "START_HANGOUT"}, "event_id": "E2", "event_type": "HANGOUT_EVENT"}]}]})";

}  // namespace

TEST_CASE("google chat: messages with both forms of date, edits, deletions, files") {
  auto reader = make_google_chat_reader();
  auto item = item_of(chat, {"Takeout/Google Chat/Groups/DM abc/messages.json"});
  CHECK(reader->probe(item).confidence == 95);
  Options options;
  options.owner_name = "Ana Pop";
  auto got = testing::read(*reader, item, options);
  REQUIRE(got.records.size() == 3);
  const auto& first = got.records[0];
  CHECK(first.text == "The keys are at home");
  REQUIRE(first.times.size() == 1);
  REQUIRE(first.times[0].utc);
  CHECK(to_iso_utc(*first.times[0].utc) == "2024-03-04T21:40:09.000000Z");
  CHECK(first.times[0].raw == "Monday, March 4, 2024 at 9:40:09 PM UTC");
  CHECK(first.chat_key == "DM abc");
  CHECK(first.direction == model::Direction::out);
  CHECK(who(first, model::Role::from) == "ana@example.org");
  CHECK(extra_of(first, "reaction") == "ok ben@example.org");
  const auto& second = got.records[1];
  REQUIRE(second.times.size() == 2);
  CHECK(to_iso_utc(*second.times[0].utc) == "2024-03-05T17:13:43.000000Z");
  CHECK(second.state == model::State::edited);
  CHECK(extra_of(second, "earlier version 1") == "Bring the mop");
  REQUIRE(second.media.size() == 1);
  CHECK(second.media[0].path == "File-map.png");
  CHECK(second.direction == model::Direction::in);
  CHECK(got.records[2].state == model::State::deleted_trace);
}

TEST_CASE("google chat: the members of a conversation") {
  auto reader = make_google_chat_reader();
  const std::string info =
      R"({"name": "Boat", "members": [{"name": "Ana", "email": "ana@example.org"}]})";
  auto item = item_of(info, {"Google Chat/Groups/Space 1/group_info.json"});
  CHECK(reader->probe(item).confidence == 90);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 1);
  CHECK(got.records[0].chat_title == "Boat");
  CHECK(who(got.records[0], model::Role::member) == "ana@example.org");
}

TEST_CASE("hangouts: messages, calls and people of both layouts") {
  auto reader = make_google_chat_reader();
  auto check = [&](const std::string& json) {
    auto item = item_of(json, {"Takeout/Hangouts/Hangouts.json"});
    CHECK(reader->probe(item).confidence == 95);
    auto got = testing::read(*reader, item);
    REQUIRE(got.records.size() == 2);
    const auto& message = got.records[0];
    CHECK(message.text == "Rain\ntoday");
    CHECK(to_iso_utc(*message.times[0].utc) == "2024-03-04T21:40:09.000000Z");
    CHECK(message.direction == model::Direction::out);
    CHECK(message.participants[0].name == "Ana Pop");
    CHECK(who(message, model::Role::to) == "+447700900123");
    CHECK(message.chat_key == "C1");
    CHECK(got.records[1].kind == model::RecordKind::event);
    CHECK(extra_of(got.records[1], "call") == "START_HANGOUT");
    REQUIRE(got.extra.size() == 1);
    CHECK(got.extra[0].kind == model::RecordKind::chat);
  };
  check(hangouts);
  auto old = hangouts;
  auto swap = [&](const std::string& from, const std::string& to) {
    auto at = old.find(from);
    REQUIRE(at != old.npos);
    old.replace(at, from.size(), to);
  };
  swap(
      "{\"conversations\": [\n {\"conversation\": {\"conversation_id\": {\"id\": \"C1\"}, "
      "\"conversation\": {",
      "{\"conversation_state\": [\n {\"conversation_state\": {\"conversation\": {");
  swap("\"+447700900123\"}}]}},", "\"+447700900123\"}}]},");
  swap("\"events\"", "\"event\"");
  swap("\"HANGOUT_EVENT\"}]}]}", "\"HANGOUT_EVENT\"}]}}]}");
  check(old);
}

TEST_CASE("google chat: cut anywhere and with flipped bytes what stands before is still read") {
  auto reader = make_google_chat_reader();
  auto same = [](const model::Record& a, const model::Record& b) {
    return a.text == b.text && a.key == b.key;
  };
  damage(*reader, chat, {"Google Chat/Groups/DM abc/messages.json"}, same, 3);
  damage(*reader, hangouts, {"Hangouts.json"}, same, 3);
}
