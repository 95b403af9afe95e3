// The archive of an account on X.
#include <doctest/doctest.h>

#include "readers/chat_json_reader.h"
#include "readers/reader.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

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
  CHECK(instant(got.records[0]) == "2024-03-04T21:40:09Z");
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
  CHECK(instant(posts.records[0]) == "2024-03-04T21:40:09Z");
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
