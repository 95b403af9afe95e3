#include "report/answer_table.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "report/workbook.h"
#include "view/escape.h"
#include "view/leads.h"

namespace clew::report {
namespace {

using AnswerJson = nlohmann::ordered_json;
using model::EvidenceText;

// All parts of a cell in one line of text.
EvidenceText cell_text(const view::CaseView& view, const AnswerJson& cell) {
  std::string text;
  for (const auto& part : cell.is_array() ? cell : AnswerJson::array({cell})) {
    if (part.is_null()) continue;
    text += text.empty() ? "" : "; ";
    if (part.is_object() && part.contains("time"))
      text += part["time"].get<std::string>();
    else
      text += view::sentence_text(view, AnswerJson::array({part}).dump()).raw_for_analysis();
  }
  return EvidenceText(std::move(text));
}

std::string csv_cell(const EvidenceText& text) { return view::for_csv(EvidenceText(view::for_terminal(text, true))); }

std::string answer_csv(const view::CaseView& view, const AnswerJson& stored) {
  std::string out = "\xEF\xBB\xBF";  // so that spreadsheets take it for UTF-8
  const bool several = stored["tables"].size() > 1;
  for (const auto& table : stored["tables"]) {
    if (several) out += csv_cell(EvidenceText(table["title"].get<std::string>())) + "\r\n";
    std::string line;
    for (const auto& column : table["columns"]) line += (line.empty() ? "" : ",") + csv_cell(EvidenceText(column.get<std::string>()));
    out += line + "\r\n";
    for (const auto& row : table["rows"]) {
      bool first = true;
      for (const auto& cell : row) {
        out += first ? "" : ",";
        out += csv_cell(cell_text(view, cell));
        first = false;
      }
      out += "\r\n";
    }
    if (several) out += "\r\n";
  }
  return out;
}

// At most what a cell holds (32,767 characters), cut at a character.
std::string cut_for_cell(std::string value) {
  constexpr std::size_t most_bytes = 32'000;
  if (value.size() <= most_bytes) return value;
  auto end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return value.substr(0, end) + " … (cut)";
}

std::string answer_xlsx(const view::CaseView& view, const AnswerJson& stored, std::string_view name, std::string_view about) {
  const TemporaryDirectory folder("clew-export");
  const auto path = (folder.path() / "answer.xlsx").string();
  auto* book = new_workbook(path, folder.path().string(), std::string(name), std::string(about));
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  auto* wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
  lxw_error error = LXW_NO_ERROR;
  const auto put = [&](lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const AnswerJson& cell, lxw_format* format) {
    lxw_error result = LXW_NO_ERROR;
    const auto* figure = cell.is_number() ? &cell : cell.is_object() && cell.contains("n") ? &cell["n"] : nullptr;
    if (figure)
      result = worksheet_write_number(sheet, row, column, figure->get<double>(), nullptr);
    else if (auto text = cut_for_cell(view::for_terminal(cell_text(view, cell))); !text.empty())
      result = worksheet_write_string(sheet, row, column, text.c_str(), format);  // always text: nothing is ever a formula
    if (result != LXW_NO_ERROR) error = result;
  };
  int number = 0;
  for (const auto& table : stored["tables"]) {
    // Names of sheets: at most 31 characters, without what Excel forbids.
    std::string title = fmt::format("{} ", ++number);
    for (char c : table["title"].get<std::string>())
      if (std::string_view("[]:*?/\\'").find(c) == std::string_view::npos && static_cast<unsigned char>(c) < 0x80 && title.size() < 31) title += c;
    auto* sheet = workbook_add_worksheet(book, title.c_str());
    if (!sheet) throw Error(ErrorKind::resource, "the workbook could not be made: a sheet was refused");
    worksheet_set_column(sheet, 0, 40, 22, nullptr);
    lxw_col_t column = 0;
    for (const auto& c : table["columns"]) worksheet_write_string(sheet, 0, column++, c.get<std::string>().c_str(), bold);
    worksheet_freeze_panes(sheet, 1, 0);
    lxw_row_t at = 0;
    for (const auto& row : table["rows"]) {
      ++at;
      column = 0;
      for (const auto& cell : row) put(sheet, at, column++, cell, wrapped);
    }
  }
  auto* notes = workbook_add_worksheet(book, "About");
  worksheet_set_column(notes, 0, 0, 120, nullptr);
  lxw_row_t at = 0;
  put(notes, at++, 0, AnswerJson(std::string(about)), bold);
  for (const auto& note : stored["notes"]) put(notes, at++, 0, note, wrapped);
  const auto closed = workbook_close(book);
  if (closed != LXW_NO_ERROR || error != LXW_NO_ERROR)
    throw Error(ErrorKind::resource, fmt::format("the workbook could not be made: {}", lxw_strerror(closed != LXW_NO_ERROR ? closed : error)));
  return read_file(path);
}

}  // namespace

std::string answer_table(TableForm form, const view::CaseView& view, const view::Answer& answer, std::string_view about) {
  const auto stored = AnswerJson::parse(answer.json);
  return form == TableForm::csv ? answer_csv(view, stored) : answer_xlsx(view, stored, answer.name, about);
}

std::string about_answer(const view::CaseView& view, const view::Answer& answer, bool verified) {
  return fmt::format("{}: {}, {} rows. {}. Clew {}", view.case_file().info("reference"), answer.name, answer.rows,
                     !answer.machine_only.empty() ? fmt::format("Not verified: the English of {} records is a machine translation that nobody looked at", answer.machine_only.size())
                     : verified                   ? "Verified: no English in it is a machine translation that nobody looked at"
                                                  : "No English in it is a machine translation that nobody looked at",
                     CLEW_VERSION);
}

}  // namespace clew::report
