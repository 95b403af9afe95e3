// Stores of dating apps and further messengers, recent addresses, SIM cards, Maps, Reminders and old Notes: made databases in the layouts that public readers describe; people and texts are
// invented. What a description must bring out: sides, people, times, texts, states.
#include "readers/store_testing.h"

namespace clew::readers {
namespace {

using namespace store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using model::State;
using testing::extra_of;
using testing::field;

}  // namespace

TEST_CASE("Badoo's and Bumble's chats have their side by a column or by whose profile is kept") {
  const auto bumble = read(database(
      "CREATE TABLE message(_id INTEGER PRIMARY KEY, id TEXT, conversation_id TEXT, sender_id TEXT, recipient_id TEXT, created_timestamp INTEGER, modified_timestamp INTEGER, payload TEXT, "
      "payload_type TEXT, is_incoming INTEGER);"
      "CREATE TABLE conversation_info(user_id TEXT, user_name TEXT, encrypted_user_id TEXT, age INTEGER);"
      "INSERT INTO conversation_info VALUES('u1','Bo','z1',31);"
      "INSERT INTO message VALUES(1,'m1','u1','z1','z0',1709588409000,1709588409000,'{\"text\":\"see you\"}','TEXT',1),"
      "(2,'m2','u1','z0','z1',1709588469000,1709588469000,'{\"url\":\"https://example.org/a.jpg\"}','IMAGE',0);"));
  const auto* in = row(bumble, "message", 1);
  REQUIRE(in);
  CHECK(in->direction == Direction::in);
  CHECK(who(*in, Role::from) == "z1");
  CHECK(in->participants[0].name == "Bo");
  CHECK(in->text == "see you");
  CHECK(when(*in).starts_with("2024-03-04T21:40:09"));
  CHECK(row(bumble, "message", 2)->direction == Direction::out);
  CHECK(who(*row(bumble, "message", 2), Role::to) == "z1");
  CHECK(row(bumble, "message", 2)->media[0].path == "https://example.org/a.jpg");
  const auto badoo = read(database(
      "CREATE TABLE message(id TEXT, sender_id TEXT, recipient_id TEXT, created_timestamp INTEGER, payload TEXT, payload_type TEXT);"
      "CREATE TABLE conversation_info(user_id TEXT, user_name TEXT, encrypted_user_id TEXT);"
      "INSERT INTO conversation_info VALUES('u1','Bo','z1');"
      "INSERT INTO message VALUES('m1','z1','z0',1709588409000,'{\"text\":\"one\"}','TEXT'),('m2','z0','z1',1709588469000,'{\"text\":\"two\"}','TEXT');"));
  CHECK(row(badoo, "message", 1)->direction == Direction::in);
  CHECK(row(badoo, "message", 2)->direction == Direction::out);
  CHECK(row(badoo, "message", 2)->participants[0].name == "Bo");
}

TEST_CASE("Tinder on either phone: who wrote is told by the match and by the own profile") {
  const auto android = read(database(
      "CREATE TABLE message(id TEXT, match_id TEXT, from_id TEXT, to_id TEXT, text TEXT, sent_date INTEGER, type TEXT, delivery_status TEXT);"
      "CREATE TABLE \"match\"(id TEXT, person_id TEXT, creation_date INTEGER); CREATE TABLE match_person(id TEXT, name TEXT, bio TEXT);"
      "INSERT INTO match_person VALUES('p1','Bo','sea'); INSERT INTO \"match\" VALUES('x1','p1',1709580000000);"
      "INSERT INTO message VALUES('m1','x1','p1','me','hello',1709588409000,'TEXT','S'),('m2','x1','me','p1','hi',1709588469000,'TEXT','S');"));
  CHECK(row(android, "message", 1)->direction == Direction::in);
  CHECK(row(android, "message", 1)->participants[0].name == "Bo");
  CHECK(row(android, "message", 2)->direction == Direction::out);
  CHECK(who(*row(android, "message", 2), Role::to) == "p1");
  CHECK(count(android, RecordKind::contact) == 1);
  const auto ios = read(database(
      "CREATE TABLE ZMESSAGE(Z_PK INTEGER PRIMARY KEY, ZMESSAGEID TEXT, ZCREATED REAL, ZCLIENTCREATED REAL, ZFROMUSERID TEXT, ZTEXT TEXT, ZTYPE TEXT, ZMATCH INTEGER);"
      "CREATE TABLE ZMATCH(Z_PK INTEGER PRIMARY KEY, ZMATCHID TEXT, ZUSER INTEGER);"
      "CREATE TABLE ZUSER(Z_PK INTEGER PRIMARY KEY, ZUSERID TEXT, ZFIRSTNAME TEXT, ZISCURRENTUSER INTEGER);"
      "INSERT INTO ZUSER VALUES(1,'me','Ana',1),(2,'p1','Bo',0); INSERT INTO ZMATCH VALUES(1,'x1',2);"
      "INSERT INTO ZMESSAGE VALUES(1,'m1',731281209,731281209,'p1','hello','text',1),(2,'m2',731281269,731281269,'me','hi','text',1);"));
  CHECK(row(ios, "ZMESSAGE", 1)->direction == Direction::in);
  CHECK(when(*row(ios, "ZMESSAGE", 1)).starts_with("2024-03-04T21:40:09"));
  CHECK(row(ios, "ZMESSAGE", 2)->direction == Direction::out);
  CHECK(who(*row(ios, "ZMESSAGE", 2), Role::to) == "p1");
  CHECK(count(ios, RecordKind::account) == 1);
}

TEST_CASE("Wire on either phone: texts, calls, what was recalled, who is oneself") {
  const auto android = read(database(
      "CREATE TABLE Messages(_id TEXT PRIMARY KEY, conv_id TEXT, msg_type TEXT, user_id TEXT, content TEXT, time INTEGER, duration INTEGER);"
      "CREATE TABLE Users(_id TEXT PRIMARY KEY, name TEXT, email TEXT, phone TEXT, handle TEXT, connection TEXT); CREATE TABLE Conversations(_id TEXT PRIMARY KEY, name TEXT);"
      "CREATE TABLE MsgDeletion(message_id TEXT, timestamp INTEGER);"
      "INSERT INTO Users VALUES('u0','Ana','ana@example.org','+447700900101','ana','self'),('u1','Bo',NULL,NULL,'bo','accepted'); INSERT INTO Conversations VALUES('c1','Harbour');"
      "INSERT INTO Messages VALUES('m1','c1','Text','u1','[{\"type\":\"Text\",\"content\":\"see you\"}]',1709588409000,NULL),('m2','c1','SuccessfulCall','u0','[]',1709588469000,61000),"
      "('m3','c1','Recalled','u1','[]',1709588500000,NULL);"
      "INSERT INTO MsgDeletion VALUES('m9',1709588600000);"));
  const auto* text = row(android, "Messages", 1);
  REQUIRE(text);
  CHECK(text->text == "see you");
  CHECK(text->direction == Direction::in);
  CHECK(text->chat_title == "Harbour");
  const auto* call = row(android, "Messages", 2);
  CHECK(call->kind == RecordKind::call);
  CHECK(call->direction == Direction::out);
  CHECK(*call->call->duration == 61 * micros_per_second);
  CHECK(row(android, "Messages", 3)->state == State::revoked);
  CHECK(count(android, RecordKind::account) == 1);
  CHECK(who(*row(android, "Users", 1), Role::owner) == "u0");
  const auto ios = read(database(
      "CREATE TABLE ZMESSAGE(Z_PK INTEGER PRIMARY KEY, ZSERVERTIMESTAMP REAL, ZSENDER INTEGER, ZNORMALIZEDTEXT TEXT, ZCACHEDCATEGORY INTEGER, ZVISIBLEINCONVERSATION INTEGER);"
      "CREATE TABLE ZUSER(Z_PK INTEGER PRIMARY KEY, ZHANDLE TEXT, ZNAME TEXT); CREATE TABLE ZCONVERSATION(Z_PK INTEGER PRIMARY KEY, ZUSERDEFINEDNAME TEXT);"
      "CREATE TABLE ZSESSION(Z_PK INTEGER PRIMARY KEY, ZSELFUSER INTEGER);"
      "INSERT INTO ZUSER VALUES(1,'ana','Ana'),(2,'bo','Bo'); INSERT INTO ZSESSION VALUES(1,1); INSERT INTO ZCONVERSATION VALUES(1,'Harbour');"
      "INSERT INTO ZMESSAGE VALUES(1,731281209,2,'see you',2,1),(2,731281269,1,'at nine',2,1),(3,731281270,2,NULL,2048,1);"));
  CHECK(row(ios, "ZMESSAGE", 1)->direction == Direction::in);
  CHECK(row(ios, "ZMESSAGE", 1)->text == "see you");
  CHECK(row(ios, "ZMESSAGE", 2)->direction == Direction::out);
  CHECK(row(ios, "ZMESSAGE", 3)->kind == RecordKind::event);
}

TEST_CASE("Skout, MeetMe, Life360 and Duo give messages, places and calls with their people") {
  const auto skout = read(database(
      "CREATE TABLE skoutMessagesTable(timestamp INTEGER, fromUserID INTEGER, message TEXT, type TEXT, chatId INTEGER, pictureUrl TEXT, giftUrl TEXT);"
      "CREATE TABLE skoutUsersTable(userId INTEGER, userName TEXT, lastMessageTimestamp INTEGER); INSERT INTO skoutUsersTable VALUES(7,'bo',1709588409000);"
      "INSERT INTO skoutMessagesTable VALUES(1709588409000,7,'see you','text',3,NULL,NULL),(1709588469000,1,'at nine','text',3,NULL,NULL);"));
  CHECK(row(skout, "skoutMessagesTable", 1)->direction == Direction::in);
  CHECK(row(skout, "skoutMessagesTable", 2)->direction == Direction::out);
  const auto meetme = read(database(
      "CREATE TABLE messages(sent_at INTEGER, thread_id TEXT, sent_by INTEGER, body TEXT, type TEXT, local_path TEXT); CREATE TABLE members(member_id INTEGER, first_name TEXT, last_name TEXT);"
      "INSERT INTO members VALUES(7,'Bo','Lindt'); INSERT INTO messages VALUES(1709588409000,'t',7,'see you','text',NULL);"));
  CHECK(row(meetme, "messages", 1)->participants[0].name == "Bo Lindt");
  CHECK(when(*row(meetme, "messages", 1)).starts_with("2024-03-04T21:40:09"));
  const auto life = read(database(
      "CREATE TABLE message(id TEXT, created_at INTEGER, thread_id TEXT, sender_id TEXT, content TEXT, sent INTEGER, read INTEGER, deleted INTEGER, has_location INTEGER, location_latitude REAL, "
      "location_longitude REAL, location_name TEXT, location_timestamp INTEGER); CREATE TABLE thread_participant(participant_id TEXT, participant_name TEXT);"
      "INSERT INTO thread_participant VALUES('p1','Bo'),('p1','Bo'); INSERT INTO message VALUES('m1',1709588409,'t','p1','here',0,1,0,1,50.82,-0.14,'Pier',1709588400);"));
  REQUIRE(row(life, "message", 1));
  CHECK(row(life, "message", 1)->place->latitude == 50.82);
  CHECK(row(life, "message", 1)->participants[0].name == "Bo");
  const auto positions = read(database(
      "CREATE TABLE event(id TEXT, data TEXT, eventVersion INTEGER);"
      "INSERT INTO event VALUES('e1','{\"tag\":\"BLE\",\"locationData\":{\"time\":1709588409000,\"latitude\":50.82,\"longitude\":-0.14,\"horizontalAccuracy\":12},\"metaData\":{\"battery\":71}}',5),"
      "('e2','not json',5);"));
  CHECK(row(positions, "event", 1)->kind == RecordKind::location);
  CHECK(row(positions, "event", 1)->place->accuracy_m == 12);
  CHECK(when(*row(positions, "event", 1)).starts_with("2024-03-04T21:40:09"));
  CHECK(row(positions, "event", 2)->kind == RecordKind::event);
  const auto duo = read(database(
      "CREATE TABLE activity_history(timestamp_usec INTEGER, self_id TEXT, other_id TEXT, activity_type INTEGER, call_state INTEGER, outgoing INTEGER);"
      "CREATE TABLE duo_users(user_id TEXT, contact_display_name TEXT);"
      "INSERT INTO duo_users VALUES('+447700900102','Bo'); INSERT INTO activity_history VALUES(1709588409000000,'+447700900101|1','+447700900102|1',1,1,0),"
      "(1709588469000000,'+447700900101|1','+447700900102|1',1,2,1);"));
  const auto* missed = row(duo, "activity_history", 1);
  REQUIRE(missed);
  CHECK(missed->kind == RecordKind::call);
  CHECK(missed->call->outcome == "missed");
  CHECK(who(*missed, Role::caller) == "+447700900102");
  CHECK(who(*row(duo, "activity_history", 2), Role::callee) == "+447700900102");
  CHECK(row(duo, "activity_history", 2)->participants[0].name == "Bo");
}

TEST_CASE("recent addresses, SIM cards, searches in Maps, reminders and old notes of an iPhone") {
  const auto recents = read(database(
      "CREATE TABLE recents(ROWID INTEGER PRIMARY KEY, display_name TEXT, sending_address TEXT, last_date INTEGER, count INTEGER, original_source TEXT, record_hash TEXT);"
      "CREATE TABLE contacts(ROWID INTEGER PRIMARY KEY, recent_id INTEGER, kind TEXT, address TEXT, display_name TEXT); CREATE TABLE metadata(recent_id INTEGER, key TEXT, value BLOB);"
      "INSERT INTO recents VALUES(1,NULL,'ana@example.org',1709588409000,3,'mail','h'); INSERT INTO contacts VALUES(1,1,'email','bo@example.org','Bo'),(2,1,'phone','+447700900102','Cy');"));
  const auto* r = row(recents, "recents", 1);
  REQUIRE(r);
  CHECK(r->kind == RecordKind::contact);
  CHECK(r->participants.size() == 3);
  CHECK(who(*r, Role::subject) == "bo@example.org");
  CHECK(when(*r).starts_with("2024-03-04T21:40:09"));
  const auto sim = read(database("CREATE TABLE subscriber_info(ROWID INTEGER PRIMARY KEY, subscriber_id TEXT, subscriber_mdn TEXT, last_update_time REAL, slot_id INTEGER);"
                                 "INSERT INTO subscriber_info VALUES(1,'8944000000000000001','+447700900101',731281209,1);"));
  CHECK(row(sim, "subscriber_info", 1)->kind == RecordKind::device);
  CHECK(who(*row(sim, "subscriber_info", 1), Role::owner) == "+447700900101");
  const auto maps = read(database("CREATE TABLE ZHISTORYITEM(Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZCREATETIME REAL, ZMODIFICATIONTIME REAL, ZQUERY TEXT, ZLOCATIONDISPLAY TEXT, ZLATITUDE REAL, "
                                  "ZLONGITUDE REAL); INSERT INTO ZHISTORYITEM VALUES(1,16,731281209,731281209,'pier cafe','Brighton',50.82,-0.14),(2,16,731281210,731281210,'boats',NULL,NULL,NULL);"));
  CHECK(row(maps, "ZHISTORYITEM", 1)->kind == RecordKind::location);
  CHECK(row(maps, "ZHISTORYITEM", 1)->text == "pier cafe");
  CHECK(row(maps, "ZHISTORYITEM", 1)->place->origin == "planned");
  CHECK(row(maps, "ZHISTORYITEM", 2)->kind == RecordKind::event);
  const std::string columns = "ZTITLE TEXT, ZNOTES TEXT, ZCREATIONDATE REAL, ZLASTMODIFIEDDATE REAL, ZDUEDATE REAL, ZCOMPLETIONDATE REAL, ZCOMPLETED INTEGER, ZMARKEDFORDELETION INTEGER);";
  const auto reminders = read(database("CREATE TABLE ZREMCDREMINDER(Z_PK INTEGER PRIMARY KEY, " + columns +
                                       "INSERT INTO ZREMCDREMINDER VALUES(1,'boat','at nine',731281209,731281209,731290000,NULL,0,1);"));
  CHECK(row(reminders, "ZREMCDREMINDER", 1)->text == "boat\nat nine");
  CHECK(row(reminders, "ZREMCDREMINDER", 1)->state == State::recovered);
  const auto old = read(database("CREATE TABLE Z_PRIMARYKEY(Z_ENT INTEGER, Z_NAME TEXT); INSERT INTO Z_PRIMARYKEY VALUES(4,'REMCDReminder'),(5,'REMCDList');"
                                 "CREATE TABLE ZREMCDOBJECT(Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZTITLE1 TEXT, " + columns +
                                 "INSERT INTO ZREMCDOBJECT(Z_PK,Z_ENT,ZTITLE1,ZCREATIONDATE) VALUES(1,4,'boat',731281209),(2,5,'list',731281209);"));
  CHECK(field(*row(old, "ZREMCDOBJECT", 1), "type") == "reminder");
  CHECK(row(old, "ZREMCDOBJECT", 1)->text == "boat");
  const auto notes = read(database("CREATE TABLE ZNOTE(Z_PK INTEGER PRIMARY KEY, ZTITLE TEXT, ZSUMMARY TEXT, ZBODY INTEGER, ZCREATIONDATE REAL, ZMODIFICATIONDATE REAL, ZGUID TEXT);"
                                   "CREATE TABLE ZNOTEBODY(Z_PK INTEGER PRIMARY KEY, ZCONTENT TEXT); INSERT INTO ZNOTEBODY VALUES(1,'<div>boat <b>at nine</b></div>');"
                                   "INSERT INTO ZNOTE VALUES(1,'boat','boat at','1',731281209,731281300,'g');"));
  CHECK(row(notes, "ZNOTE", 1)->kind == RecordKind::document);
  CHECK(row(notes, "ZNOTE", 1)->text == "boat at nine");
  CHECK(when(*row(notes, "ZNOTE", 1)).starts_with("2024-03-04T21:40:09"));
}

}  // namespace clew::readers
