// Snapchat, TikTok and Signal: synthetic exports in their public layouts.
#include <doctest/doctest.h>

#include "readers/chat_json_reader.h"
#include "readers/reader_test.h"
#include "readers/snapchat_html_reader.h"
#include "readers/store_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("Snapchat, TikTok and Signal exports") {
  const std::string snap =
      R"({"ana_01":[{"From":"ana_01","Media Type":"TEXT","Created":"2024-03-04 21:40:09 UTC","Content":"hi","Conversation Title":null,"IsSender":false,"IsSaved":true},
{"From":"me_02","Media Type":"MEDIA","Created":"2024-03-04 21:41:00 UTC","Content":"","IsSender":true,"Media IDs":"b~abc"}]})";
  const auto snapchat = make_snapchat_reader();
  CHECK(snapchat->probe(item_of(snap, {"json/chat_history.json"})).confidence == 94);
  const Collected s = read(*snapchat, snap, {"json/chat_history.json"});
  REQUIRE(s.records.size() == 2);
  CHECK(s.records[0].direction == model::Direction::in);
  CHECK(instant(s.records[0]) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(g.records[3]) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(named("OffTikTokActivityDataList")) == "2024-09-04T14:21:00Z");
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
  CHECK(instant(two.records[0]) == "2024-03-04T21:40:09Z");
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
