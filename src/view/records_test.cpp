#include "view/records.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "casefile/writer.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;

struct RecordsCase {
  fs::path root = fs::temp_directory_path() / fmt::format("clew-view-records-{}", ::getpid());
  std::optional<casefile::Case> made;

  explicit RecordsCase(const std::vector<model::Record>& records) {
    fs::remove_all(root);
    fs::create_directories(root);
    casefile::CaseInfo info;
    info.reference = info.authority = info.purpose = "test";
    info.review_date = "2030-01-01";
    made = casefile::Case::create(root / "a.clew", info);
    casefile::Writer writer(*made);
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = "A/1";
    exhibit.kind = "file";
    exhibit.storage = "reference";
    auto id = writer.begin_exhibit(exhibit);
    auto file = writer.begin_file(id, {{"scan.pdf"}, 0, "", ""});
    for (const auto& record : records)
      writer.add(file, record, {});
    writer.end_file(file, {"test", "1", "", "read", {}, {}});
    writer.end_exhibit(id, "complete");
  }
  ~RecordsCase() {
    made.reset();
    fs::remove_all(root);
  }
};

std::string json_of(const RecordView& record) {
  JsonWriter out;
  write_json(out, record);
  return out.take();
}

}  // namespace

TEST_CASE("a text that a machine read from a picture says so, by what and how sure") {
  model::Record read, plain, bare;
  read.kind = plain.kind = bare.kind = model::RecordKind::document;
  read.text = "STATION IN THE MORNING";
  read.text_form = bare.text_form = "recognised";
  read.extras = {{"recognised by", "tesseract 5.3.0, eng"}, {"mean confidence of words (%)", "87"}};
  plain.text = bare.text = "The boat leaves at seven";
  plain.extras = {{"recognised by", "nobody"}};
  bare.extras = {{"mean confidence of words (%)", "very"}};
  RecordsCase c({read, plain, bare});
  const CaseView view(*c.made, local_viewer());
  RecordReader reader(view);
  const auto first = reader.load(*reader.find("A/1#1")),
             second = reader.load(*reader.find("A/1#2")),
             third = reader.load(*reader.find("A/1#3"));
  REQUIRE(first->recognised);
  CHECK(first->recognised->confidence == 87);
  CHECK(recognition_note(*first).raw_for_analysis() ==
        "recognised from a picture by tesseract 5.3.0, eng; its words 87 % sure on average");
  CHECK(
      json_of(*first).find("\"text_form\":\"recognised\",\"recognised\":{\"by\":\"tesseract 5.3.0, "
                           "eng\",\"confidence\":87}") != std::string::npos);
  CHECK(!second->recognised);
  CHECK(recognition_note(*second).empty());
  CHECK(json_of(*second).find("recognised\":{") == std::string::npos);
  CHECK(json_of(*second).find("text_form") == std::string::npos);
  CHECK(recognition_note(*third).raw_for_analysis() == "recognised from a picture");
  CHECK(json_of(*third).find("\"recognised\":{\"by\":\"\"}") != std::string::npos);
}

TEST_CASE("a source's day without an hour is told as that day, in summer too; what has a time of day keeps it") {
  auto told = [](const char* raw, const char* utc, int offset, const char* unit = "") {
    TimeView time;
    time.raw = model::EvidenceText(raw);
    time.utc = parse_iso(utc)->micros;
    time.offset_minutes = offset;
    time.unit = unit;
    return when_of(time);
  };
  CHECK(told("01/05/2025", "2025-04-30T23:00:00Z", 60) == "2025-05-01 (a day)");
  CHECK(told("Tue 1 Oct 2024", "2024-09-30T23:00:00Z", 60) == "2024-10-01 (a day)");
  CHECK(told("01/05/2025 00:00", "2025-04-30T23:00:00Z", 60) == "2025-04-30 23:00:00Z");
  CHECK(told("1746057600", "2025-05-01T00:00:00Z", 0, "unix-seconds") == "2025-05-01 00:00:00Z");
  CHECK(told("20250501T000000Z", "2025-05-01T00:00:00Z", 0) == "2025-05-01 00:00:00Z");
  CHECK(told("45778.5", "2025-05-01T12:00:00Z", 0) == "2025-05-01 12:00:00Z");
}

}  // namespace clew::view
