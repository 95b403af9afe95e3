// Messengers on iOS of which no public file was at hand: tables as public readers have them, rows invented. They show that a store of that layout is
// read whole; they do not show that a phone's store has that layout.
#include "readers/store_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using readers::testing::field;

TEST_CASE("store (synthetic): GroupMe says who wrote, and which way only in a chat of two") {
  const auto got = read(database(
      "CREATE TABLE ZGMMESSAGE (Z_PK INTEGER PRIMARY KEY, ZNAME TEXT, ZUSERID TEXT, ZMESSAGE TEXT, ZSYSTEM INTEGER, ZHIDDEN INTEGER, ZCREATEDAT REAL, ZREPLYMESSAGEID TEXT, ZDIRECTMESSAGEID TEXT, ZLINEID TEXT, ZGROUP INTEGER, ZUSER INTEGER);"
      "CREATE TABLE ZGMCHAT (Z_PK INTEGER PRIMARY KEY, ZNAME TEXT, ZCHATTYPE TEXT, ZCHATID TEXT, ZUSERID TEXT, ZCREATEDAT REAL, ZLASTMESSAGEDATE REAL);"
      "CREATE TABLE ZGMATTACHMENT (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZTYPE TEXT, ZURL TEXT, ZFILENAME TEXT, ZLAT REAL, ZLNG REAL, ZVENUENAME TEXT);"
      "CREATE TABLE ZGMMEMBER (Z_PK INTEGER PRIMARY KEY, ZGROUP INTEGER, ZNAME TEXT, ZREALNAME TEXT, ZGLOBALUSERID TEXT);"
      "INSERT INTO ZGMCHAT VALUES (1,'Ben','user','c1','222',731281209,NULL),(2,'Walkers','group','g2',NULL,731281209,NULL); INSERT INTO ZGMMEMBER VALUES (1,2,'B','Ben','222'),(2,2,'A','Ana','111');"
      "INSERT INTO ZGMMESSAGE VALUES (1,'Ben','222','hi',0,0,731281209,NULL,'d1',NULL,NULL,1),(2,'Ana','111','hello',0,0,731281210,'d1','d2',NULL,NULL,1),(3,'Ana','111','all',0,0,731281211,NULL,NULL,'l3',2,NULL),"
      "(4,'GroupMe','system','Ben joined',1,0,731281212,NULL,NULL,'l4',2,NULL);"
      "INSERT INTO ZGMATTACHMENT VALUES (1,2,'image','https://example.org/a.jpg',NULL,0,0,NULL),(2,3,'location',NULL,NULL,51.5,-0.12,'Dover');"));
  CHECK(row(got, "ZGMMESSAGE", 1)->direction == Direction::in);
  const auto& out = *row(got, "ZGMMESSAGE", 2);
  CHECK(out.direction == Direction::out);
  CHECK(who(out, Role::to) == "222");
  CHECK(out.media[0].path == "https://example.org/a.jpg");
  CHECK(!out.place);
  const auto& group = *row(got, "ZGMMESSAGE", 3);
  CHECK(group.direction == Direction::unknown);
  CHECK(who(group, Role::to).empty());
  CHECK(group.chat_title == "Walkers");
  CHECK(group.place->latitude == 51.5);
  CHECK(row(got, "ZGMMESSAGE", 4)->kind == RecordKind::event);
  CHECK(row(got, "ZGMMESSAGE", 4)->participants.empty());
  CHECK(row(got, "ZGMCHAT", 2)->participants.size() == 2);
}

TEST_CASE("store (synthetic): LINE, Threema and Viber on iOS: who wrote whom, when, where") {
  const auto line = read(database(
      "CREATE TABLE ZMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTIMESTAMP INTEGER, ZSENDER INTEGER, ZTEXT TEXT, ZCHAT INTEGER, ZID TEXT); CREATE TABLE ZUSER (Z_PK INTEGER PRIMARY KEY, ZMID TEXT, ZNAME TEXT, ZCUSTOMNAME TEXT);"
      "CREATE TABLE ZCHAT (Z_PK INTEGER PRIMARY KEY, ZMID TEXT, ZTYPE INTEGER); INSERT INTO ZUSER VALUES (1,'u1','Ana',NULL); INSERT INTO ZCHAT VALUES (1,'u1',0);"
      "INSERT INTO ZMESSAGE VALUES (1,1709588409000,1,'hi',1,'a'),(2,1709588410000,NULL,'ho',1,'b');"));
  CHECK(row(line, "ZMESSAGE", 1)->direction == Direction::in);
  CHECK(who(*row(line, "ZMESSAGE", 1), Role::from) == "u1");
  CHECK(row(line, "ZMESSAGE", 2)->direction == Direction::out);
  CHECK(who(*row(line, "ZMESSAGE", 2), Role::to) == "u1");
  CHECK(when(*row(line, "ZMESSAGE", 2)) == "2024-03-04T21:40:10.000000Z");
  const auto threema = read(database(
      "CREATE TABLE ZMESSAGE (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZISOWN INTEGER, ZTEXT TEXT, ZSENDER INTEGER, ZCONVERSATION INTEGER); CREATE TABLE ZCONTACT (Z_PK INTEGER PRIMARY KEY, ZIDENTITY TEXT, ZFIRSTNAME TEXT, ZLASTNAME TEXT, ZPUBLICNICKNAME TEXT);"
      "CREATE TABLE ZCONVERSATION (Z_PK INTEGER PRIMARY KEY, ZCONTACT INTEGER, ZGROUPNAME TEXT); INSERT INTO ZCONTACT VALUES (1,'ABCD1234','Ana','Pop',NULL),(2,'EFGH5678',NULL,NULL,'Ben');"
      "INSERT INTO ZCONVERSATION VALUES (1,1,NULL),(2,NULL,'Walkers'); INSERT INTO ZMESSAGE VALUES (1,731281209,0,'hi',NULL,1),(2,731281210,1,'ho',NULL,1),(3,731281211,0,'all',2,2);"));
  CHECK(who(*row(threema, "ZMESSAGE", 1), Role::from) == "ABCD1234");
  CHECK(row(threema, "ZMESSAGE", 1)->participants[0].name == "Ana Pop");
  CHECK(who(*row(threema, "ZMESSAGE", 2), Role::to) == "ABCD1234");
  CHECK(who(*row(threema, "ZMESSAGE", 3), Role::from) == "EFGH5678");
  CHECK(row(threema, "ZMESSAGE", 3)->chat_title == "Walkers");
  const auto viber = read(database(
      "CREATE TABLE ZVIBERMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTEXT TEXT, ZDATE REAL, ZSTATEDATE REAL, ZSTATE TEXT, ZCONVERSATION INTEGER, ZPHONENUMINDEX INTEGER, ZATTACHMENT INTEGER, ZLOCATION INTEGER);"
      "CREATE TABLE ZCONVERSATION (Z_PK INTEGER PRIMARY KEY, ZNAME TEXT, ZINTERLOCUTOR INTEGER); CREATE TABLE ZMEMBER (Z_PK INTEGER PRIMARY KEY, ZDISPLAYFULLNAME TEXT, ZDISPLAYSHORTNAME TEXT, ZNAME TEXT);"
      "CREATE TABLE ZPHONENUMBER (Z_PK INTEGER PRIMARY KEY, ZMEMBER INTEGER, ZCANONIZEDPHONENUM TEXT, ZPHONE TEXT); CREATE TABLE ZRECENT (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZCALLTYPE TEXT, ZDURATION REAL, ZRECENTSLINE INTEGER, ZPHONENUMBER TEXT);"
      "INSERT INTO ZCONVERSATION VALUES (1,NULL,1); INSERT INTO ZMEMBER VALUES (1,'Ana',NULL,NULL); INSERT INTO ZPHONENUMBER VALUES (1,1,'+447700900123','07700900123');"
      "INSERT INTO ZVIBERMESSAGE VALUES (1,'hi',731281209,NULL,'received',1,1,NULL,NULL),(2,'ho',731281210,NULL,'delivered',1,NULL,NULL,NULL); INSERT INTO ZRECENT VALUES (1,731281209,'missed_with_video',0,NULL,'+447700900123');"));
  CHECK(who(*row(viber, "ZVIBERMESSAGE", 1), Role::from) == "+447700900123");
  CHECK(who(*row(viber, "ZVIBERMESSAGE", 2), Role::to) == "+447700900123");
  CHECK(field(*row(viber, "ZVIBERMESSAGE", 2), "status") == "delivered");
  CHECK(row(viber, "ZRECENT", 1)->call->outcome == "missed");
  CHECK(*row(viber, "ZRECENT", 1)->call->video);
}
