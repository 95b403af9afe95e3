// The report of an import: read back from the case's tables, so that what `clew add` prints and
// what `clew report-import` prints later are the same by construction.
#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "base/json.h"
#include "exhibit/locator.h"
#include "ingest/import.h"

namespace clew::ingest {
namespace {

model::Severity severity_from(std::string_view word) {
  return word == "unread"    ? model::Severity::unread
         : word == "warning" ? model::Severity::warning
                             : model::Severity::note;
}

std::string_view word(model::Severity severity) {
  switch (severity) {
    case model::Severity::unread:
      return "unread";
    case model::Severity::warning:
      return "warning";
    default:
      return "note";
  }
}

std::uint64_t count(const casefile::Stmt& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

}  // namespace

ImportReport read_report(const casefile::Case& case_file, std::string_view ref) {
  const auto& db = case_file.db();
  ImportReport report;
  auto exhibit = db.prepare(
      "SELECT id, ref, name, kind, sha256, storage, status, size_bytes FROM exhibit WHERE ref = "
      "?1");
  exhibit.bind(1, ref);
  if (!exhibit.step())
    throw Error(ErrorKind::not_found,
                fmt::format("there is no exhibit {} in this case; `clew ls` lists them", ref));
  report.exhibit = {exhibit.integer(0)};
  report.ref = exhibit.text(1);
  report.name = exhibit.text(2);
  report.kind = exhibit.text(3);
  report.sha256 = exhibit.text(4);
  report.storage = exhibit.text(5);
  report.status = exhibit.text(6);
  report.size = count(exhibit, 7);

  auto files = db.prepare(
      "SELECT id, path, size_bytes, sha256, mime, reader, reader_version, probe_reason, status, "
      "decided "
      "FROM file WHERE exhibit_id = ?1 ORDER BY id");
  files.bind(1, report.exhibit.value);
  std::map<std::int64_t, std::size_t> at;
  while (files.step()) {
    FileReport file;
    file.id = {files.integer(0)};
    file.path = files.text(1);
    file.size = count(files, 2);
    file.sha256 = files.text(3);
    file.mime = files.text(4);
    file.reader = files.text(5);
    file.reader_version = files.text(6);
    file.probe_reason = files.text(7);
    file.status = files.text(8);
    if (file.status != "read") ++report.unread_files;
    at[file.id.value] = report.files.size();
    report.files.push_back(std::move(file));
  }
  auto of_exhibit = [&](const char* sql, auto&& each) {
    auto rows = db.prepare(sql);
    rows.bind(1, report.exhibit.value);
    while (rows.step())
      each(rows);
  };
  of_exhibit(
      "SELECT f.id, j.key, j.value FROM file f, json_each(f.decided) j WHERE f.exhibit_id = ?1 "
      "ORDER BY f.id",
      [&](auto& row) {
        report.files[at[row.integer(0)]].decided.emplace_back(row.text(1), row.text(2));
      });
  of_exhibit(
      "SELECT t.file_id, t.table_name, t.rows_seen, t.records, t.duplicates, t.recovered "
      "FROM import_table t JOIN file f ON f.id = t.file_id WHERE f.exhibit_id = ?1 "
      "ORDER BY t.file_id, t.table_name",
      [&](auto& row) {
        auto& file = report.files[at[row.integer(0)]];
        model::TableCount table;
        table.table = row.text(1);
        table.rows_seen = count(row, 2);
        table.records = count(row, 3);
        table.duplicates = count(row, 4);
        table.recovered = count(row, 5);
        if (file.reader != "container") {
          report.rows_seen += table.rows_seen;
          report.records += table.records;
          report.duplicates += table.duplicates;
          report.recovered += table.recovered;
        }
        file.tables.push_back(std::move(table));
      });
  of_exhibit(
      "SELECT s.file_id, s.table_name, s.reason, s.count FROM import_skip s "
      "JOIN file f ON f.id = s.file_id WHERE f.exhibit_id = ?1 ORDER BY 1, 2, 3",
      [&](auto& row) {
        auto& file = report.files[at[row.integer(0)]];
        for (auto& table : file.tables)
          if (table.table == row.text(1)) {
            table.skipped.push_back({std::string(row.text(2)), count(row, 3)});
            if (file.reader != "container") report.skipped += count(row, 3);
          }
      });
  of_exhibit(
      "SELECT file_id, severity, what, place, why FROM finding WHERE exhibit_id = ?1 ORDER BY id",
      [&](auto& row) {
        model::Finding finding{severity_from(row.text(1)), std::string(row.text(2)),
                               std::string(row.text(3)), std::string(row.text(4))};
        auto file = row.is_null(0) ? at.end() : at.find(row.integer(0));
        (file == at.end() ? report.findings : report.files[file->second].findings)
            .push_back(std::move(finding));
      });
  of_exhibit(
      "SELECT q.file_id, q.key, q.text, q.choices FROM question q JOIN file f ON f.id = q.file_id "
      "WHERE f.exhibit_id = ?1 AND q.answer IS NULL ORDER BY q.id",
      [&](auto& row) {
        model::Question question{std::string(row.text(1)), std::string(row.text(2)), {}};
        auto choices = db.prepare("SELECT value FROM json_each(?1)");
        choices.bind(1, row.text(3));
        while (choices.step())
          question.choices.emplace_back(choices.text(0));
        report.files[at[row.integer(0)]].questions.push_back(std::move(question));
        ++report.open_questions;
      });
  return report;
}

std::string to_json(const ImportReport& report) {
  std::string out;
  out.reserve(256 + report.files.size() * 512);
  auto text = [&](const char* name, std::string_view value) {
    append_json(out, name);
    out += ':';
    append_json(out, value);
  };
  auto number = [&](const char* name, std::uint64_t value) {
    append_json(out, name);
    out += ':';
    out += fmt::format_int(value).c_str();
  };
  auto list = [&](const char* name, const auto& values, auto&& each) {
    append_json(out, name);
    out += ":[";
    bool first = true;
    for (const auto& value : values) {
      if (!first) out += ',';
      first = false;
      each(value);
    }
    out += ']';
  };
  auto finding = [&](const model::Finding& f) {
    out += '{';
    text("severity", word(f.severity));
    out += ',';
    text("what", f.what);
    out += ',';
    text("where", f.where);
    out += ',';
    text("why", f.why);
    out += '}';
  };
  out += R"({"v":1,)";
  text("exhibit", report.ref);
  out += ',';
  text("name", report.name);
  out += ',';
  text("kind", report.kind);
  out += ',';
  number("size", report.size);
  out += ',';
  text("sha256", report.sha256);
  out += ',';
  text("storage", report.storage);
  out += ',';
  text("status", report.status);
  out += report.already_there ? R"(,"already_there":true,)" : R"(,"already_there":false,)";
  number("rows_seen", report.rows_seen);
  out += ',';
  number("records", report.records);
  out += ',';
  number("duplicates", report.duplicates);
  out += ',';
  number("recovered", report.recovered);
  out += ',';
  number("skipped", report.skipped);
  out += ',';
  number("unread_files", report.unread_files);
  out += ',';
  number("open_questions", report.open_questions);
  out += ',';
  list("files", report.files, [&](const FileReport& file) {
    out += '{';
    text("path", file.path);
    out += ',';
    number("size", file.size);
    out += ',';
    text("sha256", file.sha256);
    out += ',';
    text("mime", file.mime);
    out += ',';
    text("reader", file.reader);
    out += ',';
    text("reader_version", file.reader_version);
    out += ',';
    text("reason", file.probe_reason);
    out += ',';
    text("status", file.status);
    out += ',';
    list("tables", file.tables, [&](const model::TableCount& table) {
      out += '{';
      text("table", table.table);
      out += ',';
      number("rows_seen", table.rows_seen);
      out += ',';
      number("records", table.records);
      out += ',';
      number("duplicates", table.duplicates);
      out += ',';
      number("recovered", table.recovered);
      out += ',';
      list("skipped", table.skipped, [&](const model::TableCount::Skipped& skipped) {
        out += '{';
        text("reason", skipped.reason);
        out += ',';
        number("count", skipped.count);
        out += '}';
      });
      out += ',';
      // Findings that name this table, or all of a file with one table.
      std::vector<model::Finding> own;
      for (const auto& f : file.findings) {
        auto named = exhibit::locator_part(f.where, "table");
        if (named ? *named == table.table : file.tables.size() == 1) own.push_back(f);
      }
      list("findings", own, finding);
      out += '}';
    });
    out += ',';
    list("findings", file.findings, finding);
    out += ',';
    list("questions", file.questions, [&](const model::Question& question) {
      out += '{';
      text("key", question.key);
      out += ',';
      text("text", question.text);
      out += ',';
      list("choices", question.choices,
           [&](const std::string& choice) { append_json(out, choice); });
      out += '}';
    });
    out += R"(,"decided":{)";
    bool first = true;
    for (const auto& [key, value] : file.decided) {
      if (!first) out += ',';
      first = false;
      append_json(out, key);
      out += ':';
      append_json(out, value);
    }
    out += "}}";
  });
  out += ',';
  list("findings", report.findings, finding);
  out += '}';
  return out;
}

}  // namespace clew::ingest
