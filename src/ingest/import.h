// The only way into a case: takes an exhibit in (hash, sealed copy), has it read by the sandboxed
// reader process, checks what that sends, brings identifiers into normal form, and writes.
//
// What comes from the reader is not believed: frames are validated (worker/wire.h), text that is
// not UTF-8 is repaired, times are checked against the exhibit's own bounds, and for every table
// rows seen == records + duplicates + skipped, or the difference is a finding.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "casefile/case.h"
#include "exhibit/limits.h"
#include "model/finding.h"
#include "model/ids.h"
#include "readers/reader.h"

namespace clew::ingest {

// What the authority covers; enforced at import. Rows outside are counted as skipped, never stored.
struct Scope {
  std::optional<Micros> from, to;  // main time of a record, [from, to); records without time pass
  std::vector<std::string> services;  // empty: all
};

enum class Isolation {
  process,     // the sandboxed clew-reader: always, for evidence
  in_process,  // for tests and fuzzing
};

struct ImportOptions {
  std::string ref;           // exhibit reference; "" → made from the name
  readers::Options reading;  // zone, country, owner, answers … as a person gave them; without a country the case's
  Scope scope;
  exhibit::Limits limits;
  std::string received_as;   // where it came from, in words, where that is not its path; "" the path
  bool reference_only = false;  // no sealed copy: keep path and hash (very large exhibits)
  bool again = false;  // the exhibit is in the case: read it anew; what these options leave open stays as it was said before
  Isolation isolation = Isolation::process;
  std::filesystem::path reader_program;  // "" → CLEW_READER, else clew-reader beside this program
  std::chrono::milliseconds stall_limit =
      std::chrono::seconds(120);                                 // reader says nothing for so long
  std::chrono::milliseconds item_limit = std::chrono::hours(6);  // one item takes so long
  std::uint64_t reader_memory_bytes = 1ull << 30;
  Micros added_utc = 0;  // 0: now
};

struct ImportProgress {
  enum class Step { sealing, reading } step = Step::sealing;
  std::uint64_t bytes_done = 0, bytes_total = 0;  // sealing; reading: bytes of items begun
  std::uint64_t items = 0, records = 0;
};
using ProgressCall = std::function<void(const ImportProgress&)>;

struct FileReport {
  model::FileId id;
  std::string path;  // as stored: percent-encoded, members joined by '!'
  std::uint64_t size = 0;
  std::string sha256, mime, reader, reader_version, probe_reason, status;
  std::vector<model::TableCount> tables;
  std::vector<model::Finding> findings;
  std::vector<model::Question> questions;  // still open
  std::vector<std::pair<std::string, std::string>> decided;
};

struct ImportReport {
  model::ExhibitId exhibit;
  std::string ref, name, kind, sha256, storage;
  std::string status;  // complete, partial; importing: was interrupted
  std::uint64_t size = 0;
  bool already_there = false;  // these bytes were in the case; nothing was read
  std::vector<FileReport> files;
  std::vector<model::Finding> findings;  // about the exhibit as a whole

  // Sums over all files and tables ("members" of containers left out: they are items, not rows).
  std::uint64_t rows_seen = 0, records = 0, duplicates = 0, recovered = 0, skipped = 0;
  std::uint64_t unread_files = 0, open_questions = 0;
};

// What was said of an exhibit, before anything of it is read or cleared: a misspelt zone that only the readers notice would leave an exhibit
// that was read well without its records. Throws Error(usage).
void check_said(const readers::Options& said);

// Adds the file or folder at `path`. Throws Error(usage) for a zone, order of dates or profile that is none, before
// anything of the case is touched; Error when the work cannot go on (disk full, exhibit
// changing, reference taken, reader program missing); the case then is as before, or holds the
// exhibit as "importing", to be read again by the next call. A stop request ends it in the same
// way, with Error(resource, "stopped …"). Memory does not grow with the exhibit, except for its
// report.
ImportReport import_path(casefile::Case& case_file, const std::filesystem::path& path,
                         const ImportOptions& options, const ProgressCall& progress = {},
                         std::stop_token stop = {});

// Reads an exhibit of the case again from its sealed copy (hash checked first), for instance after
// a question was answered. What was said of it before (zone, owner, answers, scope) holds where `options` say nothing. Throws Error(integrity) when the copy is not what was sealed.
ImportReport read_again(casefile::Case& case_file, std::string_view ref,
                        const ImportOptions& options, const ProgressCall& progress = {},
                        std::stop_token stop = {});

// The report of an earlier import, from the case's tables. Throws Error(not_found).
ImportReport read_report(const casefile::Case& case_file, std::string_view ref);

// The form of `clew add --json` and `clew report-import --json`:
// {"v":1,"exhibit":…,"files":[{"path",
// "tables":[{"table","rows_seen","records","duplicates","recovered","skipped":[{"reason","count"}],
// "findings":[{"what","where","why"}]}], …}]}. Text of the exhibit is escaped as JSON demands.
std::string to_json(const ImportReport& report);

}  // namespace clew::ingest
