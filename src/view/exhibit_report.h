// The report of an import in parts that a page can show: a phone's whole file system has hundreds of thousands of files and as many
// findings. What is said of many files is one group with its count; files are summed by their reader; either opens page by page.
// case_overview.h has the same whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "view/case_overview.h"
#include "view/viewer.h"

namespace clew::view {

struct FindingRow {
  std::string exhibit, file;  // "" of the exhibit as a whole
  FindingView finding;
};

// All findings of one exhibit that say the same.
struct FindingGroup {
  std::string exhibit, severity, what;
  std::int64_t count = 0, files = 0;                        // findings; different files with them
  std::vector<std::pair<std::string, std::int64_t>> endings;  // of the files' names, the most frequent first, at most endings_named
  std::vector<FindingRow> first;                            // at most findings_shown, in the order of the files
};
inline constexpr std::size_t endings_named = 6, findings_shown = 5;

// Files that one version of a reader read; reader "" where none did.
struct ReaderSum {
  std::string reader, version;
  std::int64_t files = 0, not_whole = 0, size_bytes = 0;  // not_whole: in part or not at all
  std::int64_t rows_seen = 0, records = 0, duplicates = 0, recovered = 0, skipped = 0;
};

struct FileQuestion {
  std::string exhibit, file;
  FileReport::QuestionView question;
};

struct ReportSummary {
  std::string exhibit, status;
  ReaderSum all;
  std::vector<ReaderSum> readers;      // most files first
  std::vector<FindingGroup> findings;  // unread, warnings, notes; within these the largest first
  std::vector<FileQuestion> questions;
};

// Throws Error(not_found) for an unknown reference, as all of these. Cost: one pass over the exhibit's files and findings, about a second for a
// million of them.
ReportSummary report_summary(const CaseView& view, std::string_view exhibit_ref);

// Of all exhibits what needs an eye: findings but notes, unread first, what was kept and not read (kept_findings), and open questions.
struct NeedsAnEye {
  std::vector<FindingGroup> findings, kept;
  std::vector<FileQuestion> questions;
};
NeedsAnEye needs_an_eye(const CaseView& view);

struct FindingFilter {
  std::string exhibit, severity, what;  // all three
  std::size_t offset = 0, limit = 100;
};
struct FindingPage {
  std::int64_t total = 0;
  std::vector<FindingRow> rows;
};
FindingPage findings(const CaseView& view, const FindingFilter& filter);

struct FileFilter {
  std::string exhibit;
  std::string reader;  // its name; "" any
  std::string text;    // within the path, letters without case; "" any
  std::size_t offset = 0, limit = 100;
};
struct FilePage {
  std::int64_t total = 0;
  std::vector<FileReport> files;  // without findings and questions
};
FilePage files(const CaseView& view, const FileFilter& filter);

void write_json(JsonWriter& out, const ReportSummary& summary);
void write_json(JsonWriter& out, const NeedsAnEye& eye);
void write_json(JsonWriter& out, const FindingPage& page);
void write_json(JsonWriter& out, const FilePage& page);

}  // namespace clew::view
