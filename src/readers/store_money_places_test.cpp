// Payments, places, use of the phone, notes and what was passed on: made databases in the layouts that public readers describe.
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

TEST_CASE("payments have their amount, their sides and what was written beside them") {
  const auto android = read(database(
      "CREATE TABLE payment(token TEXT, role TEXT, sender_id TEXT, recipient_id TEXT, state TEXT, display_date INTEGER, render_data TEXT); CREATE TABLE customer(customer_id TEXT, cashtag TEXT, customer_display_name TEXT);"
      "INSERT INTO customer VALUES('c1','$ana','Ana'),('c2','$bo','Bo'); INSERT INTO payment VALUES('p','SENDER','c1','c2','COMPLETE',1709588409000,'{\"note\":\"for the boat\",\"amount\":{\"amount\":5050,\"currency_code\":\"GBP\"}}');"));
  const auto* paid = row(android, "payment", 1);
  REQUIRE(paid);
  CHECK(field(*paid, "amount") == "50.50");
  CHECK(field(*paid, "currency") == "GBP");
  CHECK(paid->text == "for the boat");
  CHECK(paid->direction == Direction::out);
  CHECK(who(*paid, Role::to) == "c2");
  CHECK(when(*paid).starts_with(at_nine));
  const auto ios = read(database(
      "CREATE TABLE ZPAYMENT(Z_PK INTEGER PRIMARY KEY, ZDISPLAYDATE INTEGER, ZSYNCPAYMENT BLOB, ZREMOTECUSTOMERID TEXT); CREATE TABLE ZCUSTOMER(Z_PK INTEGER PRIMARY KEY, ZCUSTOMERTOKEN TEXT, ZSYNCCUSTOMER BLOB);"
      "INSERT INTO ZCUSTOMER VALUES(1,'c2',CAST('{\"full_name\":\"Bo\",\"cashtag\":\"bo\"}' AS BLOB)); INSERT INTO ZPAYMENT VALUES(1,1709588409000,CAST('{\"role\":\"RECIPIENT\",\"amount\":{\"amount\":100},\"note\":\"back\"}' AS BLOB),'c2');"));
  CHECK(row(ios, "ZPAYMENT", 1)->direction == Direction::in);
  CHECK(field(*row(ios, "ZPAYMENT", 1), "amount") == "1.00");
  CHECK(row(ios, "ZPAYMENT", 1)->participants[0].name == "Bo");
  const auto wallet = read(database(
      "CREATE TABLE payment_transaction(transaction_date REAL, merchant_name TEXT, amount INTEGER, currency_code TEXT, location_latitude REAL, location_longitude REAL, peer_payment_counterpart_handle TEXT, peer_payment_memo TEXT, transaction_status INTEGER, transaction_type INTEGER);"
      "INSERT INTO payment_transaction VALUES(731281209,'Harbour Cafe',45000,'GBP',50.82,-0.14,NULL,NULL,1,0),(731281269,NULL,100000,'GBP',0,0,'+447700900102','thanks',1,3);"));
  CHECK(field(*row(wallet, "payment_transaction", 1), "amount") == "4.50");
  CHECK(row(wallet, "payment_transaction", 1)->place->latitude == 50.82);
  CHECK(when(*row(wallet, "payment_transaction", 1)).starts_with(at_nine));
  CHECK(who(*row(wallet, "payment_transaction", 2), Role::other) == "+447700900102");
  const auto twint = read(database("CREATE TABLE ZTRANSACTION(Z_PK INTEGER PRIMARY KEY, ZCREATIONDATE REAL, ZP2PSENDERMOBILENR TEXT, ZP2PINITIATEMESSAGE TEXT, ZP2PRECIPIENTMOBILENR TEXT, ZP2PRECIPIENTNAME TEXT, ZPAIDAMOUNT REAL, ZCURRENCY TEXT, ZORDERLINK TEXT);"
                                   "INSERT INTO ZTRANSACTION VALUES(1,731281209,'+447700900101','rent','+447700900102','Bo',12.5,'CHF','o1');"));
  CHECK(who(*row(twint, "ZTRANSACTION", 1), Role::from) == "+447700900101");
  CHECK(field(*row(twint, "ZTRANSACTION", 1), "amount") == "12.5");
}

TEST_CASE("places of navigation apps are saved places, those of Wi-Fi and workouts are the phone's") {
  const auto waze = read(database(
      "CREATE TABLE PLACES(id INTEGER PRIMARY KEY, name TEXT, street TEXT, city TEXT, latitude INTEGER, longitude INTEGER, created_time INTEGER); CREATE TABLE RECENTS(id INTEGER PRIMARY KEY, place_id INTEGER, name TEXT, access_time INTEGER, type INTEGER);"
      "INSERT INTO PLACES VALUES(4,'Pier','Sea Road','Brighton',50820000,-140000,1709588409); INSERT INTO RECENTS VALUES(1,4,NULL,1709588409,4);"));
  const auto* driven = row(waze, "RECENTS", 1);
  REQUIRE(driven->place);
  CHECK(driven->place->latitude == 50.82);
  CHECK(driven->place->origin == "saved");
  CHECK(field(*driven, "type") == "driven to");
  CHECK(extra_of(*driven, "address") == "Sea Road, Brighton");
  const auto maps = read(database("CREATE TABLE destination_history(time INTEGER, dest_lat INTEGER, dest_lng INTEGER, dest_title TEXT, dest_address TEXT, source_lat INTEGER, source_lng INTEGER); INSERT INTO destination_history VALUES(1709588409000,508200000,-1400000,'Pier','Sea Road',0,0);"));
  CHECK(row(maps, "destination_history", 1)->place->longitude == -0.14);
  const auto wifi = read(database("CREATE TABLE geofence_wifi(_id INTEGER PRIMARY KEY, time INTEGER, config_key TEXT, bssid TEXT, latitude REAL, longitude REAL); INSERT INTO geofence_wifi VALUES(1,1709588409000,'Harbour Cafe','02:00:00:00:00:01',50.82,-0.14);"));
  CHECK(row(wifi, "geofence_wifi", 1)->place->origin == "wifi");
  CHECK(who(*row(wifi, "geofence_wifi", 1), Role::other) == "02:00:00:00:00:01");
  const auto way = read(database("CREATE TABLE location_series_data(series_identifier INTEGER, timestamp REAL, longitude REAL, latitude REAL, altitude REAL, horizontal_accuracy REAL); INSERT INTO location_series_data VALUES(1,731281209,-0.14,50.82,3,5);"));
  CHECK(row(way, "location_series_data", 1)->place->accuracy_m == 5);
  CHECK(when(*row(way, "location_series_data", 1)).starts_with(at_nine));
}

TEST_CASE("what was copied, allowed, paired, noted and passed on side by side") {
  const auto clips = read(database("CREATE TABLE clips(_id INTEGER PRIMARY KEY, text TEXT, html_text TEXT, timestamp INTEGER, uri TEXT); INSERT INTO clips VALUES(1,'07700 900102',NULL,1709588409000,NULL);"));
  CHECK(row(clips, "clips", 1)->text == "07700 900102");
  const auto tcc = read(database("CREATE TABLE access(service TEXT, client TEXT, client_type INTEGER, auth_value INTEGER, last_modified INTEGER); INSERT INTO access VALUES('kTCCServiceCamera','org.example.app',0,2,1709588409);"));
  CHECK(field(tcc.records[0], "status") == "allowed");
  const auto paired = read(database("CREATE TABLE PairedDevices(Uuid TEXT, Name TEXT, Address TEXT, LastSeenTime INTEGER, LastConnectionTime INTEGER); INSERT INTO PairedDevices VALUES('u','Car','Public 02:00:00:00:00:02',1709588409,0);"));
  CHECK(who(paired.records[0], Role::other) == "02:00:00:00:00:02");
  CHECK(when(paired.records[0]).starts_with(at_nine));
  const auto keep = read(database(
      "CREATE TABLE list_item(_id INTEGER PRIMARY KEY, account_id INTEGER, list_parent_id INTEGER, text TEXT, time_created INTEGER, time_last_updated INTEGER, is_deleted INTEGER); CREATE TABLE tree_entity(_id INTEGER PRIMARY KEY, title TEXT); CREATE TABLE account(_id INTEGER PRIMARY KEY, name TEXT);"
      "INSERT INTO tree_entity VALUES(3,'Boat'); INSERT INTO account VALUES(1,'ana@example.org'); INSERT INTO list_item VALUES(7,1,3,'two ropes',1709588409000,1709588409000,1);"));
  CHECK(row(keep, "list_item", 7)->text == "Boat\ntwo ropes");
  CHECK(row(keep, "list_item", 7)->state == State::recovered);
  const auto passed = read(database("CREATE TABLE history(history_type INTEGER, device_id TEXT, device_name TEXT, description TEXT, timestamp INTEGER, content_id TEXT); CREATE TABLE item(item_id TEXT, file_path TEXT);"
                                    "INSERT INTO item VALUES('i','/sdcard/a.jpg'); INSERT INTO history VALUES(2,'d2','Bo''s phone','a.jpg',1709588409000,'i');"));
  CHECK(row(passed, "history", 1)->direction == Direction::out);
  CHECK(row(passed, "history", 1)->media[0].path == "/sdcard/a.jpg");
  const auto mail = read(database(
      "CREATE TABLE MessageEntity(messageId TEXT, conversationId TEXT, time INTEGER, subject TEXT, sender_address TEXT, sender_name TEXT, toList TEXT, ccList TEXT, bccList TEXT);"
      "INSERT INTO MessageEntity VALUES('m','c',1709588409,'Boat','bo@example.org','Bo','[{\"address\":\"ana@example.org\",\"name\":\"Ana\"}]','[]',NULL);"));
  CHECK(mail.records[0].text == "Boat");
  CHECK(who(mail.records[0], Role::to) == "ana@example.org");
}

TEST_CASE("trackers met by AirGuard have the phone's place and a time without a zone, Tango's profiles their names out of Base64") {
  const auto guard = read(database(
      "CREATE TABLE beacon(beaconId INTEGER PRIMARY KEY, receivedAt TEXT, rssi INTEGER, deviceAddress TEXT, longitude REAL, latitude REAL); CREATE TABLE device(deviceId INTEGER PRIMARY KEY, address TEXT, name TEXT, firstDiscovery TEXT, lastSeen TEXT, deviceType TEXT);"
      "INSERT INTO device VALUES(1,'02:00:00:00:00:03',NULL,'2024-03-04T21:00:00','2024-03-04T21:40:09','AIRTAG'); INSERT INTO beacon VALUES(1,'2024-03-04T21:40:09.500',-88,'02:00:00:00:00:03',-0.14,50.82),(2,'2024-03-04T21:41:09',-80,'02:00:00:00:00:03',NULL,NULL);"));
  const auto* met = row(guard, "beacon", 1);
  REQUIRE(met->place);
  CHECK(met->place->latitude == 50.82);
  CHECK(!met->times[0].utc);
  CHECK(to_iso_utc(*met->times[0].local).starts_with(at_nine));
  CHECK(who(*met, Role::other) == "02:00:00:00:00:03");
  CHECK(extra_of(*met, "kind of tracker") == "AIRTAG");
  const auto turned = read(database(
      "CREATE TABLE beacon(beaconId INTEGER PRIMARY KEY, receivedAt TEXT, rssi INTEGER, deviceAddress TEXT, longitude REAL, latitude REAL); CREATE TABLE device(deviceId INTEGER PRIMARY KEY, address TEXT, firstDiscovery TEXT, lastSeen TEXT);"
      "INSERT INTO beacon VALUES(1,'2024-03-04T21:40:09',-88,'02:00:00:00:00:03',30.25,-97.75);"));
  CHECK(row(turned, "beacon", 1)->place->latitude == 30.25);
  CHECK(extra_of(*row(turned, "beacon", 1), "latitude and longitude") == "exchanged in the database");
  const auto tango = read(database("CREATE TABLE profiletable(itemUserId TEXT PRIMARY KEY, itemFirstName TEXT, itemLastName TEXT, itemStatus TEXT, itemLastActiveTime INTEGER); INSERT INTO profiletable VALUES('u1','Qm8=','TGluZHQ=','',1709588409000);"));
  CHECK(tango.records[0].participants[0].name == "Bo Lindt");
}

}  // namespace clew::readers
