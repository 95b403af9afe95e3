// Discord: channels, its own package, pages and tables of exporters, what a phone's cache keeps.
#include <doctest/doctest.h>

#include "readers/chat_json_reader.h"
#include "readers/discord_html_reader.h"
#include "readers/discord_package.h"
#include "readers/reader_test.h"
#include "readers/store_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

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
  CHECK(instant(got.records[1]) == "2024-03-04T21:41:00Z");
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
  CHECK(instant(own.records[0]) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(d.records[0]) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(b.records[1]) == "2024-03-04T21:41:00Z");
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
  CHECK(instant(first).starts_with("2024-03-04T22:00:10"));
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
  CHECK(instant(got.records[0]) == "2021-03-04T21:40:09Z");
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
  CHECK(instant(got.records[1]) == "2024-03-04T21:40:09Z");
  CHECK(got.records[1].text == "Hi, all");
}
