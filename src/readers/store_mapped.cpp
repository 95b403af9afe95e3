#include "readers/store_mapped.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "exhibit/locator.h"

namespace clew::readers::store {

using model::Severity;
using sqlite::Query;
using sqlite::quoted;

namespace {

// Tables as WITH clauses that have every column the query names, NULL where the evidence has none.
std::string tables_as_asked(const TableMap& map, const Source& source, std::string* missing) {
  std::string out = "WITH ";
  bool first = true;
  for (const auto& [name, columns] : map.uses) {
    out += fmt::format("{}{} AS (SELECT ", first ? "" : ", ", quoted(name));
    const Table* t = source.find(name);
    if (!t) {
      out += "NULL AS rowid_";
      for (const auto& c : columns)
        out += fmt::format(", NULL AS {}", quoted(c));
      out += " WHERE 0)";
      if (missing && !map.optional.contains(name)) *missing += fmt::format("{}table {}", missing->empty() ? "" : ", ", name);
    } else {
      out += t->without_rowid ? "NULL AS rowid_" : "rowid AS rowid_";
      if (first) {
        // The counted table with all its columns; those it lacks are added.
        for (const auto& c : t->columns)
          out += fmt::format(", {}", quoted(c));
      }
      for (const auto& c : columns) {
        const bool there = source.has(fmt::format("{}.{}", name, c));
        if (!there && missing && !map.optional.contains(name + "." + c))
          *missing += fmt::format("{}{}.{}", missing->empty() ? "" : ", ", name, c);
        if (there && first) continue;
        out += there ? fmt::format(", {}", quoted(c)) : fmt::format(", NULL AS {}", quoted(c));
      }
      out += fmt::format(" FROM main.{})", quoted(t->name));
    }
    first = false;
  }
  return out + " ";
}

std::vector<Column> columns_of(const Query& q) {
  std::vector<Column> out;
  std::set<std::string> verbatim;
  bool star = false;
  for (int i = 0; i < q.columns(); ++i) {
    // From `m.*` on (it begins with rowid_) names are the source's own, also "text" or "name".
    star = star || q.name(i) == "rowid_";
    out.push_back(star ? Column{q.name(i), "", "", "", false} : parse_column(q.name(i)));
    static const std::set<std::string_view> whole = {
        "row",      "key",   "text", "chat",  "title", "time",   "party",
        "other",    "owner", "name", "media", "mime",  "sha256", "media_title",
        "duration", "lat",   "lon",  "extra", "place", "link",   "form"};
    if (whole.count(out.back().role))
      if (const auto from = q.origin(i); !from.empty()) verbatim.insert(from);
  }
  std::set<std::string> seen;
  for (int i = 0; i < q.columns(); ++i) {
    Column& c = out[static_cast<std::size_t>(i)];
    if (!c.role.empty()) continue;
    const auto from = q.origin(i);
    c.already_mapped = c.name == "rowid_" || (!from.empty() && verbatim.count(from)) ||
                       !seen.insert(c.name).second;
  }
  return out;
}

}  // namespace

// What the rows of one table showed.
struct MappedTables::Tally {
  RowNotes notes;
  std::int64_t first = 0, last = 0;
  std::uint64_t gaps = 0, listed = 0;
  bool any = false;
  std::string gap_list;
  void row(std::int64_t n) {
    if (!any) {
      first = n;
    } else if (n > last + 1 && last > 0) {
      const std::uint64_t missing = static_cast<std::uint64_t>(n - last - 1);
      gaps += missing;
      if (gap_list.size() < 200) {
        gap_list += fmt::format("{}{}", gap_list.empty() ? "" : ", ", last + 1);
        if (missing > 1) gap_list += fmt::format("–{}", n - 1);
        listed += missing;
      }
    }
    any = true;
    last = n;
  }
};

// One query of details, going beside the main one in the order of its rows.
struct MappedTables::DetailRun {
  std::unique_ptr<Query> query;
  std::vector<Column> columns;
  bool more = false;
};

void MappedTables::read(const TableMap& map, const Source& now, const Source* then, std::string_view flag) {
  std::string missing;
  Tally tally;
  run(map, now, nullptr, "", tally, &missing);
  if (then && then->find(map.name)) {
    const auto rows = older_rows(map.name, now, *then);
    if (!rows.empty()) run(map, *then, &rows, flag, tally, nullptr);
  }
  say(map, tally, missing);
}

void MappedTables::say(const TableMap& map, const Tally& tally, const std::string& missing) {
  if (!missing.empty())
    findings_.add(Severity::note, "columns of another app version",
                  exhibit::Locator().table(map.name).str(), fmt::format("Read without: {}.", missing));
  for (const auto& [code, n] : tally.notes.unknown_codes)
    findings_.add(Severity::note, "value not in the description",
                  exhibit::Locator().table(map.name).str(),
                  fmt::format("{} ({} rows); the row keeps it among its other fields.", printable(code),
                              n));
  for (const auto& [unit, n] : tally.notes.other_units)
    findings_.add(Severity::note, "time in another unit than usual",
                  exhibit::Locator().table(map.name).str(),
                  fmt::format("{} ({} rows), the only unit that gives a plausible time.", unit, n));
  if (tally.notes.invalid_text > 0)
    findings_.add(Severity::warning, "bytes that are not valid text",
                  exhibit::Locator().table(map.name).row(tally.notes.invalid_text_row).str(),
                  fmt::format("{} values are not valid UTF-8; what is not is shown as U+FFFD.",
                              tally.notes.invalid_text));
  if (map.gaps && tally.gaps > 0)
    findings_.add(Severity::note, "gap in row numbers", exhibit::Locator().table(map.name).str(),
                  fmt::format("{} numbers between {} and {} are missing ({}{}): rows were probably "
                              "deleted.",
                              tally.gaps, tally.first, tally.last, tally.gap_list,
                              tally.gaps > tally.listed ? " …" : ""));
}

// The queries of a map's details, each before its first row.
std::vector<MappedTables::DetailRun> MappedTables::open_details(const TableMap& map, const Source& source, const std::string& head) {
  std::vector<DetailRun> details;
  for (const auto& d : map.details) {
    DetailRun run;
    run.query = std::make_unique<Query>(source.db(), head + d.sql + " ORDER BY 1");
    run.columns = columns_of(*run.query);
    if (!run.query->error().empty())
      findings_.add(Severity::warning, "details could not be read",
                    exhibit::Locator().table(map.name).str(), printable(run.query->error()));
    run.more = run.query->step();
    details.push_back(std::move(run));
  }
  return details;
}

void MappedTables::run(const TableMap& map, const Source& source, const std::set<std::int64_t>* only, std::string_view flag, Tally& tally, std::string* missing) {
  const std::string head = tables_as_asked(map, source, missing);
  Query q(source.db(), head + map.sql + " ORDER BY 1");
  std::vector<DetailRun> details;
  if (q.error().empty()) details = open_details(map, source, head);
  const auto columns = columns_of(q);
  std::optional<std::int64_t> previous;
  std::int64_t reached = 0;
  std::uint64_t rows = 0;
  const auto kind = model::record_kind_from(map.kind).value_or(model::RecordKind::event);
  while (q.step()) {
    const std::int64_t row = q.integer(0);
    if (previous == row) continue;  // a join that found two partners: the row is one
    previous = reached = row;
    if (only && !only->count(row)) continue;
    if (!only) tally.row(row);
    ++rows;
    RowResult result;
    result.row = row;
    result.record.kind = kind;
    add_columns(map, columns, q.row(), latest_plausible_, result, tally.notes);
    for (auto& d : details) {
      while (d.more && d.query->integer(0) < row)
        d.more = d.query->step();
      for (; d.more && d.query->integer(0) == row; d.more = d.query->step())
        add_columns(map, d.columns, d.query->row(), latest_plausible_, result,
                           tally.notes);
    }
    finish(map, result);
    emit(map, std::move(result), only ? flag : std::string_view());
  }
  if (q.error().empty()) return;
  findings_.add(Severity::warning, "table could not be read to its end",
                exhibit::Locator().table(map.name).str(),
                fmt::format("after row {} ({} rows): {}.", reached, rows, printable(q.error())));
  if (!only) skip_unreadable(source, map.name, previous, sink_);
}

// The row as a record, a skip or a duplicate. `recovered`: why it is in the older image only; "" for a row of now.
void MappedTables::emit(const TableMap& map, RowResult result, std::string_view recovered) {
  const std::string locator = exhibit::Locator().row(result.row).table(map.name).str();
  sink_.rows(map.name, 1);
  if (result.skip) {
    sink_.skip(map.name, *result.skip, locator);
    return;
  }
  if (result.duplicate) {
    sink_.duplicate(map.name, locator);
    return;
  }
  model::Record& r = result.record;
  r.table = map.name;
  r.locator = locator;
  if (!recovered.empty()) {
    r.state = model::State::recovered;
    r.state_flag = std::string(recovered);
  }
  if (r.key.empty()) r.key = fmt::format("{}:{}", map.name, result.row);
  for (auto& media : r.media)
    media.present = beside_.has(media.path);
  sink_.record(std::move(r));
}

}  // namespace clew::readers::store
