#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <numeric>

#include "casefile/writer.h"
#include "base/error.h"
#include "view/activity.h"
#include "view/conversations.h"
#include "view/chart.h"
#include "view/chart_groups.h"
#include "view/leads.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;

constexpr Micros minute = 60'000'000, day = 1440 * minute;
constexpr Micros monday = 1'709'510'400'000'000;  // 2024-03-04T00:00Z, a Monday

struct Sent {
  const char *from, *to;
  Micros utc;
  model::Certainty certainty = model::Certainty::exact;
};

struct PictureCase {
  fs::path root = fs::temp_directory_path() / fmt::format("clew-view-pictures-{}", ::getpid());
  std::optional<casefile::Case> made;

  PictureCase(const std::string& zone, const std::vector<Sent>& messages) {
    fs::remove_all(root);
    fs::create_directories(root);
    casefile::CaseInfo info;
    info.reference = info.authority = info.purpose = "test";
    info.review_date = "2030-01-01";
    info.zone = zone;
    made = casefile::Case::create(root / "a.clew", info);
    casefile::Writer writer(*made);
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = "A/1";
    exhibit.kind = "file";
    exhibit.storage = "reference";
    auto id = writer.begin_exhibit(exhibit);
    auto file = writer.begin_file(id, {{"f.csv"}, 0, "", ""});
    for (const auto& m : messages) {
      model::Record record;
      if (m.certainty == model::Certainty::local_unknown)
        record.times.push_back({model::TimeKind::sent, {}, m.utc, "", "", {}, m.certainty});
      else
        record.times.push_back({model::TimeKind::sent, m.utc, {}, "", "", {}, m.certainty});
      std::vector<casefile::NormalForm> forms;
      for (auto [role, number] :
           {std::pair(model::Role::from, m.from), std::pair(model::Role::to, m.to)}) {
        record.participants.push_back({role, {model::IdentifierKind::phone, number, ""}, ""});
        forms.push_back({number, "", "possible", ""});
      }
      writer.add(file, record, forms);
    }
    writer.end_file(file, {"test", "1", "", "read", {}, {}});
    writer.end_exhibit(id, "complete");
  }
  ~PictureCase() {
    made.reset();
    fs::remove_all(root);
  }
  std::int64_t handle(const char* normal) {
    auto find = made->db().prepare("SELECT id FROM handle WHERE normal = ?1");
    find.bind(1, normal);
    REQUIRE(find.step());
    return find.integer(0);
  }
};

const char *a = "+447700900101", *b = "+447700900102", *c = "+447700900103", *d = "+447700900104";

}  // namespace

TEST_CASE("a chart shows the surroundings of a number and says how much more there is") {
  PictureCase made("UTC", {{a, b, monday},
                           {b, a, monday + minute},
                           {a, b, monday + day},
                           {b, c, monday},
                           {c, d, monday}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  auto near = chart(view, pool, {{made.handle(a)}, 1, 1, {}, {}, 10});
  REQUIRE(near.nodes.size() == 2);
  CHECK(near.nodes[1].normal.raw_for_analysis() == b);
  CHECK(near.nodes[1].contacts == 2);  // c is a contact of b, though not shown
  REQUIRE(near.lines.size() == 1);
  CHECK(near.lines[0].a_to_b == 2);
  CHECK(near.lines[0].b_to_a == 1);
  CHECK(near.lines[0].first == monday);
  CHECK(near.lines[0].last == monday + day);
  CHECK(std::accumulate(near.steps.begin(), near.steps.end(), std::int64_t{0}) == 3);

  auto wide = chart(view, pool, {{made.handle(a)}, 2, 1, {}, {}, 10});
  CHECK(wide.nodes.size() == 3);
  auto cut = chart(view, pool, {{made.handle(a)}, 2, 1, {}, {}, 2});
  CHECK(cut.nodes.size() == 2);
  CHECK(cut.reachable >= 2);
  auto all = chart(view, pool, {{}, 1, 1, {}, {}, 10});
  CHECK(all.nodes.size() == 4);
  CHECK(all.reachable == 4);
  CHECK(all.lines.size() == 3);
}

TEST_CASE("a chart of an interval counts only its events, from included and to not") {
  PictureCase made("UTC", {{a, b, monday}, {b, a, monday + minute}, {a, b, monday + day}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  auto early = chart(view, pool, {{made.handle(a)}, 1, 1, monday + minute, monday + day, 10});
  REQUIRE(early.lines.size() == 1);
  CHECK(early.lines[0].a_to_b + early.lines[0].b_to_a == 1);
  auto strong = chart(view, pool, {{made.handle(a), made.handle(b)}, 0, 4, {}, {}, 10});
  CHECK(strong.lines.empty());
  CHECK(strong.lines_dropped == 1);
}

TEST_CASE("the whole case is drawn as the groups of its leads, with what goes between them and who is in none") {
  const char *e = "+447700900105", *f = "+447700900106", *g = "+447700900107";
  PictureCase made("UTC", {{a, b, monday},
                           {b, a, monday + minute},
                           {a, c, monday + day},
                           {d, e, monday},
                           {e, f, monday},
                           {a, d, monday},           // between the groups: two pairs, three events
                           {d, a, monday + minute},
                           {c, f, monday + day},
                           {g, a, monday}});         // in no group
  auto& db = made.made->db();
  auto lead = [&](const char* id, int rank, std::vector<const char*> members) {
    std::string subjects;
    for (auto m : members)
      subjects += fmt::format("{}{{\"handle\":\"{}\",\"kind\":\"phone\"}}", subjects.empty() ? "" : ",", m);
    db.prepare("INSERT INTO lead(id, rank, detector, title, json, settings) VALUES (?1, ?2, 'community', '', ?3, '')")
        .bind_all(id, rank, fmt::format("{{\"subjects\":[{}]}}", subjects))
        .run();
  };
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  auto none = chart_groups(view, pool, {}, {}, 1);
  CHECK(none.groups.empty());
  CHECK(!none.why_none.empty());
  CHECK(none.outside == 7);

  lead("L1", 1, {d, e, f});
  lead("L2", 2, {a, b, c, "+447700900199"});  // one that the case no longer holds
  auto all = chart_groups(view, pool, {}, {}, 1);
  REQUIRE(all.groups.size() == 2);
  CHECK(all.groups[0].lead == "L1");
  CHECK(all.groups[1].handles == 3);
  CHECK(all.groups[0].events == 2);
  CHECK(all.groups[1].events == 3);
  CHECK(all.groups[1].outward == 4);
  REQUIRE(all.groups[1].busiest.size() == 3);
  CHECK(all.groups[1].busiest[0].normal.raw_for_analysis() == a);
  CHECK(all.groups[1].busiest[0].events == 6);
  CHECK(all.groups[1].members[0] == made.handle(a));
  REQUIRE(all.lines.size() == 1);
  CHECK(all.lines[0].events == 3);
  CHECK(all.lines[0].pairs == 2);
  CHECK(all.lines[0].expected == doctest::Approx(3));  // of two groups all between them is between these two
  CHECK(all.lines[0].ends.size() == 4);
  CHECK(all.handles == 7);
  CHECK(all.outside == 1);
  CHECK(all.outside_events == 1);
  CHECK(std::accumulate(all.steps.begin(), all.steps.end(), std::int64_t{0}) == 9);
  std::int64_t inside = all.outside_events;
  for (const auto& group : all.groups) inside += group.events;
  for (const auto& line : all.lines) inside += line.events;
  CHECK(inside == 9);  // every event is in exactly one place

  auto tuesday = chart_groups(view, pool, monday + day, {}, 2);
  CHECK(tuesday.groups[1].events == 1);
  CHECK(tuesday.lines.empty());  // one event between the groups, two asked for
}

TEST_CASE("a thread's last time without a zone is shown in the case's zone as it is written") {
  const Micros july = to_micros({2024, 7, 1, 21, 40, 9, 0});
  PictureCase made("Europe/London", {{a, b, july - day}, {b, a, july, model::Certainty::local_unknown}});
  CaseView view(*made.made, {"Ana"});
  auto list = conversations(view, {});
  REQUIRE(list.rows.size() == 1);
  CHECK(list.rows[0].first == july - day);
  CHECK(list.rows[0].last == july - 60 * minute);  // 21:40:09 in London
}

TEST_CASE("a time without a zone stands in the activity at the reading of its clock, and is counted as such") {
  PictureCase made("Asia/Kathmandu", {{a, b, monday + 21 * 60 * minute, model::Certainty::local_unknown},
                                      {a, b, monday},
                                      {b, a, 0, model::Certainty::implausible}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  for (auto id : {std::int64_t{0}, made.handle(a)}) {
    auto seen = activity(view, pool, id);
    CHECK(seen.total == 2);
    CHECK(seen.as_written == 1);
    CHECK(seen.undated == 1);
    CHECK(seen.week[0][21] == 1);
    CHECK(seen.week[0][5] == 1);
  }
}

TEST_CASE(
    "activity falls on the day and hour of the case's zone, summer time and half hours included") {
  // 00:30 in Kathmandu (+5:45) on the Tuesday is 18:45 UTC on the Monday.
  PictureCase made("Asia/Kathmandu",
                   {{a, b, monday + 18 * 60 * minute + 45 * minute},
                    {a, b, monday + 18 * 60 * minute + 14 * minute},  // 23:59 on the Monday
                    {b, a, 0, model::Certainty::implausible}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  auto whole = activity(view, pool, 0);
  CHECK(whole.total == 2);
  CHECK(whole.undated == 1);
  CHECK(whole.first_day == "2024-03-04");
  REQUIRE(whole.lanes.size() == 1);
  CHECK(whole.lanes[0].name == "A/1");
  CHECK(whole.lanes[0].days == std::vector<std::int64_t>{1, 1});
  CHECK(whole.week[1][0] == 1);
  CHECK(whole.week[0][23] == 1);
  auto one = activity(view, pool, made.handle(a));
  CHECK(one.week == whole.week);
  CHECK(activity(view, pool, made.handle(a) + 1000).total == 0);
}

TEST_CASE("the days of a lead have a lane for each of its numbers, in their order, and an event between two in both") {
  PictureCase made("UTC", {{b, c, monday}, {b, c, monday + day}, {a, b, monday + 3 * day}, {a, d, monday + 3 * day + minute}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  const auto keep = [&](const char* id, std::string subjects) {
    made.made->db().prepare("INSERT INTO lead(id, rank, detector, title, json, settings) VALUES (?1, 1, 'number-change', '', ?2, '')")
        .bind_all(id, fmt::format("{{\"subjects\":[{}]}}", subjects)).run();
  };
  const auto subject = [](const char* number) { return fmt::format("{{\"handle\":\"{}\",\"kind\":\"phone\"}}", number); };
  keep("aa", subject(b) + "," + subject(a));
  keep("bb", subject(a) + "," + subject(b) + "," + subject(c) + "," + subject(d));
  const auto days = lead_days(view, pool, "aa");
  CHECK(days.first_day == "2024-03-04");
  REQUIRE(days.lanes.size() == 2);
  CHECK(days.lanes[0].name == b);
  CHECK(days.lanes[0].days == std::vector<std::int64_t>{1, 1, 0, 1});
  CHECK(days.lanes[1].name == a);
  CHECK(days.lanes[1].days == std::vector<std::int64_t>{0, 0, 0, 2});
  CHECK(lead_days(view, pool, "bb").lanes.empty());
  CHECK_THROWS_AS(lead_days(view, pool, "cc"), Error);
}

TEST_CASE("an hour of the week opens as many records as it counts, for the case and for a number") {
  PictureCase made("Asia/Kathmandu", {{a, b, monday + 21 * 60 * minute, model::Certainty::local_unknown},
                                      {a, b, monday},
                                      {b, a, monday + minute},
                                      {b, a, 0, model::Certainty::implausible}});
  CaseView view(*made.made, {"Ana"});
  ThreadPool pool(1);
  for (auto id : {std::int64_t{0}, made.handle(a)}) {
    const auto seen = activity(view, pool, id);
    std::size_t records = 0;
    for (std::size_t day = 0; day < 7; ++day)
      for (std::size_t hour = 0; hour < 24; ++hour) {
        const auto behind = activity_records(view, pool, id, static_cast<std::int64_t>(day), static_cast<std::int64_t>(hour), 100);
        CHECK(behind.size() == static_cast<std::size_t>(seen.week[day][hour]));
        records += behind.size();
      }
    CHECK(records == 3);
    CHECK(activity_records(view, pool, id, 0, 5, 1).size() == 1);
  }
  CHECK_THROWS_AS(activity_records(view, pool, 0, 7, 0, 1), Error);
}

}  // namespace clew::view
