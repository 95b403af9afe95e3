#include "casefile/writer.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "casefile/indexes.h"
#include "casefile/tally.h"

using namespace clew;
using namespace clew::casefile;
using namespace clew::model;

namespace {

CaseInfo info() { return {"OP-THREAD", "Inspector Example, 12 March", "who moved the keys", "2027-03-14", "", "", ""}; }

Record message(int i) {
  Record r;
  r.locator = "bytes=" + std::to_string(i * 10) + "+10";
  r.table = "";
  r.service = "SMS";
  r.direction = Direction::in;
  r.times.push_back({TimeKind::sent, to_micros({2024, 3, 4, 21, 40, 9, 0}) + i * micros_per_second,
                     std::nullopt, "2024-03-04", "", 0, Certainty::exact});
  r.participants.push_back({Role::from, {IdentifierKind::phone, "07700 900123", ""}, "Ana"});
  r.participants.push_back({Role::to, {IdentifierKind::phone, "+447700900456", ""}, ""});
  r.text = "Vin mâine la gară " + std::to_string(i);
  r.extras.push_back({"Read", "yes"});
  return r;
}

std::vector<NormalForm> forms() {
  return {{"+447700900123", "", "possible", "GB"}, {"+447700900456", "", "possible", ""}};
}

}  // namespace

TEST_CASE("a case without authority, purpose or review date is refused") {
  TemporaryDirectory directory;
  for (auto drop : {&CaseInfo::authority, &CaseInfo::purpose, &CaseInfo::review_date, &CaseInfo::reference}) {
    auto bad = info();
    bad.*drop = " ";
    try {
      Case::create(directory.path() / "a.clew", bad);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
    }
    CHECK_FALSE(std::filesystem::exists(directory.path() / "a.clew"));
  }
  auto bad = info();
  bad.review_date = "14 March";
  CHECK_THROWS_AS(Case::create(directory.path() / "a.clew", bad), Error);
}

TEST_CASE("a second writer is told who holds the case, a reader is not stopped") {
  TemporaryDirectory directory;
  auto first = Case::create(directory.path() / "a.clew", info());
  try {
    Case::open(directory.path() / "a.clew", OpenMode::write);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::resource);
    CHECK(std::string(error.what()).find("process") != std::string::npos);
  }
  auto reader = Case::open(directory.path() / "a.clew", OpenMode::read);
  CHECK(reader.info().reference == "OP-THREAD");
}

TEST_CASE("records, identifiers, threads and links are stored once each and found again") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", info());
  Writer writer(c, 10);
  ExhibitInfo exhibit;
  exhibit.name = "Download of handset.csv";
  exhibit.kind = "file";
  exhibit.sha256 = std::string(64, 'a');
  exhibit.storage = "sealed";
  auto e = writer.begin_exhibit(exhibit);
  auto f = writer.begin_file(e, {{"Download of handset.csv"}, 1000, std::string(64, 'a'), "text/csv"});
  for (int i = 0; i < 25; ++i) {
    auto record = message(i);
    record.key = std::to_string(i);
    if (i == 3) record.links.push_back({LinkKind::reply, "2"});
    writer.add(f, record, forms());
  }
  writer.end_file(f, {"delimited", "1", "looks like CSV", "read", {{"", 26, 25, 0, 0, {{"blank row", 1}}}}, {}});
  writer.end_exhibit(e, "complete");
  auto& db = c.db();
  CHECK(db.text("SELECT ref FROM exhibit") == "Download-of-handset");
  CHECK(db.integer("SELECT count(*) FROM record") == 25);
  CHECK(db.integer("SELECT count(*) FROM handle") == 2);
  CHECK(db.integer("SELECT count(*) FROM identifier") == 2);
  CHECK(db.integer("SELECT count(*) FROM conversation") == 1);
  CHECK(db.integer("SELECT to_id & 4294967295 FROM record_link") == 3);
  CHECK(db.integer("SELECT count(*) FROM messages WHERE original LIKE '%gară 7'") == 1);
  CHECK(db.text("SELECT extras FROM record LIMIT 1") == "{\"Read\":\"yes\"}");
  CHECK_THROWS_AS(writer.begin_exhibit([&] {
    auto again = exhibit;
    again.ref = "Download-of-handset";
    again.sha256 = std::string(64, 'b');
    return again;
  }()), Error);
  writer.clear_exhibit(e);
  writer.commit();
  CHECK(db.integer("SELECT count(*) FROM record") == 0);
  CHECK(db.integer("SELECT count(*) FROM file") == 0);
}

TEST_CASE("a thread goes on when a row names another handset or card beside the same two numbers") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", info());
  Writer writer(c, 10);
  ExhibitInfo exhibit;
  exhibit.name = exhibit.sha256 = "calls";
  exhibit.kind = "file";
  exhibit.storage = "sealed";
  auto e = writer.begin_exhibit(exhibit);
  auto f = writer.begin_file(e, {{"calls.csv"}, 1000, "", ""});
  for (int i = 0; i < 3; ++i) {
    auto record = message(i);
    auto normal = forms();
    if (i > 0) {
      record.participants.push_back({Role::other, {IdentifierKind::imei, i == 1 ? "490154203237518" : "356938035643809", ""}, ""});
      normal.push_back({i == 1 ? "49015420323751" : "35693803564380", "", "", ""});
    }
    writer.add(f, record, normal);
  }
  writer.end_file(f, {"test", "1", "", "read", {}, {}});
  writer.end_exhibit(e, "complete");
  CHECK(c.db().integer("SELECT count(*) FROM conversation") == 1);
}

TEST_CASE("what was not committed is gone, what was is there") {
  TemporaryDirectory directory;
  auto path = directory.path() / "a.clew";
  {
    auto c = Case::create(path, info());
    Writer writer(c, 10);
    ExhibitInfo exhibit;
    exhibit.name = "x.csv";
    exhibit.kind = "file";
    exhibit.sha256 = std::string(64, 'a');
    auto e = writer.begin_exhibit(exhibit);
    auto f = writer.begin_file(e, {{"x.csv"}, 1, "", ""});
    for (int i = 0; i < 25; ++i) writer.add(f, message(i), forms());
  }
  auto c = Case::open(path, OpenMode::read);
  CHECK(c.db().integer("SELECT count(*) FROM record") == 20);
  CHECK(c.db().text("SELECT status FROM exhibit") == "importing");
}

TEST_CASE("the writer's tally of an exhibit is what counting its records gives, and one that no longer fits is not believed") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", info());
  Writer writer(c, 10);
  auto import = [&](const char* name, char hash, int messages, int calls) {
    ExhibitInfo exhibit;
    exhibit.name = name;
    exhibit.kind = "file";
    exhibit.sha256 = std::string(64, hash);
    auto e = writer.begin_exhibit(exhibit);
    auto f = writer.begin_file(e, {{name}, 1, "", ""});
    for (int i = 0; i < messages + calls; ++i) {
      auto record = message(i);
      if (i >= messages) record.kind = RecordKind::call, record.text.clear();
      writer.add(f, record, forms());
    }
    writer.end_exhibit(e, "complete");
    return e;
  };
  auto first = import("x.csv", 'a', 25, 3);
  import("y.csv", 'b', 4, 0);
  auto& db = c.db();
  auto stored = tally(db);
  db.run("DELETE FROM stage");
  auto counted = tally(db);
  for (const auto* found : {&stored, &counted}) {
    CHECK(found->exhibits.at(first.value).kinds == std::map<std::string, std::int64_t, std::less<>>{{"call", 3}, {"message", 25}});
    CHECK(found->exhibits.at(first.value).lines == 25);
    CHECK(found->all().records() == 32);
    CHECK(found->all().lines == 29);
  }
  store_tally(db, first.value, (first.value << 32) + 7, {{{"call", 7}}, 0});  // made when there were seven records
  CHECK(tally(db).exhibits.at(first.value).records() == 28);
  writer.clear_exhibit(first);
  writer.commit();
  CHECK(tally(db).all().records() == 4);
}

TEST_CASE("a large import leaves two indexes to what follows it; the case has them after") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", info());
  auto indexes = [&] {
    return c.db().integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('participation_by_identifier', 'record_by_conversation')");
  };
  CHECK(indexes() == 2);
  {
    Writer writer(c);
    ExhibitInfo exhibit;
    exhibit.name = "x.csv";
    exhibit.kind = "file";
    exhibit.sha256 = std::string(64, 'a');
    exhibit.size_bytes = 100u << 20;
    auto e = writer.begin_exhibit(exhibit);
    auto f = writer.begin_file(e, {{"x.csv"}, 1, "", ""});
    for (int i = 0; i < 25; ++i) writer.add(f, message(i), forms());
    writer.end_exhibit(e, "complete");
  }
  CHECK(indexes() == 0);
  make_large_indexes(c.db());
  CHECK(indexes() == 2);
  make_large_indexes(c.db());
  CHECK(c.db().integer("SELECT count(*) FROM participation WHERE identifier_id = 1") == 25);
}
