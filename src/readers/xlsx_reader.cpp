#include "readers/xlsx_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/grid.h"
#include "readers/profile.h"
#include "readers/xlsx_parts.h"
#include "readers/xlsx_sheet.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::uint64_t sheet_rows = 1'048'576;

// The first element of the file ("worksheet"), looking past declarations and comments.
std::string_view root_of(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  XmlScanner scanner(head);
  XmlToken token;
  while (scanner.next(token)) {
    if (token.kind == XmlToken::Kind::start) return token.name;
    if (token.kind == XmlToken::Kind::text &&
        token.body.find_first_not_of(" \t\r\n") != token.body.npos)
      return {};
  }
  return {};
}

bool in_workbook(const exhibit::Item& item, std::string_view base) {
  if (!item.tree) return false;
  const auto& names = item.tree->names();
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return name.starts_with(base) && (name.substr(base.size()) == "xl/workbook.xml" ||
                                      name.substr(base.size()) == "xl/workbook.bin");
  });
}

class XlsxSheetReader final : public Reader {
 public:
  std::string_view name() const override { return "xlsx-sheet"; }
  std::string_view version() const override { return "3"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    if (head.empty() || root_of(head) != "worksheet") return {};
    if (head.find("spreadsheetml") == head.npos && head.find("<sheetData") == head.npos) return {};
    return {97, "a sheet of an Excel workbook"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const std::string base = workbook_base(item.name());
    Workbook book;
    CellStyles styles;
    SharedStrings strings;
    if (item.tree) {
      book = read_workbook(*item.tree, base);
      if (const auto part = item.tree->open(base + "xl/styles.xml"))
        styles = CellStyles(part->bytes());
      if (const auto part = item.tree->open(base + "xl/sharedStrings.xml"))
        strings = SharedStrings(part->source);
    }
    SheetRows::Context context;
    const WorkbookSheet* sheet = book.sheet_of(item.name());
    context.name = sheet ? sheet->name : std::string(item.file_name());
    context.hidden = sheet && sheet->state != "visible";
    context.date1904 = book.date1904;
    context.styles = &styles;
    context.strings = &strings;
    SheetRows rows(item.bytes(), context);

    sink.decided("sheet", context.name);
    sink.decided("date system", book.date1904 ? "1904 (the workbook says so)" : "1900");
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    if (!book.found)
      sink.finding({Severity::warning, "workbook part missing", "",
                    "xl/workbook.xml is not there: the sheet's name and date system are not known; "
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
  static void report(const SheetRows& rows, const SheetRows::Context& context, Sink& sink) {
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
          fmt::format("{} cells name a text that xl/sharedStrings.xml does not hold{}; the numbers "
                      "of the texts are kept.",
                      rows.lost_strings(), context.strings->there() ? "" : " (it is not there)"));
    if (rows.errors())
      say(Severity::note, "cells with spreadsheet errors",
          fmt::format("{} cells hold #N/A, #REF! or the like instead of a value.", rows.errors()));
    if (rows.formulas())
      say(Severity::note, "calculated cells",
          fmt::format("{} cells hold a formula; the value that was stored is read, the formula is "
                      "kept beside it.",
                      rows.formulas()));
    if (rows.repeated())
      say(Severity::note, "merged cells",
          fmt::format("{} cells below a merged one got its value.", rows.repeated()));
    if (rows.last_row() >= sheet_rows)
      say(Severity::warning, "sheet probably cut by a spreadsheet",
          "The sheet reaches row 1,048,576, the last that a spreadsheet holds; rows after it are "
          "probably missing. Ask for the original export.");
    if (rows.open_rows() || rows.scanner().damaged())
      say(Severity::warning, "damaged sheet",
          fmt::format("{} tags are broken (the first at byte {}) and {} rows have no end; what is "
                      "around them is read.",
                      rows.scanner().damaged(), rows.scanner().first_damage(), rows.open_rows()));
    if (rows.scanner().cut())
      say(Severity::warning, "sheet cut off", "The sheet's file ends within a row.");
    if (rows.scanner().document_type())
      say(Severity::note, "document type ignored",
          "The sheet has a document type definition; nothing of it is used.");
  }
};

// Everything of a workbook that is no sheet and no media: read with the sheets, or kept as it is.
class XlsxPartReader final : public Reader {
 public:
  std::string_view name() const override { return "xlsx-part"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view name = item.name();
    const std::string_view part = part_name(name);
    if (part.empty()) return {};
    const std::string base(name.substr(0, name.size() - part.size()));
    if (!in_workbook(item, base)) return {};
    const std::string_view head = item.bytes().substr(0, 4096);
    if (root_of(head).empty()) return {};
    return {92, "a part of an Excel workbook"};
  }

  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    const std::string_view name = item.name();
    const std::string_view part = part_name(name);
    const std::string base(name.substr(0, name.size() - part.size()));
    if (part == "docProps/core.xml") return properties(item, sink);
    if (part.starts_with("xl/comments")) return comments(item, sink);
    if (part == "xl/workbook.xml") {
      const Workbook book = read_workbook(*item.tree, base);
      std::string sheets;
      for (const auto& sheet : book.sheets)
        sheets += fmt::format("{}{}{}", sheets.empty() ? "" : ", ", sheet.name,
                              sheet.state == "visible" ? "" : " (" + sheet.state + ")");
      sink.decided("sheets", sheets);
      const auto& names = item.tree->names();
      for (const auto& sheet : book.sheets)
        if (std::find(names.begin(), names.end(), base + sheet.part) == names.end())
          sink.finding({Severity::unread, "sheet missing",
                        exhibit::Locator().sheet(sheet.name).str(),
                        fmt::format("The workbook names the sheet '{}', but its part is not there.",
                                    sheet.name)});
      return;
    }
    sink.decided("part", "read together with the sheets, or of no content");
  }

 private:
  // "xl/styles.xml" out of "folder/xl/styles.xml"; "" for what is not a part that is known.
  static std::string_view part_name(std::string_view name) {
    for (const std::string_view known :
         {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml",
          "docProps/custom.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
          "xl/calcChain.xml", "xl/metadata.xml", "xl/_rels/workbook.xml.rels",
          "xl/_rels/workbook.bin.rels"})
      if (name.ends_with(known) &&
          (name.size() == known.size() || name[name.size() - known.size() - 1] == '/'))
        return name.substr(name.size() - known.size());
    for (const std::string_view folder :
         {"xl/theme/", "xl/worksheets/_rels/", "xl/comments", "xl/tables/", "xl/drawings/",
          "xl/printerSettings/", "xl/persons/"}) {
      const std::size_t at = name.rfind(folder);
      if (at != name.npos && (at == 0 || name[at - 1] == '/') &&
          (name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".vml")))
        return name.substr(at);
    }
    return {};
  }

  // Who made the workbook and when: a record of its own.
  static void properties(const exhibit::Item& item, Sink& sink) {
    model::Record record;
    record.kind = model::RecordKind::document;
    record.locator = exhibit::Locator().bytes(0, item.bytes().size()).str();
    record.table = "properties";
    XmlScanner scanner(item.bytes());
    XmlToken token;
    std::string name, text;
    while (scanner.next(token) && record.extras.size() < 100) {
      if (token.kind == XmlToken::Kind::start) {
        name = token.name;
        text.clear();
      } else if (token.kind == XmlToken::Kind::text) {
        if (text.size() < 10'000) append_xml_text(token.body, token.cdata, text);
      } else if (token.is_end(name) && !text.empty()) {
        property(name, text, record);
        name.clear();
      }
    }
    sink.rows("properties", 1);
    sink.record(std::move(record));
  }

  static void property(const std::string& name, const std::string& text, model::Record& record) {
    if (name == "created" || name == "modified" || name == "lastPrinted") {
      model::Time time;
      time.kind = name == "created"    ? model::TimeKind::created
                  : name == "modified" ? model::TimeKind::modified
                                       : model::TimeKind::other;
      time.raw = text;
      if (const auto iso = parse_iso(text); iso && iso->offset_minutes) {
        time.utc = iso->micros - Micros{*iso->offset_minutes} * 60 * micros_per_second;
        time.offset_minutes = iso->offset_minutes;
        time.certainty = model::Certainty::exact;
      }
      record.times.push_back(std::move(time));
    } else if (name == "creator" || name == "lastModifiedBy") {
      record.participants.push_back(
          {model::Role::author, {model::IdentifierKind::name, text, ""}, text});
      record.extras.push_back({name, text});
    } else if (name == "title" || name == "subject") {
      record.fields.push_back({name, text});
    } else {
      record.extras.push_back({name, text});
    }
  }

  // Notes that people attached to cells.
  static void comments(const exhibit::Item& item, Sink& sink) {
    XmlScanner scanner(item.bytes());
    XmlToken token;
    std::vector<std::string> authors;
    std::string text, author, cell;
    bool in_author = false, in_text = false, open = false;
    std::uint64_t begin = 0;
    const auto finish = [&](std::uint64_t end) {
      if (!open) return;
      open = false;
      model::Record record;
      record.kind = model::RecordKind::document;
      record.locator = exhibit::Locator().bytes(begin, end - begin).cell(cell).str();
      record.table = "comments";
      record.text = text;
      record.fields.push_back({"title", "comment on " + cell});
      if (!author.empty())
        record.participants.push_back(
            {model::Role::author, {model::IdentifierKind::name, author, ""}, author});
      sink.rows("comments", 1);
      sink.record(std::move(record));
    };
    while (scanner.next(token)) {
      if (token.is_start("author")) {
        in_author = !token.empty;
        if (authors.size() < 10'000) authors.emplace_back();
      } else if (token.is_end("author")) {
        in_author = false;
      } else if (token.is_start("comment")) {
        finish(token.begin);
        open = true;
        begin = token.begin;
        text.clear();
        cell = xml_attribute_text(token, "ref");
        const std::string number = xml_attribute_text(token, "authorId");
        const auto index = static_cast<std::size_t>(std::strtoul(number.c_str(), nullptr, 10));
        author = index < authors.size() ? authors[index] : "";
      } else if (token.is_end("comment")) {
        finish(token.end);
      } else if (token.is_start("t")) {
        in_text = !token.empty;
      } else if (token.is_end("t")) {
        in_text = false;
      } else if (token.kind == XmlToken::Kind::text) {
        if (in_author && !authors.empty() && authors.back().size() < 1000)
          append_xml_text(token.body, token.cdata, authors.back());
        else if (open && in_text && text.size() < 100'000)
          append_xml_text(token.body, token.cdata, text);
      }
    }
    finish(item.bytes().size());
  }
};

}  // namespace

std::unique_ptr<Reader> make_xlsx_sheet_reader() { return std::make_unique<XlsxSheetReader>(); }
std::unique_ptr<Reader> make_xlsx_part_reader() { return std::make_unique<XlsxPartReader>(); }

}  // namespace clew::readers
