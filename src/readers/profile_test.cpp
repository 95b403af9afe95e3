#include "readers/profile.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::string message_of(const std::string& toml) {
  try {
    (void)parse_profile(toml, "p.toml");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::usage);
    return e.what();
  }
  return "accepted";
}

std::string shipped(const std::string& name) {
  std::ifstream in(std::filesystem::path(CLEW_SOURCE_DIR) / "data" / "profiles" / name);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a mistake in a profile is refused with the key and what is allowed") {
  const std::string ok = "profile = 1\nname = \"x\"\n";
  CHECK(message_of(ok) == "accepted");
  CHECK(message_of("name = \"x\"\nzome = \"UTC\"\n").find("zome: is not a key") !=
        std::string::npos);
  CHECK(message_of("profile = 1\n").find("name: is missing") != std::string::npos);
  CHECK(message_of("profile = 2\nname = \"x\"\n").find("profile") != std::string::npos);
  CHECK(message_of(ok + "zone = \"Europe/Londinium\"\n").find("IANA") != std::string::npos);
  CHECK(message_of(ok + "date-order = \"dym\"\n").find("dmy, mdy, ymd") != std::string::npos);
  CHECK(message_of(ok + "kind = \"phone\"\n").find("messages, calls") != std::string::npos);
  CHECK(message_of(ok + "delimiter = \";;\"\n").find("one ASCII") != std::string::npos);
  CHECK(message_of(ok + "country = \"gb\"\n").find("ISO 3166") != std::string::npos);
  CHECK(message_of(ok + "header = \"no\"\n").find("true or false") != std::string::npos);
  CHECK(message_of(ok + "preamble-rows = -1\n").find("whole number") != std::string::npos);
  CHECK(message_of(ok + "[[column]]\nrole = \"from\"\n").find("needs header or number") !=
        std::string::npos);
  CHECK(message_of(ok + "[[column]]\nheader = \"A\"\nrole = \"sender\"\n").find("'sender'") !=
        std::string::npos);
  CHECK(message_of(ok + "[[column]]\nheader = \"A\"\nrole = \"time\"\ntime = \"now\"\n")
            .find("sent, received") != std::string::npos);
  CHECK(message_of(ok + "[direction]\nleft = [\"L\"]\n").find("direction.left") !=
        std::string::npos);
  CHECK(message_of("name = ").find("line 1") != std::string::npos);
}

TEST_CASE("a profile survives being written and read again") {
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(CLEW_SOURCE_DIR) / "data" / "profiles")) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path().filename().string());
    const Profile p = parse_profile(shipped(entry.path().filename().string()));
    const std::string once = to_toml(p);
    CHECK(to_toml(parse_profile(once)) == once);
    CHECK(p.name + ".toml" == entry.path().filename().string());
  }
}

TEST_CASE("a profile maps columns that no header word gives away") {
  Options options;
  options.profile =
      "profile = 1\nname = \"odd\"\nkind = \"events-by-type\"\ndate-order = \"dmy\"\n"
      "zone = \"Europe/London\"\nservice = \"\"\npreamble-rows = 1\n"
      "[direction]\nout = [\"raus\"]\nin = [\"rein\"]\n"
      "[event]\ncall = [\"K1\"]\nsms = [\"K2\"]\n"
      "[[column]]\nheader = \"wer\"\nrole = \"owner\"\n"
      "[[column]]\nheader = \"mit\"\nrole = \"party\"\n"
      "[[column]]\nheader = \"was\"\nrole = \"event-type\"\n"
      "[[column]]\nheader = \"weg\"\nrole = \"direction\"\n"
      "[[column]]\nheader = \"wann\"\nrole = \"time\"\ntime = \"start\"\n"
      "[[column]]\nnumber = 6\nrole = \"duration\"\nunit = \"min\"\n";
  const Kept kept = read(
      "made for a test\n"
      "wer|mit|was|weg|wann|lang|rest\n"
      "+447700900001|+447700900101|K1|raus|05/06/2024 10:00|2|z\n"
      "+447700900001|+447700900101|K2|rein|05/06/2024 11:00||z\n",
      options);
  CHECK(kept.reconciles());
  CHECK(kept.questions.empty());
  REQUIRE(kept.records.size() == 2);
  CHECK(kept.records[0].kind == model::RecordKind::call);
  CHECK(who(kept.records[0]) == "callee=+447700900101 caller=+447700900001");
  CHECK(utc(kept.records[0]) == "2024-06-05T09:00:00Z");
  CHECK(*kept.records[0].call->duration == 120 * micros_per_second);
  CHECK(kept.records[1].kind == model::RecordKind::message);
  CHECK(kept.records[1].direction == model::Direction::in);
  CHECK(*field(kept.records[0].extras, "rest") == "z");
  CHECK(kept.decisions.at("profile") == "odd");
}

TEST_CASE("a column that the profile names and the file lacks is reported") {
  Options options;
  options.profile =
      "profile = 1\nname = \"x\"\n[[column]]\nheader = \"Nowhere\"\nrole = \"text\"\n";
  const Kept kept = read("Date,From,To,Text\n2024-03-04T21:40:09Z,a1,b1,c\n", options);
  CHECK(kept.found("column of the profile not in the file") == 1);
  CHECK(kept.records.size() == 1);
}

TEST_CASE("what the reader proposes as a profile gives the same records") {
  const std::vector<std::string> files = {
      "Date,From,To,Text\n2024-03-04T21:40:09Z,+447700900101,+447700900001,c\n",
      "Report\nNote: made\n\nDatum;Uhrzeit;Richtung;Rufnummer;Dauer\n"
      "14.03.2024;10:00:00;Eingehend;+447700900101;12\n",
      "1 2 1082040961\n3 4 1082155839\n5 2 1082414391\n",
      "number,date,duration,type,name\n+447700900101,1709588409123,332,1,Ana\n"};
  for (const auto& file : files) {
    INFO(file);
    const Kept plain = read(file, {}, "list.txt");
    Options options;
    options.profile = propose_profile(item_of(file, "list.txt"), {});
    INFO(*options.profile);
    const Kept again = read(file, options, "list.txt");
    REQUIRE(again.records.size() == plain.records.size());
    for (std::size_t i = 0; i < plain.records.size(); ++i)
      CHECK(again.records[i] == plain.records[i]);
  }
}

TEST_CASE("a preview shows kinds, roles, examples, first rows and questions") {
  std::string text = "Date,From,To,Text\n";
  for (int i = 0; i < 50; ++i)
    text +=
        "05/06/2024 10:00,"
        "+447700900101,+447700900001,line " +
        std::to_string(i) + "\n";
  const Preview shown = preview(item_of(text), {}, 3);
  REQUIRE(shown.tables.size() == 1);
  CHECK(shown.tables[0].kind == "messages");
  CHECK(shown.tables[0].columns[1].role == "from");
  CHECK(shown.tables[0].columns[1].example == "+447700900101");
  CHECK(shown.tables[0].records.size() == 3);
  REQUIRE(shown.questions.size() == 1);
  CHECK(shown.questions[0].key == "date-order");
}

TEST_CASE("the shipped profiles read their layouts") {
  Options options;
  options.profile = shipped("calls-uk-local-time.toml");
  const Kept kept = read(
      "A Number,B Number,Call Type,Date,Time,Duration,IMEI,IMSI,Cell ID,Easting,Northing,Azimuth\n"
      "07700900001,07700900101,Voice,05/07/"
      "2024,10:00:00,60,490154203237518,,100-7,530000,180000,90\n",
      options);
  REQUIRE(kept.records.size() == 1);
  CHECK(utc(kept.records[0]) == "2024-07-05T09:00:00Z");
  REQUIRE(kept.extra.size() == 1);
  CHECK(*kept.extra[0].place->latitude == doctest::Approx(51.503).epsilon(0.001));
  options.profile = shipped("edge-list.toml");
  CHECK(read("1 2 1082040961\n3 4 1082155839\n", options).records.size() == 2);
}
