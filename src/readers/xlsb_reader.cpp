#include "readers/xlsb_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/grid.h"
#include "readers/little_bytes.h"
#include "readers/profile.h"
#include "readers/xlsb_parts.h"
#include "readers/xlsb_records.h"
#include "readers/xlsb_sheet.h"
#include "readers/xlsx_sheet.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::uint64_t sheet_rows = 1'048'576;

bool has(const exhibit::Item& item, const std::string& name) {
  if (!item.tree) return false;
  const auto& names = item.tree->names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool of_workbook(const exhibit::Item& item) {
  return item.name().ends_with(".bin") && has(item, workbook_base(item.name()) + "xl/workbook.bin");
}

class XlsbSheetReader final : public Reader {
 public:
  std::string_view name() const override { return "xlsb-sheet"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes();
    BinaryRecord r;
    if (!binary_record(bytes, 0, r)) return {};
    const bool head = r.type == xlsb::begin_sheet && r.data.empty();
    // Where its first record is damaged, its name and the workbook still say what it is.
    const auto name = item.name();
    const bool named = name.find("xl/worksheets/") != name.npos && of_workbook(item);
    if (!named && (!head || !name.ends_with(".bin"))) return {};
    if (head && binary_record(bytes, r.end, r) && r.type == xlsb::chart_sheet) return {};
    if (name.find("binaryIndex") != name.npos) return {};
    return {97, "a sheet of a binary Excel workbook"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const std::string base = workbook_base(item.name());
    Workbook book;
    CellStyles styles;
    BinaryStrings strings;
    if (item.tree) {
      book = read_binary_workbook(*item.tree, base);
      if (const auto part = item.tree->open(base + "xl/styles.bin"))
        styles = binary_cell_styles(part->bytes());
      if (const auto part = item.tree->open(base + "xl/sharedStrings.bin"))
        strings = BinaryStrings(part->source);
    }
    BinarySheetRows::Context context;
    const WorkbookSheet* sheet = book.sheet_of(item.name());
    context.name = sheet ? sheet->name : std::string(item.file_name());
    context.hidden = sheet && sheet->state != "visible";
    context.date1904 = book.date1904;
    context.styles = &styles;
    context.strings = &strings;
    BinarySheetRows rows(item.bytes(), context);

    sink.decided("sheet", context.name);
    sink.decided("date system", book.date1904 ? "1904 (the workbook says so)" : "1900");
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    if (!book.found)
      sink.finding({Severity::warning, "workbook part missing", "",
                    "xl/workbook.bin is not there: the sheet's name and date system are not known; "
                    "dates are counted from 1900."});
    else if (!sheet)
      sink.finding({Severity::note, "sheet not in the workbook's list", "",
                    "The workbook does not name this sheet; it is read all the same."});
    GridSettings settings;
    settings.name = context.name;
    std::string_view file =
        item.path.size() > 1 ? std::string_view(item.path[item.path.size() - 2]) : item.file_name();
    settings.file_name = std::string(file.substr(file.rfind('/') + 1));
    read_grid(rows, settings, options, sink);
    report(rows, context, sink);
  }

 private:
  static void report(const BinarySheetRows& rows, const BinarySheetRows::Context& context,
                     Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, exhibit::Locator().sheet(context.name).str(), std::move(why)});
    };
    if (context.hidden)
      say(Severity::note, "hidden sheet",
          "The workbook hides this sheet; it is read, and its records say so.");
    if (rows.hidden_rows())
      say(Severity::note, "hidden rows",
          fmt::format("{} rows are hidden; they are read, and their records say so.",
                      rows.hidden_rows()));
    if (!rows.hidden_columns().empty())
      say(Severity::note, "hidden columns",
          fmt::format("Columns {} are hidden; they are read.", rows.hidden_columns()));
    if (rows.lost_strings())
      say(Severity::warning, "shared texts missing",
          fmt::format("{} cells name a text that xl/sharedStrings.bin does not hold{}; the numbers "
                      "of the texts are kept.",
                      rows.lost_strings(), context.strings->there() ? "" : " (it is not there)"));
    if (context.strings->damaged())
      say(Severity::warning, "damaged shared texts",
          fmt::format("xl/sharedStrings.bin is broken in {} places (the first at byte {}); texts "
                      "whose number is not sure are not given.",
                      context.strings->damaged(), context.strings->first_damage()));
    if (rows.errors())
      say(Severity::note, "cells with spreadsheet errors",
          fmt::format("{} cells hold #N/A, #REF! or the like instead of a value.", rows.errors()));
    if (rows.formulas())
      say(Severity::note, "calculated cells",
          fmt::format("{} cells hold a formula; the value that was stored is read.",
                      rows.formulas()));
    if (rows.repeated())
      say(Severity::note, "merged cells",
          fmt::format("{} cells below a merged one got its value.", rows.repeated()));
    if (rows.last_row() >= sheet_rows)
      say(Severity::warning, "sheet probably cut by a spreadsheet",
          "The sheet reaches row 1,048,576, the last that a spreadsheet holds; rows after it are "
          "probably missing. Ask for the original export.");
    if (rows.damaged())
      say(Severity::warning, "damaged sheet",
          fmt::format("{} records are broken (the first at byte {}); what is around them is read.",
                      rows.damaged(), rows.first_damage()));
    if (!rows.ended())
      say(Severity::warning, "sheet cut off", "The records of the sheet's rows have no end.");
  }
};

// Every binary part that is no sheet: read with the sheets, or kept as it is.
class XlsbPartReader final : public Reader {
 public:
  std::string_view name() const override { return "xlsb-part"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    if (!of_workbook(item) || kind_of(item) == Kind::none) return {};
    return {92, "a part of a binary Excel workbook"};
  }

  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    switch (kind_of(item)) {
      case Kind::workbook:
        return workbook(item, sink);
      case Kind::comments:
        return comments(item, sink);
      case Kind::pivot_values:
        sink.finding({Severity::note, "values of a pivot table not read",
                      exhibit::Locator().bytes(0, item.bytes().size()).str(),
                      "The part keeps a copy of the rows behind a pivot table; they are read where "
                      "a sheet holds them."});
        [[fallthrough]];
      default:
        sink.decided("part", "read together with the sheets, or of no content");
    }
  }

 private:
  enum class Kind { none, workbook, comments, pivot_values, other };

  static Kind kind_of(const exhibit::Item& item) {
    const auto name = item.name().substr(workbook_base(item.name()).size());
    if (name == "xl/workbook.bin") return Kind::workbook;
    if (name.starts_with("xl/comments")) return Kind::comments;
    if (name.starts_with("xl/pivotCache/pivotCacheRecords")) return Kind::pivot_values;
    for (const std::string_view known :
         {"xl/styles.bin", "xl/sharedStrings.bin", "xl/calcChain.bin", "xl/metadata.bin",
          "xl/worksheets/binaryIndex", "xl/chartsheets/", "xl/tables/", "xl/pivotTables/",
          "xl/pivotCache/", "xl/externalLinks/", "xl/printerSettings/", "xl/queryTables/",
          "xl/connections.bin", "xl/revisions/", "xl/userNames.bin", "xl/slicers/",
          "xl/slicerCaches/"})
      if (name.starts_with(known)) return Kind::other;
    return Kind::none;
  }

  static void workbook(const exhibit::Item& item, Sink& sink) {
    const std::string base = workbook_base(item.name());
    const Workbook book = read_binary_workbook(*item.tree, base);
    std::string sheets;
    for (const auto& sheet : book.sheets)
      sheets += fmt::format("{}{}{}", sheets.empty() ? "" : ", ", sheet.name,
                            sheet.state == "visible" ? "" : " (" + sheet.state + ")");
    sink.decided("sheets", sheets);
    for (const auto& sheet : book.sheets)
      if (!has(item, base + sheet.part))
        sink.finding({Severity::unread, "sheet missing", exhibit::Locator().sheet(sheet.name).str(),
                      fmt::format("The workbook names the sheet '{}', but its part is not there.",
                                  sheet.name)});
    BinaryRecord r;
    std::uint64_t at = 0;
    while (binary_record(item.bytes(), at, r))
      at = r.end;
    if (at < item.bytes().size())
      sink.finding({Severity::warning, "damaged workbook part",
                    exhibit::Locator().bytes(at, item.bytes().size() - at).str(),
                    "The records of xl/workbook.bin break off; sheets and the date system that "
                    "stand behind are not known."});
  }

  // Notes that people attached to cells.
  static void comments(const exhibit::Item& item, Sink& sink) {
    constexpr std::size_t most_authors = 10'000;
    std::vector<std::string> authors;
    BinaryRecord r;
    std::uint64_t at = 0, begin = 0;
    std::string text, author, cell;
    for (; binary_record(item.bytes(), at, r); at = r.end) {
      if (r.type == xlsb::comment_author && authors.size() < most_authors) {
        authors.push_back(wide_string(r.data, 0));
      } else if (r.type == xlsb::begin_comment) {
        begin = r.begin;
        text.clear();
        const auto number = little::u32(r.data, 0);
        author = number < authors.size() ? authors[number] : "";
        cell = column_letters(little::u32(r.data, 12) & 0x3FFF) +
               std::to_string(std::uint64_t{little::u32(r.data, 4)} + 1);
      } else if (r.type == xlsb::comment_text) {
        text = wide_string(r.data, 1);
      } else if (r.type == xlsb::end_comment && !cell.empty()) {
        model::Record record;
        record.kind = model::RecordKind::document;
        record.locator = exhibit::Locator().bytes(begin, r.end - begin).cell(cell).str();
        record.table = "comments";
        record.text = text;
        record.fields.push_back({"title", "comment on " + cell});
        if (!author.empty())
          record.participants.push_back(
              {model::Role::author, {model::IdentifierKind::name, author, ""}, author});
        sink.rows("comments", 1);
        sink.record(std::move(record));
        cell.clear();
      }
    }
    if (at < item.bytes().size())
      sink.finding({Severity::warning, "damaged comments",
                    exhibit::Locator().bytes(at, item.bytes().size() - at).str(),
                    "The records break off; comments behind are not read."});
  }
};

}  // namespace

std::unique_ptr<Reader> make_xlsb_sheet_reader() { return std::make_unique<XlsbSheetReader>(); }
std::unique_ptr<Reader> make_xlsb_part_reader() { return std::make_unique<XlsbPartReader>(); }

}  // namespace clew::readers
