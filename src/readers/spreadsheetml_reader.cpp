#include "readers/spreadsheetml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "exhibit/locator.h"
#include "readers/utf8_bytes.h"
#include "readers/workbook_sheet.h"
#include "readers/xlsx_sheet.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;
using Kind = XmlToken::Kind;

constexpr std::size_t most_columns = 16'384, most_cell_bytes = 4u << 20, most_worksheets = 4096;

std::uint64_t number_in(const XmlToken& token, std::string_view name) {
  const auto written = xml_attribute(token, name);
  std::uint64_t n = 0;
  if (written) std::from_chars(written->data(), written->data() + written->size(), n);
  return n;
}

// "2024-03-14T21:40:09.000" → "2024-03-14 21:40:09"; a clock alone stands on the day before Excel's first: "1899-12-31T21:40:09.000" → "21:40:09".
std::string reading_of(std::string value) {
  if (value.size() < 19 || value[10] != 'T') return value;
  if (value.ends_with(".000")) value.resize(value.size() - 4);
  if (value.starts_with("1899-12-3")) return value.substr(11);
  value[10] = ' ';
  return value;
}

struct Worksheet {
  std::string name;
  std::uint64_t begin = 0, end = 0;
};

class WorksheetRows final : public GridRows {
 public:
  WorksheetRows(const Utf8Bytes& text, const Worksheet& sheet)
      : text_(text), xml_(text.text().substr(0, sheet.end)), sheet_(sheet), scanner_(xml_, sheet.begin) {}

  void rewind() override {
    scanner_ = XmlScanner(xml_, sheet_.begin);
    number_ = formulas_ = comments_ = hidden_rows_ = left_out_ = errors_ = merged_ = 0;
    gap_.reset();
    down_.clear();
  }

  bool next(GridRow& row) override {
    if (gap_) {  // the row that was read when rows were found to be missing before it
      row = std::move(*gap_);
      gap_.reset();
      return true;
    }
    XmlToken token;
    do {
      if (!scanner_.next(token)) return false;
    } while (!token.is_start("Row"));
    const std::uint64_t begin = token.begin, index = number_in(token, "Index");
    const bool missing = index > number_ + 1;
    number_ = std::max(number_ + 1, std::min<std::uint64_t>(index, sheet_rows));
    const bool hidden = xml_attribute_text(token, "Hidden") == "1";
    std::uint64_t end = token.end;
    if (!token.empty) end = read_row(row, end);
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    const std::size_t first = row.first_filled();
    row.place = exhibit::Locator().bytes(from, to - from).sheet(sheet_.name).cell(column_letters(first) + std::to_string(number_)).str();
    if (hidden) {
      ++hidden_rows_;
      row.notes.emplace_back("hidden", "row");
    }
    if (missing && begin > sheet_.begin) {
      gap_ = row;
      row.clear();
      row.counted = false;
      row.place = exhibit::Locator().bytes(from, 0).sheet(sheet_.name).str();
    }
    return true;
  }

  std::uint64_t formulas() const { return formulas_; }
  std::uint64_t comments() const { return comments_; }
  std::uint64_t hidden_rows() const { return hidden_rows_; }
  std::uint64_t left_out() const { return left_out_; }
  std::uint64_t errors() const { return errors_; }
  std::uint64_t merged() const { return merged_; }
  std::uint64_t last_row() const { return number_; }

 private:
  // Cells that merged ones above reach down into, up to `column`.
  void fill(GridRow& row, std::size_t column) {
    while (row.cells.size() < column) {
      const auto over = down_.find(row.cells.size());
      if (over != down_.end() && number_ <= over->second.first) {
        row.add(over->second.second);
        ++merged_;
      } else {
        row.pad(row.cells.size() + 1);
      }
    }
  }

  std::uint64_t read_row(GridRow& row, std::uint64_t end) {
    XmlToken token;
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) break;
      if (token.is_start("Row") || token.is_start("Worksheet")) {
        scanner_.seek(before);  // the row before has no end
        return end;
      }
      end = token.end;
      if (token.is_end("Row")) break;
      if (!token.is_start("Cell")) continue;
      const std::uint64_t index = number_in(token, "Index");
      std::size_t column = row.cells.size();
      if (index > 0)
        column = std::max<std::size_t>(column, static_cast<std::size_t>(std::min<std::uint64_t>(index - 1, most_columns)));
      else if (const auto over = down_.find(column); over != down_.end() && number_ <= over->second.first)
        ++column;  // a merged cell above stands here; the cells go on beside it
      const std::uint64_t across = std::min<std::uint64_t>(number_in(token, "MergeAcross"), most_columns), below = std::min(number_in(token, "MergeDown"), sheet_rows);
      const std::string value = cell(token, row, column);
      end = std::max<std::uint64_t>(end, scanner_.offset());
      if (column >= most_columns) {
        left_out_ += !value.empty();
        continue;
      }
      fill(row, column);
      if (value.empty())
        row.pad(column + 1);
      else
        row.add(value);
      if (below > 0 && !value.empty() && down_.size() < most_columns) down_[column] = {number_ + below, value};
      for (std::uint64_t i = 0; i < across && row.cells.size() < most_columns; ++i)
        row.pad(row.cells.size() + 1);
    }
    // Merged cells behind the last one of this row.
    std::size_t last = row.cells.size();
    for (const auto& [column, over] : down_)
      if (column >= last && number_ <= over.first) last = column + 1;
    if (last > row.cells.size()) fill(row, last);
    return end;
  }

  std::string cell(const XmlToken& start, GridRow& row, std::size_t column) {
    const std::string where = column_letters(std::min(column, most_columns)) + std::to_string(number_);
    if (const std::string formula = xml_attribute_text(start, "Formula"); !formula.empty()) {
      ++formulas_;
      row.notes.emplace_back("formula in " + where, formula);
    }
    if (start.empty) return {};
    std::string value, comment, type;
    bool data = false, remark = false;
    XmlToken token;
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token) || token.is_end("Cell")) break;
      if (token.is_start("Cell") || token.is_start("Row") || token.is_end("Row")) {
        scanner_.seek(before);  // the cell has no end; no other one is lost
        break;
      }
      if (token.is_start("Comment")) {
        remark = !token.empty;
        if (const std::string author = xml_attribute_text(token, "Author"); !author.empty()) comment = author + ": ";
      } else if (token.is_end("Comment")) {
        remark = false;
      } else if (token.is_start("Data")) {
        data = !token.empty;
        if (!remark) type = xml_attribute_text(token, "Type");
      } else if (token.is_end("Data")) {
        data = false;
      } else if (token.kind == Kind::text && data) {
        std::string& to = remark ? comment : value;
        if (to.size() < most_cell_bytes) append_xml_text(token.body, token.cdata, to);
      }
    }
    if (!comment.empty()) {
      ++comments_;
      row.notes.emplace_back("comment on " + where, comment);
    }
    errors_ += type == "Error";
    return type == "DateTime" ? reading_of(std::move(value)) : value;
  }

  const Utf8Bytes& text_;
  const std::string_view xml_;
  const Worksheet sheet_;
  XmlScanner scanner_;
  std::uint64_t number_ = 0, formulas_ = 0, comments_ = 0, hidden_rows_ = 0, left_out_ = 0, errors_ = 0, merged_ = 0;
  std::optional<GridRow> gap_;
  std::map<std::size_t, std::pair<std::uint64_t, std::string>> down_;  // column: last row, value of a merged cell
};

class SpreadsheetmlReader final : public Reader {
 public:
  std::string_view name() const override { return "xml-spreadsheet"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const Utf8Bytes text(item.bytes().substr(0, 64u << 10));
    XmlScanner scanner(text.text());
    XmlToken token;
    while (scanner.next(token)) {
      if (token.kind != Kind::start) continue;
      return token.name == "Workbook" && token.body.find("urn:schemas-microsoft-com:office:spreadsheet") != token.body.npos
                 ? Probe{96, "an XML spreadsheet of Excel 2003"}
                 : Probe{};
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    std::vector<Worksheet> sheets;
    XmlScanner scanner(text.text());
    XmlToken token;
    bool open = false;
    while (scanner.next(token)) {
      if (token.is_start("Worksheet") && !token.empty && sheets.size() < most_worksheets) {
        if (open) sheets.back().end = token.begin;
        sheets.push_back({xml_attribute_text(token, "Name"), token.end, text.text().size()});
        open = true;
      } else if (token.is_end("Worksheet") && open) {
        sheets.back().end = token.begin;
        open = false;
      }
    }
    if (sheets.empty()) sink.finding({Severity::warning, "spreadsheet without sheets", "", "Nothing of its worksheets is whole."});
    for (std::size_t i = 0; i < sheets.size(); ++i)
      sink.decided(fmt::format("sheet {}", i + 1), sheets[i].name);
    for (const Worksheet& sheet : sheets) {
      WorksheetRows rows(text, sheet);
      GridSettings settings;
      settings.name = sheet.name;
      settings.file_name = std::string(item.file_name());
      read_grid(rows, settings, options, sink);
      report(rows, sheet, sink);
    }
    report_damage(scanner, text, sink);
  }

 private:
  static void report(const WorksheetRows& rows, const Worksheet& sheet, Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, exhibit::Locator().sheet(sheet.name).str(), std::move(why)});
    };
    report_counts({false, rows.hidden_rows(), rows.errors(), rows.formulas(), rows.merged(), rows.last_row()}, "the value that was stored is read", say);
    if (rows.left_out()) say(Severity::warning, "cells left out", fmt::format("{} cells lie in columns that no sheet has; they are not read.", rows.left_out()));
  }
};

}  // namespace

std::unique_ptr<Reader> make_spreadsheetml_reader() { return std::make_unique<SpreadsheetmlReader>(); }

}  // namespace clew::readers
