// Stores of browsers, downloads, calendars and media indexes: rows invented, tables as public files of these programs have them; those for
// which no public file was at hand say so in their descriptions.
#include "readers/store_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using readers::testing::extra_of;
using readers::testing::field;

TEST_CASE("Chrome's forms, addresses, cookies and logins have their own times and people") {
  const auto forms = read(database(
      "CREATE TABLE autofill (name VARCHAR, value VARCHAR, value_lower VARCHAR, date_created INTEGER DEFAULT 0, date_last_used INTEGER DEFAULT 0, count INTEGER DEFAULT 1, PRIMARY KEY (name, value));"
      "CREATE TABLE keywords (id INTEGER PRIMARY KEY, short_name VARCHAR, keyword VARCHAR, url VARCHAR, date_created INTEGER, last_modified INTEGER);"
      "CREATE TABLE autofill_profiles (guid VARCHAR PRIMARY KEY, company_name VARCHAR, street_address VARCHAR, city VARCHAR, zipcode VARCHAR, country_code VARCHAR, date_modified INTEGER);"
      "CREATE TABLE autofill_profile_names (guid VARCHAR, first_name VARCHAR, last_name VARCHAR, full_name VARCHAR);"
      "CREATE TABLE autofill_profile_phones (guid VARCHAR, number VARCHAR); CREATE TABLE autofill_profile_emails (guid VARCHAR, email VARCHAR);"
      "INSERT INTO autofill VALUES ('email','ana@example.org','ana@example.org',1709588409,1709588500,2);"
      "INSERT INTO keywords VALUES (2,'Example','example.org','https://example.org/?q={searchTerms}',13354062009000000,0);"
      "INSERT INTO autofill_profiles VALUES ('g1','','1 High Street','Dover','CT16 1AA','GB',1709588409);"
      "INSERT INTO autofill_profile_names VALUES ('g1','Ana','Pop',''); INSERT INTO autofill_profile_phones VALUES ('g1','+447700900123');"));
  const auto& typed = *row(forms, "autofill", 1);
  CHECK(typed.text == "ana@example.org");
  CHECK(when(typed) == "2024-03-04T21:40:09.000000Z");
  CHECK(when(typed, 1) == "2024-03-04T21:41:40.000000Z");
  const auto& address = *row(forms, "autofill_profiles", 1);
  CHECK(address.kind == RecordKind::contact);
  REQUIRE(address.participants.size() == 2);
  CHECK(address.participants[1].identifier.raw == "+447700900123");
  CHECK(address.participants[1].name == "Ana Pop");
  CHECK(when(*row(forms, "keywords", 2)) == "2024-03-04T21:40:09.000000Z");
  const auto cookies = read(database(
      "CREATE TABLE cookies (creation_utc INTEGER, host_key TEXT, name TEXT, value TEXT, path TEXT, expires_utc INTEGER, last_access_utc INTEGER, encrypted_value BLOB);"
      "INSERT INTO cookies VALUES (13354062009000000,'.example.org','sid','x','/',14000000000000000,13354062019000000,x'00');"));
  const auto& cookie = *row(cookies, "cookies", 1);
  CHECK(cookie.times.size() == 2);
  CHECK(when(cookie, 1) == "2024-03-04T21:40:19.000000Z");
  CHECK(field(cookie, "url") == ".example.org/");
  const auto logins = read(database(
      "CREATE TABLE logins (origin_url VARCHAR, username_value VARCHAR, password_value BLOB, signon_realm VARCHAR, date_created INTEGER, times_used INTEGER, date_last_used INTEGER);"
      "INSERT INTO logins VALUES ('https://example.org/login','ana@example.org',x'763130','https://example.org/',13354062009000000,3,0);"));
  CHECK(who(*row(logins, "logins", 1), Role::owner) == "ana@example.org");
  CHECK(row(logins, "logins", 1)->service == "https://example.org/");
}

TEST_CASE("Firefox's downloads stand in a store of their own or as annotations of its history") {
  const auto old = read(database(
      "CREATE TABLE moz_downloads (id INTEGER PRIMARY KEY, name TEXT, source TEXT, target TEXT, startTime INTEGER, endTime INTEGER, mimeType TEXT);"
      "INSERT INTO moz_downloads VALUES (1,'map.pdf','https://example.org/map.pdf','file:///home/ana/map.pdf',1709588409000000,1709588410000000,'');"));
  CHECK(when(*row(old, "moz_downloads", 1), 1) == "2024-03-04T21:40:10.000000Z");
  CHECK(row(old, "moz_downloads", 1)->media[0].path == "file:///home/ana/map.pdf");
  const auto notes = read(database(
      "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, visit_count INTEGER);"
      "CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER, visit_date INTEGER, visit_type INTEGER);"
      "CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER, title TEXT, dateAdded INTEGER, lastModified INTEGER);"
      "CREATE TABLE moz_anno_attributes (id INTEGER PRIMARY KEY, name VARCHAR);"
      "CREATE TABLE moz_annos (id INTEGER PRIMARY KEY, place_id INTEGER, anno_attribute_id INTEGER, content TEXT, dateAdded INTEGER, lastModified INTEGER);"
      "INSERT INTO moz_places VALUES (1,'https://example.org/map.pdf','map.pdf',1); INSERT INTO moz_anno_attributes VALUES (1,'downloads/destinationFileURI'),(2,'downloads/metaData');"
      "INSERT INTO moz_annos VALUES (1,1,1,'file:///home/ana/map.pdf',1709588409000000,1709588409000000),(2,1,2,'{\"state\":1,\"endTime\":1709588410000,\"fileSize\":9}',1709588409000000,0);"));
  const auto& to = *row(notes, "moz_annos", 1);
  CHECK(field(to, "type") == "download");
  CHECK(to.media[0].path == "file:///home/ana/map.pdf");
  CHECK(when(*row(notes, "moz_annos", 2), 1) == "2024-03-04T21:40:10.000000Z");
}

TEST_CASE("Android's downloads, media and calendar; what was deleted there says so") {
  const auto downloads = read(database(
      "CREATE TABLE downloads (_id INTEGER PRIMARY KEY, uri TEXT, hint TEXT, _data TEXT, mimetype TEXT, status INTEGER, lastmod BIGINT, notificationpackage TEXT, title TEXT, deleted INTEGER);"
      "INSERT INTO downloads VALUES (1,'https://example.org/a.apk',NULL,'/storage/a.apk','application/x',200,1709588409000,'com.android.browser','a.apk',0),(2,'https://example.org/b',NULL,NULL,NULL,200,1709588409000,'x','b',1);"));
  CHECK(when(*row(downloads, "downloads", 1)) == "2024-03-04T21:40:09.000000Z");
  CHECK(field(*row(downloads, "downloads", 1), "app") == "com.android.browser");
  CHECK(row(downloads, "downloads", 2)->state == model::State::deleted_trace);
  const auto media = read(database(
      "CREATE TABLE files (_id INTEGER PRIMARY KEY, _data TEXT, _size INTEGER, date_added INTEGER, date_modified INTEGER, mime_type TEXT, media_type INTEGER, datetaken INTEGER, latitude DOUBLE, longitude DOUBLE);"
      "INSERT INTO files VALUES (7,'/storage/DCIM/1.jpg',10,1709588410,1709588411,'image/jpeg',1,1709588409000,51.5,-0.12);"));
  const auto& picture = *row(media, "files", 7);
  CHECK(picture.kind == RecordKind::file);
  CHECK(picture.place->latitude == 51.5);
  CHECK(when(picture) == "2024-03-04T21:40:09.000000Z");
  const auto calendar = read(database(
      "CREATE TABLE Calendars (_id INTEGER PRIMARY KEY, account_name TEXT, account_type TEXT, calendar_displayName TEXT, ownerAccount TEXT);"
      "CREATE TABLE Events (_id INTEGER PRIMARY KEY, _sync_id TEXT, calendar_id INTEGER, title TEXT, eventLocation TEXT, description TEXT, dtstart INTEGER, dtend INTEGER, organizer TEXT, deleted INTEGER);"
      "CREATE TABLE Attendees (_id INTEGER PRIMARY KEY, event_id INTEGER, attendeeName TEXT, attendeeEmail TEXT);"
      "INSERT INTO Calendars VALUES (1,'ana@example.org','com.google','Ana','ana@example.org');"
      "INSERT INTO Events VALUES (1,'s1',1,'Ferry','Dover',NULL,1709588409000,1709592009000,'ana@example.org',0); INSERT INTO Attendees VALUES (1,1,'Ben','ben@example.org');"));
  const auto& event = *row(calendar, "Events", 1);
  CHECK(event.text == "Ferry");
  CHECK(event.place->name == "Dover");
  CHECK(when(event, 1) == "2024-03-04T22:40:09.000000Z");
  CHECK(who(event, Role::member) == "ben@example.org");
}

TEST_CASE("Google Messages: texts in and out of one conversation, a group's recipients, the service by its protocol") {
  const auto got = read(database(
      "CREATE TABLE conversations (_id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE participants (_id INTEGER PRIMARY KEY, sub_id INTEGER, normalized_destination TEXT, send_destination TEXT, full_name TEXT);"
      "CREATE TABLE conversation_participants (_id INTEGER PRIMARY KEY, conversation_id INTEGER, participant_id INTEGER);"
      "CREATE TABLE messages (_id INTEGER PRIMARY KEY, conversation_id INTEGER, sender_id INTEGER, sent_timestamp INTEGER, received_timestamp INTEGER, message_protocol INTEGER, message_status INTEGER, mms_subject TEXT);"
      "CREATE TABLE parts (_id INTEGER PRIMARY KEY, message_id INTEGER, text TEXT, content_type TEXT, uri TEXT);"
      "INSERT INTO conversations VALUES (1,'Ana'); INSERT INTO participants VALUES (1,1,NULL,NULL,NULL),(2,-2,'+447700900123','+447700900123','Ana'),(3,-2,'VODAFONE','VODAFONE',NULL);"
      "INSERT INTO conversation_participants VALUES (1,1,2);"
      "INSERT INTO messages VALUES (1,1,2,1709588408000,1709588409000,0,100,NULL),(2,1,1,1709588500000,1709588500000,3,2,NULL),(3,2,3,0,1709588600000,0,100,NULL);"
      "INSERT INTO parts VALUES (1,1,'On my way','text/plain',NULL),(2,2,'ok','text/plain',NULL),(3,2,NULL,'image/jpeg','content://a'),(4,3,'Your bill','text/plain',NULL);"));
  const auto& in = *row(got, "messages", 1);
  CHECK(in.direction == Direction::in);
  CHECK(in.service == "SMS");
  CHECK(in.text == "On my way");
  CHECK(who(in, Role::from) == "+447700900123");
  CHECK(when(in, 1) == "2024-03-04T21:40:09.000000Z");
  const auto& out = *row(got, "messages", 2);
  CHECK(out.direction == Direction::out);
  CHECK(out.service == "RCS");
  CHECK(who(out, Role::to) == "+447700900123");
  CHECK(who(out, Role::from).empty());
  CHECK(out.media.size() == 1);
  CHECK(field(out, "status") == "delivered");
  CHECK(row(got, "messages", 3)->participants[0].identifier.kind == model::IdentifierKind::username);
}

TEST_CASE("Apple's photos, calendar, screen time and quarantine count from 2001") {
  const auto photos = read(database(
      "CREATE TABLE ZASSET (Z_PK INTEGER PRIMARY KEY, ZUUID VARCHAR, ZFILENAME VARCHAR, ZDIRECTORY VARCHAR, ZDATECREATED TIMESTAMP, ZADDEDDATE TIMESTAMP, ZTRASHEDSTATE INTEGER, ZTRASHEDDATE TIMESTAMP, ZLATITUDE FLOAT, ZLONGITUDE FLOAT, ZHIDDEN INTEGER);"
      "INSERT INTO ZASSET VALUES (1,'u','IMG_1.HEIC','DCIM/100APPLE',731281209,731281210,0,NULL,51.5,-0.12,0),(2,'v','IMG_2.HEIC','DCIM/100APPLE',731281209,731281210,1,731281300,-180,-180,1);"));
  CHECK(when(*row(photos, "ZASSET", 1)) == "2024-03-04T21:40:09.000000Z");
  CHECK(row(photos, "ZASSET", 1)->place->latitude == 51.5);
  CHECK(row(photos, "ZASSET", 1)->media[0].path == "DCIM/100APPLE/IMG_1.HEIC");
  CHECK(!row(photos, "ZASSET", 2)->place);
  CHECK(field(*row(photos, "ZASSET", 2), "in_the_bin") == "yes");
  const auto calendar = read(database(
      "CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, location_id INTEGER, description TEXT, start_date REAL, end_date REAL, all_day INTEGER, calendar_id INTEGER, UUID TEXT);"
      "CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY, title TEXT); CREATE TABLE Location (ROWID INTEGER PRIMARY KEY, title TEXT, address TEXT, latitude REAL, longitude REAL);"
      "INSERT INTO Calendar VALUES (1,'Home'); INSERT INTO Location VALUES (1,'Dover',NULL,51.1,1.3); INSERT INTO CalendarItem VALUES (1,'Ferry',1,NULL,731281209,731284809,0,1,'u1');"));
  CHECK(when(*row(calendar, "CalendarItem", 1), 1) == "2024-03-04T22:40:09.000000Z");
  CHECK(row(calendar, "CalendarItem", 1)->place->longitude == 1.3);
  CHECK(field(*row(calendar, "CalendarItem", 1), "calendar") == "Home");
  const auto quarantine = read(database(
      "CREATE TABLE LSQuarantineEvent (LSQuarantineEventIdentifier TEXT PRIMARY KEY NOT NULL, LSQuarantineTimeStamp REAL, LSQuarantineAgentName TEXT, LSQuarantineDataURLString TEXT, LSQuarantineSenderName TEXT, LSQuarantineSenderAddress TEXT);"
      "INSERT INTO LSQuarantineEvent VALUES ('q',731281209.5,'Mail','https://example.org/a','Ana','ana@example.org');"));
  REQUIRE(quarantine.records.size() == 1);
  CHECK(when(quarantine.records[0]) == "2024-03-04T21:40:09.500000Z");
  CHECK(who(quarantine.records[0], Role::from) == "ana@example.org");
}

TEST_CASE("an older Kik: what is written in a group is of the group's chat, not of the writer's own") {
  const auto kik = read(database(
      "CREATE TABLE ZKIKMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTYPE INTEGER, ZBODY TEXT, ZUSER INTEGER, ZTIMESTAMP REAL, ZRECEIVEDTIMESTAMP REAL);"
      "CREATE TABLE ZKIKUSER (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZUSERNAME TEXT, ZJID TEXT); CREATE TABLE ZKIKCHAT (Z_PK INTEGER PRIMARY KEY, ZUSER INTEGER);"
      "CREATE TABLE Z_3MESSAGES (Z_3CHAT INTEGER, Z_5MESSAGES INTEGER, PRIMARY KEY (Z_3CHAT, Z_5MESSAGES)); CREATE TABLE Z_6MEMBERS (Z_6MEMBERSINVERSE INTEGER, Z_6MEMBERS INTEGER);"
      "INSERT INTO ZKIKUSER VALUES (1,'Ana','ana_k','ana_k@talk.kik.com'),(2,'Walkers',NULL,'11_g@groups.kik.com'),(3,'Ben','ben_k','ben_k@talk.kik.com');"
      "INSERT INTO ZKIKCHAT VALUES (1,1),(2,2); INSERT INTO Z_6MEMBERS VALUES (2,1),(2,3);"
      "INSERT INTO ZKIKMESSAGE VALUES (1,1,'hi all',1,730976400,730976401),(2,1,'hi you',1,730976410,730976411),(3,3,'You started a group',2,730976400,NULL),(4,4,'Ben has joined',3,730976400,NULL),(5,2,'hello all',2,730976420,NULL);"
      "INSERT INTO Z_3MESSAGES VALUES (2,1),(1,2),(2,2),(2,3),(2,4),(2,5);"));
  CHECK(row(kik, "ZKIKMESSAGE", 1)->chat_key == "11_g@groups.kik.com");
  CHECK(row(kik, "ZKIKMESSAGE", 1)->chat_title == "Walkers");
  CHECK(who(*row(kik, "ZKIKMESSAGE", 1), Role::from) == "ana_k");
  CHECK(row(kik, "ZKIKMESSAGE", 2)->chat_key == "ana_k@talk.kik.com");
  CHECK(row(kik, "ZKIKMESSAGE", 3)->participants.empty());
  CHECK(row(kik, "ZKIKMESSAGE", 3)->direction == Direction::unknown);
  CHECK(who(*row(kik, "ZKIKMESSAGE", 4), Role::subject) == "ben_k");
  CHECK(row(kik, "ZKIKMESSAGE", 5)->chat_key == "11_g@groups.kik.com");
  const auto& group = *row(kik, "ZKIKUSER", 2);
  CHECK(group.kind == RecordKind::chat);
  CHECK(group.participants.size() == 2);
  CHECK(row(kik, "ZKIKUSER", 1)->kind == RecordKind::contact);
}
