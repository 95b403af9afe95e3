#include "view/only_in.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "job/link_stage.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

struct TwoExtractions : testing::NewCase {
  ThreadPool pool{1};
  Micros now = 1'741'000'000'000'000;

  void add(const std::string& ref, const std::vector<model::Record>& records) {
    testing::OneFile file(*made, ref, "+447700900101");
    for (const auto& record : records) {
      std::vector<casefile::NormalForm> forms(record.participants.size());
      for (auto& form : forms) form.normal = "+447700900123";
      file.add(record, forms);
    }
    file.end();
  }
  static model::Participation party(model::Role role, std::string number) {
    model::Participation party;
    party.role = role;
    party.identifier = {model::IdentifierKind::phone, std::move(number), ""};
    return party;
  }
  model::Record text(int minute, std::string words) const {
    model::Record record;
    record.kind = model::RecordKind::message;
    record.service = "SMS";
    record.direction = model::Direction::in;
    record.text = std::move(words);
    record.participants = {party(model::Role::from, "+447700900123")};
    model::Time time;
    time.kind = model::TimeKind::sent;
    time.utc = now + minute * 60 * micros_per_second;
    time.certainty = model::Certainty::exact;
    record.times.push_back(time);
    return record;
  }
  static model::Record card(std::string name, std::string number) {
    model::Record record;
    record.kind = model::RecordKind::contact;
    record.fields = {{"name", std::move(name)}};
    record.participants = {party(model::Role::subject, std::move(number))};
    return record;
  }
  static model::Record file(std::string path, std::string sha256) {
    model::Record record;
    record.kind = model::RecordKind::file;
    record.media.push_back({std::move(path), "image/jpeg", std::move(sha256), "", false});
    return record;
  }
};

}  // namespace

TEST_CASE("what is new in a second extraction is told by kind; a text that stands twice here and once there is once in both") {
  TwoExtractions made;
  auto tool = [](model::Record record, const char* id) {
    record.fields.push_back({"format", id});  // each tool has fields of its own
    return record;
  };
  made.add("ABC/1", {made.text(1, "the keys are at the market"), made.text(5, "ok"), made.text(5, "ok"),
                     tool(made.card("Ana", "07700 900123"), "one"), made.card("Bogdan", "07700900124")});
  made.add("ABC/2", {made.text(1, "the keys are at the market"), made.text(5, "ok"), made.text(9, "the train is late"),
                     tool(made.card("Ana", "+447700900123"), "two"), made.card("Bogdan W.", "07700900124")});
  job::run_link_stage(*made.made, job::name_owners(*made.made), made.pool, {});
  CaseView view(*made.made, {"Ana"});
  const auto found = only_in(view, "ABC/1", "ABC/2");
  REQUIRE(found.kinds.size() == 2);
  CHECK(found.kinds[0].kind == "contact");
  CHECK(found.kinds[0].only_a == 1);
  CHECK(found.kinds[0].only_b == 1);
  CHECK(found.kinds[1].kind == "message");
  CHECK(found.kinds[1].a == 3);
  CHECK(found.kinds[1].only_a == 1);
  CHECK(found.kinds[1].only_b == 1);
  CHECK(found.only_b == std::vector<std::int64_t>{(2LL << 32) + 5, (2LL << 32) + 3});

  // The other way round the sides change places and nothing else.
  const auto turned = only_in(view, "ABC/2", "ABC/1");
  CHECK(turned.only_a == found.only_b);
  CHECK(turned.only_b == found.only_a);

  JsonWriter out;
  write_json(out, found, 1);
  CHECK(out.take().find("\"only_b\":[\"ABC/2#5\"]") != std::string::npos);
  CHECK(describe(view, found, 10).find("the train is late") != std::string::npos);
  CHECK_THROWS_AS(only_in(view, "ABC/1", "ABC/1"), Error);
  CHECK_THROWS_AS(only_in(view, "ABC/1", "ABC/9"), Error);
}

TEST_CASE("a file is in both by its hash, whatever its name; without one by its name") {
  TwoExtractions made;
  made.add("ABC/1", {made.file("DCIM/keys.jpg", "aa"), made.file("DCIM/train.jpg", ""), made.file("DCIM/rain.jpg", "")});
  made.add("ABC/2", {made.file("Media/IMG-1.jpg", "aa"), made.file("Media/train.jpg", ""), made.file("Media/snow.jpg", "")});
  CaseView view(*made.made, {"Ana"});
  const auto found = only_in(view, "ABC/1", "ABC/2");
  CHECK(found.only_a == std::vector<std::int64_t>{(1LL << 32) + 3});
  CHECK(found.only_b == std::vector<std::int64_t>{(2LL << 32) + 3});
}

}  // namespace clew::view
