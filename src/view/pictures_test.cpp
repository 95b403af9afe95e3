#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <numeric>

#include "casefile/writer.h"
#include "view/activity.h"
#include "view/chart.h"

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

}  // namespace clew::view
