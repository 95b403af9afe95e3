// The batch writer that ingest uses: records of one import into the case, fast.
//
// Everything between begin_exhibit() and the commits lies in transactions of `batch_records`; after
// a crash the exhibit is marked "importing" and clear_exhibit() removes what it has so that it can be
// read again. Handles and identifiers are memoised in memory (about 200 bytes each distinct one).
// For one thread; the rows themselves are stored by a thread of the writer's own, in the same order, while the
// caller prepares the next. A large import leaves two indexes to the analysis (indexes.h). Cost: docs/measurements/ingest.md. An error of storing
// (a full disk) comes out of a later call.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "model/finding.h"
#include "model/ids.h"
#include "model/record.h"

namespace clew::casefile {

struct ExhibitInfo {
  std::string ref;              // "" → made from the name
  std::string name, kind;       // kind: file or folder
  std::uint64_t size_bytes = 0;
  std::string sha256, storage, original_path;
  std::optional<std::string> zone, country, owner_name, owner_number;
  std::string options_json = "{}";
  Micros added_utc = 0;
};

struct FileInfo {
  std::vector<std::string> path;
  std::uint64_t size_bytes = 0;
  std::string sha256, mime;
};

struct FileResult {
  std::string reader, reader_version, probe_reason, status;  // status: read, partial, unread
  std::vector<model::TableCount> tables;
  std::vector<std::pair<std::string, std::string>> decided;
};

// The normal form of an identifier as ingest made it (text/normal.h).
struct NormalForm {
  std::string normal, scope, flags, country;
};

class Writer {
 public:
  // The case must be open for writing and outlive the writer.
  explicit Writer(Case& case_file, std::size_t batch_records = 50'000);
  ~Writer();  // rolls back what was not committed

  // The exhibit that already has these bytes, if any.
  std::optional<std::string> exhibit_with(std::string_view sha256) const;
  // Throws Error(usage) when the reference is taken.
  model::ExhibitId begin_exhibit(const ExhibitInfo& info);
  // Removes all records, files, findings of an exhibit (an import to be repeated); keeps the exhibit's row.
  void clear_exhibit(model::ExhibitId exhibit);
  void set_exhibit_options(model::ExhibitId exhibit, const ExhibitInfo& info);
  model::FileId begin_file(model::ExhibitId exhibit, const FileInfo& info);
  // `forms` has one entry for each participant, in order. Returns the record's id. It is in the case after commit().
  model::RecordId add(model::FileId file, model::Record record, const std::vector<NormalForm>& forms);
  void finding(model::ExhibitId exhibit, model::FileId file, const model::Finding& finding);
  void question(model::FileId file, const model::Question& question);
  void end_file(model::FileId file, const FileResult& result);
  // Resolves record links within the exhibit and sets its status; commits.
  void end_exhibit(model::ExhibitId exhibit, std::string_view status);
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::casefile
