#include "readers/ods_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "exhibit/locator.h"
#include "readers/utf8_bytes.h"
#include "readers/workbook_sheet.h"
#include "readers/xlsx_sheet.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;
using Kind = XmlToken::Kind;

constexpr std::size_t max_columns = 16'384, max_cell_bytes = 4u << 20;
constexpr std::uint64_t max_repeated_cells = 2'000'000;  // of one sheet, made by saying "and so on"

std::uint64_t count_of(const XmlToken& token, std::string_view name) {
  const auto written = xml_attribute(token, name);
  std::uint64_t n = 1;
  if (written) std::from_chars(written->data(), written->data() + written->size(), n);
  return std::max<std::uint64_t>(n, 1);
}

// "PT21H40M09S" → "21:40:09"; what is no such duration comes back as it is. More than 24 hours stay hours.
std::string clock_of(const std::string& written) {
  std::string_view rest(written);
  if (!rest.starts_with("PT")) return written;
  rest.remove_prefix(2);
  unsigned parts[3] = {};
  std::string fraction;
  std::size_t next = 0;
  while (!rest.empty()) {
    unsigned n = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), n);
    if (error != std::errc()) return written;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.starts_with('.') || rest.starts_with(',')) {
      const std::size_t stop = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
      fraction = "." + std::string(rest.substr(1, stop - 1));
      rest.remove_prefix(stop);
    }
    const std::size_t part = rest.starts_with('H') ? 0 : rest.starts_with('M') ? 1 : rest.starts_with('S') ? 2 : 3;
    if (part == 3 || part < next) return written;
    parts[part] = n;
    next = part + 1;
    rest.remove_prefix(1);
  }
  if (fraction.find_first_not_of(".0") == fraction.npos) fraction.clear();
  return fmt::format("{:02}:{:02}:{:02}{}", parts[0], parts[1], parts[2], fraction);
}

struct Sheet {
  std::string name;
  std::uint64_t begin = 0, end = 0;  // in the text, behind its start tag and before its end tag
  bool hidden = false;
};

// The sheets of the spreadsheet, in their order.
std::vector<Sheet> sheets_of(std::string_view xml) {
  std::vector<Sheet> sheets;
  std::set<std::string> hidden;
  XmlScanner scanner(xml);
  XmlToken token;
  std::string style;
  int depth = 0;
  bool spreadsheet = false;
  while (scanner.next(token)) {
    if (token.kind == Kind::text) continue;
    if (token.is_start("style")) style = xml_attribute_text(token, "name");
    if (token.is_start("table-properties") && xml_attribute_text(token, "display") == "false") hidden.insert(style);
    if (token.is_start("spreadsheet")) spreadsheet = true;
    if (token.is_end("spreadsheet")) spreadsheet = false;
    if (!spreadsheet || token.name != "table" || token.prefix != "table") continue;
    if (token.kind == Kind::start && !token.empty) {
      if (++depth == 1)
        sheets.push_back({xml_attribute_text(token, "name"), token.end, xml.size(),
                          hidden.contains(xml_attribute_text(token, "style-name"))});
    } else if (token.kind == Kind::end && depth > 0 && --depth == 0) {
      sheets.back().end = token.begin;
    }
  }
  return sheets;
}

class OdsRows final : public GridRows {
 public:
  OdsRows(const Utf8Bytes& text, const Sheet& sheet) : text_(text), xml_(text.text().substr(0, sheet.end)), sheet_(sheet), scanner_(xml_, sheet.begin) {}

  void rewind() override {
    scanner_ = XmlScanner(xml_, sheet_.begin);
    number_ = again_ = last_row_ = skipped_after_ = merged_ = 0;
    down_.clear();
    gap_ = false;
    repeated_cells_ = formulas_ = comments_ = hidden_rows_ = left_out_ = errors_ = 0;
  }

  bool next(GridRow& row) override {
    while (true) {
      if (again_ > 0) {  // the same row once more
        --again_;
        ++number_;
        return give(row);
      }
      XmlToken token;
      if (!scanner_.next(token)) return false;
      if (!token.is_start("table-row")) continue;
      const std::uint64_t times = count_of(token, "number-rows-repeated");
      const std::string visible = xml_attribute_text(token, "visibility");
      last_.clear();
      hidden_ = visible == "collapse" || visible == "filter";
      begin_ = token.begin;
      end_ = token.end;
      if (!token.empty) read_row();
      const bool blank = last_.text.empty() && last_.notes.empty();
      const std::uint64_t room = number_ < sheet_rows ? sheet_rows - number_ : 0;
      if (blank || room == 0) {
        left_out_ += !blank;
        number_ += std::min<std::uint64_t>(times, sheet_rows);
        // One row stands for the gap, uncounted, where something has stood before.
        if (blank && number_ > times && !gap_) {
          gap_ = true;
          row.counted = false;
          row.place = exhibit::Locator().bytes(text_.source(begin_), 0).sheet(sheet_.name).str();
          return true;
        }
        continue;
      }
      gap_ = false;
      again_ = std::min(times, room);
      left_out_ += times - again_;
      if (again_ > 1) {
        const std::uint64_t cells = std::max<std::uint64_t>(last_.cells.size(), 1);
        const std::uint64_t most = repeated_cells_ < max_repeated_cells ? (max_repeated_cells - repeated_cells_) / cells + 1 : 1;
        if (again_ > most) {
          left_out_ += again_ - most;
          skipped_after_ = again_ - most;
          again_ = most;
        }
        repeated_cells_ += cells * (again_ - 1);
      }
    }
  }

  std::uint64_t formulas() const { return formulas_; }
  std::uint64_t comments() const { return comments_; }
  std::uint64_t hidden_rows() const { return hidden_rows_; }
  std::uint64_t left_out() const { return left_out_; }
  std::uint64_t errors() const { return errors_; }
  std::uint64_t merged() const { return merged_; }
  std::uint64_t last_row() const { return last_row_; }
  std::uint64_t damaged() const { return scanner_.damaged(); }

 private:
  bool give(GridRow& row) {
    row = last_;
    row.counted = true;
    last_row_ = number_;
    const std::uint64_t from = text_.source(begin_), to = text_.source(end_);
    const std::size_t first = row.first_filled();
    row.place = exhibit::Locator().bytes(from, to - from).sheet(sheet_.name).cell(column_letters(first) + std::to_string(number_)).str();
    if (hidden_) {
      ++hidden_rows_;
      row.notes.emplace_back("hidden", sheet_.hidden ? "sheet and row" : "row");
    } else if (sheet_.hidden) {
      row.notes.emplace_back("hidden", "sheet");
    }
    if (again_ == 0 && skipped_after_) {
      number_ += skipped_after_;
      skipped_after_ = 0;
    }
    return true;
  }

  void read_row() {
    XmlToken token;
    std::uint64_t empty = 0;  // cells of nothing that count only if something follows
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) return;
      if (token.is_start("table-row") || token.is_start("table")) {
        scanner_.seek(before);  // the row before has no end
        return;
      }
      end_ = token.end;
      if (token.is_end("table-row")) return;
      if (!token.is_start("table-cell") && !token.is_start("covered-table-cell")) continue;
      const std::uint64_t times = count_of(token, "number-columns-repeated");
      const std::size_t column = last_.cells.size() + static_cast<std::size_t>(std::min<std::uint64_t>(empty, max_columns));
      const bool covered = token.name == "covered-table-cell";
      const std::uint64_t below = covered ? 1 : std::min<std::uint64_t>(count_of(token, "number-rows-spanned"), sheet_rows);
      std::string value = cell(token, std::min(column, max_columns));
      if (below > 1 && !value.empty() && down_.size() < max_columns) down_[column] = {number_ + below, value};
      // Below a merged cell: its value, as in workbooks of Excel.
      if (covered && value.empty() && times == 1)
        if (const auto over = down_.find(column); over != down_.end()) {
          if (number_ + 1 <= over->second.first) {
            value = over->second.second;
            ++merged_;
          } else {
            down_.erase(over);
          }
        }
      end_ = std::max<std::uint64_t>(end_, scanner_.offset());
      if (value.empty()) {
        empty += times;
        continue;
      }
      if (column >= max_columns) {
        ++left_out_;
        continue;
      }
      last_.pad(column);
      empty = 0;
      std::uint64_t copies = std::min<std::uint64_t>(times, max_columns - column);
      left_out_ += times - copies;
      if (copies > 1) {
        const std::uint64_t room = repeated_cells_ < max_repeated_cells ? max_repeated_cells - repeated_cells_ : 0;
        const std::uint64_t by_bytes = (8u << 20) / value.size() + 1, fit = std::min({copies, room + 1, by_bytes});
        left_out_ += copies - fit;
        copies = fit;
        repeated_cells_ += copies - 1;
      }
      for (std::uint64_t i = 0; i < copies; ++i)
        last_.add(value);
    }
  }

  // From <table:table-cell …> to its end. Of numbers what is stored, of dates and clocks too, of all else what is shown.
  std::string cell(const XmlToken& start, std::size_t column) {
    const std::string type = xml_attribute_text(start, "value-type");
    const std::string where = column_letters(column) + std::to_string(number_ + 1);
    std::string stored;
    if (type == "float" || type == "percentage" || type == "currency")
      stored = xml_attribute_text(start, "value");
    else if (type == "date")
      stored = xml_attribute_text(start, "date-value");
    else if (type == "time")
      stored = clock_of(xml_attribute_text(start, "time-value"));
    else if (type == "string")
      stored = xml_attribute_text(start, "string-value");
    if (const std::string formula = xml_attribute_text(start, "formula"); !formula.empty()) {
      ++formulas_;
      last_.notes.emplace_back("formula in " + where, formula);
    }
    if (start.empty) return stored;
    const std::string element(start.name);
    std::string shown, comment, drawn, author;
    int annotation = 0, drawing = 0;
    bool creator = false;
    XmlToken token;
    while (true) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) break;
      if (token.is_end(element)) break;
      if (token.is_start("table-cell") || token.is_start("covered-table-cell") || token.is_start("table-row") || token.is_end("table-row")) {
        scanner_.seek(before);  // the cell has no end; no other one is lost
        break;
      }
      std::string& to = annotation ? comment : drawing ? drawn : shown;
      if (token.kind == Kind::text) {
        std::string& into = creator ? author : to;
        if (paragraph_ || creator)
          if (into.size() < max_cell_bytes) append_xml_text(token.body, token.cdata, into);
        continue;
      }
      const bool opens = token.kind == Kind::start && !token.empty;
      if (token.name == "annotation") annotation += opens ? 1 : token.kind == Kind::end ? -1 : 0;
      if (token.prefix == "draw" && (token.name == "frame" || token.name == "custom-shape" || token.name == "g" || token.name == "rect"))
        drawing += opens ? 1 : token.kind == Kind::end ? -1 : 0;
      if (token.name == "creator") creator = opens;
      if (token.name == "p" || token.name == "h") {
        if (token.kind == Kind::start && !to.empty()) to += '\n';
        paragraph_ = opens;
      }
      if (token.kind == Kind::start && paragraph_) {
        if (token.name == "s") to.append(static_cast<std::size_t>(std::min<std::uint64_t>(count_of(token, "c"), 1000)), ' ');
        if (token.name == "tab") to += '\t';
        if (token.name == "line-break") to += '\n';
      }
    }
    paragraph_ = false;
    if (!comment.empty()) {
      ++comments_;
      last_.notes.emplace_back("comment on " + where + (author.empty() ? "" : " by " + author), comment);
    }
    if (!drawn.empty()) last_.notes.emplace_back("drawing in " + where, drawn);
    if (shown.starts_with("#") && (shown == "#N/A" || shown == "#REF!" || shown == "#VALUE!" || shown == "#DIV/0!" || shown == "#NAME?")) ++errors_;
    if (stored.empty()) return shown;
    // What a number or a date looks like can say more ("07700 900123" as text of a number): kept beside it where it has other digits.
    if (type == "float" && !shown.empty() && shown != stored && shown.starts_with('0') && digits_of(shown).ends_with(stored))
      last_.notes.emplace_back("shown in " + where, shown);
    return stored;
  }

  static std::string digits_of(std::string_view s) {
    std::string out;
    for (const char c : s)
      if (c >= '0' && c <= '9') out += c;
    return out;
  }

  const Utf8Bytes& text_;
  const std::string_view xml_;
  const Sheet sheet_;
  XmlScanner scanner_;
  GridRow last_;
  std::uint64_t number_ = 0, again_ = 0, begin_ = 0, end_ = 0, skipped_after_ = 0, last_row_ = 0;
  std::uint64_t repeated_cells_ = 0, formulas_ = 0, comments_ = 0, hidden_rows_ = 0, left_out_ = 0, errors_ = 0;
  std::uint64_t merged_ = 0;
  std::map<std::size_t, std::pair<std::uint64_t, std::string>> down_;  // column: last row, value of a cell that spans rows
  bool hidden_ = false, gap_ = false, paragraph_ = false;
};

class OdsReader final : public Reader {
 public:
  std::string_view name() const override { return "ods"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes();
    XmlScanner scanner(bytes.substr(0, 64u << 10));
    XmlToken token;
    while (scanner.next(token)) {
      if (token.kind != Kind::start) continue;
      const bool content = token.name == "document-content", flat = token.name == "document" && token.prefix == "office";
      if (!content && !flat) return {};
      // Styles and fonts of any length stand before the body; the name of the element is enough.
      return bytes.find("<office:spreadsheet") == bytes.npos ? Probe{} : Probe{96, "an OpenDocument spreadsheet"};
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    const auto sheets = sheets_of(text.text());
    for (std::size_t i = 0; i < sheets.size(); ++i)
      sink.decided(fmt::format("sheet {}", i + 1), sheets[i].name + (sheets[i].hidden ? " (hidden)" : ""));
    if (sheets.empty())
      sink.finding({Severity::warning, "spreadsheet without sheets", "", "Nothing of its table elements is whole."});
    for (const auto& sheet : sheets) {
      OdsRows rows(text, sheet);
      GridSettings settings;
      settings.name = sheet.name;
      settings.file_name = item.path.size() > 1 ? item.path[item.path.size() - 2] : std::string(item.file_name());
      read_grid(rows, settings, options, sink);
      report(rows, sheet, sink);
    }
    XmlScanner scanner(text.text());
    XmlToken token;
    while (scanner.next(token)) {}
    report_damage(scanner, text, sink);
  }

 private:
  static void report(const OdsRows& rows, const Sheet& sheet, Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, exhibit::Locator().sheet(sheet.name).str(), std::move(why)});
    };
    report_counts({sheet.hidden, rows.hidden_rows(), rows.errors(), rows.formulas(), rows.merged(), rows.last_row()}, "the value that was stored is read", say);
    if (rows.left_out())
      say(Severity::warning, "repeated cells left out",
          fmt::format("{} cells or rows repeat what stands before them more often than a sheet can hold; they are not read.", rows.left_out()));
  }
};

}  // namespace

std::unique_ptr<Reader> make_ods_reader() { return std::make_unique<OdsReader>(); }

}  // namespace clew::readers
