// Property lists of an iPhone about others: numbers that it asked Apple about, devices that it was paired with. Made lists.
#include "readers/plist_reader.h"
#include "readers/store_testing.h"

namespace clew::readers {
namespace {

using namespace testing;
using model::IdentifierKind;
using model::Role;

std::string list_of(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict>" + inside + "</dict></plist>";
}

}  // namespace

TEST_CASE("numbers and addresses that an iPhone asked Apple's services about are identifiers with the time of asking") {
  const auto out = read(*make_plist_reader(), list_of("<key>CacheVersion</key><integer>1</integer><key>com.apple.madrid</key><dict>"
      "<key>tel:+447700900102</key><dict><key>LookupDate</key><real>731281209.5</real><key>IDStatus</key><integer>1</integer></dict>"
      "<key>mailto:bo@example.org</key><dict><key>LookupDate</key><real>731281269</real><key>IDStatus</key><integer>2</integer></dict><key>urn:ds:1</key><dict><key>IDStatus</key><integer>1</integer></dict></dict><key>com.apple.ess</key><dict/>"),
      {"com.apple.identityservices.idstatuscache.plist"});
  REQUIRE(out.records.size() == 4);  // the version, two people, and what is neither number nor address
  const auto& first = out.records[1];
  CHECK(first.service == "com.apple.madrid");
  CHECK(first.participants[0].identifier.kind == IdentifierKind::phone);
  CHECK(first.participants[0].identifier.raw == "+447700900102");
  CHECK(store_testing::when(first).starts_with("2024-03-04T21:40:09.5"));
  CHECK(first.times.size() == 1);
  CHECK(field(first, "value") == "registered");
  CHECK(who(out.records[2], Role::other) == "bo@example.org");
  CHECK(field(out.records[2], "value") == "not registered");
}

TEST_CASE("each SIM card that was in an iPhone is a device with its own telephone number") {
  const auto out = read(*make_plist_reader(), list_of("<key>pw_ver</key><integer>2</integer><key>PersonalWallet</key><dict><key>8944000000000000001</key><dict><key>info</key><dict>"
      "<key>mdn</key><string>+447700900101</string><key>ts</key><integer>1709588409</integer><key>type</key><string>sim</string></dict></dict></dict>"), {"com.apple.commcenter.data.plist"});
  REQUIRE(out.records.size() == 2);
  const auto& sim = out.records[1];
  CHECK(sim.kind == model::RecordKind::device);
  CHECK(who(sim, Role::subject) == "8944000000000000001");
  CHECK(who(sim, Role::owner) == "+447700900101");
  CHECK(store_testing::when(sim).starts_with("2024-03-04T21:40:09"));
  const auto device = read(*make_plist_reader(), list_of("<key>imeis</key><array><string>490154203237518</string></array><key>PersonalWallet</key><dict><key>8944000000000000001</key><dict><key>info</key><dict><key>type</key><string>sim</string></dict></dict></dict>"), {"com.apple.commcenter.plist"});
  REQUIRE(device.records.size() == 1);
  CHECK(device.records[0].kind == model::RecordKind::device);
}

TEST_CASE("Bluetooth devices of an iPhone have their address, name and last sight") {
  const auto out = read(*make_plist_reader(), list_of("<key>02:00:00:00:00:02</key><dict><key>Name</key><string>Car</string><key>LastSeenTime</key><integer>1709588409</integer></dict>"
      "<key>02:00:00:00:00:03</key><dict><key>DefaultName</key><string>Headset</string></dict>"), {"com.apple.MobileBluetooth.devices.plist"});
  REQUIRE(out.records.size() == 2);
  CHECK(who(out.records[0], Role::other) == "02:00:00:00:00:02");
  CHECK(out.records[0].text == "Car");
  CHECK(store_testing::when(out.records[0]).starts_with("2024-03-04T21:40:09"));
  CHECK(out.records[1].text == "Headset");
}

TEST_CASE("notices that an iPhone delivered have their app, words and time") {
  const auto out = read(*make_plist_reader(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><array><dict><key>AppNotificationCreationDate</key><date>2024-03-04T21:40:09Z</date>"
      "<key>AppNotificationTitle</key><string>Bo</string><key>AppNotificationMessage</key><string>see you</string></dict></array></plist>",
      {"private/var/mobile/Library/UserNotifications/org.example.chat/DeliveredNotifications.plist"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].text == "Bo\nsee you");
  CHECK(field(out.records[0], "app") == "org.example.chat");
  CHECK(store_testing::when(out.records[0]).starts_with("2024-03-04T21:40:09"));
}

}  // namespace clew::readers
