#include "casefile/writer.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"

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
