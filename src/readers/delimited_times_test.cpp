// When, in delimited tables: units, orders of dates, zones, clocks apart from their days, beginnings that nobody says.
// All names and numbers are invented; the numbers come from the ranges that Ofcom keeps for drama.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "readers/compact_dates.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Certainty;

TEST_CASE("seconds that would be before 1997 are Apple's, which count from 2001; a checksum is nobody") {
  const Kept kept = read("memoryDate,phone,hashedPhoneNumber,name\n694760400,+447700900123,7645fb2cbab2b36e1fa47b012963103a35373fb463d618ac9649ce71d3060a32,Ana\n"
                         "818000000,+447700900124,b03b09d20ec7be9a5dc70943312c48f1a65169396d78764d88ccddccf1b53f46,Ben\n");
  REQUIRE(kept.records.size() == 2);
  REQUIRE(kept.records[0].times.size() == 1);
  CHECK(to_iso_utc(*kept.records[0].times[0].utc).starts_with("2023-01-07"));
  CHECK(to_iso_utc(*kept.records[1].times[0].utc).starts_with("2026-12-0"));
  for (const auto& p : kept.records[0].participants) CHECK(p.identifier.raw.size() < 20);
}

TEST_CASE("serial dates of a spreadsheet are local times of unknown zone") {
  const Kept kept = read(
      "Date,Number,Direction,Text\n"
      "45355.9028819444,+447700900101,Incoming,one\n"
      "45356,+447700900101,Outgoing,two\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(utc(kept.records[0]) == "2024-03-04T21:40:09");
  CHECK(kept.records[0].times[0].unit == "excel-day");
  CHECK(kept.records[0].times[0].raw == "45355.9028819444");
  CHECK(kept.records[0].times[0].certainty == Certainty::local_unknown);
  CHECK(utc(kept.records[1]) == "2024-03-05T00:00:00");
  CHECK(who(kept.records[0]) == "from=+447700900101");
  CHECK(who(kept.records[1]) == "to=+447700900101");
}

TEST_CASE("times around the clock change in a stated zone") {
  Options options;
  options.zone = "Europe/London";
  const Kept kept = read(
      "Time,From,To,Text\n"
      "2024-10-27 00:30:00,+447700900101,+447700900001,before\n"
      "2024-10-27 01:30:00,+447700900101,+447700900001,twice\n"
      "2024-10-27 02:30:00,+447700900101,+447700900001,after\n"
      "2024-03-31 01:30:00,+447700900101,+447700900001,never\n",
      options);
  REQUIRE(kept.records.size() == 4);
  CHECK(utc(kept.records[0]) == "2024-10-26T23:30:00Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::zone_assumed);
  CHECK(kept.records[1].times[0].certainty == Certainty::ambiguous);
  CHECK_FALSE(kept.records[1].times[0].utc);
  CHECK(utc(kept.records[2]) == "2024-10-27T02:30:00Z");
  CHECK(kept.records[3].times[0].certainty == Certainty::ambiguous);
  CHECK(kept.found("time in the hour that the clock change repeats") == 1);
  CHECK(kept.found("time in the hour that the clock change leaves out") == 1);
}

TEST_CASE("epochs are told apart by their size") {
  const Kept kept = read(
      "timestamp,from,to,text\n"
      "1709588409,+447700900101,+447700900001,s\n"
      "1709588409123,+447700900101,+447700900001,ms\n"
      "1709588409123456,+447700900101,+447700900001,us\n"
      "1709588409123456789,+447700900101,+447700900001,ns\n"
      "731281209,+447700900101,+447700900001,unix s of 1993 or apple s of 2024\n"
      "731281209000000000,+447700900101,+447700900001,apple ns\n"
      "13354062009000000,+447700900101,+447700900001,webkit us\n"
      "0,+447700900101,+447700900001,none\n"
      "99999999999,+447700900101,+447700900001,far\n",
      [] {
        Options o;
        o.latest_plausible = parse_iso("2025-01-01")->micros;
        return o;
      }(),
      "ios sms.csv");
  REQUIRE(kept.records.size() == 9);
  for (int i = 0; i < 4; ++i)
    CHECK(utc(kept.records[static_cast<std::size_t>(i)]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[1].times[0].unit == "ms");
  CHECK(*kept.records[2].times[0].utc % 1'000'000 == 123456);
  CHECK(utc(kept.records[4]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[4].times[0].unit == "apple-s");
  CHECK(utc(kept.records[5]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[5].times[0].unit == "apple-ns");
  CHECK(kept.records[6].times[0].unit == "webkit-us");
  CHECK(utc(kept.records[6]) == "2024-03-04T21:40:09Z");
  CHECK(kept.records[7].times[0].certainty == Certainty::none);
  CHECK(kept.records[7].times[0].raw == "0");
  CHECK_FALSE(kept.records[8].times[0].certainty == Certainty::exact);
}

TEST_CASE("an order of day and month that nothing decides is asked, not guessed") {
  const std::string text =
      "Date,From,To,Text\n"
      "05/06/2024 10:00,+447700900101,+447700900001,one\n"
      "07/06/2024 10:00,+447700900001,+447700900101,two\n"
      "08/08/2024 10:00,+447700900001,+447700900101,same either way\n";
  const Kept open = read(text);
  REQUIRE(open.questions.size() == 1);
  CHECK(open.questions[0].key == "date-order");
  CHECK(open.questions[0].text.find("05/06/2024") != std::string::npos);
  CHECK(open.questions[0].choices == std::vector<std::string>{"dmy", "mdy"});
  CHECK(open.records[0].times[0].certainty == Certainty::ambiguous);
  CHECK_FALSE(open.records[0].times[0].utc);
  CHECK_FALSE(open.records[0].times[0].local);
  CHECK(open.records[0].times[0].raw == "05/06/2024 10:00");
  CHECK(utc(open.records[2]) == "2024-08-08T10:00:00");
  Options options;
  options.answers["date-order"] = "dmy";
  const Kept answered = read(text, options);
  CHECK(answered.questions.empty());
  CHECK(utc(answered.records[0]) == "2024-06-05T10:00:00");
  options.answers.clear();
  options.date_order = "mdy";
  CHECK(utc(read(text, options).records[0]) == "2024-05-06T10:00:00");
  options.date_order = "dym";
  CHECK_THROWS_AS(read(text, options), Error);
  // One day above twelve at the very end decides for the first row too.
  CHECK(utc(read(text + "13/06/2024 10:00,+447700900001,+447700900101,x\n").records[0]) ==
        "2024-06-05T10:00:00");
}

TEST_CASE("a day written as midnight beside its clock, sums below the table, a summary's counts") {
  Kept kept = read(
      "Date,Time,A Party,B Party,Duration\n14/03/2024 00:00:00,21:40:09,447700900101,447700900001,65\n"
      "15/03/2024 00:00:00,08:00:00,447700900101,447700900002,5\nTotal,,,,70\n");
  REQUIRE(kept.records.size() == 2);
  CHECK(utc(kept.records[0]) == "2024-03-14T21:40:09");
  CHECK(kept.records[0].times[0].raw == "14/03/2024 00:00:00 21:40:09");
  CHECK(utc(kept.records[1]) == "2024-03-15T08:00:00");
  CHECK(kept.skips("note below the table") == 1);
  CHECK(kept.reconciles());
  // A clock at midnight alone stays what it is.
  kept = read("Date,A Party,B Party,Duration\n14/03/2024 00:00:00,447700900101,447700900001,65\n");
  CHECK(utc(kept.records.at(0)) == "2024-03-14T00:00:00");
  kept = read("Row Labels,Count of Number,Sum of Duration\n447700900101,1,65\n447700900102,2,70\n");
  for (const auto& r : kept.records)
    for (const auto& p : r.participants) CHECK(p.identifier.raw.size() > 3);
}

TEST_CASE("times that count from a beginning which the file does not say are asked about and read as no dates") {
  // As studies of contacts publish them, with a header, without one, and with the time in front. Five figures are no spreadsheet's days here.
  std::string named = "source,target,timestamp\n", bare, first;
  for (int i = 0; i < 60; ++i) {
    const auto pair = fmt::format("{} {}", 11 + i % 7, 40 + i % 5);
    const int at = 25'548 + i * 1'733;
    named += fmt::format("{},{},{}\n", 11 + i % 7, 40 + i % 5, at);
    bare += fmt::format("{} {}\n", pair, at);
    first += fmt::format("{}\t{}\t{}\t3B\t3C\n", at, 11 + i % 7, 40 + i % 5);
  }
  for (const auto& [text, name] : {std::pair{named, "contacts.csv"}, {bare, "email-core-temporal.txt"}, {first, "primary.tsv"}}) {
    CAPTURE(name);
    Kept kept = read(text, {}, name);
    REQUIRE(kept.records.size() == 60);
    REQUIRE(kept.questions.size() == 1);
    CHECK(kept.questions[0].key == "time-start");
    CHECK(kept.decisions["time-start"] == "open");
    CHECK(kept.decisions["table"] == "ties (columns)");
    CHECK(who(kept.records[1]) == "from=12 to=41");
    CHECK(*field(kept.records[1].fields, "ties") == "1");
    for (const auto& r : kept.records) CHECK(r.times.empty());
    CHECK(kept.findings.empty());
    CHECK(kept.reconciles());

    Options said;
    said.answers["time-start"] = "2024-03-04T01:00:00+01:00";
    kept = read(text, said, name);
    CHECK(kept.questions.empty());
    REQUIRE(kept.records[0].times.size() == 1);
    CHECK(kept.records[0].times[0].utc == to_micros({2024, 3, 4, 7, 5, 48, 0}));
    CHECK(kept.records[0].times[0].raw == "25548");
    CHECK(kept.records[0].times[0].unit == "s-from-start");
  }
  // Seconds of Apple's count are none, nor are days and clocks without marks between their parts, as operators write them.
  std::string apple = "Timestamp,From,To,Text\n", compact = "Date,Time,From,To\n";
  for (int i = 0; i < 60; ++i) {
    apple += fmt::format("{},+4477009001{:02},+447700900201,on my way\n", 431'281'209 + i * 7'000, i % 9);
    compact += fmt::format("2024{:02}{:02},{}{:02}{:02},+4477009001{:02},+447700900201\n", 1 + i % 12, 1 + i % 28, 8 + i % 12, i % 60, i * 7 % 60, i % 9);
  }
  Kept seen = read(apple);
  CHECK(seen.questions.empty());
  CHECK(seen.records[0].times[0].unit == "apple-s");
  seen = read(compact);
  CHECK(seen.questions.empty());
  REQUIRE(seen.records[1].times.size() == 1);
  CHECK(seen.records[1].times[0].local == to_micros({2024, 2, 2, 9, 1, 7, 0}));
  CHECK(seen.records[1].times[0].raw == "20240202 90107");
  CHECK(compact_day("20241304").empty());
  CHECK(compact_clock("246000").empty());
  // Days of a spreadsheet, row numbers and counts are none of these.
  std::string days = "source,target,timestamp\n", rows, counts;
  for (int i = 0; i < 60; ++i) {
    days += fmt::format("{},{},{}\n", 11 + i % 7, 40 + i % 5, 45'000 + i * 9);
    rows += fmt::format("{} {} {}\n", 2000 + i, 11 + i % 7, 40 + i % 5);
    counts += fmt::format("{} {} {}\n", 11 + i % 7, 40 + i % 5, 5000 - i * 80);
  }
  Kept kept = read(days);
  CHECK(kept.records[0].times[0].unit == "excel-day");
  CHECK(kept.questions.empty());
  CHECK(read(rows, {}, "list.txt").questions.empty());
  CHECK(read(counts, {}, "graph.txt").decisions["ties"] == "each row stands for as many contacts as 'column 3' says; no times");
}

TEST_CASE("days of six figures are read in the order that the whole column shows, else asked about") {
  const auto table = [](const std::vector<std::string>& days, const std::string& header = "Date") {
    std::string text = header + ";From;To\n";
    for (std::size_t i = 0; i < days.size(); ++i) text += fmt::format("{};+4477009001{:02};+447700900201\n", days[i], i % 9);
    return text;
  };
  const auto first = [](const Kept& kept) { return kept.records[0].times.empty() || !kept.records[0].times[0].local ? std::string() : to_iso_local(*kept.records[0].times[0].local).substr(0, 10); };
  std::vector<std::string> ymd, dmy, mdy, few;
  for (int day = 1; day <= 28; ++day) {
    ymd.push_back(fmt::format("2403{:02}", day));
    dmy.push_back(fmt::format("{:02}0324", day));
    mdy.push_back(fmt::format("03{:02}24", day));
  }
  Kept kept = read(table(ymd));
  CHECK(first(kept) == "2024-03-01");
  CHECK(kept.decisions["date-order"] == "ymd (the first two figures are the same in all or nearly all of them: the year)");
  CHECK(kept.questions.empty());
  CHECK(kept.findings.empty());
  CHECK(kept.records[0].times[0].raw == "240301");
  kept = read(table(dmy));
  CHECK(first(kept) == "2024-03-01");
  CHECK(kept.decisions["date-order"].starts_with("dmy"));
  CHECK(first(read(table(mdy))) == "2024-03-01");
  // A spreadsheet took the noughts away.
  for (auto& d : dmy)
    if (d[0] == '0') d.erase(0, 1);
  CHECK(first(read(table(dmy))) == "2024-03-01");
  // What cannot be told is asked.
  few = {"010203", "020304", "050601"};
  kept = read(table(few));
  REQUIRE(kept.questions.size() == 1);
  CHECK(kept.questions[0].key == "date-order");
  CHECK(kept.questions[0].choices == std::vector<std::string>{"ymd", "dmy", "mdy"});
  CHECK(kept.records[0].times[0].certainty == model::Certainty::ambiguous);
  CHECK(!kept.records[0].times[0].local);
  Options said;
  said.answers["date-order"] = "dmy";
  kept = read(table(few), said);
  CHECK(kept.questions.empty());
  CHECK(first(kept) == "2003-02-01");
  // The header says it, or one order alone makes days of them.
  CHECK(first(read(table(few, "Date (YYMMDD)"))) == "2001-02-03");
  CHECK(first(read(table({"311299", "010199", "020199"}))) == "1999-12-31");
  // Numbers under other names, and numbers that are no days, are none.
  CHECK(read(table({"240331", "249932", "240301"})).records[0].times[0].certainty == model::Certainty::none);
  CHECK(first(read(table(ymd, "Case"))).empty());
  // A clock stands beside it.
  std::string clocks = "Date,Time,From,To\n";
  for (const auto& d : ymd) clocks += d + ",214009,+447700900101,+447700900201\n";
  kept = read(clocks);
  CHECK(kept.records[0].times[0].local == to_micros({2024, 3, 1, 21, 40, 9, 0}));
}

TEST_CASE("a zone said at import yields to one that the file gives") {
  Options options;
  options.zone = "Europe/London";
  const Kept kept =
      read("Start Time (UTC),From,To,Duration\n2024-07-14 21:40:09,+447700900001,+447700900101,5\n",
           options);
  CHECK(utc(kept.records[0]) == "2024-07-14T21:40:09Z");
  CHECK(kept.records[0].times[0].certainty == Certainty::exact);
  options.zone = "Europe/Londinium";
  CHECK_THROWS_AS(read("Time,From,To,Duration\n2024-07-14 21:40:09,1,2,5\n", options), Error);
}

TEST_CASE("times outside the plausible range are kept and marked") {
  Options options;
  options.latest_plausible = parse_iso("2025-01-01")->micros;
  const Kept kept = read(
      "Date,From,To,Text\n1979-12-31T21:00:00Z,a1,b1,x\n2404-01-01T00:00:00Z,a1,b1,y\n"
      "2024-01-01T00:00:00Z,a1,b1,z\n",
      options);
  CHECK(kept.records[0].times[0].certainty == Certainty::implausible);
  CHECK(kept.records[0].times[0].utc);
  CHECK(kept.records[1].times[0].certainty == Certainty::implausible);
  CHECK(kept.records[2].times[0].certainty == Certainty::exact);
  CHECK(kept.found("time outside the plausible range") == 2);
}
