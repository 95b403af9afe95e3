#include "view/exhibit_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "base/natural_order.h"

namespace clew::view {
namespace {

// Findings of one exhibit, or of all.
constexpr std::string_view select_findings =
    "SELECT e.ref, f.severity, f.what, f.place, f.why, coalesce(x.path, ''), f.file_id FROM finding f JOIN exhibit e ON e.id = f.exhibit_id "
    "LEFT JOIN file x ON x.id = f.file_id ";

int rank(std::string_view severity) { return severity == "unread" ? 0 : severity == "warning" ? 1 : 2; }

std::int64_t exhibit_id(const CaseView& view, std::string_view ref, std::string* status = nullptr) {
  auto find = view.db().prepare("SELECT id, status FROM exhibit WHERE ref = ?1");
  find.bind(1, ref);
  if (!find.step()) throw Error(ErrorKind::not_found, fmt::format("there is no exhibit {}; `clew ls CASE` lists them", ref));
  if (status) *status = find.text(1);
  return find.integer(0);
}

// ".plist" of "…/x.plist"; "" where a name has none that is short and plain.
std::string ending(std::string_view path) {
  const auto name = path.substr(path.find_last_of("/!") + 1);
  const auto dot = name.rfind('.');
  if (dot == name.npos || dot == 0 || name.size() - dot > 9) return "";
  std::string out;
  for (char c : name.substr(dot)) {
    const bool plain = c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain) return "";
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return out;
}

FindingRow finding_row(const CaseView& view, const casefile::Stmt& row) {
  return {std::string(row.text(0)), std::string(row.text(5)), {std::string(row.text(1)), std::string(row.text(2)), view.text(row.text(3)), view.text(row.text(4))}};
}

// Rows in the order of the exhibits' files.
std::vector<FindingGroup> grouped(const CaseView& view, casefile::Stmt& rows) {
  struct Building {
    FindingGroup group;
    std::map<std::string, std::int64_t> endings;
    std::int64_t last_file = -1;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Building> building;
  while (rows.step()) {
    auto& b = building[{std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))}];
    ++b.group.count;
    const auto file = rows.is_null(6) ? 0 : rows.integer(6);
    if (file != b.last_file) {
      b.last_file = file;
      ++b.group.files;
      if (file) ++b.endings[ending(rows.text(5))];
    }
    if (b.group.first.size() < findings_shown) b.group.first.push_back(finding_row(view, rows));
  }
  std::vector<FindingGroup> out;
  for (auto& [key, b] : building) {
    std::tie(b.group.exhibit, b.group.severity, b.group.what) = key;
    for (auto& [name, count] : b.endings) b.group.endings.emplace_back(name, count);
    std::stable_sort(b.group.endings.begin(), b.group.endings.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    if (b.group.endings.size() > endings_named) b.group.endings.resize(endings_named);
    out.push_back(std::move(b.group));
  }
  std::stable_sort(out.begin(), out.end(), [](const FindingGroup& x, const FindingGroup& y) {
    if (rank(x.severity) != rank(y.severity)) return rank(x.severity) < rank(y.severity);
    if (x.exhibit != y.exhibit) return natural_less(x.exhibit, y.exhibit);
    return x.count > y.count;
  });
  return out;
}

std::vector<FileQuestion> questions(const CaseView& view, std::optional<std::int64_t> exhibit, bool open_only) {
  auto list = view.db().prepare(fmt::format("SELECT e.ref, f.path, q.key, q.text, q.choices, coalesce(q.answer, '') FROM question q JOIN file f ON f.id = q.file_id "
                                            "JOIN exhibit e ON e.id = f.exhibit_id WHERE (?1 IS NULL OR e.id = ?1) {} ORDER BY e.ref COLLATE by_number, q.id",
                                            open_only ? "AND q.answer IS NULL" : ""));
  if (exhibit) list.bind(1, *exhibit);
  std::vector<FileQuestion> out;
  while (list.step())
    out.push_back({std::string(list.text(0)), std::string(list.text(1)), {std::string(list.text(2)), view.text(list.text(3)), choices_of(list.text(4)), std::string(list.text(5))}});
  return out;
}

void write(JsonWriter& out, const FindingRow& row) {
  out.begin_object().field("exhibit", row.exhibit).field("file", row.file).field("severity", row.finding.severity).field("what", row.finding.what);
  out.field("where", row.finding.where.raw_for_analysis()).field("why", row.finding.why.raw_for_analysis()).end();
}

void write(JsonWriter& out, const std::vector<FindingGroup>& groups, std::string_view name = "findings") {
  out.key(name).begin_array();
  for (const auto& g : groups) {
    out.begin_object().field("exhibit", g.exhibit).field("severity", g.severity).field("what", g.what).field("count", g.count).field("files", g.files);
    out.key("endings").begin_array();
    for (const auto& [name, count] : g.endings) out.begin_object().field("ending", name).field("files", count).end();
    out.end().key("first").begin_array();
    for (const auto& row : g.first) write(out, row);
    out.end().end();
  }
  out.end();
}

void write(JsonWriter& out, const std::vector<FileQuestion>& list) {
  out.key("questions").begin_array();
  for (const auto& q : list) {
    out.begin_object().field("exhibit", q.exhibit).field("file", q.file).key("question");
    write_json(out, q.question);
    out.end();
  }
  out.end();
}

void write_fields(JsonWriter& out, const ReaderSum& s) {
  out.field("files", s.files).field("not_whole", s.not_whole).field("size_bytes", s.size_bytes).field("rows_seen", s.rows_seen);
  out.field("records", s.records).field("duplicates", s.duplicates).field("recovered", s.recovered).field("skipped", s.skipped);
}

}  // namespace

ReportSummary report_summary(const CaseView& view, std::string_view exhibit_ref) {
  ReportSummary out;
  const auto exhibit = exhibit_id(view, exhibit_ref, &out.status);
  out.exhibit = exhibit_ref;
  std::map<std::pair<std::string, std::string>, ReaderSum> sums;
  auto of_exhibit = [&](const char* sql, auto&& each) {
    auto rows = view.db().prepare(sql);
    for (rows.bind(1, exhibit); rows.step();) each(sums[{std::string(rows.text(0)), std::string(rows.text(1))}], rows);
  };
  of_exhibit("SELECT reader, reader_version, count(*), sum(status <> 'read'), sum(size_bytes) FROM file WHERE exhibit_id = ?1 GROUP BY 1, 2", [](ReaderSum& s, auto& row) {
    s.files = row.integer(2);
    s.not_whole = row.integer(3);
    s.size_bytes = row.integer(4);
  });
  of_exhibit(
      "SELECT f.reader, f.reader_version, sum(t.rows_seen), sum(t.records), sum(t.duplicates), sum(t.recovered) FROM file f JOIN import_table t ON t.file_id = f.id "
      "WHERE f.exhibit_id = ?1 GROUP BY 1, 2",
      [](ReaderSum& s, auto& row) {
        s.rows_seen = row.integer(2);
        s.records = row.integer(3);
        s.duplicates = row.integer(4);
        s.recovered = row.integer(5);
      });
  of_exhibit("SELECT f.reader, f.reader_version, sum(s.count) FROM file f JOIN import_skip s ON s.file_id = f.id WHERE f.exhibit_id = ?1 GROUP BY 1, 2",
             [](ReaderSum& s, auto& row) { s.skipped = row.integer(2); });
  for (auto& [key, s] : sums) {
    std::tie(s.reader, s.version) = key;
    for (auto field : {&ReaderSum::files, &ReaderSum::not_whole, &ReaderSum::size_bytes, &ReaderSum::rows_seen, &ReaderSum::records, &ReaderSum::duplicates, &ReaderSum::recovered,
                       &ReaderSum::skipped})
      out.all.*field += s.*field;
    out.readers.push_back(std::move(s));
  }
  std::stable_sort(out.readers.begin(), out.readers.end(), [](const auto& x, const auto& y) { return x.files > y.files; });
  auto rows = view.db().prepare(fmt::format("{} WHERE f.exhibit_id = ?1 ORDER BY f.id", select_findings));
  rows.bind(1, exhibit);
  out.findings = grouped(view, rows);
  out.questions = questions(view, exhibit, false);
  return out;
}

NeedsAnEye needs_an_eye(const CaseView& view) {
  auto rows = view.db().prepare(fmt::format("{} WHERE f.severity <> 'note' ORDER BY f.id", select_findings));
  auto kept = view.db().prepare(fmt::format("{} WHERE f.severity = 'note' AND f.what IN ({}) ORDER BY f.id", select_findings, kept_findings));
  return {grouped(view, rows), grouped(view, kept), questions(view, {}, true)};
}

FindingPage findings(const CaseView& view, const FindingFilter& filter) {
  const auto exhibit = exhibit_id(view, filter.exhibit);
  constexpr std::string_view where = "WHERE f.exhibit_id = ?1 AND f.severity = ?2 AND f.what = ?3";
  FindingPage out;
  auto all = view.db().prepare(fmt::format("SELECT count(*) FROM finding f {}", where));
  all.bind_all(exhibit, filter.severity, filter.what);
  if (all.step()) out.total = all.integer(0);
  auto rows = view.db().prepare(fmt::format("{} {} ORDER BY f.id LIMIT ?4 OFFSET ?5", select_findings, where));
  rows.bind_all(exhibit, filter.severity, filter.what, static_cast<std::int64_t>(filter.limit), static_cast<std::int64_t>(filter.offset));
  while (rows.step()) out.rows.push_back(finding_row(view, rows));
  return out;
}

FilePage files(const CaseView& view, const FileFilter& filter) {
  const auto exhibit = exhibit_id(view, filter.exhibit);
  constexpr std::string_view where = "FROM file WHERE exhibit_id = ?1 AND (?2 = '' OR reader = ?2) AND (?3 = '' OR instr(lower(path), lower(?3)) > 0)";
  FilePage out;
  auto all = view.db().prepare(fmt::format("SELECT count(*) {}", where));
  all.bind_all(exhibit, filter.reader, filter.text);
  if (all.step()) out.total = all.integer(0);
  TableCounts tables(view);
  auto rows = view.db().prepare(fmt::format("SELECT {} {} ORDER BY id LIMIT ?4 OFFSET ?5", file_columns, where));
  rows.bind_all(exhibit, filter.reader, filter.text, static_cast<std::int64_t>(filter.limit), static_cast<std::int64_t>(filter.offset));
  while (rows.step()) out.files.push_back(file_report(view, rows, tables));
  return out;
}

void write_json(JsonWriter& out, const ReportSummary& summary) {
  out.begin_object().field("v", 1).field("exhibit", summary.exhibit).field("status", summary.status);
  write_fields(out, summary.all);
  out.key("readers").begin_array();
  for (const auto& s : summary.readers) {
    out.begin_object().field("reader", s.reader).field("version", s.version);
    write_fields(out, s);
    out.end();
  }
  out.end();
  write(out, summary.findings);
  write(out, summary.questions);
  out.end();
}

void write_json(JsonWriter& out, const NeedsAnEye& eye) {
  out.begin_object().field("v", 1);
  write(out, eye.findings);
  write(out, eye.kept, "kept");
  write(out, eye.questions);
  out.end();
}

void write_json(JsonWriter& out, const FindingPage& page) {
  out.begin_object().field("v", 1).field("total", page.total).key("findings").begin_array();
  for (const auto& row : page.rows) write(out, row);
  out.end().end();
}

void write_json(JsonWriter& out, const FilePage& page) {
  out.begin_object().field("v", 1).field("total", page.total).key("files").begin_array();
  for (const auto& f : page.files) {
    out.begin_object();
    write_fields(out, f);
    out.end();
  }
  out.end().end();
}

}  // namespace clew::view
