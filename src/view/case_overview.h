// What the case holds, exhibit by exhibit: overview, exhibits, import reports.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "casefile/db.h"
#include "model/finding.h"
#include "view/viewer.h"

namespace clew::view {

struct NamedCount {
  std::string name;
  std::int64_t count = 0;
};

struct ExhibitView {
  std::int64_t row = 0;
  std::string ref, kind, sha256, storage, status, zone, country;
  model::EvidenceText name, owner_name, owner_number;
  std::int64_t size_bytes = 0, files = 0, records = 0, unread = 0, warnings = 0, notes = 0, questions = 0;
  Micros added_utc = 0;
};
std::vector<ExhibitView> exhibits(const CaseView& view);

struct LanguageCount {
  std::string code, status;
  std::int64_t lines = 0;
};

struct Overview {
  std::string reference, authority, purpose, review_date, zone;
  std::vector<ExhibitView> exhibits;
  std::vector<NamedCount> kinds;       // records by kind
  std::vector<NamedCount> statuses;    // lines by translation status; the sum is `lines`
  std::vector<LanguageCount> languages;
  std::vector<NamedCount> kept;        // files that came in whole and whose content nobody read: audio, video, image, other
  std::int64_t records = 0, lines = 0, events_counted_once = 0, handles = 0, proposals = 0, proposals_judged = 0, leads = 0, leads_new = 0,
               findings_unread = 0, questions_open = 0;
  std::int64_t glossed = 0;            // of the lines of low confidence those that are a gloss, word by word
};
Overview overview(const CaseView& view);
void write_json(JsonWriter& out, const Overview& overview);
void write_json(JsonWriter& out, const ExhibitView& exhibit);

// Notes of the readers on files that they kept with their hash and could not read, hear or play: nothing failed, and yet it is not read.
inline constexpr std::string_view kept_findings = "'no reader', 'not played', 'program text'";

struct FindingView {
  std::string severity, what;
  model::EvidenceText where, why;
};

struct FileReport {
  std::string file, sha256, mime, reader, reader_version, status;
  model::EvidenceText decided_json;  // JSON object as stored
  std::int64_t size_bytes = 0;
  std::vector<model::TableCount> tables;
  std::vector<FindingView> findings;
  struct QuestionView {
    std::string key;
    model::EvidenceText text;
    std::vector<std::string> choices;
    std::string answer;
  };
  std::vector<QuestionView> questions;
};

// What became of every file of an exhibit. Throws Error(not_found) for an unknown reference.
struct ImportReportView {
  std::string exhibit, status;
  std::vector<FileReport> files;
  std::vector<FindingView> findings;  // about the exhibit as a whole
  std::int64_t rows_seen = 0, records = 0, duplicates = 0, recovered = 0, skipped = 0;  // sums
  bool something_unread = false;
};
ImportReportView import_report(const CaseView& view, std::string_view exhibit_ref);
// The form of `clew add --json` and `clew report-import --json`.
void write_json(JsonWriter& out, const ImportReportView& report);
// The fields of one file of it, without findings and questions, into an open object.
void write_fields(JsonWriter& out, const FileReport& file);
void write_json(JsonWriter& out, const FindingView& finding);
void write_json(JsonWriter& out, const FileReport::QuestionView& question);

// Tables of a file with what became of their rows; the choices of a question as stored.
class TableCounts {
 public:
  explicit TableCounts(const CaseView& view);
  std::vector<model::TableCount> of(std::int64_t file);

 private:
  casefile::Stmt tables_, skips_;
};
// The file of a row that `file_columns` were selected for, without findings and questions.
inline constexpr std::string_view file_columns = "id, path, sha256, mime, reader, reader_version, status, decided, size_bytes";
FileReport file_report(const CaseView& view, const casefile::Stmt& row, TableCounts& tables);
std::vector<std::string> choices_of(std::string_view stored);

}  // namespace clew::view
