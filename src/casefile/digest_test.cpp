#include "casefile/digest.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.h"
#include "base/sha256.h"
#include "casefile/writer.h"
#include "exhibit/intake.h"

using namespace clew;
using namespace clew::casefile;
using namespace clew::model;

namespace {

std::filesystem::path stored(const Case& c, const std::string& content) {
  auto path = exhibit::stored_path(c.exhibits(), sha256_hex(content));
  std::filesystem::create_directories(path.parent_path());
  return path;
}

// Adds an exhibit of a few messages whose content hangs on `salt` only.
void add_exhibit(Case& c, const std::string& salt) {
  Writer writer(c, 10);
  ExhibitInfo e;
  e.name = salt + ".csv";
  e.kind = "file";
  e.sha256 = sha256_hex(salt);
  e.storage = "sealed";
  auto exhibit = writer.begin_exhibit(e);
  write_file_durably(stored(c, salt), salt);
  auto file = writer.begin_file(exhibit, {{e.name}, salt.size(), e.sha256, "text/csv"});
  for (int i = 0; i < 3; ++i) {
    Record r;
    r.locator = "row=" + std::to_string(i);
    r.text = salt + std::to_string(i);
    r.participants.push_back({Role::from, {IdentifierKind::phone, "+44770090012" + std::to_string(i), ""}, ""});
    writer.add(file, r, {{"+44770090012" + std::to_string(i), "", "possible", ""}});
  }
  writer.end_file(file, {"t", "1", "", "read", {{"", 3, 3, 0, 0, {}}}, {}});
  writer.end_exhibit(exhibit, "complete");
}

}  // namespace

TEST_CASE("the digest does not hang on the order in which exhibits came, and does on their content") {
  TemporaryDirectory directory;
  CaseInfo info{"OP", "authority", "purpose", "2027-01-01", "", "", ""};
  auto a = Case::create(directory.path() / "a.clew", info);
  auto b = Case::create(directory.path() / "b.clew", info);
  auto c = Case::create(directory.path() / "c.clew", info);
  for (auto salt : {"one", "two", "three"}) add_exhibit(a, salt);
  for (auto salt : {"three", "one", "two"}) add_exhibit(b, salt);
  for (auto salt : {"three", "one", "tvo"}) add_exhibit(c, salt);
  CHECK(digest(a) == digest(b));
  CHECK(digest(a) != digest(c));
  a.db().run("UPDATE record SET text = text || ' ' WHERE id = (SELECT max(id) FROM record)");
  CHECK(digest(a) != digest(b));
}

TEST_CASE("verify names the exhibit whose bytes changed, the sum that does not add up and the missing file") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", {"OP", "authority", "purpose", "2027-01-01", "", "", ""});
  add_exhibit(c, "one");
  add_exhibit(c, "two");
  CHECK(verify(c, "").empty());
  write_file_durably(stored(c, "one"), "onf");
  auto faults = verify(c, "");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].item == "exhibit one");
  write_file_durably(stored(c, "one"), "one");
  std::filesystem::remove(stored(c, "two"));
  faults = verify(c, "");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].item == "exhibit two");
  write_file_durably(stored(c, "two"), "two");
  c.db().run("UPDATE import_table SET rows_seen = 4 WHERE file_id = 2");
  faults = verify(c, "");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].what.find("add up") != std::string::npos);
}

TEST_CASE("verify holds a folder to its sealed list: the list, every copy, and what the case says of each file") {
  TemporaryDirectory directory;
  auto c = Case::create(directory.path() / "a.clew", {"OP", "authority", "purpose", "2027-01-01", "", "", ""});
  const std::string manifest = exhibit::make_manifest({{"sub/a b.txt", exhibit::MemberKind::file, 3, sha256_hex("one"), ""}, {"c.txt", exhibit::MemberKind::file, 3, sha256_hex("two"), ""}});
  {
    Writer writer(c, 10);
    ExhibitInfo e;
    e.ref = e.name = "F/1";
    e.kind = "folder";
    e.sha256 = sha256_hex(manifest);
    e.storage = "sealed";
    auto exhibit = writer.begin_exhibit(e);
    for (auto [name, text] : {std::pair("sub/a b.txt", "one"), std::pair("c.txt", "two")}) {
      auto file = writer.begin_file(exhibit, {{name}, 3, sha256_hex(text), "text/plain"});
      writer.end_file(file, {"t", "1", "", "read", {}, {}});
      write_file_durably(stored(c, text), text);
    }
    write_file_durably(stored(c, manifest), manifest);
    writer.end_exhibit(exhibit, "complete");
  }
  CHECK(verify(c, "").empty());
  auto one_fault = [&](std::string_view says) {
    const auto faults = verify(c, "");
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].item == "exhibit F/1");
    CHECK(faults[0].what.find(says) != std::string::npos);
  };
  write_file_durably(stored(c, manifest), manifest + "\n");
  one_fault("the sealed list of its files is not what came in");
  write_file_durably(stored(c, manifest), manifest);
  write_file_durably(stored(c, "two"), "tvo");
  one_fault("c.txt: the sealed copy is not what came in");
  write_file_durably(stored(c, "two"), "two");
  // Another file put in its place, with a hash in the case that fits it.
  write_file_durably(stored(c, "tvo"), "tvo");
  c.db().run(fmt::format("UPDATE file SET sha256 = '{}' WHERE path = 'c.txt'", sha256_hex("tvo")).c_str());
  one_fault("case.db has another SHA-256");
}

TEST_CASE("a case of an earlier schema gets the tables that it lacks; open for reading only, it is read as if they were empty") {
  TemporaryDirectory directory;
  CaseInfo info{"OP", "authority", "purpose", "2027-01-01", "", "", ""};
  {
    auto made = Case::create(directory.path() / "a.clew", info);
    add_exhibit(made, "one");
    made.db().run("DROP TABLE own_number; DROP TABLE saved_name; DROP TABLE saved_name_count; DROP TABLE record_tag; DROP TABLE episode; DROP TABLE enquiry_event; "
                  "DROP TABLE enquiry; PRAGMA user_version=2");
  }
  {
    auto reading = Case::open(directory.path() / "a.clew", OpenMode::read);
    CHECK(reading.db().integer("SELECT count(*) FROM own_number") == 0);
    CHECK(reading.db().integer("SELECT count(*) FROM saved_name") == 0);
    CHECK(reading.db().integer("PRAGMA user_version") == 2);
  }
  auto writing = Case::open(directory.path() / "a.clew", OpenMode::write);
  CHECK(writing.db().integer("PRAGMA user_version") == schema_version);
  CHECK(writing.db().integer("SELECT count(*) FROM main.own_number") == 0);
  for (const char* table : {"saved_name_count", "record_tag", "episode", "enquiry", "enquiry_event"})
    CHECK(writing.db().integer(fmt::format("SELECT count(*) FROM main.{}", table)) == 0);
}
