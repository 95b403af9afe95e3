#include "view/links.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "casefile/writer.h"
#include "job/link_stage.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;
using model::Direction;
using model::Participation;
using model::Role;

struct LinkCase {
  fs::path root = fs::temp_directory_path() / fmt::format("clew-view-links-{}", ::getpid());
  std::optional<casefile::Case> made;
  ThreadPool pool{1};
  Micros now = 1'741'000'000'000'000;

  LinkCase() {
    fs::remove_all(root);
    fs::create_directories(root);
    casefile::CaseInfo info;
    info.reference = info.authority = info.purpose = "test";
    info.review_date = "2030-01-01";
    info.country = "GB";
    made = casefile::Case::create(root / "a.clew", info);
  }
  ~LinkCase() {
    made.reset();
    fs::remove_all(root);
  }
  struct Text {
    Direction direction;
    std::string other;  // the only number written in the row
    std::string words;
    int minute;  // -1: no time
  };
  void add(const std::string& ref, std::optional<std::string> owner, const std::vector<Text>& texts) {
    casefile::Writer writer(*made);
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = ref;
    exhibit.kind = "file";
    exhibit.storage = "reference";
    exhibit.owner_number = owner;
    auto id = writer.begin_exhibit(exhibit);
    casefile::FileInfo file;
    file.path = {"f.csv"};
    auto file_id = writer.begin_file(id, file);
    for (const auto& text : texts) {
      model::Record record;
      record.service = "SMS";
      record.direction = text.direction;
      record.text = text.words;
      Participation there;
      there.role = text.direction == Direction::out ? Role::to : Role::from;
      there.identifier = {model::IdentifierKind::phone, text.other, ""};
      record.participants.push_back(there);
      if (text.minute >= 0) {
        model::Time time;
        time.kind = model::TimeKind::sent;
        time.utc = now + text.minute * 60 * micros_per_second;
        time.certainty = model::Certainty::exact;
        record.times.push_back(time);
      }
      casefile::NormalForm form;
      form.normal = text.other;
      std::vector<casefile::NormalForm> forms{form};
      writer.add(file_id, record, forms);
    }
    writer.end_file(file_id, {"test", "1", "", "read", {}, {}});
    writer.end_exhibit(id, "complete");
  }
};

}  // namespace

TEST_CASE("every event that a line counts has its records, though only the exhibit says who its owner is") {
  const std::string ana = "+447700900101", ben = "+447700900102", cleo = "+447700900103";
  LinkCase c;
  c.add("A/1", ana,
        {{Direction::out, ben, "the train is at nine", 0},
         {Direction::in, ben, "bring the keys", 5},
         {Direction::out, cleo, "rain again", 6},
         {Direction::out, ben, "left the parcel there", -1}});
  c.add("B/1", ben, {{Direction::in, ana, "the train is at nine", 0}});
  c.add("C/1", std::nullopt, {{Direction::out, ben, "see you at the market", 20}});
  job::run_link_stage(*c.made, job::name_owners(*c.made), c.pool, {});
  CaseView view(*c.made, {"Ana"});
  auto lines = links(view, c.pool);
  REQUIRE(lines.size() == 3);
  std::size_t pairs_of_ana = 0;
  for (const auto& line : lines) {
    auto records = link_records(view, c.pool, line.a_id, line.b_id);
    CHECK(records == link_records(view, c.pool, line.b_id, line.a_id));
    CHECK(static_cast<std::int64_t>(records.size()) >= line.count);
    if (line.a.raw_for_analysis() == ana && line.b.raw_for_analysis() == ben) {
      ++pairs_of_ana;
      CHECK(line.count == 3);
      REQUIRE(records.size() == 4);  // one event stands on both phones; the undated one comes last
      CHECK(records.back().value == model::record_id({1}, 4).value);
      CHECK(link_records(view, c.pool, line.a_id, line.b_id, 2).size() == 2);
    } else {
      CHECK(records.size() == 1);
    }
  }
  CHECK(pairs_of_ana == 1);
  CHECK(link_records(view, c.pool, 999, 1).empty());
}

}  // namespace clew::view
