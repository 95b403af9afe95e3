// Apps that data/stores describes: on real files where the shared samples have them, else on
// SYNTHETIC databases made from the description's own layout, which prove the description's
// reading, not the layout.
#include <cstring>
#include <fstream>

#include "base/file.h"
#include "readers/android_xml_reader.h"
#include "readers/attached_files.h"
#include "readers/ios_backup.h"
#include "readers/plist.h"
#include "readers/plist_reader.h"
#include "readers/protobuf.h"
#include "readers/store_functions.h"
#include "readers/store_row.h"
#include "readers/store_testing.h"
#include "readers/telegram_blob.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using model::State;
using readers::testing::extra_of;
using readers::testing::field;
using readers::testing::item_of;

namespace {

std::string hex(std::string_view bytes) {
  std::string out = "x'";
  for (const char c : bytes)
    out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out + "'";
}

// A binary property list of: dictionary of strings, numbers, dates, data, and lists of them. Enough
// for the tests; written from the layout, not with the reader's code.
struct Object {
  std::string bytes;
};
struct Writer {
  std::vector<std::string> objects;
  std::size_t add(std::string bytes) {
    objects.push_back(std::move(bytes));
    return objects.size() - 1;
  }
  static std::string sized(int kind, std::size_t n) {
    if (n < 15) return std::string(1, static_cast<char>(kind << 4 | static_cast<int>(n)));
    std::string out(1, static_cast<char>(kind << 4 | 15));
    out += '\x11';
    out += static_cast<char>(n >> 8);
    out += static_cast<char>(n);
    return out;
  }
  std::size_t text(std::string_view s) { return add(sized(5, s.size()) + std::string(s)); }
  std::size_t data(std::string_view s) { return add(sized(4, s.size()) + std::string(s)); }
  std::size_t number(std::uint8_t n) { return add(std::string("\x10") + static_cast<char>(n)); }
  std::size_t real(double d, char marker = '\x23') {
    std::uint64_t v;
    std::memcpy(&v, &d, 8);
    std::string out(1, marker);
    for (int i = 7; i >= 0; --i)
      out += static_cast<char>(v >> (8 * i));
    return add(out);
  }
  std::size_t list(const std::vector<std::size_t>& of) {
    std::string out = sized(10, of.size());
    for (const auto i : of)
      out += static_cast<char>(i);
    return add(out);
  }
  std::size_t dictionary(const std::vector<std::pair<std::string, std::size_t>>& of) {
    std::string keys, values;
    for (const auto& [k, v] : of) {
      keys += static_cast<char>(text(k));
      values += static_cast<char>(v);
    }
    return add(sized(13, of.size()) + keys + values);
  }
  std::string finish(std::size_t top) const {
    std::string out = "bplist00", table;
    for (const auto& o : objects) {
      table += static_cast<char>(out.size() >> 8);
      table += static_cast<char>(out.size());
      out += o;
    }
    const auto at = out.size();
    out += table + std::string(6, '\0') + "\x02\x01";
    for (const std::uint64_t n :
         {std::uint64_t{objects.size()}, std::uint64_t{top}, std::uint64_t{at}})
      for (int i = 7; i >= 0; --i)
        out += static_cast<char>(n >> (8 * i));
    return out;
  }
};

std::string typedstream(std::string_view text) {
  return std::string(
             "\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x08NSString\x01\x94\x84\x01+") +
         static_cast<char>(text.size()) + std::string(text) + "\x86\x84";
}

Collected read_list(const std::string& bytes, const std::string& name = "a.plist") {
  const auto item = item_of(bytes, {name});
  const auto reader = make_plist_reader();
  CHECK(reader->probe(item).confidence >= 90);
  return readers::testing::read(*reader, item);
}

}  // namespace

TEST_CASE("store: an edited iMessage keeps its versions, an unsent one is revoked") {
  Writer w;
  const auto version = [&](const char* text, double at) {
    return w.dictionary({{"t", w.data(typedstream(text))}, {"d", w.real(at)}});
  };
  const auto versions =
      w.list({version("See you at 8", 690513474.25), version("See you at 9", 690513500)});
  const auto edited = w.finish(w.dictionary({{"ec", w.dictionary({{"0", versions}})}}));
  Writer u;
  const auto unsent = u.finish(u.dictionary({{"rp", u.list({u.number(0)})}}));
  const auto out = read(database(fmt::format(
      "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, "
      "date INTEGER, "
      "is_from_me INTEGER, date_edited INTEGER, message_summary_info BLOB, attributedBody BLOB);"
      "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
      "INSERT INTO handle VALUES (1, '+447700900123');"
      "INSERT INTO message VALUES (1,'A','See you at "
      "9',1,690513474000000000,0,690513500000000000,{},NULL);"
      "INSERT INTO message VALUES (2,'B',NULL,1,690513600000000000,0,0,{},NULL);"
      "INSERT INTO message VALUES (3,'C',NULL,1,690513700000000000,1,0,NULL,{});",
      hex(edited), hex(unsent), hex(typedstream("Noted")))));
  REQUIRE(out.records.size() == 3);
  CHECK(out.records[0].state == State::edited);
  CHECK(extra_of(out.records[0], "version of part 0 at 2022-11-19T01:17:54.250000Z") ==
        "See you at 8");
  CHECK(extra_of(out.records[0], "version of part 0 at 2022-11-19T01:18:20.000000Z") ==
        "See you at 9");
  CHECK(out.records[1].state == State::revoked);
  CHECK(out.records[2].text == "Noted");
  CHECK(out.records[2].direction == Direction::out);
}

TEST_CASE("store: Telegram's text is the string after the date, or said to be missing") {
  // constructor, flags, id, peer, date, text, padding
  const std::uint32_t date = 1709283600;
  const auto word = [](std::uint32_t v) {
    std::string s;
    for (int i = 0; i < 4; ++i)
      s += static_cast<char>(v >> (8 * i));
    return s;
  };
  const std::string head =
      word(0x94345242) + word(0x100) + word(7) + word(0x59511722) + word(900) + word(0);
  const std::string good = head + word(date) + "\x0bsee you 8pm" + word(0);
  CHECK(store::telegram_text(good, date)->text == "see you 8pm");
  CHECK(!store::telegram_text(head + word(date + 1) + "\x0bsee you 8pm", date));
  CHECK(!store::telegram_text(head + word(date) + std::string("\xFF\xFE\x80\x81", 4), date));
  const auto out = read(database(
      fmt::format("CREATE TABLE messages_v2 (mid INTEGER, uid INTEGER, read_state INTEGER, "
                  "send_state INTEGER, date INTEGER, data BLOB, out INTEGER, "
                  "media INTEGER, reply_to_message_id INTEGER);CREATE TABLE users (uid INTEGER "
                  "PRIMARY KEY, name TEXT, status INTEGER, data BLOB);"
                  "INSERT INTO users VALUES (900, 'Ana Example;;;anaex', 0, NULL);"
                  "INSERT INTO messages_v2 VALUES (1,900,3,0,{0},{1},0,0,0);INSERT INTO "
                  "messages_v2 VALUES (2,900,3,0,{0},x'0102030405060708090a0b0c0d0e0f10',1,0,1);",
                  date, hex(good))));
  const auto* first = row(out, "messages_v2", 1);
  REQUIRE(first);
  CHECK(first->text == "see you 8pm");
  CHECK(first->participants[0].identifier.kind == model::IdentifierKind::uid);
  CHECK(first->participants[0].name == "Ana Example");
  const auto* second = row(out, "messages_v2", 2);
  CHECK(second->text.empty());
  CHECK(extra_of(*second, "text of the message") == "not recovered");
  CHECK(second->links[0].target == first->key);
}

TEST_CASE("store: apps that keep JSON") {
  const auto messenger = read(database(
      "CREATE TABLE messages (msg_id TEXT, thread_key TEXT, text TEXT, sender TEXT, timestamp_ms "
      "INTEGER, attachments TEXT, is_unsent INTEGER);"
      "CREATE TABLE threads (thread_key TEXT, name TEXT);"
      "INSERT INTO messages VALUES ('m1','ONE_TO_ONE:1:2','the 14:05 "
      "train','{\"user_key\":\"FACEBOOK:100\",\"name\":\"Ana "
      "Example\"}',1709283600000,'[{\"filename\":\"a.jpg\",\"mime_type\":\"image/jpeg\"}]',0);"
      "INSERT INTO messages VALUES ('m2','ONE_TO_ONE:1:2','x','not "
      "json',1709283601000,'{broken',0);"));
  REQUIRE(count(messenger, RecordKind::message) == 2);
  const auto* m = row(messenger, "messages", 1);
  CHECK(who(*m, Role::from) == "100");
  CHECK(m->participants[0].name == "Ana Example");
  CHECK(m->media[0].path == "a.jpg");
  CHECK(when(*m) == "2024-03-01T09:00:00.000000Z");

  const auto instagram = read(database(
      "CREATE TABLE messages (_id INTEGER PRIMARY KEY, user_id TEXT, server_item_id TEXT, "
      "client_item_id TEXT, thread_id TEXT, timestamp INTEGER, message_type TEXT, text TEXT, "
      "message TEXT);"
      "CREATE TABLE threads (_id INTEGER PRIMARY KEY, thread_id TEXT, thread_info TEXT);CREATE "
      "TABLE session (user_id TEXT);"
      "INSERT INTO session VALUES ('1');INSERT INTO threads VALUES "
      "(1,'t','{\"thread_title\":\"Ana\",\"recipients\":[{\"id\":\"2\",\"username\":\"ana\"}]}');"
      "INSERT INTO messages VALUES (1,'2','i1',NULL,'t',1709283600000000,'text','at the "
      "quay','{\"user_id\":\"2\",\"item_id\":\"i1\"}');"
      "INSERT INTO messages VALUES "
      "(2,'1','i2',NULL,'t',1709283660000000,'text','ok','{\"user_id\":\"1\"}');"));
  CHECK(row(instagram, "messages", 1)->direction == Direction::in);
  CHECK(row(instagram, "messages", 2)->direction == Direction::out);
  CHECK(row(instagram, "messages", 1)->chat_title == "Ana");
  CHECK(when(*row(instagram, "messages", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(who(*row(instagram, "threads", 1), Role::member) == "2");

  const auto discord =
      read(database("CREATE TABLE messages0 (a TEXT, b TEXT, data BLOB);INSERT INTO messages0 "
                    "VALUES ('','',CAST(char(1) || "
                    "'{\"id\":\"9\",\"channelId\":\"5\",\"message\":{\"timestamp\":\"2024-03-01T09:"
                    "00:00.000000+00:00\",\"content\":\"bring keys\",\"type\":0,"
                    "\"author\":{\"id\":\"7\",\"username\":\"ana\"},\"attachments\":[{\"url\":"
                    "\"u\",\"filename\":\"f.png\",\"content_type\":\"image/png\"}]}}' AS BLOB));"
                    "INSERT INTO messages0 VALUES ('','',x'00ff');"));
  const auto* d = row(discord, "messages0", 1);
  CHECK(d->text == "bring keys");
  CHECK(d->chat_key == "5");
  CHECK(who(*d, Role::from) == "7");
  CHECK(d->media[0].mime == "image/png");
  CHECK(when(*d) == "2024-03-01T09:00:00.000000Z");
}

TEST_CASE("store: Kik, imo, Hangouts and Signal with their epochs and directions") {
  const auto kik =
      read(database("CREATE TABLE ZKIKMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTYPE INTEGER, ZBODY "
                    "TEXT, ZUSER INTEGER, ZTIMESTAMP REAL, ZRECEIVEDTIMESTAMP REAL);"
                    "CREATE TABLE ZKIKUSER (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZUSERNAME "
                    "TEXT, ZJID TEXT);"
                    "INSERT INTO ZKIKUSER VALUES (1,'Ana','ana_k','ana_k@talk.kik.com');INSERT "
                    "INTO ZKIKMESSAGE VALUES (1,1,'hi',1,730976400,730976401);"
                    "INSERT INTO ZKIKMESSAGE VALUES (2,2,'hello',1,730976460,NULL);INSERT INTO "
                    "ZKIKMESSAGE VALUES (3,4,'joined',1,730976470,NULL);"));
  CHECK(row(kik, "ZKIKMESSAGE", 1)->direction == Direction::in);
  CHECK(row(kik, "ZKIKMESSAGE", 2)->direction == Direction::out);
  CHECK(row(kik, "ZKIKMESSAGE", 3)->kind == RecordKind::event);
  CHECK(when(*row(kik, "ZKIKMESSAGE", 1)) == "2024-03-01T09:00:00.000000Z");
  const auto imo =
      read(database("CREATE TABLE messages (_id INTEGER PRIMARY KEY, buid TEXT, last_message TEXT, "
                    "timestamp INTEGER, message_type INTEGER, imdata TEXT);"
                    "CREATE TABLE friends (buid TEXT, display TEXT);INSERT INTO messages VALUES "
                    "(1,'77','hi',1709283600000000000,1,'{}');"));
  CHECK(when(*row(imo, "messages", 1)) == "2024-03-01T09:00:00.000000Z");
  const auto hangouts =
      read(database("CREATE TABLE messages (_id INTEGER PRIMARY KEY, message_id TEXT, "
                    "conversation_id TEXT, author_chat_id TEXT, text TEXT, timestamp INTEGER);"
                    "CREATE TABLE conversations (conversation_id TEXT, self_chat_id TEXT);INSERT "
                    "INTO conversations VALUES ('c','me');"
                    "INSERT INTO messages VALUES (1,'m','c','you','hi',1709283600000000);INSERT "
                    "INTO messages VALUES (2,'n','c','me','hi',1709283600000000);"));
  CHECK(when(*row(hangouts, "messages", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(row(hangouts, "messages", 1)->direction == Direction::in);
  CHECK(row(hangouts, "messages", 2)->direction == Direction::out);
  const auto signal = read(database(
      "CREATE TABLE message (_id INTEGER PRIMARY KEY, thread_id INTEGER, from_recipient_id "
      "INTEGER, to_recipient_id INTEGER, type INTEGER, body TEXT, date_sent INTEGER, "
      "remote_deleted INTEGER);"
      "CREATE TABLE recipient (_id INTEGER PRIMARY KEY, e164 TEXT, profile_joined_name TEXT);"
      "INSERT INTO recipient VALUES (1,'+447700900001','Me'),(2,'+447700900123','Ana');"
      "INSERT INTO message VALUES "
      "(1,5,2,1,10485780,'hi',1709283600000,0),(2,5,1,2,10485783,'hello',1709283660000,1);"));
  CHECK(row(signal, "message", 1)->direction == Direction::in);
  CHECK(row(signal, "message", 2)->direction == Direction::out);
  CHECK(row(signal, "message", 2)->state == State::revoked);
  CHECK(who(*row(signal, "message", 1), Role::from) == "+447700900123");
}

TEST_CASE("plist: binary, XML and keyed archives show the same values") {
  Writer w;
  const auto bytes = w.finish(w.dictionary({{"Name", w.text("Ana")},
                                            {"When", w.real(730976400, '\x33')},
                                            {"List", w.list({w.number(1), w.text("x")})}}));
  const auto list = plist::Plist::parse(bytes);
  REQUIRE(list);
  CHECK(plist::show(*list->find("List[1]")) == "x");
  CHECK(plist::show(*list->find("When")) == "2024-03-01T09:00:00.000000Z");
  const std::string xml_list =
      "<?xml version=\"1.0\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"><plist "
      "version=\"1.0\"><dict><key>Name</key><string>Ana &amp; "
      "Sam</string><key>When</key><date>2024-03-01T09:00:00Z</date><key>Data</key><data>aGk=</"
      "data></dict></plist>";
  const auto x = plist::Plist::parse(xml_list);
  REQUIRE(x);
  CHECK(plist::show(*x->find("Name")) == "Ana & Sam");
  CHECK(plist::show(*x->find("When")) == "2024-03-01T09:00:00.000000Z");
  CHECK(x->find("Data")->text == "hi");
  const auto out = read_list(xml_list);
  REQUIRE(out.records.size() == 1);
  CHECK(extra_of(out.records[0], "Name") == "Ana & Sam");
}

TEST_CASE("plist: damage, loops and bombs end") {
  Writer w;
  const auto good = w.finish(
      w.dictionary({{"Name", w.text("Ana")}, {"List", w.list({w.number(1), w.number(2)})}}));
  for (std::size_t cut = 0; cut < good.size(); ++cut)
    (void)plist::Plist::parse(good.substr(0, cut));
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const int flip : {1, 0x80, 0xFF}) {
      auto bad = good;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      if (const auto list = plist::Plist::parse(bad))
        list->walk(list->root(), [](const std::string&, const plist::Value&) {});
    }
  // A list that holds itself, and one of 2^40 values in a few bytes.
  Writer loop;
  const auto self = loop.finish(loop.add(std::string("\xA1\x00", 2)));
  const auto l = plist::Plist::parse(self);
  REQUIRE(l);
  std::size_t leaves = 0;
  CHECK(!l->walk(l->root(), [&](const std::string&, const plist::Value&) { ++leaves; }));
  Writer bomb;
  auto top = bomb.text("x");
  for (int i = 0; i < 40; ++i)
    top = bomb.list({top, top});
  const auto b = plist::Plist::parse(bomb.finish(top));
  REQUIRE(b);
  CHECK(!b->walk(b->root(), [&](const std::string&, const plist::Value&) { ++leaves; }));
  CHECK(leaves <= 2'000);  // a bound by the number of values, not what any list may have
}

TEST_CASE("plist: an archive that archives itself ends, and its values are read") {
  // The root is object 0; what "$top" refers to is put there by hand.
  Writer w;
  w.add("");
  const auto archiver = w.text("NSKeyedArchiver"), objects = w.list({}), name = w.text("Ana");
  std::string root = "\xD4";
  for (const char* key : {"$archiver", "$objects", "$top", "Name"}) root += static_cast<char>(w.text(key));
  for (const auto value : {archiver, objects, std::size_t{0}, name}) root += static_cast<char>(value);
  w.objects[0] = root;
  const auto bytes = w.finish(0);
  const auto list = plist::Plist::parse(bytes);
  REQUIRE(list);
  CHECK(list->archived());
  CHECK(list->children(list->root()).size() == 4);
  const auto out = read_list(bytes);
  CHECK(!out.records.empty());
}

TEST_CASE("protobuf: fields by number, damage ends it") {
  const std::string message("\x0a\x05hello\x10\x96\x01\x1a\x04\x08\x01\x12\x00", 16);
  CHECK(protobuf::is_message(message));
  CHECK(protobuf::find(message, "1")->bytes == "hello");
  CHECK(protobuf::find(message, "2")->value == 150);
  CHECK(protobuf::find(message, "3.1")->value == 1);
  CHECK(!protobuf::find(message, "4"));
  for (std::size_t cut = 0; cut < message.size(); ++cut)
    protobuf::walk(message.substr(0, cut), [](const std::string&, const std::string&) {}, {100, 5});
  const auto item = item_of(message + message + std::string("\x22\x06travel", 8), {"x.pb"});
  const auto reader = make_protobuf_reader();
  CHECK(reader->probe(item).confidence > 10);
  const auto out = readers::testing::read(*reader, item);
  CHECK(extra_of(out.records.at(0), "4") == "travel");
}

TEST_CASE(
    "backup: names by SHA-1, databases found by their tables, their logs by their hashed names") {
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha1_hex("HomeDomain-Library/SMS/sms.db") == "3d0d7e5fb2ce288813306e4d4636395e047a3d28");
  Writer w;
  const auto file = w.finish(w.dictionary({{"Size", w.number(77)}}));
  const auto manifest = database(fmt::format(
      "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, "
      "file BLOB);"
      "INSERT INTO Files VALUES "
      "('3d0d7e5fb2ce288813306e4d4636395e047a3d28','HomeDomain','Library/SMS/sms.db',1,{});"
      "INSERT INTO Files VALUES ('aa','HomeDomain','Library/SMS',2,NULL);INSERT INTO Files VALUES "
      "('bb','HomeDomain','link',4,NULL);",
      hex(file)));
  const auto list = read(manifest, {}, {}, "UDID/Manifest.db");
  CHECK(list.records.size() == 2);
  CHECK(list.skips.at("folder") == 1);
  CHECK(field(list.records[0], "path") == "Library/SMS/sms.db");
  CHECK(list.records[0].media[0].path == "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28");
  const auto sms = database(
      "CREATE TABLE deleted_messages (ROWID INTEGER PRIMARY KEY, guid TEXT);CREATE TABLE t (x)");
  const auto in_backup = read(sms, {{"UDID/Manifest.db", manifest}}, {},
                              "UDID/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28");
  CHECK(in_backup.decisions.at("backup-name") == "HomeDomain-Library/SMS/sms.db");
  const std::string locked(4096, '\x9A');
  CHECK(read(locked, {}, {}, "UDID/Manifest.db").has_finding("encrypted backup"));
  const auto said = read_list(
      "<?xml version=\"1.0\"?><plist "
      "version=\"1.0\"><dict><key>IsEncrypted</key><true/></dict></plist>",
      "UDID/Manifest.plist");
  CHECK(said.has_finding("encrypted backup"));
}

TEST_CASE("store: unpacking ends at its limit and on damage") {
  CHECK(store::unpack("no gzip at all").empty());
  CHECK(store::unpack(std::string("\x1f\x8b\x08\x00", 4)).empty());
}

TEST_CASE("android-xml: preferences, settings and Wi-Fi networks") {
  const auto reader = make_android_xml_reader();
  const auto at = [&](const std::string& bytes, const std::string& name) {
    const auto item = item_of(bytes, {name});
    CHECK(reader->probe(item).confidence >= 80);
    return readers::testing::read(*reader, item);
  };
  const auto wifi =
      at("<?xml version='1.0'?><WifiConfigStoreData><int name=\"Version\" value=\"3\" "
         "/><NetworkList><Network><WifiConfiguration><string "
         "name=\"SSID\">&quot;Quay Cafe&quot;</string><string "
         "name=\"BSSID\">02:00:5e:10:00:01</string></WifiConfiguration></Network><Network>"
         "<WifiConfiguration><string "
         "name=\"SSID\">&quot;Home&quot;</string></WifiConfiguration></Network></NetworkList></"
         "WifiConfigStoreData>",
         "WifiConfigStore.xml");
  REQUIRE(wifi.records.size() == 3);
  CHECK(wifi.records[0].text == "Quay Cafe");
  CHECK(who(wifi.records[0], Role::subject) == "02:00:5e:10:00:01");
  CHECK(wifi.records[1].text == "Home");
  const auto settings =
      at("<settings version=\"170\"><setting id=\"1\" name=\"android_id\" value=\"3f5a\" "
         "package=\"android\" /></settings>",
         "settings_secure.xml");
  CHECK(settings.records[0].kind == RecordKind::device);
  CHECK(who(settings.records[0], Role::subject) == "3f5a");
  const auto map =
      at("<?xml version='1.0'?><map><string name=\"ph\">7700900123</string><boolean name=\"on\" "
         "value=\"true\" /></map>",
         "com.example_preferences.xml");
  CHECK(extra_of(map.records[0], "ph") == "7700900123");
  CHECK(extra_of(map.records[0], "on") == "true");
  // <settings><setting name="android_id" value="3f5a" n="7"/></settings>, packed: by hand.
  const auto name = [](const char* n) {
    return std::string("\xFF\xFF\0", 3) + static_cast<char>(std::strlen(n)) + n;
  };
  const std::string packed = std::string("ABX\0\x10\x32", 6) + name("settings") + "\x32" +
                             name("setting") + "\x2F" + name("name") + std::string("\0\x0a", 2) +
                             "android_id" + "\x2F" + name("value") + std::string("\0\x04", 2) +
                             "3f5a" + "\x6F" + name("n") + std::string("\0\0\0\x07", 4) +
                             std::string("\x33\0\x01\x33\0\0\x11", 7);
  const auto unpacked = at(packed, "settings_secure.xml");
  REQUIRE(unpacked.records.size() == 1);
  CHECK(unpacked.findings.empty());
  CHECK(who(unpacked.records[0], Role::subject) == "3f5a");
  CHECK(extra_of(unpacked.records[0], "android_id.n") == "7");
  for (std::size_t cut = 4; cut < packed.size(); ++cut)
    at(packed.substr(0, cut), "settings_secure.xml");
  for (std::size_t k = 4; k < packed.size(); ++k) {
    auto bad = packed;
    bad[k] = static_cast<char>(bad[k] ^ 0x55);
    at(bad, "settings_secure.xml");
  }
}

TEST_CASE("real iOS stores: as many rows as another tool reports, and its values") {
  const auto folder = readers::testing::shared_data();
  if (!folder) {
    MESSAGE("SKIPPED: no shared data");
    return;
  }
  // attributedBody samples.
  for (const auto& [name, text] : {std::pair{"AttributedBodyTextOnly", "Noter test"},
                                   {"URL", "https://github.com/ReagentX/Logria"}}) {
    const auto found =
        store::typedstream_text(readers::testing::slurp(*folder / "imessage-typedstream" / name));
    REQUIRE(found);
    CHECK(*found == text);
  }
  const auto edits =
      store::edit_history(readers::testing::slurp(*folder / "imessage-typedstream/Edited.plist"));
  REQUIRE(edits.edits.size() > 1);
  CHECK(edits.edits[0].text == "First message  ");
  CHECK(edits.edits[1].text == "Edit 1");
  CHECK(store::edit_history(readers::testing::slurp(*folder / "imessage-typedstream/Deleted.plist"))
            .unsent_parts.size() == 1);
}

TEST_CASE(
    "store: Snapchat's text in a protocol buffer; visits of Chrome and Safari in their epochs") {
  // 4.4.2.1 = "see you"
  const std::string text = std::string("\x0a\x07", 2) + "see you";
  const std::string two = std::string("\x12") + static_cast<char>(text.size()) + text;
  const std::string four = std::string("\x22") + static_cast<char>(two.size()) + two;
  const std::string content = std::string("\x22") + static_cast<char>(four.size()) + four;
  const auto snap = read(database(fmt::format(
      "CREATE TABLE conversation_message (client_conversation_id TEXT, client_message_id INTEGER, "
      "message_content BLOB, creation_timestamp INTEGER, sender_id TEXT);"
      "INSERT INTO conversation_message VALUES ('c', 1, {}, 1709283600000, 'u1'), ('c', 2, x'ff', "
      "1709283601000, 'u2');",
      hex(content))));
  CHECK(row(snap, "conversation_message", 1)->text == "see you");
  CHECK(who(*row(snap, "conversation_message", 1), Role::from) == "u1");
  CHECK(row(snap, "conversation_message", 2)->text.empty());
  const auto chrome = read(database(
      "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_time "
      "INTEGER);CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, "
      "transition INTEGER);"
      "INSERT INTO urls VALUES (1,'https://example.org/trains','Trains',13353757200000000);INSERT "
      "INTO visits VALUES (1,1,13353757200000000,0);"));
  CHECK(when(*row(chrome, "visits", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(field(*row(chrome, "visits", 1), "url") == "https://example.org/trains");
  const auto safari = read(database(
      "CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);CREATE TABLE history_visits "
      "(id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);"
      "INSERT INTO history_items VALUES (1,'https://example.org');INSERT INTO history_visits "
      "VALUES (1,1,730976400,'Buses');"));
  CHECK(when(*row(safari, "history_visits", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(row(safari, "history_visits", 1)->text == "Buses");
}

TEST_CASE(
    "store: Hangouts without its own id, Chrome's old downloads, Firefox, use of the device") {
  const auto hangouts = read(database(
      "CREATE TABLE messages (_id INTEGER PRIMARY KEY, message_id TEXT, conversation_id TEXT, "
      "author_chat_id TEXT, text TEXT, timestamp INT, type INT);"
      "CREATE TABLE conversations (_id INTEGER PRIMARY KEY, conversation_id TEXT, generated_name "
      "TEXT);"
      "CREATE TABLE participants (_id INTEGER PRIMARY KEY, chat_id TEXT, full_name TEXT);"
      "INSERT INTO messages VALUES (1,'a','c','u1','It&#39;s late',1709283600000000,2),"
      "(2,'b','c','u0','ok',1709283601000000,1);"
      "INSERT INTO conversations VALUES (1,'c','Ben');"));
  CHECK(row(hangouts, "messages", 1)->direction == Direction::in);
  CHECK(row(hangouts, "messages", 1)->text == "It's late");
  CHECK(row(hangouts, "messages", 2)->direction == Direction::out);
  const auto chrome = read(database(
      "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_time INTEGER);"
      "CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, transition "
      "INTEGER);"
      "CREATE TABLE downloads (id INTEGER PRIMARY KEY, full_path TEXT, url TEXT, start_time "
      "INTEGER, received_bytes INTEGER, total_bytes INTEGER, state INTEGER);"
      "INSERT INTO downloads VALUES (1,'/home/a/cats.zip','https://example.org/cats.zip',"
      "1306139730,5,5,1);"));
  CHECK(when(*row(chrome, "downloads", 1)) == "2011-05-23T08:35:30.000000Z");
  CHECK(field(*row(chrome, "downloads", 1), "url") == "https://example.org/cats.zip");
  CHECK(row(chrome, "downloads", 1)->media[0].path == "/home/a/cats.zip");
  const auto firefox = read(database(
      "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, visit_count INTEGER);"
      "CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, from_visit INTEGER, place_id "
      "INTEGER, visit_date INTEGER, visit_type INTEGER);"
      "CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER, title TEXT, "
      "dateAdded INTEGER, lastModified INTEGER);"
      "INSERT INTO moz_places VALUES (1,'https://example.org','Trains',1);"
      "INSERT INTO moz_historyvisits VALUES (1,0,1,1709283600000000,1);"
      "INSERT INTO moz_bookmarks VALUES (1,2,NULL,'Menu',1709283600000000,1709283600000000),"
      "(2,1,1,'My trains',1709283600000000,1709283600000000);"));
  CHECK(when(*row(firefox, "moz_historyvisits", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(row(firefox, "moz_historyvisits", 1)->text == "Trains");
  CHECK(field(*row(firefox, "moz_bookmarks", 2), "url") == "https://example.org");
  CHECK(field(*row(firefox, "moz_bookmarks", 1), "type") == "bookmark folder");
  const auto use = read(database(
      "CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, ZSOURCE INTEGER, ZSECONDSFROMGMT INTEGER, "
      "ZVALUEINTEGER INTEGER, ZSTRUCTUREDMETADATA INTEGER, ZCREATIONDATE TIMESTAMP, ZENDDATE "
      "TIMESTAMP, ZSTARTDATE TIMESTAMP, ZUUID VARCHAR, ZSTREAMNAME VARCHAR, ZVALUESTRING VARCHAR);"
      "CREATE TABLE ZSTRUCTUREDMETADATA (Z_PK INTEGER PRIMARY KEY, "
      "Z_DKSAFARIHISTORYMETADATAKEY__TITLE VARCHAR);"
      "CREATE TABLE ZSOURCE (Z_PK INTEGER PRIMARY KEY, ZBUNDLEID VARCHAR, ZDEVICEID VARCHAR);"
      "INSERT INTO ZSTRUCTUREDMETADATA VALUES (7,'Trains');"
      "INSERT INTO ZOBJECT VALUES (1,NULL,0,42,NULL,730976430.5,730976430,730976400,'u1',"
      "'/app/inFocus','com.example.chat'),"
      "(2,NULL,0,0,7,730976460,730976460,730976460,'u2','/safari/history','https://example.org'),"
      "(3,NULL,0,1,NULL,730976470,730976470,730976465,'u3','/device/isLocked',NULL);"));
  CHECK(when(*row(use, "ZOBJECT", 1)) == "2024-03-01T09:00:00.000000Z");
  CHECK(row(use, "ZOBJECT", 1)->times[1].kind == model::TimeKind::end);
  CHECK(field(*row(use, "ZOBJECT", 1), "app") == "com.example.chat");
  CHECK(field(*row(use, "ZOBJECT", 2), "url") == "https://example.org");
  CHECK(row(use, "ZOBJECT", 2)->text == "Trains");
  CHECK(field(*row(use, "ZOBJECT", 3), "type") == "/device/isLocked");
  CHECK(field(*row(use, "ZOBJECT", 3), "value") == "1");
}

TEST_CASE("plist: the fuzzer's seeds read with every row accounted for") {
  for (const auto& seed : std::filesystem::directory_iterator(
           std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "plist")) {
    const auto item =
        item_of(readers::testing::slurp(seed.path()), {seed.path().filename().string()});
    for (const auto& reader :
         {make_plist_reader(), make_android_xml_reader(), make_protobuf_reader()})
      if (reader->probe(item).confidence > 0)
        CHECK(!readers::testing::read(*reader, item).records.empty());
  }
}

TEST_CASE("store: an attachment is present when the exhibit has its last three parts") {
  readers::testing::NamesOnly beside({"private/var/mobile/Library/SMS/Attachments/0a/10/photo.jpg",
                                      "private/var/mobile/Library/SMS/sms.db"});
  auto item = item_of(
      database(
          "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, handle_id INTEGER, "
          "is_from_me INTEGER);CREATE TABLE handle (id TEXT);"
          "CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, filename TEXT, mime_type "
          "TEXT);CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);"
          "INSERT INTO message VALUES (1,'A',0,1);INSERT INTO attachment VALUES "
          "(1,'~/Library/SMS/Attachments/0A/10/photo.jpg','image/jpeg'),(2,'~/Library/SMS/"
          "Attachments/0A/11/gone.jpg','image/jpeg');"
          "INSERT INTO message_attachment_join VALUES (1,1),(1,2);"),
      {"private/var/mobile/Library/SMS/sms.db"});
  item.tree = &beside;
  Counting out;
  make_store_reader()->read(item, {}, out);
  REQUIRE(out.records.size() == 1);
  REQUIRE(out.records[0].media.size() == 2);
  CHECK(out.records[0].media[0].present);
  CHECK(!out.records[0].media[1].present);
}

// SYNTHETIC rows in the layout of real files.
TEST_CASE(
    "Mastodon on iOS: a direct status is a message to those it mentions, its HTML read as text") {
  const auto out = read(database(
      "CREATE TABLE ZSTATUS(Z_PK INTEGER PRIMARY KEY, ZAUTHOR INTEGER, ZCREATEDAT REAL, ZEDITEDAT "
      "REAL, ZDELETEDAT REAL, ZCONTENT TEXT, ZTEXT TEXT,"
      " ZSPOILERTEXT TEXT, ZDOMAIN TEXT, ZID TEXT, ZINREPLYTOID TEXT, ZURL TEXT, ZVISIBILITYRAW "
      "TEXT, ZMENTIONS BLOB, ZATTACHMENTS BLOB, ZREBLOG INTEGER);"
      "CREATE TABLE ZMASTODONUSER(Z_PK INTEGER PRIMARY KEY, ZACCT TEXT, ZUSERNAME TEXT, "
      "ZDISPLAYNAME TEXT, ZID TEXT, ZDOMAIN TEXT, ZNOTE TEXT, ZURL TEXT, ZCREATEDAT REAL, "
      "ZUPDATEDAT REAL);"
      "CREATE TABLE ZNOTIFICATION(Z_PK INTEGER PRIMARY KEY, ZUSERID TEXT);"
      "CREATE TABLE ZSETTING(Z_PK INTEGER PRIMARY KEY, ZUSERID TEXT); INSERT INTO ZSETTING "
      "VALUES(1,'11');"
      "INSERT INTO ZMASTODONUSER "
      "VALUES(1,'ana','ana','Ana','11','social.example','<p>hello</"
      "p>','',0,0),(2,'ben','ben','Ben','12','social.example','','',0,0);"
      "INSERT INTO ZSTATUS VALUES(1,1,700000000,NULL,NULL,'<p><a href=\"x\">@<span>ben</span></a> "
      "the keys<br>are here</p>',NULL,NULL,'social.example','901',NULL,'','direct',"
      "CAST('[{\"acct\":\"ben\",\"id\":\"12\"}]' AS "
      "BLOB),CAST('[{\"assetURL\":\"https://m.example/1.png\",\"altDescription\":\"a key\"}]' AS "
      "BLOB),NULL),"
      "(2,2,700000100,700000200,NULL,'<p>Rain "
      "today</p>',NULL,NULL,'social.example','902','901','','public',CAST('[]' AS "
      "BLOB),NULL,NULL);"));
  const auto* r = row(out, "ZSTATUS", 1);
  REQUIRE(r);
  CHECK(r->kind == RecordKind::message);
  CHECK(r->direction == Direction::out);
  CHECK(r->text == "@ben the keys\nare here");
  CHECK(r->chat_key == "ana, ben");
  REQUIRE(r->participants.size() == 2);
  CHECK(r->participants[1].role == Role::to);
  CHECK(r->participants[1].identifier.raw == "ben");
  REQUIRE(r->media.size() == 1);
  CHECK(r->media[0].title == "a key");
  const auto* post = row(out, "ZSTATUS", 2);
  CHECK(post->kind == RecordKind::event);
  CHECK(post->direction == Direction::in);
  CHECK(post->state == State::edited);
}

TEST_CASE("MeWe, Truth Social, imo and Gmail's search on iOS: direction, chat, place, text") {
  const auto mewe = read(database(
      "CREATE TABLE ZCHATMESSAGE(Z_PK INTEGER PRIMARY KEY, ZTHREADID TEXT, ZSENDER TEXT, ZDATE "
      "REAL, ZEDITEDDATE REAL, ZTEXT TEXT, ZORIGINALTEXT TEXT,"
      " ZMESSAGEID TEXT, ZREPLYMESSAGEID TEXT, ZEVENTTYPE TEXT, ZDELETEDBYSENDER INTEGER);"
      "CREATE TABLE ZUSER(Z_PK INTEGER PRIMARY KEY, ZUSERID TEXT, ZNAME TEXT, ZHANDLE TEXT, "
      "ZFINGERPRINT TEXT, ZFIRSTNAME TEXT, ZLASTNAME TEXT, ZCURRENTUSER INTEGER);"
      "INSERT INTO ZUSER VALUES(1,'u1','Ana Example','ana','f','Ana','Example',1),(2,'u2','Ben "
      "Example','ben','f','Ben','Example',NULL);"
      "INSERT INTO ZCHATMESSAGE "
      "VALUES(1,'t1','u1',608321126,NULL,'https://www.openstreetmap.org/"
      "?mlat=51.5007&mlon=-0.1246&zoom=17',NULL,'m1',NULL,NULL,NULL),"
      "(2,'t1','u2',608321226,608321300,'See you at nine','See you at ten','m2','m1',NULL,NULL);"));
  const auto* place = row(mewe, "ZCHATMESSAGE", 1);
  REQUIRE(place);
  CHECK(place->direction == Direction::out);
  REQUIRE(place->place);
  CHECK(place->place->latitude == doctest::Approx(51.5007));
  CHECK(place->place->longitude == doctest::Approx(-0.1246));
  CHECK(row(mewe, "ZCHATMESSAGE", 2)->state == State::edited);
  CHECK(row(mewe, "ZUSER", 1)->kind == RecordKind::account);

  const auto truth = read(database(
      "CREATE TABLE ZMANAGEDEVENTBASE(Z_PK INTEGER PRIMARY KEY, ZCHAT INTEGER, ZCHATID TEXT, "
      "ZCREATEDAT REAL, ZTYPE TEXT, ZACCOUNTID TEXT, ZACCOUNTID1 TEXT,"
      " ZCHANGEDBYACCOUNTID TEXT, ZINVITEDACCOUNTID TEXT, ZTEXT TEXT, ZCONTENT TEXT, ZMESSAGEID "
      "TEXT, ZEVENTID TEXT, ZURL TEXT, ZISHIDDEN INTEGER);"
      "CREATE TABLE ZMANAGEDCHAT(Z_PK INTEGER PRIMARY KEY, ZSERVERID TEXT, ZTYPE TEXT, "
      "ZOTHERACCOUNT INTEGER, ZOTHERACCOUNTID TEXT, ZOWNEDBYACCOUNTID TEXT);"
      "CREATE TABLE ZMANAGEDACCOUNT(Z_PK INTEGER PRIMARY KEY, ZSERVERID TEXT, ZACCT TEXT, "
      "ZDISPLAYNAME TEXT);"
      "INSERT INTO ZMANAGEDACCOUNT VALUES(1,'22','ben','Ben');"
      "INSERT INTO ZMANAGEDCHAT VALUES(1,'5',NULL,1,'22','11');"
      "INSERT INTO ZMANAGEDEVENTBASE "
      "VALUES(1,1,'5',705012813.9,'memberJoined','22',NULL,NULL,NULL,NULL,NULL,NULL,'7',NULL,NULL),"
      "(2,1,'5',705012900,'message',NULL,'11',NULL,NULL,NULL,'<p>The bus is "
      "late.</p>','81','8',NULL,NULL);"));
  const auto* said = row(truth, "ZMANAGEDEVENTBASE", 2);
  REQUIRE(said);
  CHECK(said->direction == Direction::out);
  CHECK(said->text == "The bus is late.");
  CHECK(said->chat_title == "Ben");
  CHECK(row(truth, "ZMANAGEDEVENTBASE", 1)->kind == RecordKind::event);

  const auto imo = read(database(
      "CREATE TABLE ZIMOCHATMSG(Z_PK INTEGER PRIMARY KEY, ZISSENT INTEGER, ZSENDERTS INTEGER, ZTS "
      "INTEGER, ZTYPE INTEGER, ZA_UID TEXT, ZALIAS TEXT, ZBUID TEXT,"
      " ZCONTACT_ALIAS TEXT, ZTEXT TEXT, ZIMDATA BLOB);"
      "INSERT INTO ZIMOCHATMSG "
      "VALUES(1,0,1682532700924000000,1682532700927000000,0,'u2','Ben','u2','Ben','Is it "
      "raining?',NULL),"
      "(2,1,1682532753965518848,1682532754019000000,0,NULL,NULL,'u2','Ben','Not yet',NULL);"));
  CHECK(row(imo, "ZIMOCHATMSG", 1)->direction == Direction::in);
  CHECK(row(imo, "ZIMOCHATMSG", 2)->direction == Direction::out);
  CHECK(to_iso_utc(*row(imo, "ZIMOCHATMSG", 1)->times[0].utc) == "2023-04-26T18:11:40.924000Z");

  const auto gmail = read(database(
      "CREATE VIRTUAL TABLE offline_search USING FTS5(score UNINDEXED, itemServerPermId UNINDEXED, "
      "messageServerPermId UNINDEXED, \"from\", \"to\", cc, bcc, subject, body, has, "
      "detail=column);"
      "INSERT INTO offline_search VALUES('1684010458463.0','thread-f:1','msg-f:2','Ana Example, "
      "ana@example.org','ben@example.org','','','Keys','They are under the mat.','');"));
  const auto* mail = row(gmail, "offline_search_content", 1);
  REQUIRE(mail);
  CHECK(mail->text == "They are under the mat.");
  CHECK(field(*mail, "subject") == "Keys");
  REQUIRE(mail->participants.size() == 2);
  CHECK(mail->participants[0].identifier.raw == "ana@example.org");
  CHECK(mail->participants[0].name == "Ana Example");
}

TEST_CASE("Tango on Android: text and sender out of a protocol buffer in base64") {
  // {2:"c1", 3:0, 4:"Bring the keys", 21:{1:"Ben",2:"Example",3:"c1"}}
  const auto out = read(database(
      "CREATE TABLE messages(msg_id INTEGER PRIMARY KEY, conv_id TEXT, type INTEGER, create_time "
      "INTEGER, send_time INTEGER, direction INTEGER, status INTEGER, payload BLOB, del_status "
      "INTEGER);"
      "CREATE TABLE conversations(conv_id TEXT PRIMARY KEY, conv_type INTEGER, payload BLOB);"
      "CREATE TABLE receipts(conv_id TEXT PRIMARY KEY, sender_msg_id INTEGER);"
      "INSERT INTO messages "
      "VALUES(1,'c1',0,1452868881609,1452868881700,2,1,'"
      "EgJjMRgAIg5CcmluZyB0aGUga2V5c6oBEgoDQmVuEgdFeGFtcGxlGgJjMQ==',0);"));
  const auto* r = row(out, "messages", 1);
  REQUIRE(r);
  CHECK(r->direction == Direction::in);
  CHECK(r->text == "Bring the keys");
  REQUIRE(r->participants.size() == 1);
  CHECK(r->participants[0].name == "Ben Example");
}

TEST_CASE(
    "an app's cached answers are one row each, with address, time and where the answer lies") {
  const auto out = read(database(
      "CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY, version INTEGER, hash_value "
      "INTEGER, storage_policy INTEGER, request_key TEXT, time_stamp NOT NULL, partition TEXT);"
      "CREATE TABLE cfurl_cache_blob_data(entry_ID INTEGER PRIMARY KEY, response_object BLOB, "
      "request_object BLOB, proto_props BLOB, user_info BLOB);"
      "CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS INTEGER, "
      "receiver_data BLOB);"
      "INSERT INTO cfurl_cache_response VALUES(1,0,1,0,'https://api.example/a','2023-05-08 "
      "17:21:21',NULL),(2,0,2,0,'https://api.example/b.jpg','2023-05-08 17:50:39',NULL);"
      "INSERT INTO cfurl_cache_receiver_data VALUES(1,0,CAST('{\"unread\":0}' AS "
      "BLOB)),(2,1,'F814');"));
  CHECK(out.records.size() == 2);
  const auto* r = row(out, "cfurl_cache_response", 1);
  REQUIRE(r);
  CHECK(field(*r, "url") == "https://api.example/a");
  CHECK(to_iso_utc(*r->times[0].utc) == "2023-05-08T17:21:21.000000Z");
  CHECK(extra_of(*r, "answer") == "{\"unread\":0}");
  CHECK(row(out, "cfurl_cache_response", 2)->media[0].path == "fsCachedData/F814");
}

TEST_CASE("Skype 8: messages, calls in the chat, profiles as JSON by key") {
  const auto out = read(database(
      "CREATE TABLE messagesv12(nsp_pk TEXT PRIMARY KEY, nsp_data TEXT);"
      "CREATE TABLE conversationsv14(nsp_pk TEXT PRIMARY KEY, nsp_data TEXT);"
      "CREATE TABLE profilecachev8(nsp_pk TEXT PRIMARY KEY, nsp_data TEXT);"
      "INSERT INTO profilecachev8 VALUES('C8:ben','{\"mri\":\"8:ben\",\"fullName\":\"Ben "
      "Example\",\"phones\":[{\"number\":\"+447700900123\"}]}');"
      "INSERT INTO messagesv12 "
      "VALUES('a','{\"id\":\"1\",\"creator\":\"8:ben\",\"conversationId\":\"8:ben\","
      "\"createdTime\":"
      "1599271025644,\"content\":\"The keys &amp; the "
      "map\",\"messagetype\":\"RichText\",\"_isMyMessage\":false}'),"
      "('b','{\"id\":\"2\",\"creator\":\"8:ana\",\"conversationId\":\"8:ben\",\"createdTime\":"
      "1599271125644,\"content\":\"\",\"messagetype\":\"Event/Call\",\"_isMyMessage\":true}'),"
      "('c','not json');"));
  CHECK(out.rows_of.at("messagesv12") == 3);
  const auto* r = row(out, "messagesv12", 1);
  REQUIRE(r);
  CHECK(r->text == "The keys & the map");
  CHECK(r->direction == Direction::in);
  CHECK(r->participants[0].name == "Ben Example");
  CHECK(row(out, "messagesv12", 2)->kind == RecordKind::call);
  CHECK(row(out, "profilecachev8", 1)->participants.size() == 2);
}

TEST_CASE("a cache whose tables all stand in its log gives its answers too") {
  // As a phone leaves it: the file has a header and an empty schema, everything else is in the log.
  const TemporaryDirectory directory;
  const auto path = directory.path() / "Cache.db";
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(
              db,
              "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
              "CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY, request_key TEXT, "
              "time_stamp NOT NULL);"
              "CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS "
              "INTEGER, receiver_data BLOB);"
              "INSERT INTO cfurl_cache_receiver_data VALUES(7,0,CAST('{\"burnerId\":\"b-1\","
              "\"contactPhoneNumber\":\"+15550100123\",\"dateCreated\":1683568731554,"
              "\"direction\":2,\"messageType\":2,\"id\":\"m-1\",\"message\":\"The keys please\"}' "
              "AS BLOB));",
              nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto main = readers::testing::slurp(path),
             log = readers::testing::slurp(path.string() + "-wal");
  sqlite3_close(db);
  REQUIRE(main.find("cfurl_cache") == main.npos);
  REQUIRE(log.find("cfurl_cache") != log.npos);
  Files beside;
  beside.content["Cache.db-wal"] = log;
  auto item = item_of(main, {"Cache.db"});
  item.tree = &beside;
  REQUIRE(may_carry_files(item.bytes()));
  exhibit::Budget budget;
  const auto files = attached_files(item, {}, budget);
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(files->open(0).item.bytes().find("The keys please") != std::string::npos);
  item.tree = nullptr;
  CHECK(!attached_files(item, {}, budget));
}

TEST_CASE("answers inside an app's cache that a reader knows are files of their own") {
  const auto bytes = database(
      "CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY, request_key TEXT, "
      "time_stamp "
      "NOT NULL);"
      "CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS INTEGER, "
      "receiver_data BLOB);"
      "INSERT INTO cfurl_cache_receiver_data VALUES(1,0,CAST('{\"unread\":0}' AS "
      "BLOB)),(3,1,'F814'),"
      "(7,0,CAST('{\"burnerId\":\"b-1\",\"contactPhoneNumber\":\"+15550100123\",\"dateCreated\":"
      "1683568731554,\"direction\":2,\"messageType\":2,\"id\":\"m-1\",\"message\":\"The keys "
      "please\"}' AS BLOB));");
  auto item = item_of(bytes, {"Cache.db"});
  REQUIRE(may_carry_files(item.bytes()));
  exhibit::Budget budget;
  const auto files = attached_files(item, {}, budget);
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(files->info(0).name == "answer 7");
  CHECK(files->open(0).item.bytes().find("The keys please") != std::string::npos);
  CHECK_FALSE(may_carry_files(item_of(database("CREATE TABLE a(b)"), {"a.db"}).bytes()));
}
