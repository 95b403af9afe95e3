#include "report/record_table.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <array>

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "report/workbook.h"
#include "view/escape.h"
#include "view/records.h"

namespace clew::report {
namespace {

using model::EvidenceText;

constexpr std::size_t most_rows = 200'000;
constexpr std::array columns{"record",  "exhibit", "kind",     "service",    "direction", "time (UTC)", "time as written",
                             "from",    "to",      "text",     "language",   "English",   "English by", "status of the English",
                             "duration (s)", "state", "file and position"};
using Row = std::array<EvidenceText, columns.size()>;

std::string people(const view::RecordView& record, bool senders) {
  std::string text;
  for (const auto& p : record.participants) {
    const bool sends = p.role == "from" || p.role == "caller" || p.role == "author";
    const bool receives = p.role == "to" || p.role == "cc" || p.role == "bcc" || p.role == "callee";
    if (senders ? !sends : !receives) continue;
    const auto &name = p.name.raw_for_analysis(), &number = p.raw.raw_for_analysis();
    text += text.empty() ? "" : "; ";
    text += name.empty() || name == number ? number : number.empty() ? name : fmt::format("{} ({})", name, number);
  }
  return text;
}

Row row_of(const view::RecordView& r) {
  const auto text = [](std::string value) { return EvidenceText(std::move(value)); };
  Row row{text(r.id), text(r.exhibit), text(r.kind), text(r.service), text(r.direction)};
  if (!r.times.empty()) {
    const auto& time = r.times.front();
    row[5] = text(time.utc ? to_iso_utc(*time.utc) : std::string());
    row[6] = time.raw;
  }
  row[7] = text(people(r, true));
  row[8] = text(people(r, false));
  row[9] = r.text;
  row[10] = text(r.language);
  if (const auto& t = r.translation) {
    row[11] = t->text;
    row[12] = text(t->author.empty() ? t->engine : t->author);
    row[13] = text(t->status);
  }
  if (r.duration_s) row[14] = text(fmt::format("{:.0f}", *r.duration_s));
  row[15] = text(r.state);
  row[16] = text(r.position);
  return row;
}

// Calls `each` with every record's row.
template <class Each>
void for_rows(const view::CaseView& view, const std::vector<std::int64_t>& records, const Each& each) {
  view::RecordReader reader(view);
  for (const auto id : records)
    if (const auto record = reader.load({id})) each(row_of(*record));
}

std::string csv(const view::CaseView& view, const std::vector<std::int64_t>& records) {
  std::string out = "\xEF\xBB\xBF";  // so that spreadsheets take it for UTF-8
  for (std::size_t i = 0; i < columns.size(); ++i) out += fmt::format("{}\"{}\"", i ? "," : "", columns[i]);
  out += "\r\n";
  for_rows(view, records, [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) out += ',';
      out += view::for_csv(EvidenceText(view::for_terminal(row[i], true)));  // control characters made visible, lines kept
    }
    out += "\r\n";
  });
  return out;
}

std::string xlsx(const view::CaseView& view, const std::vector<std::int64_t>& records, std::string_view about) {
  const TemporaryDirectory folder("clew-export");
  const auto path = (folder.path() / "records.xlsx").string();
  auto* book = new_workbook(path, folder.path().string(), "Records", std::string(about));
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  auto* wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
  auto* sheet = workbook_add_worksheet(book, "Records");
  worksheet_set_column(sheet, 0, 8, 18, nullptr);
  worksheet_set_column(sheet, 9, 11, 50, nullptr);
  lxw_col_t column = 0;
  for (const char* name : columns) worksheet_write_string(sheet, 0, column++, name, bold);
  worksheet_freeze_panes(sheet, 1, 1);
  lxw_error error = LXW_NO_ERROR;
  lxw_row_t at = 0;
  for_rows(view, records, [&](const Row& row) {
    ++at;
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto value = view::for_terminal(row[i]);
      constexpr std::size_t most_bytes = 32'000;  // a cell holds 32,767 characters
      if (value.size() > most_bytes) {
        auto end = most_bytes;
        while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
        value = value.substr(0, end) + " … (cut)";
      }
      // Always text cells: nothing that begins with = + - @ is ever a formula.
      if (!value.empty())
        if (auto result = worksheet_write_string(sheet, at, static_cast<lxw_col_t>(i), value.c_str(), i >= 9 && i <= 11 ? wrapped : nullptr);
            result != LXW_NO_ERROR)
          error = result;
    }
  });
  const auto closed = workbook_close(book);
  if (closed != LXW_NO_ERROR || error != LXW_NO_ERROR)
    throw Error(ErrorKind::resource, fmt::format("the workbook could not be made: {}", lxw_strerror(closed != LXW_NO_ERROR ? closed : error)));
  return read_file(path);
}

}  // namespace

TableForm table_form(std::string_view name) {
  if (name == "csv") return TableForm::csv;
  if (name == "xlsx") return TableForm::xlsx;
  throw Error(ErrorKind::usage, fmt::format("'{}' is no form of a table: csv or xlsx", name));
}

std::string record_table(TableForm form, const view::CaseView& view, const std::vector<std::int64_t>& records, std::string_view about) {
  if (records.size() > most_rows)
    throw Error(ErrorKind::resource, fmt::format("{} records are more than a table here holds ({}): narrow the search, or use clew export --records",
                                                 records.size(), most_rows));
  return form == TableForm::csv ? csv(view, records) : xlsx(view, records, about);
}

}  // namespace clew::report
