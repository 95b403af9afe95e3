#include "readers/xlsx_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "exhibit/locator.h"

namespace clew::readers {
namespace {

constexpr std::size_t max_columns = 16'384;
constexpr std::uint64_t max_rows = 1'048'576;
constexpr std::size_t max_cell_bytes = 4u << 20;

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A number as people write it: "447700900123" as it stands, "0.1" for 0.10000000000000001, and
// whole numbers of fifteen digits and more in their exponent form, as their last digits are lost.
std::string plain_number(std::string_view raw) {
  if (raw.find_first_not_of("0123456789-") == raw.npos || raw.size() > 40) return std::string(raw);
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size() || !std::isfinite(value))
    return std::string(raw);
  if (value == std::trunc(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  if (std::abs(value) >= 1e15) return std::string(raw);
  return fmt::format("{}", value);
}

std::uint64_t row_of(std::string_view cell_name) {
  const std::size_t digit = cell_name.find_first_of("0123456789");
  return digit == cell_name.npos ? 0 : number_of(cell_name.substr(digit));
}

}  // namespace

std::string column_letters(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

std::optional<std::size_t> column_of(std::string_view name) {
  std::size_t value = 0, letters = 0;
  for (const char c : name) {
    if (c == '$' && letters == 0) continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (upper < 'A' || upper > 'Z' || letters == 4) break;
    value = value * 26 + static_cast<std::size_t>(upper - 'A' + 1);
    ++letters;
  }
  if (letters == 0 || value > max_columns) return std::nullopt;
  return value - 1;
}

SheetRows::SheetRows(std::string_view xml, const Context& context)
    : xml_(xml), context_(context), scanner_(xml) {}

void SheetRows::rewind() {
  if (!looked_) look_ahead();
  scanner_ = XmlScanner(xml_);
  in_data_ = false;
  number_ = pending_ = rows_ = last_row_ = lost_strings_ = errors_ = hidden_rows_ = formulas_ =
      repeated_ = open_rows_ = 0;
  merges_.rewind();
}

// Hidden columns stand before the rows, merged cells behind them.
void SheetRows::look_ahead() {
  looked_ = true;
  XmlScanner head(xml_);
  XmlToken token;
  while (head.next(token) && !token.is_start("sheetData"))
    if (token.is_start("col")) {
      const std::string hidden = xml_attribute_text(token, "hidden");
      if (hidden != "1" && hidden != "true") continue;
      const std::uint64_t first = number_of(xml_attribute_text(token, "min")),
                          last = number_of(xml_attribute_text(token, "max"));
      if (first < 1 || last < first || hidden_columns_.size() > 500) continue;
      if (!hidden_columns_.empty()) hidden_columns_ += ", ";
      hidden_columns_ += column_letters(static_cast<std::size_t>(first - 1));
      if (last > first)
        hidden_columns_ += "–" + column_letters(static_cast<std::size_t>(
                                     std::min<std::uint64_t>(last, max_columns) - 1));
    }
  std::size_t tail = xml_.rfind("</sheetData>");
  if (tail == xml_.npos) tail = xml_.rfind(":sheetData>");
  if (tail == xml_.npos) return;
  XmlScanner scanner(xml_, tail);
  while (scanner.next(token))
    if (token.is_start("mergeCell")) {
      const std::string range = xml_attribute_text(token, "ref");
      const std::size_t colon = range.find(':');
      if (colon == range.npos) continue;
      const auto column = column_of(range);
      const std::uint64_t first = row_of(std::string_view(range).substr(0, colon)),
                          last = row_of(std::string_view(range).substr(colon + 1));
      if (column) merges_.add(*column, first, last);
    }
  merges_.settle();
}

bool SheetRows::next(GridRow& row) {
  XmlToken token;
  while (true) {
    if (pending_) {
      scanner_.seek(pending_);
      pending_ = 0;
    }
    if (!scanner_.next(token)) return false;
    if (token.is_start("sheetData")) in_data_ = true;
    if (token.is_end("sheetData")) in_data_ = false;
    if (!token.is_start("row")) continue;
    std::uint64_t number = number_of(xml_attribute(token, "r").value_or(""));
    if (number == 0 || number > max_rows) number = number_ + 1;
    // Rows that the file leaves out are empty; one row stands for the gap, uncounted.
    if (number > number_ + 1 && number_ > 0) {
      pending_ = token.begin;
      number_ = number - 1;
      row.counted = false;
      row.place = exhibit::Locator().bytes(token.begin, 0).sheet(context_.name).str();
      return true;
    }
    number_ = number;
    last_row_ = std::max(last_row_, number_);
    ++rows_;
    const std::string hidden(xml_attribute(token, "hidden").value_or(""));
    const std::uint64_t begin = token.begin;
    std::uint64_t end = token.end;
    std::size_t first_cell = 0;
    bool closed = token.empty;
    while (!closed) {
      const std::uint64_t before = scanner_.offset();
      if (!scanner_.next(token)) break;
      if (token.is_start("c")) {
        cell(token, row);
        end = scanner_.offset();
      } else if (token.is_end("row")) {
        end = token.end;
        closed = true;
      } else if (token.is_start("row") || token.is_end("sheetData")) {
        scanner_.seek(before);
        break;
      }
    }
    if (!closed) ++open_rows_;
    if (!merges_.empty()) repeated_ += merges_.apply(number_, row);
    while (first_cell < row.cells.size() &&
           row.cells[first_cell].begin == row.cells[first_cell].end)
      ++first_cell;
    if (first_cell == row.cells.size()) first_cell = 0;
    row.place = exhibit::Locator()
                    .bytes(begin, end - begin)
                    .sheet(context_.name)
                    .cell(column_letters(first_cell) + std::to_string(number_))
                    .str();
    row.unit = context_.date1904 ? "excel-day-1904" : "excel-day";
    if (hidden == "1" || hidden == "true") {
      ++hidden_rows_;
      row.notes.emplace_back("hidden", context_.hidden ? "sheet and row" : "row");
    } else if (context_.hidden) {
      row.notes.emplace_back("hidden", "sheet");
    }
    return true;
  }
}

// From <c …> to </c>; a missing end costs no other cell.
void SheetRows::cell(const XmlToken& start, GridRow& row) {
  std::size_t column = row.cells.size();
  if (const auto name = xml_attribute(start, "r"))
    if (const auto said = column_of(*name); said && *said >= row.cells.size()) column = *said;
  if (column >= max_columns) return;
  row.pad(column);
  const std::string type(xml_attribute(start, "t").value_or(""));
  const auto style = static_cast<std::size_t>(number_of(xml_attribute(start, "s").value_or("")));
  if (start.empty) {
    row.cells.emplace_back();
    return;
  }
  std::string value, formula;
  enum class In { nothing, value, formula, text } in = In::nothing;
  bool phonetic = false;
  XmlToken token;
  while (true) {
    const std::uint64_t before = scanner_.offset();
    if (!scanner_.next(token)) break;
    if (token.is_end("c")) break;
    if (token.is_start("c") || token.is_start("row") || token.is_end("row") ||
        token.is_end("sheetData")) {
      scanner_.seek(before);
      break;
    }
    if (token.is_start("v"))
      in = token.empty ? In::nothing : In::value;
    else if (token.is_start("f"))
      in = token.empty ? In::nothing : In::formula;
    else if (token.is_start("rPh"))
      phonetic = !token.empty;
    else if (token.is_end("rPh"))
      phonetic = false;
    else if (token.is_start("t"))
      in = token.empty || phonetic ? In::nothing : In::text;
    else if (token.kind == XmlToken::Kind::end)
      in = In::nothing;
    else if (token.kind == XmlToken::Kind::text && in != In::nothing) {
      std::string& to = in == In::formula ? formula : value;
      if (to.size() < max_cell_bytes) append_xml_text(token.body, token.cdata, to);
    }
  }
  put(value, type, style, column, row);
  if (!formula.empty()) {
    ++formulas_;
    row.notes.emplace_back("formula in " + column_letters(column) + std::to_string(number_),
                           "=" + formula);
  }
}

void SheetRows::put(std::string_view value, const std::string& type, std::size_t style,
                    std::size_t column, GridRow& row) {
  if (value.empty()) {
    row.cells.emplace_back();
    return;
  }
  if (type == "s") {
    Cell c;
    c.begin = row.text.size();
    if (!context_.strings || !context_.strings->append(number_of(value), row.text)) {
      ++lost_strings_;
      row.notes.emplace_back("text missing in " + column_letters(column) + std::to_string(number_),
                             "shared string " + std::string(value.substr(0, 20)));
    }
    c.end = row.text.size();
    row.cells.push_back(c);
    return;
  }
  if (type == "inlineStr" || type == "str") {
    std::string text(value);
    undo_escapes(text, 0);
    row.add(text);
    return;
  }
  if (type == "b") {
    row.add(value == "1" || value == "true" ? "TRUE" : "FALSE");
    return;
  }
  if (type == "e") ++errors_;
  if (!type.empty() && type != "n") {  // an ISO date, an error, what a later version brings
    row.add(value);
    return;
  }
  const NumberFormat format = context_.styles ? context_.styles->of(style) : NumberFormat{};
  if (format.date || format.clock || format.elapsed) {
    double serial = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), serial);
    if (error == std::errc() && end == value.data() + value.size())
      if (const auto text = serial_text(serial, format, context_.date1904)) {
        row.stored.emplace_back(column, std::string(value));
        row.add(*text);
        return;
      }
  }
  row.add(plain_number(value));
}

}  // namespace clew::readers
