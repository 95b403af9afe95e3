#include "readers/delimited_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/blanks.h"
#include "exhibit/locator.h"
#include "readers/grid.h"

namespace clew::readers {

using model::Severity;

RowCells::RowCells(const Dialect& dialect, const Plan& plan, FindingLimit& findings)
    : dialect_(dialect), plan_(plan), findings_(findings), by_role_(static_cast<std::size_t>(ColumnRole::os_version) + 1) {
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    by_role_[static_cast<std::size_t>(plan.columns[i].role)].push_back(i);
}

std::optional<std::size_t> RowCells::column(ColumnRole role) const {
  const auto& list = columns(role);
  if (list.empty()) return std::nullopt;
  return list.front();
}

std::string_view RowCells::text(std::size_t column) const { return trimmed(written(column), cell_blanks); }

std::string_view RowCells::use(std::size_t column) {
  if (!holds(column)) return {};
  cells_[column].used = true;
  return trimmed(cells_[column].text, cell_blanks);
}

std::string_view RowCells::use(ColumnRole role) {
  const auto& list = columns(role);
  return list.empty() ? std::string_view() : use(list.front());
}

const std::string& RowCells::where() {
  if (!where_.empty()) return where_;
  if (row_->grid) return where_ = row_->grid->place;
  where_ = fmt::format("bytes={}+{};line={};row={}", row_->begin, row_->end - row_->begin, row_->line, row_number_);
  if (!plan_.table.empty()) where_ += ';' + exhibit::Locator().table(plan_.table).str();
  return where_;
}

void RowCells::finding(Severity severity, std::string_view what, std::string why) {
  findings_.add(severity, what, where(), std::move(why));
}

void RowCells::take(const Row& row, std::uint64_t row_number) {
  row_ = &row;
  row_number_ = row_number;
  where_.clear();
  if (cells_.size() < row.cells.size()) buffers_.resize(std::max(buffers_.size(), row.cells.size()));
  cells_.assign(row.cells.size(), {});
  std::size_t replaced = 0, nul_cells = 0;
  for (std::size_t i = 0; i < row.cells.size(); ++i)
    if (row.cells[i].begin != row.cells[i].end) decode(i, replaced, nul_cells);
  if (replaced)
    finding(Severity::warning, "text repaired",
            fmt::format("{} places in this row are not valid {}; U+FFFD stands for them.", replaced,
                        text::word(dialect_.encoding)));
  if (nul_cells)
    finding(
        Severity::warning, "zero bytes in text",
        (nul_cells == 1 ? "1 cell of this row holds" : fmt::format("{} cells of this row hold", nul_cells)) +
            " zero bytes; U+FFFD stands for them.");
  if (row.unclosed)
    finding(Severity::warning, "quote never closed",
            row.repaired
                ? "A cell begins with a quote that has no end; the row is taken to end at "
                  "its first line."
                : "A cell begins with a quote that has no end; the quote is taken as text.");
  check_width();
}

void RowCells::decode(std::size_t column, std::size_t& replaced, std::size_t& nul_cells) {
  const Cell& cell = row_->cells[column];
  std::string_view text = cell_text(row_->bytes, dialect_, cell, buffers_[column], &replaced);
  if (std::memchr(text.data(), '\0', text.size())) {
    ++nul_cells;
    std::string clean;
    for (char c : text) {
      if (c)
        clean += c;
      else
        clean += "\xEF\xBF\xBD";
    }
    buffers_[column] = std::move(clean);
    text = buffers_[column];
  }
  cut_by_a_spreadsheet(cell, text);
  cells_[column].text = text;
}

void RowCells::cut_by_a_spreadsheet(const Cell& cell, std::string_view text) {
  if (cell.end - cell.begin < 32'767) return;
  // Characters as a spreadsheet counts them: UTF-16 units.
  std::size_t units = 0;
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    units += (b & 0xC0) != 0x80;
    units += b >= 0xF0;
  }
  if (units == 32'767)
    finding(Severity::warning, "cell probably cut by a spreadsheet",
            "The text has exactly 32,767 characters, the most that a spreadsheet's cell holds; "
            "its end is probably missing.");
}

void RowCells::check_width() {
  const std::size_t width = plan_.columns.size();
  if (size() > width) {
    bool any = false;
    for (std::size_t i = width; i < size(); ++i)
      any |= !text(i).empty();
    if (any)
      finding(Severity::warning, "row with too many fields",
              fmt::format("{} cells where the table has {}; the others are kept as extras.", size(), width));
  } else if (size() < width && !row_->grid) {
    finding(Severity::warning, "row with too few fields", fmt::format("{} cells where the table has {}.", size(), width));
  }
}

void RowCells::add_field(model::Record& record, ColumnRole role, std::string_view name) {
  for (const std::size_t c : columns(role))
    if (const std::string_view text = use(c); !text.empty()) record.fields.push_back({std::string(name), std::string(text)});
}

void RowCells::add_rest(model::Record& record) const {
  if (row_->grid) {
    for (const auto& [name, text] : row_->grid->notes)
      record.extras.push_back({name, text});
    for (const auto& link : row_->grid->links)
      record.links.push_back(link);
    if (record.key.empty()) record.key = row_->grid->key;
  }
  for (std::size_t i = 0; i < size(); ++i) {
    if (cells_[i].used || cells_[i].text.empty()) continue;
    record.extras.push_back({i < plan_.columns.size() ? plan_.columns[i].header : fmt::format("column {}", i + 1), std::string(cells_[i].text)});
  }
}

std::optional<double> decimal_of(std::string_view text) {
  text = trimmed(text, cell_blanks);
  if (text.empty() || text.size() > 40) return std::nullopt;
  char buffer[48];
  std::size_t n = 0;
  bool point = false;
  for (char c : text) {
    if (c == ',' || c == '.') {
      if (point) return std::nullopt;
      point = true;
      c = '.';
    }
    buffer[n++] = c;
  }
  buffer[n] = '\0';
  double value = 0;
  const char* begin = buffer + (buffer[0] == '+');
  const auto [end, error] = std::from_chars(begin, buffer + n, value);
  if (error != std::errc() || end != buffer + n || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace clew::readers
