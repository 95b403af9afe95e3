#include "view/exhibit_report.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/error.h"
#include "casefile/writer.h"
#include "view/test_support.h"

namespace clew::view {
namespace {

// 250 files of three kinds: 100 tables of two rows, one of them blank; 140 that nobody reads; 10 read in part, with a question.
struct ManyFiles : testing::NewCase {
  ManyFiles() {
    casefile::Writer writer(*made);
    for (const char* ref : {"A/1", "A/2"}) {
      casefile::ExhibitInfo info;
      info.ref = info.name = ref;
      info.sha256 = ref;
      info.kind = "file";
      info.storage = "reference";
      const auto exhibit = writer.begin_exhibit(info);
      for (int i = 0; i < (ref[2] == '1' ? 250 : 1); ++i) {
        const bool table = i < 100, none = i >= 100 && i < 240;
        const auto file = writer.begin_file(exhibit, {{"a.zip", fmt::format("data/f{}{}", i, table ? ".csv" : none ? (i % 7 ? ".DAT" : "") : ".plist")}, 10, "", ""});
        casefile::FileResult end;
        end.reader = none ? "" : table ? "delimited" : "property-list";
        end.reader_version = none ? "" : "1";
        end.status = none ? "unread" : table ? "read" : "partial";
        if (table) {
          model::TableCount rows;
          rows.rows_seen = 2;
          rows.records = rows.skipped.emplace_back("blank row", 1).count;
          end.tables.push_back(rows);
        }
        if (none) writer.finding(exhibit, file, {model::Severity::unread, "not recognised", "", "no reader knows it"});
        if (!table && !none) {
          for (int k = 0; k < 3; ++k) writer.finding(exhibit, file, {model::Severity::warning, "damaged list", fmt::format("bytes={}+1", k), "cut off"});
          writer.question(file, {"date-order", "which comes first?", {"dmy", "mdy"}});
        }
        if (table) writer.finding(exhibit, file, {model::Severity::note, "a header", "", ""});
        writer.end_file(file, end);
      }
      writer.end_exhibit(exhibit, "complete");
    }
  }
};

}  // namespace

TEST_CASE("a report of many files sums them by their reader and says of many files once what is said of each") {
  ManyFiles made;
  CaseView view(*made.made, {"Ana"});
  const auto r = report_summary(view, "A/1");
  CHECK(r.all.files == 250);
  CHECK(r.all.not_whole == 150);
  CHECK(r.all.size_bytes == 2500);
  CHECK(r.all.rows_seen == 200);
  CHECK(r.all.rows_seen == r.all.records + r.all.duplicates + r.all.skipped);
  REQUIRE(r.readers.size() == 3);
  CHECK(r.readers[0].reader == "");
  CHECK(r.readers[0].files == 140);
  CHECK(r.readers[1].reader == "delimited");
  CHECK(r.readers[1].skipped == 100);
  REQUIRE(r.findings.size() == 3);
  CHECK(r.findings[0].what == "not recognised");
  CHECK(r.findings[0].files == 140);
  CHECK(r.findings[0].endings == std::vector<std::pair<std::string, std::int64_t>>{{".dat", 120}, {"", 20}});
  CHECK(r.findings[1].what == "damaged list");
  CHECK(r.findings[1].count == 30);
  CHECK(r.findings[1].files == 10);
  REQUIRE(r.findings[1].first.size() == findings_shown);
  CHECK(r.findings[1].first[4].finding.where.raw_for_analysis() == "bytes=1+1");
  CHECK(r.findings[2].severity == "note");
  CHECK(r.questions.size() == 10);
  CHECK_THROWS_AS(report_summary(view, "A/9"), Error);

  // The parts say what the whole says.
  const auto whole = import_report(view, "A/1");
  CHECK(r.all.files == static_cast<std::int64_t>(whole.files.size()));
  CHECK(r.all.records == whole.records);
  CHECK(r.all.skipped == whole.skipped);
  std::int64_t findings_of_files = 0, grouped = 0;
  for (const auto& f : whole.files) findings_of_files += static_cast<std::int64_t>(f.findings.size());
  for (const auto& g : r.findings) grouped += g.count;
  CHECK(grouped == findings_of_files);
}

TEST_CASE("findings of one kind and files of one reader come page by page, each once") {
  ManyFiles made;
  CaseView view(*made.made, {"Ana"});
  std::vector<std::string> seen;
  for (std::size_t at = 0;; at += 50) {
    const auto page = findings(view, {"A/1", "unread", "not recognised", at, 50});
    CHECK(page.total == 140);
    for (const auto& row : page.rows) seen.push_back(row.file);
    if (page.rows.size() < 50) break;
  }
  CHECK(seen.size() == 140);
  CHECK(std::set(seen.begin(), seen.end()).size() == 140);
  const auto lists = files(view, {"A/1", "property-list", "", 5, 100});
  CHECK(lists.total == 10);
  REQUIRE(lists.files.size() == 5);
  CHECK(lists.files[0].file == "a.zip!data/f245.plist");
  const auto named = files(view, {"A/1", "", "DATA/F24.", 0, 100});
  REQUIRE(named.total == 1);
  CHECK(named.files[0].tables.size() == 1);
  CHECK(named.files[0].tables[0].skipped[0].reason == "blank row");
}

TEST_CASE("what needs an eye in any exhibit is grouped by exhibit, without the notes") {
  ManyFiles made;
  CaseView view(*made.made, {"Ana"});
  const auto eye = needs_an_eye(view);
  REQUIRE(eye.findings.size() == 2);
  CHECK(eye.findings[0].exhibit == "A/1");
  CHECK(eye.findings[0].severity == "unread");
  CHECK(eye.findings[1].count == 30);
  CHECK(eye.questions.size() == 10);
}

TEST_CASE("a voice note that came in whole is counted as kept and not heard, and stands with what needs an eye") {
  testing::NewCase made;
  {
    casefile::Writer writer(*made.made);
    casefile::ExhibitInfo info;
    info.ref = info.name = info.sha256 = "A/1";
    info.kind = "file";
    info.storage = "reference";
    const auto exhibit = writer.begin_exhibit(info);
    auto add = [&](const char* name, const char* mime, std::string_view note, const char* status = "read") {
      const auto file = writer.begin_file(exhibit, {{"a.zip", name}, 10, "", mime});
      if (!note.empty()) writer.finding(exhibit, file, {model::Severity::note, std::string(note), "", "kept"});
      casefile::FileResult end;
      end.reader = "file";
      end.reader_version = "1";
      end.status = status;
      writer.end_file(file, end);
    };
    add("PTT-1.opus", "audio/ogg", "no reader");
    add("PTT-2.opus", "audio/ogg", "no reader");
    add("VID-1.mp4", "video/mp4", "not played");
    add("IMG-1.jpg", "image/jpeg", "");
    add("lib.so", "application/x-elf", "no reader");
    add("chat.txt", "text/plain", "times without a time zone");
    writer.end_exhibit(exhibit, "complete");
  }
  CaseView view(*made.made, {"Ana"});
  const auto o = overview(view);
  CHECK(o.findings_unread == 0);
  std::map<std::string, std::int64_t> kept;
  for (const auto& k : o.kept) kept[k.name] = k.count;
  CHECK(kept == std::map<std::string, std::int64_t>{{"audio", 2}, {"image", 1}, {"other", 1}, {"video", 1}});
  const auto eye = needs_an_eye(view);
  CHECK(eye.findings.empty());
  REQUIRE(eye.kept.size() == 2);
  CHECK(eye.kept[0].what == "no reader");
  CHECK(eye.kept[0].count == 3);
  CHECK(eye.kept[1].what == "not played");
}

}  // namespace clew::view
