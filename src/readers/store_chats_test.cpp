// Messengers and work chats of 2024 to 2026: made databases in the layouts that public readers describe; people and texts are invented. What a description must bring out: sides, people, times,
// texts, states.
#include "readers/md5.h"
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

std::string name_at(const model::Record& r, std::size_t i = 0) { return i < r.participants.size() ? r.participants[i].name : ""; }

}  // namespace

TEST_CASE("MD5 gives the sums of RFC 1321") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890") == "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("WeChat on iOS: every conversation's table, group senders, cards and transfers; contacts carry the name that the table bears") {
  const std::string one = "Chat_" + md5_hex("wxid_bo"), two = "Chat_" + md5_hex("77@chatroom");
  const std::string columns = "(MesLocalID INTEGER PRIMARY KEY, CreateTime INTEGER, Message TEXT, Des INTEGER, Type INTEGER);";
  const auto all = read(database("CREATE TABLE " + one + columns + "CREATE TABLE " + two + columns + "INSERT INTO " + one +
      " VALUES(1,1709588409,'see you',1,1),(2,1709588469,'good',0,1),(4,1709588479,'<msg username=\"wxid_cy\" nickname=\"Cy\"/>',1,42),"
      "(5,1709588489,'<msg><appmsg><title>for the boat</title><type>2000</type><wcpayinfo><feedesc>50.00</feedesc></wcpayinfo></appmsg></msg>',1,49);"
      "INSERT INTO " + two + " VALUES(1,1709588409,'wxid_cy:\nat nine?',1,1),(2,1709588410,'Cy joined',1,10000);"));
  CHECK(all.records.size() == 6);
  const auto* in = row(all, one, 1);
  REQUIRE(in);
  CHECK(in->direction == Direction::in);
  CHECK(in->text == "see you");
  CHECK(who(*in, Role::from) == md5_hex("wxid_bo"));
  CHECK(when(*in).starts_with(at_nine));
  CHECK(row(all, one, 2)->direction == Direction::out);
  CHECK(who(*row(all, one, 4), Role::mentioned) == "wxid_cy");
  CHECK(row(all, one, 5)->text == "for the boat");
  CHECK(field(*row(all, one, 5), "type") == "transfer");
  CHECK(all.has_finding("gap in row numbers"));
  CHECK(row(all, two, 1)->text == "at nine?");
  CHECK(who(*row(all, two, 1), Role::from) == "wxid_cy");
  CHECK(row(all, two, 2)->kind == RecordKind::event);
  const auto people = read(database("CREATE TABLE Friend(userName TEXT PRIMARY KEY, type INTEGER, dbContactRemark BLOB); INSERT INTO Friend VALUES('wxid_bo',3,x'0a02426f1204626f5f6c1a00');"));
  CHECK(name_at(people.records[0]) == "Bo");
  CHECK(people.records[0].participants[1].identifier.raw == md5_hex("wxid_bo"));
}

TEST_CASE("WeChat on Android: a group's text begins with its sender, the owner's own name stands beside what was sent") {
  const auto all = read(database(
      "CREATE TABLE message(msgId INTEGER PRIMARY KEY, msgSvrId INTEGER, type INTEGER, status INTEGER, isSend INTEGER, createTime INTEGER, talker TEXT, content TEXT, imgPath TEXT);"
      "CREATE TABLE rcontact(username TEXT, alias TEXT, conRemark TEXT, nickname TEXT, type INTEGER); CREATE TABLE userinfo(id INTEGER PRIMARY KEY, type INTEGER, value TEXT);"
      "CREATE TABLE chatroom(chatroomname TEXT, memberlist TEXT, roomowner TEXT);"
      "INSERT INTO rcontact VALUES('wxid_bo','bo_l','','Bo',3),('wxid_cy',NULL,'Cy at work','Cy',3),('7@chatroom',NULL,NULL,'Harbour',3); INSERT INTO userinfo VALUES(2,3,'wxid_ana'),(4,3,'Ana');"
      "INSERT INTO message VALUES(1,11,1,3,0,1709588409000,'wxid_bo','see you',NULL),(2,12,1,2,1,1709588469000,'7@chatroom','good',NULL),(3,13,1,3,0,1709588479000,'7@chatroom','wxid_cy:\nat nine?',NULL),"
      "(4,14,48,3,0,1709588489000,'wxid_bo','<msg><location x=\"50.82\" y=\"-0.14\" label=\"Pier\"/></msg>',NULL);"));
  CHECK(who(*row(all, "message", 1), Role::from) == "wxid_bo");
  CHECK(name_at(*row(all, "message", 1)) == "Bo");
  CHECK(when(*row(all, "message", 1)).starts_with(at_nine));
  CHECK(row(all, "message", 2)->direction == Direction::out);
  CHECK(who(*row(all, "message", 2), Role::from) == "wxid_ana");
  const auto* group = row(all, "message", 3);
  CHECK(group->text == "at nine?");
  CHECK(who(*group, Role::from) == "wxid_cy");
  CHECK(name_at(*group) == "Cy at work");
  CHECK(group->chat_title == "Harbour");
  REQUIRE(row(all, "message", 4)->place);
  CHECK(row(all, "message", 4)->place->longitude == -0.14);
  CHECK(count(all, RecordKind::contact) == 2);
}

TEST_CASE("Zalo on iOS: whose message it is stands in the path") {
  const auto bytes = database(
      "CREATE TABLE ChatContent(SenderId TEXT, CliMsgId TEXT, MsgType INTEGER, TimeStamp INTEGER, MsgContent TEXT, BinNet BLOB, LocalPath TEXT);"
      "INSERT INTO ChatContent VALUES('202','m1',0,1709588409,'xin chào',NULL,NULL),('101','m2',0,1709588469000,'see you',NULL,NULL),('202','m3',12,1709588479,'',CAST('..recommened.misscall..' AS BLOB),NULL);");
  const auto all = read(bytes, {}, {}, "private/var/mobile/Containers/Data/Application/X/Documents/chat_dbs/101/202.db");
  const auto* in = row(all, "ChatContent", 1);
  CHECK(in->direction == Direction::in);
  CHECK(who(*in, Role::from) == "202");
  CHECK(who(*in, Role::to) == "101");
  CHECK(when(*in).starts_with(at_nine));
  CHECK(row(all, "ChatContent", 2)->direction == Direction::out);
  CHECK(when(*row(all, "ChatContent", 2)).starts_with("2024-03-04T21:41:09"));
  CHECK(row(all, "ChatContent", 3)->kind == RecordKind::call);
  CHECK(row(all, "ChatContent", 3)->call->outcome == "missed");
  const auto people = read(database("CREATE TABLE ProfileEntity(userid TEXT, displayname TEXT); CREATE TABLE BuddyEntity(zaloid TEXT, mobile TEXT); INSERT INTO ProfileEntity VALUES('202','Bo'); INSERT INTO BuddyEntity VALUES('202','+447700900102');"));
  CHECK(people.records[0].participants[1].identifier.raw == "+447700900102");
}

TEST_CASE("Teams on Android: HTML as text, deleted messages, calls from their log") {
  const auto all = read(database(
      "CREATE TABLE Message(messageId INTEGER, conversationId TEXT, arrivalTime INTEGER, content TEXT, userDisplayName TEXT, \"from\" TEXT, deleteTime INTEGER); CREATE TABLE Conversation(conversationId TEXT, displayName TEXT);"
      "CREATE TABLE User(mri TEXT, displayName TEXT, givenName TEXT, surname TEXT, email TEXT, telephoneNumber TEXT); CREATE TABLE MessagePropertyAttribute(messageId INTEGER, propertyId TEXT, attributeValue TEXT);"
      "INSERT INTO User VALUES('8:bo','Bo Lindt','Bo','Lindt','bo@example.org','+447700900102'); INSERT INTO Conversation VALUES('c','Harbour');"
      "INSERT INTO Message VALUES(1,'c',1709588409000,'<p>see <b>you</b></p>','Bo Lindt','8:bo',0),(2,'c',1709588469000,'','Bo Lindt','8:bo',1709588500000);"
      "INSERT INTO MessagePropertyAttribute VALUES(1,'CallLog','{\"connectTimeMillis\":1709588409000,\"endTimeMillis\":1709588470000,\"callState\":\"accepted\",\"callDirection\":\"outgoing\",\"target\":\"8:bo\"}'),(1,'other','x');"));
  CHECK(row(all, "Message", 1)->text == "see you");
  CHECK(who(*row(all, "Message", 1), Role::from) == "8:bo");
  CHECK(row(all, "Message", 2)->state == State::revoked);
  const auto* call = row(all, "MessagePropertyAttribute", 1);
  CHECK(call->kind == RecordKind::call);
  CHECK(call->direction == Direction::out);
  CHECK(*call->call->duration == 61 * micros_per_second);
  CHECK(who(*call, Role::callee) == "8:bo");
  CHECK(row(all, "MessagePropertyAttribute", 2)->kind == RecordKind::event);
}

TEST_CASE("a table whose own name ends in a star is one of the pattern, and ends") {
  const auto all = read(database("CREATE TABLE \"Chat_*\"(MesLocalID INTEGER PRIMARY KEY, CreateTime INTEGER, Message TEXT, Des INTEGER, Type INTEGER); INSERT INTO \"Chat_*\" VALUES(1,1709588409,'see you',1,1);"));
  CHECK(all.records.size() == 1);
  const auto quoted = read(database("CREATE TABLE \"Chat_a' --\"(MesLocalID INTEGER PRIMARY KEY, CreateTime INTEGER, Message TEXT, Des INTEGER, Type INTEGER); INSERT INTO \"Chat_a' --\" VALUES(1,1709588409,'see you',1,1);"));
  CHECK(quoted.has_finding("no description of this database"));
}

TEST_CASE("Google Chat, GroupMe, Slack and LinkedIn on Android name the writer and the conversation") {
  const auto google = read(database(
      "CREATE TABLE topic_messages(message_id TEXT, group_id TEXT, creator_id TEXT, create_time INTEGER, text_body TEXT, annotation BLOB); CREATE TABLE Groups(group_id TEXT, name TEXT, creator_id TEXT, create_time INTEGER);"
      "CREATE TABLE users(user_id TEXT, name TEXT, email TEXT); INSERT INTO users VALUES('7','Bo','bo@example.org'); INSERT INTO Groups VALUES('g','Harbour','7',1709588409000000); INSERT INTO topic_messages VALUES('m','g','7',1709588409000000,'see you',NULL);"));
  CHECK(name_at(*row(google, "topic_messages", 1)) == "Bo");
  CHECK(row(google, "topic_messages", 1)->chat_title == "Harbour");
  CHECK(when(*row(google, "topic_messages", 1)).starts_with(at_nine));
  const auto groupme = read(database(
      "CREATE TABLE messages(_id INTEGER PRIMARY KEY, message_id TEXT, conversation_id TEXT, created_at INTEGER, name TEXT, sender_id TEXT, sender_type TEXT, is_system INTEGER, message_text TEXT, location_lat REAL, location_lng REAL);"
      "CREATE TABLE groups(group_id TEXT, name TEXT, creator_user_id TEXT, created_at INTEGER); INSERT INTO groups VALUES('g','Harbour','7',1709588409);"
      "INSERT INTO messages VALUES(1,'m','g',1709588409,'Bo','7','user',0,'see you',0,0),(2,'n','g',1709588410,'GroupMe',NULL,'system',1,'Cy joined',0,0);"));
  CHECK(who(*row(groupme, "messages", 1), Role::from) == "7");
  CHECK(!row(groupme, "messages", 1)->place);
  CHECK(row(groupme, "messages", 2)->kind == RecordKind::event);
  const auto slack = read(database(
      "CREATE TABLE messages(ts TEXT, channel_id TEXT, user_id TEXT, message_json TEXT, thread_ts TEXT); CREATE TABLE conversation(conversation_id TEXT, name_or_user TEXT); CREATE TABLE users(id TEXT, name TEXT, profile_real_name TEXT);"
      "INSERT INTO users VALUES('U7','bo','Bo Lindt'); INSERT INTO conversation VALUES('D1','U7'); INSERT INTO messages VALUES('1709588409.000100','D1','U7','{\"text\":\"see you\"}','1709588409.000100');"));
  CHECK(row(slack, "messages", 1)->text == "see you");
  CHECK(row(slack, "messages", 1)->chat_title == "Bo Lindt");
  CHECK(when(*row(slack, "messages", 1)).starts_with(at_nine));
  const auto linkedin = read(database(
      "CREATE TABLE MessagesData(entityUrn TEXT, entityData TEXT, conversationUrn TEXT, senderUrn TEXT, deliveredAt INTEGER); CREATE TABLE ParticipantsData(entityUrn TEXT, entityData TEXT); CREATE TABLE ConversationsData(entityUrn TEXT, entityData TEXT);"
      "INSERT INTO ParticipantsData VALUES('p','{\"participantType\":{\"member\":{\"firstName\":{\"text\":\"Bo\"},\"lastName\":{\"text\":\"Lindt\"},\"distance\":\"DISTANCE_1\"}}}');"
      "INSERT INTO MessagesData VALUES('m','{\"body\":{\"text\":\"see you\"}}','c','p',1709588409000);"));
  CHECK(row(linkedin, "MessagesData", 1)->direction == Direction::in);
  CHECK(name_at(*row(linkedin, "MessagesData", 1)) == "Bo Lindt");
}

TEST_CASE("decrypted copies of Session, SimpleX and Threema give sides, deletions and groups") {
  const auto session = read(database(
      "CREATE TABLE interaction(id INTEGER PRIMARY KEY, serverHash TEXT, threadId TEXT, authorId TEXT, variant INTEGER, body TEXT, timestampMs INTEGER, receivedAtTimestampMs INTEGER, wasRead INTEGER); CREATE TABLE profile(id TEXT, name TEXT, nickname TEXT);"
      "INSERT INTO profile VALUES('05bo','Bo',NULL); INSERT INTO interaction VALUES(1,'h','05bo','05bo',0,'see you',1709588409000,1709588410000,1),(2,'i','05bo','05ana',1,'good',1709588469000,0,1),(3,'j','05bo','05bo',2,NULL,1709588479000,0,1),"
      "(4,NULL,'05bo','05bo',5000,'{\"state\":\"missed\"}',1709588489000,0,1);"));
  CHECK(row(session, "interaction", 1)->direction == Direction::in);
  CHECK(name_at(*row(session, "interaction", 1)) == "Bo");
  CHECK(who(*row(session, "interaction", 2), Role::to) == "05bo");
  CHECK(row(session, "interaction", 3)->state == State::revoked);
  CHECK(row(session, "interaction", 4)->kind == RecordKind::call);
  CHECK(row(session, "interaction", 4)->call->outcome == "missed");
  const auto simplex = read(database(
      "CREATE TABLE chat_items(chat_item_id INTEGER PRIMARY KEY, item_ts TEXT, created_at TEXT, item_sent INTEGER, contact_id INTEGER, group_id INTEGER, item_text TEXT, item_deleted INTEGER);"
      "CREATE TABLE contacts(contact_id INTEGER PRIMARY KEY, local_display_name TEXT, contact_profile_id INTEGER, created_at TEXT); CREATE TABLE files(chat_item_id INTEGER, file_name TEXT, file_path TEXT);"
      "INSERT INTO contacts VALUES(1,'bo',NULL,'2024-03-01 09:00:00'); INSERT INTO chat_items VALUES(1,'2024-03-04 21:40:09','',0,1,NULL,'see you',0),(2,'2024-03-04 21:41:09','',1,1,NULL,'good',1); INSERT INTO files VALUES(1,'a.jpg','a.jpg');"));
  CHECK(when(*row(simplex, "chat_items", 1)).starts_with(at_nine));
  CHECK(who(*row(simplex, "chat_items", 1), Role::from) == "bo");
  CHECK(row(simplex, "chat_items", 1)->media[0].path == "a.jpg");
  CHECK(row(simplex, "chat_items", 2)->state == State::revoked);
  const auto threema = read(database(
      "CREATE TABLE message(id INTEGER PRIMARY KEY, apiMessageId TEXT, identity TEXT, outbox INTEGER, type INTEGER, body TEXT, caption TEXT, isRead INTEGER, isSaved INTEGER, state TEXT, postedAtUtc INTEGER, createdAtUtc INTEGER, isStatusMessage INTEGER);"
      "CREATE TABLE m_group_message(id INTEGER PRIMARY KEY, apiMessageId TEXT, groupId INTEGER, identity TEXT, outbox INTEGER, type INTEGER, body TEXT, state TEXT, postedAtUtc INTEGER, createdAtUtc INTEGER, isStatusMessage INTEGER);"
      "CREATE TABLE contacts(identity TEXT, firstName TEXT, lastName TEXT, publicNickName TEXT); CREATE TABLE m_group(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE group_member(identity TEXT, groupId INTEGER);"
      "INSERT INTO contacts VALUES('ABCDEFGH',NULL,NULL,'Bo'); INSERT INTO m_group VALUES(3,'Harbour'); INSERT INTO group_member VALUES('ABCDEFGH',3);"
      "INSERT INTO message VALUES(1,'a','ABCDEFGH',0,0,'see you',NULL,1,1,'READ',1709588409000,1709588409000,0),(2,'b','ABCDEFGH',1,4,'50.82,-0.14,10',NULL,1,1,'SENT',1709588469000,1709588469000,0);"
      "INSERT INTO m_group_message VALUES(1,'c',3,'ABCDEFGH',0,0,'at nine?','READ',1709588409000,1709588409000,0);"));
  CHECK(name_at(*row(threema, "message", 1)) == "Bo");
  CHECK(row(threema, "message", 2)->place->longitude == -0.14);
  CHECK(row(threema, "m_group_message", 1)->chat_title == "Harbour");
  CHECK(who(*row(threema, "m_group", 3), Role::member) == "ABCDEFGH");
}

TEST_CASE("Truecaller and Google's telephone app give calls, Reddit and Zangi messages, Potato's tables bear any version") {
  const auto caller = read(database(
      "CREATE TABLE history(_id INTEGER PRIMARY KEY, timestamp INTEGER, duration INTEGER, normalized_number TEXT, raw_number TEXT, cached_name TEXT, type INTEGER, filter_source TEXT);"
      "CREATE TABLE raw_contact(_id INTEGER PRIMARY KEY, contact_name TEXT, contact_default_number TEXT); CREATE TABLE data(data_raw_contact_id INTEGER, data_type INTEGER, data1 TEXT);"
      "INSERT INTO history VALUES(1,1709588409000,61,'+447700900102','07700900102','Bo',2,NULL),(2,1709588469000,0,'+447700900102','','Bo',3,NULL);"
      "INSERT INTO raw_contact VALUES(5,'Bo','+447700900102'); INSERT INTO data VALUES(5,4,'+447700900103');"));
  CHECK(who(*row(caller, "history", 1), Role::callee) == "+447700900102");
  CHECK(*row(caller, "history", 1)->call->duration == 61 * micros_per_second);
  CHECK(row(caller, "history", 2)->call->outcome == "missed");
  CHECK(row(caller, "raw_contact", 5)->participants.size() == 2);
  const auto dialer = read(database("CREATE TABLE AnnotatedCallLog(_id INTEGER PRIMARY KEY, timestamp INTEGER, formatted_number TEXT, call_type INTEGER, duration INTEGER, voicemail_transcription TEXT);"
                                    "INSERT INTO AnnotatedCallLog VALUES(1,1709588409000,'07700 900102',4,12,'call me back');"));
  CHECK(row(dialer, "AnnotatedCallLog", 1)->text == "call me back");
  CHECK(row(dialer, "AnnotatedCallLog", 1)->direction == Direction::in);
  const auto reddit = read(database(
      "CREATE TABLE event(eventId TEXT, roomId TEXT, type TEXT, content TEXT, sender TEXT, originServerTs INTEGER); CREATE TABLE room_summary(roomId TEXT, displayName TEXT); CREATE TABLE room_member_summary(userId TEXT, roomId TEXT, displayName TEXT);"
      "INSERT INTO room_summary VALUES('r','Harbour'); INSERT INTO room_member_summary VALUES('@bo:x','r','bo'); INSERT INTO event VALUES('e','r','m.room.message','{\"body\":\"see you\"}','@bo:x',1709588409000),('f','r','m.room.member','{}','@bo:x',1709588400000);"));
  CHECK(row(reddit, "event", 1)->kind == RecordKind::message);
  CHECK(row(reddit, "event", 1)->text == "see you");
  CHECK(row(reddit, "event", 2)->kind == RecordKind::event);
  const auto zangi = read(database("CREATE TABLE message(message_id INTEGER PRIMARY KEY, msgId TEXT, date INTEGER, chatWith TEXT, msgFrom TEXT, msgTo TEXT, message_msg TEXT, extra TEXT, isIncoming INTEGER);"
                                   "CREATE TABLE user_profile(id TEXT, first_name TEXT, last_name TEXT); INSERT INTO user_profile VALUES('1002','Bo',NULL); INSERT INTO message VALUES(1,'m',1709588409000,'1002','1002','1001','see you',NULL,1);"));
  CHECK(name_at(*row(zangi, "message", 1)) == "Bo");
  const auto potato = read(database("CREATE TABLE messages_v29(mid INTEGER PRIMARY KEY, cid INTEGER, date INTEGER, message TEXT, from_id INTEGER, to_id INTEGER, outgoing INTEGER); CREATE TABLE users_v29(uid INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT);"
                                    "INSERT INTO messages_v29 VALUES(1,2,1709588409,'see you',2,1,0); INSERT INTO users_v29 VALUES(2,'Bo','Lindt');"));
  CHECK(row(potato, "messages_v29", 1)->direction == Direction::in);
  CHECK(name_at(*row(potato, "users_v29", 2)) == "Bo Lindt");
}

}  // namespace clew::readers
