// What .xlsx (XML) and .xlsb (records), and in part .ods and Excel 2003's XML, have in common once a sheet's rows can be read: what is
// decided and said about the sheet, its rows as records, the workbook's list of sheets, comments.
//
// `Rows` is SheetRows or BinarySheetRows. Nothing here throws but read_grid() for a bad profile (Error(usage)).
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "exhibit/locator.h"
#include "readers/grid.h"
#include "readers/xlsx_parts.h"

namespace clew::readers {

inline constexpr std::uint64_t sheet_rows = 1'048'576;  // the most that a sheet holds

// `styles` and `strings` outlive the rows.
template <class Rows, class Strings>
typename Rows::Context sheet_context(const exhibit::Item& item, const Workbook& book, const CellStyles& styles, const Strings& strings) {
  typename Rows::Context context;
  const WorkbookSheet* sheet = book.sheet_of(item.name());
  context.name = sheet ? sheet->name : std::string(item.file_name());
  context.hidden = sheet && sheet->state != "visible";
  context.date1904 = book.date1904;
  context.styles = &styles;
  context.strings = &strings;
  return context;
}

// Reads all rows of the sheet `name`. `workbook_part`: the part that should list it, for the finding that it is not there.
void read_sheet(GridRows& rows, const exhibit::Item& item, const Workbook& book, const std::string& name, std::string_view workbook_part,
                const Options& options, Sink& sink);

// What is said of every sheet, whatever its file: numbers of rows and cells.
struct SheetCounts {
  bool hidden = false;
  std::uint64_t hidden_rows = 0, errors = 0, formulas = 0, merged = 0;
  std::uint64_t last_row = 0;  // from 1
};
// `say(severity, what, why)`; `formulas`: what became of formulas.
template <class Say>
void report_counts(const SheetCounts& counts, std::string_view formulas, Say&& say) {
  using model::Severity;
  if (counts.hidden) say(Severity::note, "hidden sheet", "The workbook hides this sheet; it is read, and its records say so.");
  if (counts.hidden_rows)
    say(Severity::note, "hidden rows", fmt::format("{} rows are hidden; they are read, and their records say so.", counts.hidden_rows));
  if (counts.errors)
    say(Severity::note, "cells with spreadsheet errors", fmt::format("{} cells hold #N/A, #REF! or the like instead of a value.", counts.errors));
  if (counts.formulas) say(Severity::note, "calculated cells", fmt::format("{} cells hold a formula; {}.", counts.formulas, formulas));
  if (counts.merged) say(Severity::note, "merged cells", fmt::format("{} cells below a merged one got its value.", counts.merged));
  if (counts.last_row >= sheet_rows)
    say(Severity::warning, "sheet probably cut by a spreadsheet",
        "The sheet reaches row 1,048,576, the last that a spreadsheet holds; rows after it are probably missing. Ask for the original export.");
}

// Findings of either form of workbook, of a sheet that was read. `texts_part`: the part of the shared texts.
template <class Rows, class Say>
void report_sheet(const Rows& rows, const typename Rows::Context& context, std::string_view texts_part, std::string_view formulas, Say&& say) {
  using model::Severity;
  if (!rows.hidden_columns().empty())
    say(Severity::note, "hidden columns", fmt::format("Columns {} are hidden; they are read.", rows.hidden_columns()));
  if (rows.lost_strings())
    say(Severity::warning, "shared texts missing",
        fmt::format("{} cells name a text that {} does not hold{}; the numbers of the texts are kept.", rows.lost_strings(), texts_part,
                    context.strings->there() ? "" : " (it is not there)"));
  report_counts({context.hidden, rows.hidden_rows(), rows.errors(), rows.formulas(), rows.repeated(), rows.last_row()}, formulas, say);
}

// Of a spreadsheet that is one XML text, after it was scanned to its end: what of it is broken.
template <class Scanner, class Text>
void report_damage(const Scanner& scanner, const Text& text, Sink& sink) {
  if (!scanner.damaged() && !scanner.cut()) return;
  sink.finding({model::Severity::warning, scanner.cut() ? "file cut off" : "damaged XML", "",
                scanner.cut() ? std::string("It ends within a tag; the rows before are read.")
                              : fmt::format("{} tags are broken (the first at byte {}); what is around them is read.", scanner.damaged(),
                                            text.source(scanner.first_damage()))});
}

// The workbook's own list: decided, and a finding for each sheet whose part is not there.
void report_workbook(const exhibit::Item& item, const std::string& base, const Workbook& book, Sink& sink);

// A comment on a cell ("B7"), as a row of the table "comments" that stands in `size` bytes from `begin` of the part.
void give_comment(std::string text, const std::string& author, const std::string& cell, std::uint64_t begin, std::uint64_t size, Sink& sink);

}  // namespace clew::readers
