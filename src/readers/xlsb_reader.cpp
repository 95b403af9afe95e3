#include "readers/xlsb_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/little_bytes.h"
#include "readers/workbook_sheet.h"
#include "readers/xlsb_parts.h"
#include "readers/xlsb_records.h"
#include "readers/xlsb_sheet.h"
#include "readers/xlsx_sheet.h"

namespace clew::readers {
namespace {

using model::Severity;

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
    const auto context = sheet_context<BinarySheetRows>(item, book, styles, strings);
    BinarySheetRows rows(item.bytes(), context);
    read_sheet(rows, item, book, context.name, "xl/workbook.bin", options, sink);
    report(rows, context, sink);
  }

 private:
  static void report(const BinarySheetRows& rows, const BinarySheetRows::Context& context,
                     Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, exhibit::Locator().sheet(context.name).str(), std::move(why)});
    };
    report_sheet(rows, context, "xl/sharedStrings.bin",
                 "the value that was stored is read", say);
    if (context.strings->damaged())
      say(Severity::warning, "damaged shared texts",
          fmt::format("xl/sharedStrings.bin is broken in {} places (the first at byte {}); texts "
                      "whose number is not sure are not given.",
                      context.strings->damaged(), context.strings->first_damage()));
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
    report_workbook(item, base, book, sink);
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
        give_comment(text, author, cell, begin, r.end - begin, sink);
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
