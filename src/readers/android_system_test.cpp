// What Android itself notes: use of apps, notices, paired devices. Made files in the layouts of Android's published source.
#include "readers/android_usage_reader.h"
#include "readers/bluetooth_config_reader.h"
#include "readers/store_testing.h"

namespace clew::readers {
namespace {

using model::RecordKind;
using model::Role;
using testing::extra_of;
using testing::field;

std::string varint(std::uint64_t n) {
  std::string out;
  for (; n >= 0x80; n >>= 7)
    out += static_cast<char>(n | 0x80);
  return out + static_cast<char>(n);
}
std::string number(std::uint32_t field, std::int64_t n) { return varint(field << 3) + varint(static_cast<std::uint64_t>(n)); }
std::string bytes(std::uint32_t field, const std::string& s) { return varint(field << 3 | 2) + varint(s.size()) + s; }

testing::Collected read(const Reader& reader, const std::string& content, const std::string& path, std::map<std::string, std::string> beside = {}) {
  store_testing::Files files;
  files.content = std::move(beside);
  auto item = testing::item_of(content, {path});
  item.tree = &files;
  CHECK(reader.probe(item).confidence > 50);
  testing::Collected out;
  reader.read(item, {}, out);
  return out;
}

constexpr const char* day = "data/system/usagestats/0/daily/1709588000000";

std::string first_generation() {
  return number(1, 86'400'000) + bytes(2, number(1, 2) + bytes(2, "org.example.chat") + bytes(2, "org.example.chat.Main")) + bytes(20, number(2, 1) + number(3, 409'000) + number(4, 61'000) + number(6, 3)) +
         bytes(22, number(2, 1) + number(4, 2) + number(5, 409'000) + number(7, 1)) + bytes(22, bytes(1, "android") + number(5, 500'000) + number(7, 26));
}

}  // namespace

TEST_CASE("Android's record of app use: names from its pool of texts, times after the file's beginning") {
  const auto out = read(*make_android_usage_reader(), first_generation(), day);
  REQUIRE(out.records.size() == 3);
  CHECK(field(out.records[0], "type") == "app use in sum");
  CHECK(extra_of(out.records[0], "times opened") == "3");
  CHECK(field(out.records[1], "app") == "org.example.chat");
  CHECK(field(out.records[1], "value") == "in front");
  CHECK(extra_of(out.records[1], "part of the app") == "org.example.chat.Main");
  CHECK(store_testing::when(out.records[1]).starts_with("2024-03-04T21:40:09"));
  CHECK(field(out.records[2], "app") == "android");
  CHECK(field(out.records[2], "value") == "device switched off");
}

TEST_CASE("Android's record of app use since Android 11: names stand in the file mappings, without it their numbers") {
  const auto content = number(1, 86'400'000) + number(2, 5) + bytes(22, number(1, 7) + number(2, 2) + number(3, 409'000) + number(5, 2));
  const auto mappings = number(1, 8) + bytes(2, number(1, 7) + bytes(2, "org.example.chat") + bytes(2, "org.example.chat.Main"));
  const auto out = read(*make_android_usage_reader(), content, day, {{"data/system/usagestats/0/mappings", mappings}});
  REQUIRE(out.records.size() == 1);
  CHECK(field(out.records[0], "app") == "org.example.chat");
  CHECK(field(out.records[0], "value") == "left the front");
  CHECK(extra_of(out.records[0], "part of the app") == "org.example.chat.Main");
  const auto bare = read(*make_android_usage_reader(), content, day);
  CHECK(extra_of(bare.records[0], "number of the app") == "7");
  CHECK(bare.has_finding("apps without a name"));
}

TEST_CASE("Android's record of app use up to Android 9 is XML") {
  const auto out = read(*make_android_usage_reader(),
                        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<usagestats version=\"1\" endTime=\"500\"><packages><package lastTimeActive=\"409000\" package=\"org.example.chat\" timeActive=\"61000\" lastEvent=\"2\" /></packages>"
                        "<event-log><event time=\"409000\" package=\"org.example.chat\" class=\"org.example.chat.Main\" flags=\"0\" type=\"1\" /></event-log></usagestats>",
                        day);
  REQUIRE(out.records.size() == 2);
  CHECK(extra_of(out.records[0], "in front, milliseconds") == "61000");
  CHECK(field(out.records[1], "app") == "org.example.chat");
  CHECK(field(out.records[1], "value") == "in front");
  CHECK(store_testing::when(out.records[1]).starts_with("2024-03-04T21:40:09"));
}

TEST_CASE("Android's record of notices keeps app, title, text and time") {
  const auto content = bytes(1, number(1, 1) + bytes(2, "org.example.chat")) + number(2, 1) + bytes(3, number(2, 1) + number(8, 0) + number(9, 1'709'588'409'000) + bytes(10, "Bo") + bytes(11, "see you") + bytes(13, "c1"));
  const auto out = read(*make_notification_history_reader(), content, "data/system_ce/0/notification_history/history/1709588409000");
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].text == "Bo\nsee you");
  CHECK(field(out.records[0], "app") == "org.example.chat");
  CHECK(extra_of(out.records[0], "conversation") == "c1");
  CHECK(store_testing::when(out.records[0]).starts_with("2024-03-04T21:40:09"));
}

TEST_CASE("paired Bluetooth devices have their address, name and time; the phone its own address") {
  const std::string content = "[Info]\nFileSource = Empty\n\n[Adapter]\nAddress = 02:00:00:00:00:01\nName = Ana's phone\n\n[02:00:00:00:00:02]\nName = Car\nTimestamp = 1709588409\nLinkKeyType = 4\n";
  const auto out = read(*make_bluetooth_config_reader(), content, "data/misc/bluedroid/bt_config.conf");
  REQUIRE(out.records.size() == 2);
  CHECK(out.records[0].kind == RecordKind::device);
  CHECK(testing::who(out.records[0], Role::subject) == "02:00:00:00:00:01");
  CHECK(out.records[1].text == "Car");
  CHECK(testing::who(out.records[1], Role::other) == "02:00:00:00:00:02");
  CHECK(store_testing::when(out.records[1]).starts_with("2024-03-04T21:40:09"));
  CHECK(out.records[1].locator == "bytes=" + std::to_string(content.find("[02:")) + "+" + std::to_string(content.size() - content.find("[02:")));
}

TEST_CASE("Android's own records survive every cut and turned byte, each row with one fate") {
  const auto usage = make_android_usage_reader();
  const auto content = first_generation();
  for (std::size_t n = 0; n < content.size(); ++n) {
    auto flipped = content;
    flipped[n] = static_cast<char>(flipped[n] ^ 0xFF);
    for (const auto& damaged : {content.substr(0, n), flipped}) {
      testing::Collected out;
      usage->read(testing::item_of(damaged, {day}), {}, out);
      CHECK(out.records.size() <= 4);
    }
  }
}

}  // namespace clew::readers
