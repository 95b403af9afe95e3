#include "readers/store_reader.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "readers/reader_test.h"
#include "readers/sqlite_image.h"
#include "readers/sqlite_walk.h"
#include "readers/store_description.h"
#include "readers/store_functions.h"
#include "readers/store_row.h"
#include "readers/store_testing.h"

using namespace clew;
using namespace clew::readers;
using clew::readers::testing::Collected;
using namespace clew::readers::store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using model::State;

namespace {

const char* const sms_table =
    "CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER,"
    " date_sent INTEGER, type INTEGER, body TEXT);";

std::string sms_database(int rows) {
  std::string sql = sms_table;
  sql += "BEGIN;";
  for (int i = 1; i <= rows; ++i)
    sql += fmt::format(
        "INSERT INTO sms VALUES({},1,'+447700900123',{},0,{},'Meet at gate {} at noon');", i,
        1700000000000LL + i * 60000, i % 2 + 1, i);
  return database(sql + "COMMIT;");
}

}  // namespace

TEST_CASE("every shipped description parses and its queries hold against an empty layout") {
  const auto& all = store::descriptions();
  REQUIRE(all.size() >= 14);
  for (const auto& d : all) {
    CAPTURE(d.name);
    CHECK(!d.needs.empty());
    for (const auto& t : d.tables) {
      CAPTURE(t.name);
      CHECK(model::record_kind_from(t.kind).has_value());
      // A database with just these tables: the query must compile, and read a row of NULLs.
      std::string sql;
      for (const auto& [name, columns] : t.uses) {
        std::string list;
        for (const auto& c : columns)
          if (c != "_id" && c != "ROWID" && c != "Z_PK") list += ", \"" + c + "\"";
        sql += "CREATE TABLE \"" + name + "\" (id_ INTEGER PRIMARY KEY" + list + ");";
      }
      for (const auto& n : d.needs) {
        const auto dot = n.find('.');
        const auto table = n.substr(0, dot), column = n.substr(dot + 1);
        std::string& s = sql;
        const auto at = s.find("CREATE TABLE \"" + table + "\"");
        if (at == s.npos)
          s += "CREATE TABLE \"" + table + "\" (\"" + column + "\");";
        else if (s.substr(at, s.find(';', at) - at).find("\"" + column + "\"") == s.npos)
          s.insert(s.find(')', at), ", \"" + column + "\"");
      }
      sql += "INSERT INTO \"" + t.name + "\" DEFAULT VALUES;";
      const auto out = read(database(sql));
      CHECK(out.rows_of.at(t.name) == 1);
      CHECK(!out.has_finding("table could not be read to its end"));
      CHECK(!out.has_finding("details could not be read"));
    }
  }
}

TEST_CASE(
    "an Android SMS database becomes messages with direction, address, time and raw columns") {
  const auto out = read(sms_database(6));
  CHECK(out.rows_of.at("sms") == 6);
  REQUIRE(out.records.size() == 6);
  const auto* r = row(out, "sms", 2);
  REQUIRE(r);
  CHECK(r->kind == RecordKind::message);
  CHECK(r->service == "SMS");
  CHECK(r->direction == Direction::in);
  CHECK(who(*r, Role::from) == "+447700900123");
  CHECK(when(*r) == "2023-11-14T22:15:20.000000Z");
  CHECK(r->times[0].raw == "1700000120000");
  CHECK(r->text == "Meet at gate 2 at noon");
  CHECK(out.has_finding("columns of another app version"));
}

TEST_CASE("a time in another unit than the app's usual one is read by magnitude, once noted") {
  const auto out =
      read(database(std::string(sms_table) +
                    "INSERT INTO sms VALUES(1,1,'+447700900123',1700000000,0,1,'s');"
                    "INSERT INTO sms VALUES(2,1,'+447700900123',0,0,1,'none');"
                    "INSERT INTO sms VALUES(3,1,'+447700900123',13727168620000,0,1,'far');"));
  CHECK(when(*row(out, "sms", 1)) == "2023-11-14T22:13:20.000000Z");
  CHECK(row(out, "sms", 1)->times[0].unit == "s");
  CHECK(row(out, "sms", 2)->times.empty());
  CHECK(row(out, "sms", 3)->times[0].certainty == model::Certainty::implausible);
  CHECK(when(*row(out, "sms", 3)).substr(0, 4) == "2404");
  CHECK(out.has_finding("time in another unit than usual"));
}

TEST_CASE("a gap in row numbers is noted with the numbers") {
  const auto out = read(database(std::string(sms_table) +
                                 "INSERT INTO sms(_id,date,type) VALUES(1,1700000000000,1);"
                                 "INSERT INTO sms(_id,date,type) VALUES(4,1700000000000,9);"));
  REQUIRE(out.has_finding("gap in row numbers"));
  for (const auto& f : out.findings)
    if (f.what == "gap in row numbers") CHECK(f.why.find("2–3") != std::string::npos);
  CHECK(out.has_finding("value not in the description"));
  CHECK(readers::testing::extra_of(*row(out, "sms", 4), "type") == "9");
}

TEST_CASE(
    "iMessage: body from attributedBody, seconds and nanoseconds, reaction, reply, deletion") {
  const std::string typed = std::string("\x04\x0bstreamtyped", 13) + "\x84\x84\x08NSString" +
                            std::string("\x01\x94\x84\x01+\x0b", 6) + "Platform 4." + "\x86\x84";
  std::string hex;
  for (const char c : typed)
    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  const auto out = read(database(
      "CREATE TABLE handle(ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);"
      "INSERT INTO handle VALUES(1,'+447700900111','iMessage');"
      "CREATE TABLE chat(ROWID INTEGER PRIMARY KEY, guid TEXT, chat_identifier TEXT, style "
      "INTEGER, display_name TEXT);"
      "INSERT INTO chat VALUES(7,'iMessage;-;+447700900111','+447700900111',45,'');"
      "CREATE TABLE chat_message_join(chat_id INTEGER, message_id INTEGER);"
      "INSERT INTO chat_message_join VALUES(7,1),(7,2),(7,3);"
      "CREATE TABLE chat_handle_join(chat_id INTEGER, handle_id INTEGER);"
      "INSERT INTO chat_handle_join VALUES(7,1);"
      "CREATE TABLE deleted_messages(ROWID INTEGER PRIMARY KEY, guid TEXT);"
      "INSERT INTO deleted_messages VALUES(1,'GONE-1');"
      "CREATE TABLE attachment(ROWID INTEGER PRIMARY KEY, filename TEXT, mime_type TEXT, "
      "transfer_name TEXT, total_bytes INTEGER);"
      "INSERT INTO attachment "
      "VALUES(5,'~/Library/SMS/Attachments/a/map.jpg','image/jpeg','map.jpg',99);"
      "CREATE TABLE message_attachment_join(message_id INTEGER, attachment_id INTEGER);"
      "INSERT INTO message_attachment_join VALUES(2,5);"
      "CREATE TABLE message(ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, "
      "service TEXT, date INTEGER,"
      " is_from_me INTEGER, attributedBody BLOB, associated_message_guid TEXT, "
      "associated_message_type INTEGER, thread_originator_guid TEXT,"
      " date_edited INTEGER);"
      "INSERT INTO message VALUES(1,'G1',NULL,1,'iMessage',700000000000000000,0,x'" +
      hex +
      "',NULL,0,NULL,0);"
      "INSERT INTO message "
      "VALUES(2,'G2','Seen',0,'iMessage',400000000,1,NULL,NULL,0,'G1',700000050000000000);"
      "INSERT INTO message "
      "VALUES(3,'G3','Liked',1,'iMessage',700000100000000000,0,NULL,'p:0/G2',2001,NULL,0);"));
  const auto* first = row(out, "message", 1);
  REQUIRE(first);
  CHECK(first->text == "Platform 4.");
  CHECK(first->text_form == "typedstream");
  CHECK(when(*first) == "2023-03-08T20:26:40.000000Z");
  CHECK(who(*first, Role::from) == "+447700900111");
  CHECK(first->chat_key == "iMessage;-;+447700900111");
  const auto* second = row(out, "message", 2);
  REQUIRE(second);
  CHECK(when(*second) == "2013-09-04T15:06:40.000000Z");
  CHECK(second->direction == Direction::out);
  CHECK(who(*second, Role::to) == "+447700900111");
  CHECK(second->text == "Seen");  // the column "text" of m.* is not a second text
  CHECK(second->state == State::edited);
  REQUIRE(second->links.size() == 1);
  CHECK(second->links[0].target == "G1");
  REQUIRE(second->media.size() == 1);
  CHECK(second->media[0].mime == "image/jpeg");
  const auto* third = row(out, "message", 3);
  REQUIRE(third);
  CHECK(third->kind == RecordKind::event);
  CHECK(readers::testing::field(*third, "reaction") == "liked");
  REQUIRE(third->links.size() == 1);
  CHECK(third->links[0].target == "G2");
  CHECK(row(out, "deleted_messages", 1)->state == State::deleted_trace);
  CHECK(row(out, "chat", 7)->kind == RecordKind::chat);
}

TEST_CASE("lengths of a typedstream text: one, two and four bytes; a cut one gives nothing") {
  const std::string head = std::string("\x04\x0bstreamtyped\x84\x08NSString\x01\x94\x84\x01+", 28);
  CHECK(store::typedstream_text(head + "\x02hi") == "hi");
  const std::string longer(300, 'a');
  CHECK(store::typedstream_text(head + std::string("\x81\x2c\x01", 3) + longer) == longer);
  CHECK(store::typedstream_text(head + std::string("\x82\x2c\x01\x00\x00", 5) + longer) == longer);
  CHECK(!store::typedstream_text(head + std::string("\x81\x2c\x01", 3) + "short"));
  CHECK(!store::typedstream_text("no stream"));
}

TEST_CASE("WhatsApp on iOS: pixel sizes are no place, a location is") {
  const auto out =
      read(database("CREATE TABLE ZWACHATSESSION(Z_PK INTEGER PRIMARY KEY, ZCONTACTJID, "
                    "ZPARTNERNAME, ZSESSIONTYPE, ZREMOVED);"
                    "INSERT INTO ZWACHATSESSION VALUES(1,'447700900111@s.whatsapp.net','Ash',0,0);"
                    "CREATE TABLE ZWAMEDIAITEM(Z_PK INTEGER PRIMARY KEY, ZMEDIALOCALPATH, "
                    "ZVCARDSTRING, ZTITLE, ZLATITUDE, ZLONGITUDE);"
                    "INSERT INTO ZWAMEDIAITEM VALUES(1,'Media/a.jpg','image/jpeg','the "
                    "gate',452,603),(2,NULL,NULL,NULL,51.5,-0.12);"
                    "CREATE TABLE ZWAMESSAGE(Z_PK INTEGER PRIMARY KEY, ZISFROMME, ZMESSAGETYPE, "
                    "ZCHATSESSION, ZMEDIAITEM, ZMESSAGEDATE, ZFROMJID, ZTOJID, ZTEXT, ZSTANZAID);"
                    "INSERT INTO ZWAMESSAGE "
                    "VALUES(1,0,1,1,1,700000000.5,'447700900111@s.whatsapp.net',NULL,NULL,'S1');"
                    "INSERT INTO ZWAMESSAGE "
                    "VALUES(2,1,5,1,2,700000060,NULL,'447700900111@s.whatsapp.net',NULL,'S2');"));
  const auto* image = row(out, "ZWAMESSAGE", 1);
  REQUIRE(image);
  CHECK(!image->place);
  CHECK(image->text == "the gate");
  CHECK(when(*image) == "2023-03-08T20:26:40.500000Z");
  REQUIRE(image->media.size() == 1);
  CHECK(image->media[0].mime == "image/jpeg");
  const auto* place = row(out, "ZWAMESSAGE", 2);
  REQUIRE(place);
  REQUIRE(place->place);
  CHECK(*place->place->latitude == doctest::Approx(51.5));
  CHECK(who(*place, Role::to) == "447700900111@s.whatsapp.net");
}

TEST_CASE("a transition WhatsApp database counts a message of both tables once") {
  const auto out = read(database(
      "CREATE TABLE messages(_id INTEGER PRIMARY KEY, key_remote_jid, key_from_me, key_id, data, "
      "timestamp, status);"
      "INSERT INTO messages VALUES(1,'447700900111@s.whatsapp.net',0,'K1','one',1700000000000,0),"
      "(2,'447700900111@s.whatsapp.net',1,'K2','two',1700000001000,0);"
      "CREATE TABLE jid(_id INTEGER PRIMARY KEY, user, server, raw_string);"
      "INSERT INTO jid VALUES(1,'447700900111','s.whatsapp.net','447700900111@s.whatsapp.net');"
      "CREATE TABLE chat(_id INTEGER PRIMARY KEY, jid_row_id, subject); INSERT INTO chat "
      "VALUES(1,1,NULL);"
      "CREATE TABLE message(_id INTEGER PRIMARY KEY, chat_row_id, from_me, key_id, "
      "sender_jid_row_id, timestamp, message_type, text_data);"
      "INSERT INTO message VALUES(10,1,0,'K1',0,1700000000000,0,'one');"));
  CHECK(out.rows_of.at("messages") == 2);
  CHECK(out.rows_of.at("message") == 1);
  CHECK(out.duplicates == 1);
  CHECK(count(out, RecordKind::message) == 2);
  CHECK(who(*row(out, "message", 10), Role::from) == "447700900111@s.whatsapp.net");
}

TEST_CASE("LID pairs keep both identifiers apart in one record") {
  const auto out = read(database(
      "CREATE TABLE ZWAPHONENUMBERLIDPAIR(Z_PK INTEGER PRIMARY KEY, ZLID, ZPHONENUMBER);"
      "INSERT INTO ZWAPHONENUMBERLIDPAIR VALUES(1,'99912345','447700900111@s.whatsapp.net');"));
  const auto* r = row(out, "ZWAPHONENUMBERLIDPAIR", 1);
  REQUIRE(r);
  REQUIRE(r->participants.size() == 2);
  CHECK(r->participants[0].identifier.kind == model::IdentifierKind::lid);
  CHECK(r->participants[1].identifier.kind == model::IdentifierKind::jid);
}

TEST_CASE("an unknown database gives every row as an event, times as guesses, a limit counted") {
  const auto bytes = database(
      "CREATE TABLE things(id INTEGER PRIMARY KEY, created_at INTEGER, name TEXT, raw BLOB);"
      "INSERT INTO things VALUES(1,1700000000,'kettle',x'00ff'),(2,0,'lamp',NULL),(5,3,NULL,NULL);"
      "CREATE TABLE plain(a,b,PRIMARY KEY(a)) WITHOUT ROWID; INSERT INTO plain "
      "VALUES('x',1),('y',2);"
      "CREATE VIEW trap AS SELECT * FROM things;");
  const auto out = read(bytes, {}, {}, "some.db");
  CHECK(out.rows_of.at("things") == 3);
  CHECK(out.rows_of.at("plain") == 2);
  CHECK(count(out, RecordKind::event) == 5);
  const auto* r = row(out, "things", 1);
  REQUIRE(r);
  CHECK(r->service == "some.db");
  CHECK(readers::testing::extra_of(*r, "name") == "kettle");
  CHECK(readers::testing::extra_of(*r, "raw") == "x'00ff'");
  REQUIRE(r->times.size() == 1);
  CHECK(!r->times[0].utc);
  CHECK(r->times[0].unit == "guess: s");
  Options few;
  few.answers["generic-row-limit"] = "2";
  const auto limited = read(bytes, {}, few);
  CHECK(limited.rows_of.at("things") == 3);
  CHECK(limited.skips.at("generic row limit") == 1);
}

TEST_CASE("a table that a known app's description does not name is shown row by row; a written time orders it") {
  const auto out = read(database(
      "CREATE TABLE downloads (_id INTEGER PRIMARY KEY, uri TEXT, _data TEXT, lastmod BIGINT, notificationpackage TEXT);"
      "INSERT INTO downloads VALUES (1,'https://example.org/a','/a',1709588409000,'x');"
      "CREATE TABLE remarks(id INTEGER PRIMARY KEY, written_at TEXT, body TEXT); CREATE TABLE Z_METADATA(a);"
      "INSERT INTO remarks VALUES (1,'2024-03-04T21:40:09.500','Bring the keys please'),(2,'2024-03-04 23:40:09+02:00','We come at eight'),(3,'later','no');"
      "INSERT INTO Z_METADATA VALUES (1);"));
  CHECK(row(out, "downloads", 1)->service == "Android");
  const auto* r = row(out, "remarks", 1);
  REQUIRE(r);
  CHECK(r->text == "Bring the keys please");
  REQUIRE(r->times.size() == 1);
  CHECK(!r->times[0].utc);
  CHECK(to_iso_local(*r->times[0].local) == "2024-03-04T21:40:09");
  CHECK(to_iso_local(*row(out, "remarks", 2)->times[0].local) == "2024-03-04T21:40:09");
  CHECK(row(out, "remarks", 3)->times.empty());
  CHECK(!row(out, "Z_METADATA", 1));
  CHECK(out.has_finding("tables without a description"));
}

TEST_CASE("what an unknown app's people wrote is text to read and search, said to be a guess") {
  const auto out = read(database(
      "CREATE TABLE ZENTRY(Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZGUID TEXT, ZTEXT TEXT, ZLINK "
      "TEXT);"
      "INSERT INTO ZENTRY VALUES(1,700000000.5,'a1b2','Ne vedem la gară la "
      "opt','https://example.org/a'),"
      "(2,700000100,'c3d4','Bring the keys please',NULL),(3,700000200,'e5f6',NULL,NULL);"));
  const auto* r = row(out, "ZENTRY", 1);
  REQUIRE(r);
  CHECK(r->kind == RecordKind::event);
  CHECK(r->text == "Ne vedem la gară la opt");
  CHECK(readers::testing::extra_of(*r, "guess: text") == "ZTEXT");
  CHECK(readers::testing::extra_of(*r, "ZTEXT") == "Ne vedem la gară la opt");
  CHECK(row(out, "ZENTRY", 3)->text.empty());
  CHECK(out.has_finding("text guessed"));
}

TEST_CASE(
    "the content of a full-text index is evidence, under the index's own names; its other tables "
    "are not") {
  const auto out = read(database(
      "CREATE VIRTUAL TABLE mail USING fts5(sender UNINDEXED, 'subject', body, detail=column);"
      "INSERT INTO mail VALUES('ana@example.org','Keys','The keys are with the neighbour'),"
      "('ben@example.org','Rain','It rains in the north today');"));
  CHECK(out.rows_of.at("mail_content") == 2);
  const auto* r = row(out, "mail_content", 1);
  REQUIRE(r);
  CHECK(readers::testing::extra_of(*r, "sender") == "ana@example.org");
  CHECK(readers::testing::extra_of(*r, "subject") == "Keys");
  CHECK(r->text == "The keys are with the neighbour");
  CHECK(out.records.size() == 2);
  CHECK(out.skips.at("index of the database itself") > 0);
}

TEST_CASE("an encrypted database says what is needed, an empty one that it is empty") {
  std::string noise;
  std::uint32_t x = 7;
  for (int i = 0; i < 8192; ++i)
    noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  auto item = readers::testing::item_of(noise, {"msgstore.db"});
  CHECK(make_store_reader()->probe(item).confidence >= 50);
  const auto out = read(noise);
  CHECK(out.has_finding("encrypted or unknown database"));
  CHECK(out.records.empty());
  CHECK(read("").has_finding("empty file"));
}

TEST_CASE("a file cut or damaged at any place keeps every row that lies on a sound page") {
  const std::string whole = sms_database(60);
  const auto good = read(whole);
  REQUIRE(good.records.size() == 60);
  const auto key = [](const model::Record& r) { return r.locator + r.text; };
  for (std::size_t cut = 0; cut < whole.size(); cut += 211) {
    CAPTURE(cut);
    const auto part = read(whole.substr(0, cut));
    CHECK((part.records.size() == 60 || !part.findings.empty()));
    for (const auto& r : part.records)
      CHECK(std::any_of(good.records.begin(), good.records.end(),
                        [&](const auto& g) { return g.locator == r.locator; }));
  }
  // One leaf page of the table spoilt: exactly its rows are lost.
  const sqlite::Image image(whole);
  std::vector<sqlite::Damage> none;
  const auto schema = sqlite::walk_schema(image, none);
  REQUIRE(schema.size() == 1);
  std::uint64_t walked = sqlite::walk_table(image, schema[0].root, {}).rows;
  CHECK(walked == 60);
  for (std::uint32_t p = 3; p <= image.pages(); ++p) {
    std::string bad = whole;
    for (std::size_t i = 0; i < 1024; ++i)
      bad[(p - 1) * 1024 + i] = '\xA5';
    const auto out = read(bad);
    CAPTURE(p);
    CHECK(out.has_finding("damaged page"));
    CHECK(out.records.size() >= 30);
    CHECK(out.records.size() < 60);
    for (const auto& r : out.records)
      CHECK(std::any_of(good.records.begin(), good.records.end(),
                        [&](const auto& g) { return key(g) == key(r); }));
  }
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
    read(bad);
    bad[at] = '\xFF';
    read(bad);
  }
}

TEST_CASE("a schema that SQLite refuses still gives its rows") {
  std::string bad = sms_database(10);
  const auto at = bad.find("CREATE TABLE sms");
  REQUIRE(at != bad.npos);
  std::memcpy(&bad[at + 13], "((s", 3);
  const auto out = read(bad);
  CHECK(out.has_finding("SQLite refuses the database"));
  CHECK(out.rows_of.at("sms") == 10);
  CHECK(out.records.size() == 10);
}

TEST_CASE("the fuzzer's seeds read as databases with and without a log") {
  const auto folder = std::filesystem::path(CLEW_SOURCE_DIR) / "fuzz" / "sqlite";
  for (const char* name : {"messages", "log"}) {
    const auto seed = readers::testing::slurp(folder / name);
    REQUIRE(seed.size() > 2);
    const std::size_t log =
        static_cast<unsigned char>(seed[0]) * 256u + static_cast<unsigned char>(seed[1]);
    const std::string rest = seed.substr(2), wal = rest.substr(rest.size() - log);
    const auto out = read(rest.substr(0, rest.size() - log), {{"a.db-wal", wal}});
    CHECK(count(out, RecordKind::message) >= 8);
    std::size_t recovered = 0;
    for (const auto& r : out.records)
      recovered += r.state == State::recovered;
    CHECK(recovered == (log ? 2 : 0));  // one deleted, one changed by the log
  }
}

TEST_CASE("a body stored as bytes that are no valid text is shown with marks and a finding") {
  const auto out = read(
      database(std::string(sms_table) +
               "INSERT INTO sms VALUES(1,1,'+447700900123',1700000000000,0,1,x'48616861eda0bd');"));
  CHECK(row(out, "sms", 1)->text.substr(0, 7) == "Haha\uFFFD");
  CHECK(out.has_finding("bytes that are not valid text"));
}

TEST_CASE("a vanity number is a number, a sender's word is none") {
  CHECK(store::identify("phone", "1-800-MY-APPLE", "").kind == model::IdentifierKind::phone);
  CHECK(store::identify("phone", "GATEHOUSE", "SMS").kind == model::IdentifierKind::username);
  CHECK(store::identify("phone", "3Network", "SMS").kind == model::IdentifierKind::username);
  CHECK(store::identify("phone", "60300_INFO", "SMS").kind == model::IdentifierKind::username);
  // As an iPhone copies it: marks of writing direction around, no-break blanks inside.
  const auto pasted = store::identify("phone", "\u202A+44\u00A07700\u00A0900123\u202C", "");
  CHECK(pasted.kind == model::IdentifierKind::phone);
  CHECK(pasted.raw == "\u202A+44\u00A07700\u00A0900123\u202C");
}

// --- write-ahead logs and real files
// -----------------------------------------------------------------

namespace {
std::optional<std::filesystem::path> data(const char* what) {
  auto path = readers::testing::shared_data();
  if (!path) std::printf("SKIPPED: %s (shared data not there)\n", what);
  return path;
}
Counting read_file(const std::filesystem::path& path, bool with_log = true) {
  std::map<std::string, std::string> beside;
  const auto name = path.filename().string();
  for (const char* suffix : {"-wal", "-shm"}) {
    auto other = path;
    other += suffix;
    if (with_log && std::filesystem::exists(other))
      beside[name + suffix] = readers::testing::slurp(other);
  }
  return read(readers::testing::slurp(path), beside, {}, name);
}
}  // namespace

TEST_CASE("the log is merged, rows that it removed or changed are recovered") {
  const auto root = data("write-ahead log");
  if (!root) return;
  const auto path = *root / "sqlite-wal-plaso" / "wal_database.db";
  const auto out = read_file(path);
  std::size_t existing = 0, recovered = 0;
  bool deleted_1 = false, deleted_2 = false, old_3 = false, new_3 = false;
  for (const auto& r : out.records) {
    (r.state == State::recovered ? recovered : existing) += 1;
    const auto text = readers::testing::extra_of(r, "Field1");
    deleted_1 = deleted_1 || (text == "Deleted Text 1" && r.state == State::recovered);
    deleted_2 = deleted_2 || (text == "Deleted Text 2" && r.state == State::recovered);
    old_3 = old_3 || (text == "Committed Text 3" && r.state == State::recovered);
    new_3 = new_3 || (text == "Modified Committed Text 3" && r.state == State::existing);
    if (r.state == State::recovered) CHECK(r.state_flag == "pre-WAL image");
  }
  CHECK(existing == 11);
  CHECK(recovered == 3);
  CHECK((deleted_1 && deleted_2 && old_3 && new_3));
  CHECK(read_file(path, false).records.size() == 10);
  CHECK(out.claimed.size() == 1);

  // A log cut or spoilt anywhere never gives a half transaction as the current state.
  auto wal = path;
  wal += "-wal";
  const std::string log = readers::testing::slurp(wal), main = readers::testing::slurp(path);
  for (std::size_t cut = 0; cut < log.size(); cut += 1031) {
    const auto part = read(main, {{"a.db-wal", log.substr(0, cut)}});
    CHECK(part.records.size() >= 10);
    std::string bad = log;
    bad[cut] = static_cast<char>(bad[cut] ^ 0x10);
    CHECK(read(main, {{"a.db-wal", bad}}).records.size() >= 10);
  }
}

TEST_CASE("real Android stores: messages and calls with exact values") {
  const auto root = data("Android stores");
  if (!root) return;
  const auto sms = read_file(*root / "android-sms-calls-plaso" / "mmssms.db");
  CHECK(count(sms, RecordKind::message) == 9);
  const auto* m = row(sms, "sms", 3);
  REQUIRE(m);
  CHECK(who(*m, Role::from) == "15555215554");
  CHECK(when(*m) == "2013-10-29T17:05:41.303000Z");
  CHECK(m->text == "What message?");
  const auto calls = read_file(*root / "android-sms-calls-plaso" / "contacts2.db");
  CHECK(count(calls, RecordKind::call) == 3);
  const auto* missed = row(calls, "calls", 714);
  REQUIRE(missed);
  CHECK(who(*missed, Role::caller) == "5404561685");
  CHECK(missed->call->outcome == "missed");
  CHECK(calls.has_finding("gap in row numbers"));
  const auto* in = row(calls, "calls", 717);
  REQUIRE(in);
  CHECK(in->call->duration == 639 * micros_per_second);
  const auto log = read_file(*root / "android-calllog-andriller" / "calllog.db");
  REQUIRE(count(log, RecordKind::call) == 1);
  CHECK(who(log.records[0], Role::callee) == "+441234567890");
  CHECK(readers::testing::extra_of(log.records[0], "normalized_number") == "+48608654276");
  REQUIRE(log.records[0].participants.size() == 1);
  CHECK(log.records[0].participants[0].name == "Samuel Vimes");
  const auto viber = read_file(*root / "android-viber-plaso" / "viber_data");
  CHECK(count(viber, RecordKind::call) == 4);
  CHECK(count(viber, RecordKind::contact) == 5);
  CHECK(row(viber, "calls", 4)->call->video == true);
  CHECK(row(viber, "calls", 1)->call->video == false);
}

TEST_CASE("real Skype: entities decoded, a time in 2404 kept and marked") {
  const auto root = data("Skype");
  if (!root) return;
  const auto out = read_file(*root / "skype-plaso" / "skype_main.db");
  CHECK(count(out, RecordKind::message) == 15);
  CHECK(row(out, "Messages", 52)->text == "I'm here");
  CHECK(who(*row(out, "Messages", 39), Role::from) == "gen.beringer");
  const auto* odd = row(out, "Messages", 61);
  REQUIRE(odd);
  CHECK(odd->times[0].raw == "13727168620");
  CHECK(odd->times[0].certainty == model::Certainty::implausible);
}
