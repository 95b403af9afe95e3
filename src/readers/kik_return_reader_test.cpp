#include "readers/kik_return_reader.h"

#include "readers/reader_test.h"

// Synthetic, in the layouts that public readers of such returns describe.

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("kik return: a log of what was sent gives messages with both people, time and address") {
  auto reader = make_kik_return_reader();
  const std::string log =
      "1\tana_01\tben_02\tx\t192.0.2.7\t2024-03-04T21:40:09Z\n\n"
      "2\tana_01\tcy_03\tx\t192.0.2.7\t1709588410000\r\n3\tana_01\n";
  auto item = item_of(log, {"case.zip", "Kik/logs/chat_sent.txt"});
  CHECK(reader->probe(item).confidence == 86);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 2);
  const auto& r = got.records[0];
  CHECK(who(r, model::Role::from) == "ana_01");
  CHECK(who(r, model::Role::to) == "ben_02");
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T21:40:09.000000Z");
  CHECK(extra_of(r, "IP address") == "192.0.2.7");
  CHECK(bytes_at(item, r) == "1\tana_01\tben_02\tx\t192.0.2.7\t2024-03-04T21:40:09Z");
  CHECK(to_iso_utc(*got.records[1].times[0].utc) == "2024-03-04T21:40:10.000000Z");
  CHECK(got.skips["blank row"] == 1);
  CHECK(got.skips["row with too few cells"] == 1);
  CHECK(got.has_finding("row with too few cells"));
}

TEST_CASE("kik return: a log of what was received says no sender, media has its content's id") {
  auto reader = make_kik_return_reader();
  const std::string log =
      "1\tana_01\tgroup_9\tben_02\tapp\t0a-1b\t192.0.2.7\t2024-03-04T21:40:09Z\n";
  auto got = testing::read(*reader, log, {"logs/group_receive_msg_platform.txt"});
  REQUIRE(got.records.size() == 1);
  CHECK(who(got.records[0], model::Role::from) == "");
  CHECK(who(got.records[0], model::Role::subject) == "ana_01");
  CHECK(got.records[0].chat_key == "group_9");
  REQUIRE(got.records[0].media.size() == 1);
  CHECK(got.records[0].media[0].path == "0a-1b");
}

TEST_CASE(
    "kik return: other text of that name is left to others; cut and flipped every row has its "
    "fate") {
  auto reader = make_kik_return_reader();
  CHECK(reader->probe(item_of("bind to the port\n", {"bind.txt"})).confidence == 0);
  CHECK(reader->probe(item_of("1\ta\tb\t2024-03-04T21:40:09Z\n", {"other.txt"})).confidence == 0);
  const std::string log =
      "1\tana_01\tben_02\t2024-03-04T21:40:09Z\n2\tana_01\tcy_03\t2024-03-04T21:41:09Z\n";
  damage(*reader, log, {"logs/friend_added.txt"},
         [](const model::Record& a, const model::Record& b) { return a.extras == b.extras; });
}
