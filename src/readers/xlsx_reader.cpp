#include "readers/xlsx_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/workbook_sheet.h"
#include "readers/xlsx_parts.h"
#include "readers/xlsx_sheet.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

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
    const auto context = sheet_context<SheetRows>(item, book, styles, strings);
    SheetRows rows(item.bytes(), context);
    read_sheet(rows, item, book, context.name, "xl/workbook.xml", options, sink);
    report(rows, context, sink);
  }

 private:
  static void report(const SheetRows& rows, const SheetRows::Context& context, Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, exhibit::Locator().sheet(context.name).str(), std::move(why)});
    };
    report_sheet(rows, context, "xl/sharedStrings.xml",
                 "the value that was stored is read, the formula is kept beside it", say);
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
      report_workbook(item, base, book, sink);
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
      give_comment(text, author, cell, begin, end - begin, sink);
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
