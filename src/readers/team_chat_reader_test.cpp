// Slack and Matrix: synthetic exports in their public layouts.
#include <doctest/doctest.h>

#include "readers/reader_test.h"
#include "readers/team_chat_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

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
  CHECK(instant(first) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(in) == "2024-03-04T21:40:09Z");
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
