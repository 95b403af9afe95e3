#include "readers/json_scan.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "readers/json_table_reader.h"
#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

// Descends into everything named, keeps what comes.
struct Keeper final : JsonHandler {
  std::set<std::string> into{""};
  std::vector<std::string> seen, broken;
  Plan plan(const JsonPath& path, JsonType) override {
    return into.contains(json_shape(path)) ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    seen.push_back(json_pointer(path) + "=" + std::string(value.source()));
  }
  void damaged(const JsonPath& path, std::uint64_t, std::uint64_t, const char*) override {
    broken.push_back(json_pointer(path));
  }
};

Keeper walk(std::string_view bytes) {
  Keeper keeper;
  keeper.into = {"", "messages", "a", "b"};
  walk_json(bytes, keeper);
  return keeper;
}

// A value of every kind, nested at random.
nlohmann::json random_json(std::mt19937& random, int depth) {
  switch (random() % (depth > 4 ? 5 : 7)) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random()) - 1'000'000'000;
    case 3:
      return static_cast<double>(random() % 100'000) / 64;
    case 4: {
      static const std::string words[] = {"",
                                          "plain",
                                          "with \"quotes\"",
                                          "line\nbreak",
                                          "Straße",
                                          "\xF0\x9F\x98\x80",
                                          "back\\slash",
                                          "tab\t",
                                          "/"};
      return words[random() % 9];
    }
    case 5: {
      auto list = nlohmann::json::array();
      for (auto n = random() % 5; n > 0; --n)
        list.push_back(random_json(random, depth + 1));
      return list;
    }
    default: {
      auto object = nlohmann::json::object();
      for (auto n = random() % 5; n > 0; --n)
        object["k" + std::to_string(random() % 50)] = random_json(random, depth + 1);
      return object;
    }
  }
}

bool same(const Json& ours, const nlohmann::json& theirs) {
  if (theirs.is_object()) {
    if (!ours.is_object() || ours.size() != theirs.size()) return false;
    bool equal = true;
    for (const auto& [key, value] : theirs.items())
      equal = equal && same(ours[key], value);
    return equal;
  }
  if (theirs.is_array()) {
    if (!ours.is_array() || ours.size() != theirs.size()) return false;
    std::size_t i = 0;
    bool equal = true;
    ours.each([&](Json v) { equal = equal && same(v, theirs[i++]); });
    return equal;
  }
  if (theirs.is_string()) return ours.is_string() && ours.text() == theirs.get<std::string>();
  if (theirs.is_boolean()) return ours.truth() == theirs.get<bool>();
  if (theirs.is_number_integer()) return ours.integer() == theirs.get<std::int64_t>();
  if (theirs.is_number()) return ours.real() == doctest::Approx(theirs.get<double>());
  return ours.type() == JsonType::null;
}

}  // namespace

TEST_CASE("values read from the tape are those of another JSON library") {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto theirs = random_json(random, 0);
    const std::string text = i % 2 ? theirs.dump() : theirs.dump(2);
    JsonDoc doc;
    REQUIRE(doc.parse(text, 0, 1u << 20));
    CHECK(doc.end() == text.size());
    CHECK_MESSAGE(same(doc.root(), theirs), text);
  }
}

TEST_CASE("what is not JSON is refused by the tape as by another library") {
  std::mt19937 random(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = random_json(random, 0).dump();
    if (text.empty()) continue;
    text[random() % text.size()] = static_cast<char>("{}[]\",:x0\\"[random() % 10]);
    JsonDoc doc;
    const bool ours = doc.parse(text, 0, 1u << 20) && doc.end() == text.size();
    const bool theirs = nlohmann::json::accept(text);
    // Ours takes numbers such as 01 and 1.e and unknown escapes, which do no harm; never less.
    if (theirs) CHECK_MESSAGE(ours, text);
    refused += !ours;
  }
  CHECK(refused > 300);
}

TEST_CASE("escapes, surrogates and bytes that are no text") {
  std::size_t bad = 0;
  CHECK(json_string(R"(a\n\u00e9\ud83d\ude00\/)", &bad) == "a\n\xC3\xA9\xF0\x9F\x98\x80/");
  CHECK(bad == 0);
  CHECK(json_string(R"(\ud83d x)", &bad) == "\xEF\xBF\xBD x");
  CHECK(json_string("\xFF", &bad) == "\xEF\xBF\xBD");
  CHECK(json_string(R"(\q\u12)", &bad) ==
        "\xEF\xBF\xBDq\xEF\xBF\xBD"
        "12");
  CHECK(bad == 4);
}

TEST_CASE("a walk gives each element with its pointer") {
  const Keeper k = walk(R"({"name":"A","messages":[{"id":1,"t":"x"},{"id":2,"t":"y"}],"z/~":3})");
  CHECK(k.seen == std::vector<std::string>{"/name=\"A\"", R"(/messages/0={"id":1,"t":"x"})",
                                           R"(/messages/1={"id":2,"t":"y"})", "/z~1~0=3"});
  CHECK(k.broken.empty());
  CHECK(walk("[1,2]").seen == std::vector<std::string>{"/0=1", "/1=2"});
  CHECK(walk("\xEF\xBB\xBF{\"a\":{}}").broken.empty());
  CHECK(walk("{\"x\":1}\n{\"x\":2}\n").seen == std::vector<std::string>{"/x=1", "/1={\"x\":2}"});
}

TEST_CASE("an element that is spoilt costs itself only") {
  std::string text = R"({"name":"A","messages":[)";
  for (int i = 0; i < 20; ++i)
    text += std::string(i ? "," : "") + R"({"id":)" + std::to_string(i) + R"(,"t":"word )" +
            std::to_string(i) + R"(","list":[{"id":1,"u":2}]})";
  text += R"(],"after":true})";
  const auto elements = [](const Keeper& k) {
    std::set<std::string> out;
    for (const auto& s : k.seen)
      if (s.starts_with("/messages/")) out.insert(s.substr(s.find('=')));
    return out;
  };
  const auto whole = elements(walk(text));
  REQUIRE(whole.size() == 20);
  const std::size_t first = text.find(",{") + 1;  // behind the first element
  std::size_t worst = 0;
  for (std::size_t at = first; at < text.size(); ++at)
    for (const char c : {'x', '"', '{', ']', '\n', '\\'}) {
      std::string spoilt = text;
      if (spoilt[at] == c) continue;
      spoilt[at] = c;
      const auto left = elements(walk(spoilt));
      std::size_t lost = 0;
      for (const auto& e : whole)
        lost += !left.contains(e);
      worst = std::max(worst, lost);
    }
  CHECK(worst <= 2);  // a quote that opens at an element's end takes the next one's beginning
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const Keeper part = walk(std::string_view(text).substr(0, cut));
    std::size_t before = 0;
    for (const auto& e : whole) {
      const std::size_t at = text.find(e.substr(1));
      before += at + e.size() - 1 <= cut;
    }
    CHECK(elements(part).size() >= before);
  }
}

TEST_CASE("nesting is bounded and costs no stack") {
  std::string deep(2'000'000, '[');
  CHECK_FALSE(walk(deep).broken.empty());
  std::string objects;
  for (int i = 0; i < 300'000; ++i)
    objects += "{\"a\":";
  CHECK_FALSE(walk(objects).broken.empty());
}

TEST_CASE(
    "unknown JSON: an instant in milliseconds is no telephone, and a list of settings no list of "
    "contacts") {
  const Collected got = read(*make_json_table_reader(),
                             R"({"splits":[
      {"name":"quick_replies","number":1683233520904,"status":"ACTIVE"},
      {"name":"new_keyboard","number":1681922721259,"status":"ACTIVE"},
      {"name":"dark_mode","number":1680000000001,"status":"OFF"}]})",
                             {"flags.json"});
  REQUIRE(got.records.size() == 3);
  for (const auto& r : got.records) {
    CHECK(r.kind != model::RecordKind::contact);
    for (const auto& p : r.participants)
      CHECK(p.identifier.kind != model::IdentifierKind::phone);
  }
  CHECK(extra_of(got.records[0], "number") == "1683233520904");
  // Account numbers of some services have nineteen digits from 1 on: they are people.
  const Collected chat = read(*make_json_table_reader(),
                              R"({"log":[
      {"from":"1105000000000000001","to":"1105000000000000002","date":"2024-03-04T21:40:09Z","text":"At six then"},
      {"from":"1105000000000000002","to":"1105000000000000001","date":"2024-03-04T21:41:00Z","text":"Fine"}]})",
                              {"chat.json"});
  REQUIRE(chat.records.size() == 2);
  CHECK(who(chat.records[0], model::Role::from) == "1105000000000000001");
  CHECK(who(chat.records[0], model::Role::to) == "1105000000000000002");
}

TEST_CASE("unknown JSON: people given as objects are people, several of them several") {
  const Collected got = read(
      *make_json_table_reader(),
      R"({"messages":[{"from":{"name":"Ana","phone":"+447700900101"},"to":[{"name":"Ben","phone":"+447700900001"},{"name":"Cai","phone":"+447700900002"}],"body":"the keys","ts":1710452409},
{"from":{"name":"Ben","phone":"+447700900001"},"to":[{"name":"Ana","phone":"+447700900101"}],"body":"ok","ts":1710452469}]})",
      {"app.json"});
  REQUIRE(got.records.size() == 2);
  const auto& r = got.records[0];
  REQUIRE(r.participants.size() == 3);
  CHECK(r.participants[1].identifier.raw == "+447700900001");
  CHECK(r.participants[1].name == "Ben");
  CHECK(r.participants[2].identifier.kind == model::IdentifierKind::phone);
  CHECK(extra_of(r, "to").starts_with("[{\"name\":\"Ben\""));  // as written, too
  const Collected cards = read(*make_json_table_reader(),
                               R"([{"displayName":"Ana Pop","phoneNumbers":[{"label":"mobile","number":"+447700900101"}],"emails":[{"value":"ana@example.org"}]},
{"displayName":"Ben","phoneNumbers":[{"label":"home","number":"07700900102"}],"emails":[]}])",
                               {"contacts.json"});
  REQUIRE(cards.records.size() == 2);
  CHECK(cards.records[0].participants.size() == 2);
  CHECK(who(cards.records[0], model::Role::subject) == "+447700900101");
}

TEST_CASE("unknown JSON: lists with times within objects are tables of their own, under the outer one's title") {
  const std::string text =
      R"({"threads":[{"title":"Keys","app":"Chatter","messages":[{"sender":"Ana","text":"the keys","created_at":"2024-03-14T21:40:09Z"},{"sender":"Ben","text":"ok","created_at":"2024-03-14T21:41:09Z"}]},
{"title":"Rain","messages":[{"sender":"Cai","text":"rain","created_at":"2024-03-15T21:40:09Z"}]}]})";
  const auto item = item_of(text, {"app.json"});
  const Collected got = read(*make_json_table_reader(), item);
  std::vector<model::Record> messages;
  for (const auto& r : got.records)
    if (r.kind == model::RecordKind::message) messages.push_back(r);
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].text == "the keys");
  CHECK(messages[1].text == "ok");
  CHECK(messages[1].chat_title == "Keys");
  CHECK(messages[2].chat_title == "Rain");
  CHECK(who(messages[1], model::Role::from) == "Ben");
  CHECK(extra_of(messages[1], "of the outer object: app") == "Chatter");
  CHECK(to_iso_utc(*messages[2].times[0].utc) == "2024-03-15T21:40:09.000000Z");
  CHECK(messages[1].locator.find("json=/threads/0/messages/1") != std::string::npos);
  CHECK(bytes_at(item, messages[1]).starts_with(R"({"sender":"Ben")"));
  REQUIRE(got.records.size() == 5);  // and the two threads themselves
  CHECK(extra_of(got.records[0], "messages") == "2 rows of a table of their own");
}

TEST_CASE("unknown JSON: lists of plain values with written times are rows; other lists stay values") {
  const std::string text =
      "{\"Location History\":[[\"2024/03/04 10:00:00 UTC\",\"51.503 \u00b1 14.22, -0.119 \u00b1 14.22\"],[\"2024/03/04 11:00:00 UTC\",\"51.603, -0.219\"]],"
      "\"matrix\":[[1,2],[3,4]],\"pairs\":[[\"a\",\"b\"]]}";
  const Collected got = read(*make_json_table_reader(), text, {"json/location_history.json"});
  REQUIRE(got.records.size() == 3);
  CHECK(got.records[0].kind == model::RecordKind::location);
  REQUIRE(got.records[0].place);
  CHECK(got.records[0].place->latitude == 51.503);
  CHECK(got.records[0].place->accuracy_m == 14.22);
  CHECK(to_iso_utc(*got.records[1].times[0].utc).starts_with("2024-03-04T11:00:00"));
  CHECK(got.records[1].place->longitude == -0.219);
  CHECK(got.records[0].locator.find("json=/Location History/0") != std::string::npos);
  CHECK(got.records[2].table == "values");
  CHECK(extra_of(got.records[2], "matrix/1") == "3\n4");
  CHECK(extra_of(got.records[2], "pairs/0") == "a\nb");
}

TEST_CASE("unknown JSON: lists of objects become tables by their columns, all else one record") {
  const std::string text =
      R"({"exported":"2024-03-05","device":{"model":"P7"},"log":[
      {"from":"+447700900001","to":"+447700900123","date":"2024-03-04T21:40:09Z","text":"At six then","x":{"y":1}},
      {"from":"+447700900123","to":"+447700900001","date":"2024-03-04T21:41:00Z","text":"Fine","tags":["a","b"]}],
      "other":[1,2,{"name":"Ana Pop","phone":"+447700900123"}]})";
  const Collected got = read(*make_json_table_reader(), text, {"odd.json"});
  REQUIRE(got.records.size() == 4);
  CHECK(got.records[0].kind == model::RecordKind::message);
  CHECK(got.records[0].text == "At six then");
  CHECK(who(got.records[0], model::Role::to) == "+447700900123");
  CHECK(extra_of(got.records[0], "x.y") == "1");
  CHECK(extra_of(got.records[1], "tags") == "a\nb");
  CHECK(exhibit::locator_part(got.records[1].locator, "json") == "/log/1");
  CHECK(got.records[2].kind == model::RecordKind::contact);
  CHECK(got.records[2].table == "other");
  CHECK(extra_of(got.records[3], "device/model") == "P7");
  CHECK(got.has_finding("JSON of unknown form"));
  // A value a line.
  const Collected lines =
      read(*make_json_table_reader(),
           "{\"from\":\"a1\",\"to\":\"b2\",\"text\":\"x\",\"date\":1709588409}\n"
           "{\"from\":\"b2\",\"to\":\"a1\",\"text\":\"y\",\"date\":1709588410}\n",
           {"log.jsonl"});
  REQUIRE(lines.records.size() == 2);
  CHECK(to_iso_utc(*lines.records[1].times[0].utc).substr(0, 19) == "2024-03-04T21:40:10");
}

TEST_CASE("a script that is one value is told, with what it is assigned to") {
  auto value = [](const std::string& s) {
    const auto found = value_in_script(s);
    return found ? found->name + "|" + s.substr(found->begin, found->end - found->begin)
                 : std::string("-");
  };
  CHECK(value("window.YTD.tweets.part0 = [ {\"a\": 1} ]") ==
        "window.YTD.tweets.part0|[ {\"a\": 1} ]");
  CHECK(value("\xEF\xBB\xBF var data={\"a\":[1]};\n") == "data|{\"a\":[1]}");
  CHECK(value("callback([1,2]);") == "callback|[1,2]");
  CHECK(value("const list = [];") == "list|[]");
  CHECK(value("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n[ {\"a\": 1} ]\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n") == "PGP signed message|[ {\"a\": 1} ]");
  CHECK(value("-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\n{\"a\": 1}\r\n-----BEGIN PGP SIGNATURE-----\r\n") == "PGP signed message|{\"a\": 1}");
  CHECK(value("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n-----BEGIN PGP SIGNATURE-----\n") == "-");
  for (const char* none :
       {"[1,2]", "{\"a\":1}", "a = {b:1}", "f([1,2]", "a = [1]; b()", "a =", "", "a", "a = [",
        "x = function(){}", "hello = [said Ana]", "1a = [1]", "(function(){})([])"})
    CHECK_MESSAGE(value(none) == "-", none);
}
