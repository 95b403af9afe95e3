#include "score.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdio>

#include <algorithm>
#include <sstream>
#include <vector>

#include "export_line.h"

namespace clew::score {
namespace {

// Two phones and call records. ABC/1 and ABC/2 both hold E1; E2 only ABC/1; E3 only ABC/2.
constexpr const char* truth_text = R"({"v":1,"case":"Hand-made",
"events":[
 {"id":"E1","kind":"im","t":"2025-03-01T10:00:00Z","from":"+447700900001","to":"+447700900002","lang":"ro",
  "records":[["ABC/1","ABC_1/messages.csv",1,2,100],["ABC/2","ABC_2/WhatsApp/x/_chat.txt",4,4,90]]},
 {"id":"E2","kind":"im","t":"2025-03-01T10:01:00Z","from":"+447700900002","to":"+447700900001","lang":"sq","also":"en",
  "records":[["ABC/1","ABC_1/messages.csv",2,3,150]]},
 {"id":"E3","kind":"sms","t":"2025-03-02T10:00:00Z","from":"+447700900003","to":"+447700900002","lang":"ro","style":"brief",
  "records":[["ABC/2","ABC_2/messages.csv",1,2,30]]},
 {"id":"E4","kind":"call","t":"2025-03-02T11:00:00Z","from":"+447700900001","to":"+447700900002",
  "records":[["ABC/1","ABC_1/calls.csv",1,2,40]]}],
"persons":[{"id":"P1","email":"a@example.org"},{"id":"P2"}],
"handles":[{"handle":"+447700900001","person":"P1","events":3},{"handle":"+447700900009","person":"P1","events":9,"device":"ABC/2"},
 {"handle":"+447700900002","person":"P2","events":3},{"handle":"60601","person":null,"events":5},
 {"handle":"60608","person":null,"events":0}],
"number_changes":[{"old":"+447700900001","new":"+447700900009","detectable":true},
 {"old":"+447700900004","new":"+447700900005","detectable":false}],
"devices":[{"exhibit":"ABC/1","skew_s":0,"zone_error_s":0},{"exhibit":"ABC/2","skew_s":-90,"zone_error_s":3600}],
"bursts":[{"sender":"+447700900003","kind":"broadcast","decoy":false,"events":["E3","E1"],"detectable":true},
 {"sender":"+447700900006","kind":"broadcast","decoy":false,"events":[],"detectable":false},
 {"sender":"+441632960001","kind":"employer","decoy":true,"events":[],"detectable":true}],
"relays":[{"a":"+447700900001","b":"+447700900002","c":"+447700900003","decoy":false,"detectable":true},
 {"a":"+447700900003","b":"+447700900002","c":"+447700900001","decoy":true,"detectable":false}],
"meetings":[{"handles":["+447700900001","+447700900002"],"start":"2025-03-05T10:00:00Z","end":"2025-03-05T11:00:00Z","detectable":true}],
"comovement":[],
"hubs":[{"handle":"60601","kind":"one-time codes"},{"handle":"60608","kind":"voicemail"}],
"corrupt_rows":[{"kind":"nul-bytes","copy_of":"E2","record":["ABC/1","ABC_1/messages.csv",3,4,200]}],
"totals":{"events":4,"records":5}})";

constexpr const char* export_text =
    R"({"v":1,"id":"ABC/1#1","kind":"message","exhibit":"ABC/1","file":"messages.csv","position":"ABC/1:messages.csv@bytes=100+50;line=2;row=1","participants":[{"role":"from","raw":"07700 900001","normal":"+447700900001"},{"role":"to","raw":"447700900002"}],"text":"vin la gară mâine","language":{"code":"ro","confidence":0.9},"copies":["ABC/2#1"]}
{"v":1,"id":"ABC/1#2","kind":"message","exhibit":"ABC/1","file":"messages.csv","position":"ABC/1:messages.csv@bytes=150+50;line=3;row=2","participants":[{"role":"from","raw":"+447700900002"}],"text":"po vij","language":{"code":"en","confidence":0.6}}
{"v":1,"id":"ABC/1#3","kind":"message","exhibit":"ABC/1","file":"messages.csv","position":"ABC/1:messages.csv@bytes=200+50;line=4;row=3","participants":[],"text":"po vij","language":{"code":"sq","confidence":0.6}}
{"v":1,"id":"ABC/2#1","kind":"message","exhibit":"ABC/2","file":"WhatsApp/%78/_chat.txt","position":"ABC/2:WhatsApp/x/_chat.txt@line=4","participants":[{"role":"from","raw":"+447700900001"}],"text":"vin la gară mâine","language":{"code":"und","confidence":0.2},"copies":["ABC/1#1"]}
{"v":1,"id":"ABC/2#2","kind":"message","exhibit":"ABC/2","file":"messages.csv","position":"ABC/2:messages.csv@bytes=30+9;line=2","participants":[{"role":"from","raw":"00447700900003"}],"text":"ok","language":{"code":"und","confidence":0.1},"copies":["ABC/1#2"]}
{"v":1,"id":"ABC/2#3","kind":"event","exhibit":"ABC/2","file":"WhatsApp/x/_chat.txt","position":"ABC/2:WhatsApp/x/_chat.txt@line=1","participants":[]}
)";

Truth hand_made() {
  std::istringstream in(truth_text);
  return load_truth(in);
}

const AnalysisScore& of(const Report& report, const std::string& name) {
  for (const auto& a : report.analyses)
    if (a.name == name) return a;
  FAIL("no analysis " << name);
  return report.analyses.front();
}

}  // namespace

TEST_CASE("a planted relay can be told apart from chance when few others of the two contacts are near, and not among hundreds") {
  // 1 → 2 → 3 on five days at hours of their own; 4 → 5 → 6 as often, among contacts all day long.
  std::string events, relays;
  int n = 0;
  const auto iso = [](int day, int minute) {
    char text[32];
    std::snprintf(text, sizeof text, "2025-03-%02dT%02d:%02d:00Z", day, minute / 60, minute % 60);
    return std::string(text);
  };
  const auto call = [&](const char* from, const char* to, int day, int minute) {
    ++n;
    events += std::string(n > 1 ? "," : "") + "{\"id\":\"E" + std::to_string(n) + "\",\"kind\":\"call\",\"t\":\"" + iso(day, minute) + "\",\"from\":\"" + from +
              "\",\"to\":\"" + to + "\",\"records\":[]}";
  };
  const auto relay = [&](const char* a, const char* b, const char* c, int day, int minute) {
    call(a, b, day, minute), call(b, c, day, minute + 3);
    relays += std::string(relays.empty() ? "" : ",") + "{\"a\":\"" + a + "\",\"b\":\"" + b + "\",\"c\":\"" + c + "\",\"t1\":\"" + iso(day, minute) + "\",\"t2\":\"" +
              iso(day, minute + 3) + "\",\"events\":[\"E1\",\"E2\"],\"details\":0,\"decoy\":false,\"detectable\":true}";
  };
  for (int day = 1; day <= 25; ++day) {
    if (day % 5 == 0) relay("+447700900001", "+447700900002", "+447700900003", day, 500 + 37 * (day / 5)), relay("+447700900004", "+447700900005", "+447700900006", day, 620 + 11 * day);
    for (int minute = 480; minute < 1200; minute += 20) call("+447700900004", "+447700900005", day, minute + day % 7), call("+447700900005", "+447700900006", day, minute + (day * 5) % 11);
  }
  std::istringstream in("{\"v\":1,\"events\":[" + events + "],\"relays\":[" + relays + "]}");
  const auto told = told_apart(load_truth(in));
  REQUIRE(told.size() == 1);
  CHECK((*told.begin())[0] == "447700900001");
}

TEST_CASE("a relay told with further numbers of the three says the triples of all of these") {
  std::istringstream in(R"({"v":1,"events":[],
"handles":[{"handle":"+447700900001","person":"P1"},{"handle":"+447700900011","person":"P1"},{"handle":"+447700900002","person":"P2"},
 {"handle":"+447700900012","person":"P2"},{"handle":"+447700900003","person":"P3"}],
"relays":[{"a":"+447700900001","b":"+447700900002","c":"+447700900003","decoy":false,"detectable":true},
 {"a":"+447700900011","b":"+447700900012","c":"+447700900003","decoy":false,"detectable":true},
 {"a":"+447700900003","b":"+447700900002","c":"+447700900001","decoy":false,"detectable":true}]})");
  const Truth truth = load_truth(in);
  Outputs outputs;
  outputs.leads = R"({"v":1,"leads":[{"id":"1","detector":"relay","evidence":[],
   "subjects":["+447700900001","+447700900002","+447700900003","+447700900011","+447700900012"]}]})";
  const Report report = judge(truth, nullptr, outputs);
  CHECK(of(report, "relay").right == 1);
  CHECK(of(report, "relay").recall_detectable.of == 3);
  CHECK(of(report, "relay").recall_detectable.hit == 2);  // not the one the other way
}

TEST_CASE("a number is the same however it is written") {
  CHECK(number_key("+447700900123") == "447700900123");
  CHECK(number_key("00447700900123") == "447700900123");
  CHECK(number_key("07700 900123") == "447700900123");
  CHECK(number_key("447700900123@s.whatsapp.net") == "447700900123");
  CHECK(number_key("phone:+447700900123") == "447700900123");
  CHECK(number_key("60601") == "60601");
  CHECK(number_key("A.B@Example.org") == "a.b@example.org");
  CHECK(number_key("+99970123") != number_key("+99971123"));
}

TEST_CASE("records are matched by exhibit, tail of the path and place, and counted once each") {
  const Truth truth = hand_made();
  CHECK(truth.record_count() == 5);
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  CHECK(records.total == 6);
  CHECK(records.matched == 4);          // E4's call is missing from the export
  CHECK(records.of_damaged_rows == 1);  // ABC/1#3
  CHECK(records.elsewhere == 1);        // the notice
  CHECK(records.twice == 0);
  CHECK(records.find("ABC/2#1")->event == truth.event_ids.find("E1"));
}

TEST_CASE("a record told twice is not two records found") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(
      R"({"id":"a","kind":"call","exhibit":"ABC/1","file":"calls.csv","position":"ABC/1:calls.csv@line=2"}
{"id":"b","kind":"call","exhibit":"ABC/1","file":"calls.csv","position":"ABC/1:calls.csv@line=2"}
)");
  records.read(in);
  CHECK(records.matched == 1);
  CHECK(records.twice == 1);
}

TEST_CASE("the place of a call beside the call is neither lost nor twice") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(
      R"({"id":"a","kind":"call","exhibit":"ABC/1","file":"calls.csv","position":"ABC/1:calls.csv@line=2"}
{"id":"b","kind":"location","exhibit":"ABC/1","file":"calls.csv","position":"ABC/1:calls.csv@line=2"}
)");
  records.read(in);
  CHECK(records.matched == 1);
  CHECK(records.twice == 0);
  CHECK(records.beside == 1);
  CHECK(records.find("b")->event == Truth::none);
}

TEST_CASE("a cited line of a chat export that names the subject only as its phone saved him belongs to the lead") {
  std::istringstream in(
      R"({"events":[{"id":"E1","kind":"im","t":"2025-03-01T10:00:00Z","from":"+447700900005","to":"+447700900006","records":[["ABC/1","ABC_1/c.txt",1,2,9]]}],
      "names":[{"saved":"Ana work","handle":"+447700900005","device":"ABC/1","record":["ABC/1","ABC_1/c.csv",1,2,30]}]})");
  const Truth truth = load_truth(in);
  for (const char* saved : {"Ana work", "Ana"}) {
    Records records(truth);
    std::istringstream exported(std::string(R"({"id":"ABC/1#1","kind":"message","exhibit":"ABC/1","file":"c.txt","position":"ABC/1:c.txt@bytes=9+5",)") +
                                R"("participants":[{"role":"from","raw":")" + saved + R"(","normal":")" + saved + R"(","name":""}]})");
    records.read(exported);
    Outputs outputs;
    outputs.leads = R"({"leads":[{"id":"1","detector":"hub","subjects":["+447700900005"],"evidence":["ABC/1#1"]}]})";
    CHECK(judge(truth, &records, outputs).evidence.strangers == (saved == std::string("Ana") ? 1u : 0u));
  }
}

TEST_CASE("contact cards are records of the truth, though no events") {
  std::istringstream in(
      R"({"events":[],"names":[{"saved":"Ana","record":["ABC/1","ABC_1/c.csv",1,2,30]}]})");
  const Truth truth = load_truth(in);
  CHECK(truth.record_count() == 1);
  Records records(truth);
  std::istringstream exported(
      R"({"id":"a","kind":"contact","exhibit":"ABC/1","file":"c.csv","position":"ABC/1:c.csv@bytes=30+5"})");
  records.read(exported);
  CHECK(records.matched == 1);
  CHECK(records.elsewhere == 0);
  CHECK(records.find("a")->event == Truth::none);
}

TEST_CASE("of a line of the export what the judge needs is read, whatever else stands there and in which order")  {
  ExportLine line;
  line.read(R"({"copies":["A/2#7","A/3#9"],"links":[{"kind":"k","record":"A/1#5","copies":["no"]}],"media":[{"path":"p","title":""}],
   "participants":[{"role":"from","raw":"07700 900001","normal":"+447700900001","name":""},{"role":"to","name":"Ana","x":{"raw":"no"}}],
   "extras":{"text":"no","id":"no","code":"no"},"language":{"confidence":0.5,"code":"ro","marks":[{"code":"no"}]},
   "translation":{"text":"no","language":{"code":"no"}},"text":"vin m\u00e2ine","id":"A/1#3","kind":"message","duration_s":3})");
  CHECK(line.id == "A/1#3");
  CHECK(line.kind == "message");
  CHECK(line.text == "vin mâine");
  CHECK(line.language == "ro");
  CHECK(line.copies == std::vector<std::string>{"A/2#7", "A/3#9"});
  CHECK(line.participants == std::vector<std::string>{"07700 900001", "+447700900001", "Ana"});
  CHECK(line.has_media);
  line.read(R"({"id":"A/1#4","media":[],"language":null,"text":null})");
  CHECK(line.id == "A/1#4");
  CHECK(line.kind.empty());
  CHECK(line.text.empty());
  CHECK(line.language.empty());
  CHECK(line.participants.empty());
  CHECK_FALSE(line.has_media);
  CHECK_THROWS_AS(line.read(R"({"id":"A/1#4")"), std::runtime_error);
}

TEST_CASE("records in any order are judged as in the order of the export") {
  const Truth truth = hand_made();
  std::vector<std::string> lines;
  std::istringstream in(export_text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  auto judged = [&] {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    Records records(truth);
    std::istringstream all(text);
    records.read(all);
    Outputs outputs;
    outputs.leads = R"({"leads":[{"detector":"broadcast","subjects":["+447700900003"],"evidence":["ABC/2#2","ABC/1#1","ABC/3#1"]}]})";
    return to_json(judge(truth, &records, outputs));
  };
  const std::string in_order = judged();
  std::reverse(lines.begin(), lines.end());
  CHECK(judged() == in_order);
  std::swap(lines[1], lines[4]);
  CHECK(judged() == in_order);
  lines.push_back(lines[2]);
  CHECK_THROWS_WITH_AS(judged(), doctest::Contains("twice"), std::runtime_error);
}

TEST_CASE("numbered ids of events are found, and others too") {
  EventIds ids;
  ids.add("E00000001", 0);
  ids.add("E00000007", 1);
  ids.add("lift-3", 2);
  ids.add("E99999999", 3);
  CHECK(ids.find("E00000007") == 1u);
  CHECK(ids.find("lift-3") == 2u);
  CHECK(ids.find("E99999999") == 3u);
  CHECK_FALSE(ids.find("E00000002"));
  CHECK_FALSE(ids.find("E123456789"));
}

TEST_CASE("a wrong byte offset is not made good by a right line") {
  const Truth truth = hand_made();
  const auto file = truth.find_file("ABC/1", "messages.csv");
  CHECK(truth.event_at(file, 101, 2, 1) == Truth::none);
  CHECK(truth.event_at(file, std::nullopt, 2, 9) == truth.event_ids.find("E1"));
  CHECK(truth.find_file("ABC/2", "_chat.txt") != Truth::none);
  CHECK(truth.find_file("ABC/9", "messages.csv") == Truth::none);
}

TEST_CASE("languages count lines of words only, and either tongue of a mixed line is right") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  CHECK(records.languages.at("ro").lines == 2);
  CHECK(records.languages.at("ro").right == 1);
  CHECK(records.languages.at("ro").undetermined == 1);
  CHECK(records.languages.at("sq").lines == 1);
  CHECK(records.languages.at("sq").right == 1);  // "also":"en"
  CHECK(records.languages.at("sq").called_english == 0);
  CHECK(records.long_lines.lines == 2);
}

TEST_CASE("same-event pairs are judged in both directions") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  records.judge_copies();
  // Said: ABC/1#1→ABC/2#1 and back (right), ABC/2#2→ABC/1#2 (wrong).
  CHECK(records.dedupe_precision.of == 3);
  CHECK(records.dedupe_precision.hit == 2);
  CHECK(records.dedupe_recall.of == 2);
  CHECK(records.dedupe_recall.hit == 2);
}

TEST_CASE("an employer's mailing is a right broadcast when its rows are cited, not when others are, and is told apart by its place") {
  Truth truth = hand_made();
  for (auto& b : truth.bursts)
    if (b.mailing) b.events = truth.bursts[0].events;
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  Outputs outputs;
  outputs.leads = R"({"v":1,"leads":[
   {"id":"2","detector":"broadcast","subjects":["+441632960001"],"evidence":["ABC/2#2","ABC/1#1"]},
   {"id":"1","detector":"broadcast","subjects":["+447700900003"],"evidence":["ABC/2#2","ABC/1#1"]}],"not_looked_for":[]})";
  Report report = judge(truth, &records, outputs);
  CHECK(of(report, "broadcast").right == 2);
  CHECK(report.lines_first.of == 1);
  CHECK(report.lines_first.hit == 0);
  for (auto& b : truth.bursts)
    if (b.mailing) b.events.clear();
  report = judge(truth, &records, outputs);
  CHECK(of(report, "broadcast").right == 1);
}

TEST_CASE("leads are right, wrong or decoys; recall is over all and over the detectable") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  Outputs outputs;
  outputs.leads = R"({"v":1,"leads":[
   {"id":"1","detector":"broadcast-burst","subjects":["+447700900003"],"evidence":["ABC/2#2","ABC/1#1"]},
   {"id":"2","detector":"broadcast-burst","subjects":["+441632960001"],"evidence":["nowhere"]},
   {"id":"3","detector":"broadcast-burst","subjects":["+447700900099"],"evidence":[]},
   {"id":"4","detector":"number-change","subjects":["+447700900009","+447700900001"],"evidence":["ABC/1#1"]},
   {"id":"5","detector":"number-change","subjects":["+447700900002","+447700900001"],"evidence":[]},
   {"id":"6","detector":"relay","subjects":["+447700900003","+447700900002","+447700900001"],"evidence":[]},
   {"id":"7","detector":"relay","subjects":["+447700900001","+447700900002","+447700900003"],"evidence":[]},
   {"id":"8","detector":"meeting","subjects":["+447700900002","+447700900001"],"from":"2025-03-05T10:20:00Z","to":"2025-03-05T10:40:00Z","evidence":[]},
   {"id":"9","detector":"meeting","subjects":["+447700900002","+447700900001"],"from":"2025-03-06T10:20:00Z","to":"2025-03-06T10:40:00Z","evidence":[]},
   {"id":"10","detector":"hub","subjects":["60601"],"evidence":[]},
   {"id":"11","detector":"clock-offset","subjects":["ABC/2"],"parameters":{"offset_s":3511},"evidence":["ABC/2#1","ABC/1#1"]}
  ],"not_looked_for":[]})";
  const Report report = judge(truth, &records, outputs);

  const auto& broadcast = of(report, "broadcast");
  CHECK(broadcast.leads == 3);
  CHECK(broadcast.right == 1);
  CHECK(broadcast.decoys == 0);  // the employer's, of which nothing is cited
  CHECK(broadcast.recall_all.of == 3);
  CHECK(broadcast.recall_all.hit == 1);
  CHECK(broadcast.recall_detectable.of == 2);
  CHECK(broadcast.recall_detectable.hit == 1);
  CHECK(broadcast.first_20.of == 3);
  CHECK(report.bursts_covered.of == 2);
  CHECK(report.bursts_covered.hit == 1);
  CHECK(report.lines_first.of == 1);
  CHECK(report.lines_first.hit == 1);

  const auto& change = of(report, "number-change");
  CHECK(change.leads == 2);
  CHECK(change.right == 1);
  CHECK(change.recall_all.of == 2);
  CHECK(change.recall_detectable.of == 1);
  CHECK(change.precision() == doctest::Approx(.5));
  CHECK(change.f1() == doctest::Approx(2 * .5 / 1.5));

  CHECK(of(report, "relay").right == 1);
  CHECK(of(report, "relay").decoys == 1);
  CHECK(of(report, "meeting").right == 1);  // the other is on another day
  CHECK(of(report, "hub").recall_detectable.of == 1);
  CHECK(of(report, "hub").recall_all.of == 2);

  CHECK(report.clocks.exhibits == 2);
  CHECK(report.clocks.reported == 1);
  CHECK(report.clocks.right == 1);  // 3511 against 3510

  CHECK(report.evidence.cited == 6);
  CHECK(report.evidence.missing == 1);    // "nowhere"
  CHECK(report.evidence.strangers == 2);  // ABC/1#1 has no …003 and is not of ABC/2
  CHECK(report.evidence.leads_without == 7);
}

TEST_CASE("the number of a phone belongs to every record of that phone") {
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  Outputs outputs;
  outputs.leads =
      R"({"leads":[{"detector":"broadcast","subjects":["+447700900009"],"evidence":["ABC/2#2","ABC/1#1"]}]})";
  const Report report = judge(truth, &records, outputs);
  CHECK(report.evidence.cited == 2);
  CHECK(report.evidence.strangers == 1);
}

TEST_CASE("another copy of a phone has its numbers; a person named on a statement has theirs") {
  std::string text = truth_text;
  text.replace(text.find(R"("zone_error_s":0})"), 17, R"("zone_error_s":0,"copy_of":"ABC/2"})");
  text.replace(text.find(R"({"id":"P2"})"), 11, R"({"id":"P2","name":"Răzvan Cornățel","latin":"Razvan Cornatel"})");
  std::istringstream from(text);
  const Truth truth = load_truth(from);
  Records records(truth);
  std::istringstream in(export_text);
  records.read(in);
  Outputs outputs;
  outputs.leads =
      R"({"leads":[{"detector":"broadcast","subjects":["+447700900009"],"evidence":["ABC/2#2","ABC/1#1"]},
      {"detector":"money-path","subjects":["Razvan Cornatel"],"evidence":["ABC/1#2","ABC/2#1"]}]})";
  const Report report = judge(truth, &records, outputs);
  CHECK(report.evidence.cited == 4);
  CHECK(report.evidence.strangers == 1);  // ABC/2#1 has not the number of P2
}

TEST_CASE("without a reference exhibit a common shift of all clocks is allowed, and said apart") {
  const Truth truth = hand_made();
  Outputs outputs;
  outputs.time =
      R"({"v":1,"exhibits":[{"exhibit":"ABC/1","solved":true,"offset_s":-3510},{"exhibit":"ABC/2","solved":true,"offset_s":0}]})";
  const Report report = judge(truth, nullptr, outputs);
  CHECK(report.clocks.right == 0);
  CHECK(report.clocks.right_but_for_zero == 2);
}

TEST_CASE("proposals are judged where the truth knows both identifiers, with calibration") {
  const Truth truth = hand_made();
  Outputs outputs;
  outputs.people = R"({"v":1,"proposals":[
   {"a":"+447700900001","b":"+447700900009","probability":0.95},
   {"a":"a@example.org","b":"+447700900001","probability":0.92},
   {"a":"+447700900001","b":"+447700900002","probability":0.91},
   {"a":"+447700900001","b":"+447700900777","probability":0.5}]})";
  const Report report = judge(truth, nullptr, outputs);
  const auto& people = of(report, "people");
  CHECK(people.leads == 3);
  CHECK(people.right == 2);
  CHECK(report.proposals_not_judged == 1);
  CHECK(people.recall_detectable.of == 1);
  CHECK(people.recall_detectable.hit == 1);
  CHECK(report.calibration[9].right.of == 3);
  CHECK(report.calibration[9].right.hit == 2);
}

TEST_CASE("links are right when the pair is there and its events are counted once") {
  const Truth truth = hand_made();
  Outputs outputs;
  // 001-002: E1, E2, E4 = 3 events (4 records); 002-003: E3 = 1.
  std::istringstream pairs(R"({"v":1,"pairs":[
   {"a":"+447700900002","b":"+447700900001","counts":{"message":3,"call":1}},
   {"a":"+447700900003","b":"+447700900002","counts":{"message":1}}]})");
  outputs.links = &pairs;
  const Report report = judge(truth, nullptr, outputs);
  CHECK(report.link_pairs.of == 2);
  CHECK(report.link_pairs.hit == 2);
  CHECK(report.link_counts.hit == 1);
}

TEST_CASE("the truth by lines says the same as the truth in one piece") {
  std::istringstream lines(
      R"({"v":1,"case":"x","type":"head"}
{"type":"event","id":"E1","kind":"im","t":"2025-03-01T10:00:00Z","from":"1234","to":"5678","lang":"ro","records":[["ABC/1","ABC_1/m.csv",1,2,100]]}
{"type":"burst","sender":"1234","kind":"broadcast","decoy":false,"events":["E1"],"detectable":true}
{"type":"totals","events":1,"records":1}
)");
  const Truth truth = load_truth(lines);
  CHECK(truth.events.size() == 1);
  CHECK(truth.bursts.size() == 1);
  CHECK(truth.bursts[0].events == std::vector<std::uint32_t>{0});
}

TEST_CASE("input that is not of the promised form is refused with its name") {
  std::istringstream broken("{\"events\":[");
  CHECK_THROWS_AS(load_truth(broken), std::runtime_error);
  const Truth truth = hand_made();
  Records records(truth);
  std::istringstream bad("not json\n");
  CHECK_THROWS_WITH_AS(records.read(bad), doctest::Contains("line 1"), std::runtime_error);
  Outputs outputs;
  outputs.leads = "{}";
  CHECK_THROWS_WITH_AS(judge(truth, nullptr, outputs), doctest::Contains("leads"),
                       std::runtime_error);
}

TEST_CASE("both ends: what a second extraction of a phone shows as late as the first is late beside other phones only") {
  std::string events;
  for (int i = 1; i <= 4; ++i) {
    const std::string n = std::to_string(i), at = std::to_string(100 * i);
    const auto in = [&](const char* exhibit) { return "[\"" + std::string(exhibit) + "\",\"a.csv\"," + n + "," + n + "," + at + "]"; };
    events += (i > 1 ? "," : "") + ("{\"id\":\"E" + n) + "\",\"kind\":\"im\",\"t\":\"2025-03-01T10:0" + n +
              ":00Z\",\"from\":\"1111\",\"to\":\"2222\"," + (i >= 3 ? "\"sides\":[[\"A/1\",\"late\",900],[\"A/2\",\"late\",900]]," : "") +
              "\"records\":[" + in("A/1") + "," + in("A/2") + (i == 3 ? "" : "," + in("A/3")) + "]}";
  }
  std::istringstream in("{\"v\":1,\"from\":\"2025-03-01T00:00:00Z\",\"events\":[" + events +
                        "],\"devices\":[{\"exhibit\":\"A/1\"},{\"exhibit\":\"A/2\",\"copy_of\":\"A/1\"},{\"exhibit\":\"A/3\"}]}");
  const Truth truth = load_truth(in);
  REQUIRE(truth.ends.size() == 4);
  Records records(truth);
  std::string exported;
  for (int e = 1; e <= 3; ++e)
    for (int i = 1; i <= 4; ++i)
      if (e < 3 || i != 3)
        exported += "{\"id\":\"A/" + std::to_string(e) + "#" + std::to_string(i) + "\",\"kind\":\"message\",\"exhibit\":\"A/" + std::to_string(e) +
                    "\",\"file\":\"a.csv\",\"position\":\"A/" + std::to_string(e) + ":a.csv@bytes=" + std::to_string(i * 100) + "+5\"}\n";
  std::istringstream lines(exported);
  records.read(lines);
  std::istringstream said(R"({"comparisons":[]})");
  std::ostringstream missed;
  const auto shifted = judge_ends(truth, records, said, &missed).kinds.at("shifted");
  CHECK(shifted.recall_all.of == 2);  // E4 on A/1 and on A/2; of E3 there is no third copy
  CHECK(shifted.recall_detectable.of == 2);
  CHECK(missed.str() == "shifted\tmissed\tA/1\tA/1#4\tA/2#4\tA/3#4\nshifted\tmissed\tA/2\tA/1#4\tA/2#4\tA/3#4\n");
}

TEST_CASE("both ends: an item is an event and a phone; other words count on either side; outsiders of a group are right if said") {
  std::istringstream in(R"({"v":1,"from":"2025-03-01T00:00:00Z","events":[
 {"id":"E1","kind":"im","t":"2025-03-01T10:00:00Z","from":"1111","to":"2222","records":[["A/1","a.csv",1,2,100],["A/2","b.csv",1,2,100]]},
 {"id":"E2","kind":"im","t":"2025-03-01T10:01:00Z","from":"1111","to":"2222","records":[["A/1","a.csv",2,3,200],["A/2","b.csv",2,3,200]]},
 {"id":"E3","kind":"im","t":"2025-03-01T10:02:00Z","from":"1111","to":"2222","sides":[["A/2","edited"]],"records":[["A/1","a.csv",3,4,300],["A/2","b.csv",3,4,300]]},
 {"id":"E4","kind":"im","t":"2025-03-01T10:03:00Z","from":"1111","to":"2222","sides":[["A/2","deleted"]],"records":[["A/1","a.csv",4,5,400]]},
 {"id":"E5","kind":"im","t":"2025-03-01T10:04:00Z","from":"1111","to":"3333","sides":[["A/2","window"]],"records":[["A/1","a.csv",5,6,500]]},
 {"id":"E6","kind":"group","t":"2025-03-01T10:05:00Z","from":"1111","to":"","group":"Lifts","records":[["A/1","a.csv",6,7,600]]},
 {"id":"E7","kind":"group","t":"2025-03-01T10:06:00Z","from":"1111","to":"","group":"Market","records":[["A/1","a.csv",7,8,700],["A/2","b.csv",7,8,700]]},
 {"id":"E8","kind":"group","t":"2025-03-01T10:07:00Z","from":"1111","to":"","group":"Market","records":[["A/1","a.csv",8,9,800],["A/2","b.csv",8,9,800]]},
 {"id":"E9","kind":"group","t":"2025-03-01T10:08:00Z","from":"1111","to":"","group":"Market","records":[["A/1","a.csv",9,10,900],["A/2","b.csv",9,10,900]]},
 {"id":"E10","kind":"group","t":"2025-03-01T10:09:00Z","from":"1111","to":"","group":"Market","sides":[["A/2","deleted"]],"records":[["A/1","a.csv",10,11,1000]]},
 {"id":"E12","kind":"sms","t":"2025-03-01T10:11:00Z","from":"1111","to":"2222","sides":[["A/2","window"]],"records":[["A/1","a.csv",12,13,1200]]},
 {"id":"E11","kind":"group","t":"2025-03-01T10:10:00Z","from":"1111","to":"","group":"Shift","sides":[["A/2","window"]],"records":[["A/1","a.csv",11,12,1100]]}],
"devices":[{"exhibit":"A/1"},{"exhibit":"A/2"}]})");
  const Truth truth = load_truth(in);
  REQUIRE(truth.ends.size() == 6);
  Records records(truth);
  std::string exported;
  for (int i = 1; i <= 12; ++i)
    exported += "{\"id\":\"A/1#" + std::to_string(i) + "\",\"kind\":\"message\",\"exhibit\":\"A/1\",\"file\":\"a.csv\",\"position\":\"A/1:a.csv@bytes=" +
                std::to_string(i * 100) + "+5\"}\n";
  for (int i : {1, 2, 3, 7, 8, 9})
    exported += "{\"id\":\"A/2#" + std::to_string(i) + "\",\"kind\":\"message\",\"exhibit\":\"A/2\",\"file\":\"b.csv\",\"position\":\"A/2:b.csv@bytes=" +
                std::to_string(i * 100) + "+5\"}\n";
  std::istringstream lines(exported);
  records.read(lines);
  std::istringstream said(R"({"comparisons":[{"a":{"exhibit":"A/1"},"b":{"exhibit":"A/2"},"differences":[
   {"what":"lacks","side":"b","a":{"record":"A/1#4"},"b":null,"possible_causes":[{"cause":"deletion"}]},
   {"what":"lacks","side":"b","a":{"record":"A/1#1"},"b":null,"possible_causes":[{"cause":"deletion"}]},
   {"what":"lacks","side":"b","a":{"record":"A/1#6"},"b":null,"possible_causes":[{"cause":"membership"}]},
   {"what":"lacks","side":"b","a":{"record":"A/1#99"},"b":null,"possible_causes":[]},
   {"what":"edited","side":"a","a":{"record":"A/1#3"},"b":{"record":"A/2#3"},"possible_causes":[]}]}]})");
  const EndsScore score = judge_ends(truth, records, said);
  const auto& lacks = score.kinds.at("lacks");
  CHECK(lacks.precision.of == 3);
  CHECK(lacks.precision.hit == 2);         // E4, and E6 as an outsider's; E1 is in both
  CHECK(lacks.recall_all.of == 5);         // E4 and E5, E10 and E11, E12
  CHECK(lacks.recall_all.hit == 1);
  CHECK(lacks.recall_detectable.of == 2);  // E4 and E10: of 1111 and 3333, of Shift and of SMS there is nothing to lay side by side
  CHECK(score.kinds.at("edited").precision.hit == 1);
  CHECK(score.kinds.at("edited").recall_detectable.hit == 1);
  CHECK(score.cause_named.of == 1);
  CHECK(score.cause_named.hit == 1);
  CHECK(score.not_judged == 1);
}

TEST_CASE("a clock that drifts or missed summer time is right only with its pieces") {
  std::istringstream in(R"({"v":1,"from":"2025-03-01T00:00:00Z","events":[],"devices":[
   {"exhibit":"A/1","skew_s":0,"zone_error_s":0,"window":["2025-03-01T00:00:00Z","2025-04-26T00:00:00Z"]},
   {"exhibit":"A/2","skew_s":10,"zone_error_s":0,"dst_missed":"2025-03-30T01:00:00Z","window":["2025-03-01T00:00:00Z","2025-04-26T00:00:00Z"]}]})");
  const Truth truth = load_truth(in);
  Outputs outputs;
  outputs.time = R"({"v":1,"clock_offsets":[{"exhibit":"A/1","offset_s":0,"pieces":[{"from":null,"to":null,"offset_s":0}]},
   {"exhibit":"A/2","offset_s":10,"pieces":[{"from":null,"to":"2025-03-30T01:00:00Z","offset_s":10},{"from":"2025-03-30T01:00:00Z","to":null,"offset_s":-3590}]}]})";
  CHECK(judge(truth, nullptr, outputs).clocks.throughout == 2);
  outputs.time = R"({"v":1,"clock_offsets":[{"exhibit":"A/1","offset_s":0},{"exhibit":"A/2","offset_s":10}]})";
  const Report report = judge(truth, nullptr, outputs);
  CHECK(report.clocks.right == 2);
  CHECK(report.clocks.throughout == 1);
}

TEST_CASE("a number change counts among five suggestions for the old number, a second phone at the head of its list") {
  const Truth truth = hand_made();
  Outputs outputs;
  std::string leads = R"({"leads":[)";
  for (int i = 0; i < 5; ++i)
    leads += R"({"detector":"number-change","subjects":["+447700900001","+44770090010)" + std::to_string(i) + R"("]},)";
  const std::string right = R"({"detector":"number-change","subjects":["+447700900001","+447700900009"]})";
  outputs.leads = leads + right + "]}";
  CHECK(judge(truth, nullptr, outputs).changes_in_five.hit == 0);
  outputs.leads = R"({"leads":[)" + right + "]}";
  const Report report = judge(truth, nullptr, outputs);
  CHECK(report.changes_in_five.hit == 1);
  CHECK(report.changes_in_five.of == 1);
  // Where suggestions are given they count, leads or not.
  auto suggest = [](int before) {
    std::string rows;
    for (int i = 0; i < before; ++i) rows += R"([{"handle":"+447700900001"},{"handle":"+44770090010)" + std::to_string(i) + R"("}],)";
    Outputs out;
    out.changes = R"({"tables":[{"rows":[)" + rows + R"([{"handle":"+447700900001"},{"handle":"+447700900009"}]]}]})";
    return judge(hand_made(), nullptr, out).changes_in_five.hit;
  };
  CHECK(suggest(4) == 1);
  CHECK(suggest(5) == 0);
}

TEST_CASE("two numbers of one person are a second phone when he had both at once, not one after the other") {
  std::istringstream in(R"({"handles":[
    {"handle":"+447700900001","person":"P1","from":null,"to":"2025-05-08T08:00:00Z"},
    {"handle":"+447700900002","person":"P1","from":"2025-05-08T08:00:00Z","to":null},
    {"handle":"+447700900003","person":"P1","from":null,"to":null},
    {"handle":"+447700900004","person":"P2","from":null,"to":null}]})");
  const Truth truth = load_truth(in);
  auto right = [&](const char* a, const char* b) {
    Outputs outputs;
    outputs.leads = std::string(R"({"leads":[{"detector":"second-phone","subjects":[")") + a + R"(",")" + b + R"("]}]})";
    return of(judge(truth, nullptr, outputs), "second-phone").right;
  };
  CHECK(right("+447700900002", "+447700900003") == 1);
  CHECK(right("+447700900001", "+447700900003") == 1);
  CHECK(right("+447700900001", "+447700900002") == 0);
  CHECK(right("+447700900003", "+447700900004") == 0);
}

TEST_CASE("numbers in one handset or card are right when they are one person's") {
  std::istringstream in(R"({"handles":[
    {"handle":"+447700900001","person":"P1","from":null,"to":"2025-05-08T08:00:00Z"},
    {"handle":"+447700900002","person":"P1","from":"2025-05-08T08:00:00Z","to":null},
    {"handle":"+447700900003","person":"P2","from":null,"to":null}]})");
  const Truth truth = load_truth(in);
  auto right = [&](const std::string& subjects) {
    Outputs outputs;
    outputs.leads = R"({"leads":[{"detector":"handset","subjects":[)" + subjects + "]}]}";
    return of(judge(truth, nullptr, outputs), "handset").right;
  };
  CHECK(right(R"("+447700900001","+447700900002")") == 1);
  CHECK(right(R"("+447700900001","+447700900002","+447700900003")") == 0);
  CHECK(right(R"("+447700900001")") == 0);  // one number in several handsets: nobody in the truth does that
}

TEST_CASE("a number that passed to somebody else is told by its moment, within a week; who only had another number has passed nothing") {
  std::istringstream in(R"({"handles":[
    {"handle":"+447700900001","person":"P1","from":null,"to":"2025-05-08T08:00:00Z"},
    {"handle":"+447700900001","person":"P2","from":"2025-05-08T08:00:00Z","to":null},
    {"handle":"+447700900002","person":"P1","from":"2025-05-08T08:00:00Z","to":null}]})");
  const Truth truth = load_truth(in);
  auto handover = [&](const char* number, const char* from, const char* to) {
    Outputs outputs;
    outputs.leads = fmt::format(R"({{"leads":[{{"detector":"handover","subjects":["{}"],"from":"{}","to":"{}"}}]}})", number, from, to);
    return of(judge(truth, nullptr, outputs), "handover");
  };
  CHECK(handover("+447700900001", "2025-05-10T08:00:00Z", "2025-05-12T08:00:00Z").right == 1);
  CHECK(handover("+447700900001", "2025-05-10T08:00:00Z", "2025-05-12T08:00:00Z").recall_all.hit == 1);
  CHECK(handover("+447700900001", "2025-06-10T08:00:00Z", "2025-06-12T08:00:00Z").right == 0);
  CHECK(handover("+447700900002", "2025-05-10T08:00:00Z", "2025-05-12T08:00:00Z").right == 0);
  CHECK(handover("+447700900001", "2025-05-10T08:00:00Z", "2025-05-12T08:00:00Z").recall_detectable.of == 0);  // no event is seen
}

TEST_CASE("who hears from one phone of somebody and contacts the other has passed nothing on") {
  std::istringstream in(R"({"handles":[
    {"handle":"+447700900001","person":"P1","from":null,"to":null},
    {"handle":"+447700900002","person":"P1","from":null,"to":null},
    {"handle":"+447700900003","person":"P2","from":null,"to":null}],
    "relays":[{"a":"+447700900001","b":"+447700900003","c":"+447700900002","t1":"2025-05-08T08:00:00Z","t2":"2025-05-08T08:01:00Z","detectable":true}]})");
  Outputs outputs;
  outputs.leads = R"({"leads":[{"detector":"relay","subjects":["+447700900001","+447700900003","+447700900002"]}]})";
  const AnalysisScore score = of(judge(load_truth(in), nullptr, outputs), "relay");
  CHECK(score.right == 0);
  CHECK(score.recall_detectable.of == 0);
}

}  // namespace clew::score
