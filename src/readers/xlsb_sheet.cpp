#include "readers/xlsb_sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/little_bytes.h"
#include "readers/xlsx_sheet.h"

namespace clew::readers {
namespace {

using little::u32;
using little::u8;

constexpr std::uint64_t most_rows = 1'048'576, most_columns = 16'384;
constexpr std::uint64_t most_back = 65'536, most_resumed = 1000;
constexpr std::size_t most_hidden_text = 500;

bool is_short(unsigned type) {
  return type >= xlsb::short_blank && type <= xlsb::short_shared_text;
}
bool is_cell(unsigned type) {
  return (type >= xlsb::blank && type <= xlsb::short_shared_text) || type == xlsb::rich_text;
}

// What else stands between cells: the formulas of several, marks of later versions, what is known
// about values.
bool belongs_among_cells(unsigned type) {
  return (type >= 35 && type <= 38) || type == 49 || type == 50 || (type >= 426 && type <= 428) ||
         type == 1024 || type == 1045;
}

// Whether a row's or cell's bytes are as many as it needs; `exactly`: and no more, where its kind
// has one size.
bool fits(const BinaryRecord& r, bool exactly) {
  const auto size = r.data.size();
  const auto fixed = [&](std::size_t wanted) { return exactly ? size == wanted : size >= wanted; };
  if (r.type == xlsb::row) {
    if (size < 13 || u32(r.data, 0) >= most_rows) return false;
    return !exactly || (size >= 17 && u32(r.data, 13) <= 16 && size == 17 + 8 * u32(r.data, 13));
  }
  const std::size_t head = is_short(r.type) ? 4 : 8;
  if (size < head || (head == 8 && u32(r.data, 0) >= most_columns)) return false;
  const auto text_end = [&](std::size_t at) {
    return size < at + 4 ? ~std::uint64_t{0} : at + 4 + 2 * std::uint64_t{u32(r.data, at)};
  };
  switch (r.type) {
    case xlsb::blank:
    case xlsb::short_blank:
      return fixed(head);
    case xlsb::rk:
    case xlsb::short_rk:
    case xlsb::shared_text:
    case xlsb::short_shared_text:
      return fixed(head + 4);
    case xlsb::error:
    case xlsb::short_error:
    case xlsb::boolean:
    case xlsb::short_boolean:
      return fixed(head + 1);
    case xlsb::real:
    case xlsb::short_real:
      return fixed(head + 8);
    case xlsb::text:
    case xlsb::short_text:
      return size >= text_end(head) && (!exactly || size == text_end(head));
    case xlsb::rich_text: {
      const auto end = text_end(head + 1);
      const bool readings = u8(r.data, head) & 2;
      return size >= end && (!exactly || readings || !(u8(r.data, head) & 1) ||
                             size == end + 4 + 4 * std::uint64_t{u32(r.data, end)});
    }
    default: {  // a formula: its value, two bytes, its code and what belongs to that, each counted
      const std::uint64_t value = r.type == xlsb::formula_text   ? text_end(head)
                                  : r.type == xlsb::formula_real ? head + 8
                                                                 : head + 1;
      if (size < value) return false;
      if (!exactly) return true;
      const std::uint64_t code = value + 6 + u32(r.data, value + 2);
      return size == code || size == code + 4 + std::uint64_t{u32(r.data, code)};
    }
  }
}

}  // namespace

BinarySheetRows::BinarySheetRows(std::string_view bytes, const Context& context)
    : bytes_(bytes), context_(context) {}

void BinarySheetRows::rewind() {
  if (!looked_) look_ahead();
  at_ = sure_ = 0;
  ended_ = cells_before_ = false;
  number_ = last_row_ = lost_strings_ = errors_ = hidden_rows_ = formulas_ = repeated_ = damaged_ =
      first_damage_ = resumed_ = 0;
  merges_.rewind();
}

// Hidden columns stand before the rows, merged cells behind them.
void BinarySheetRows::look_ahead() {
  looked_ = true;
  BinaryRecord r;
  for (std::uint64_t at = 0; binary_record(bytes_, at, r) && r.type != xlsb::begin_data;
       at = r.end) {
    if (r.type != xlsb::column || !(u8(r.data, 16) & 1)) continue;
    const auto first = u32(r.data, 0),
               last = std::min<std::uint32_t>(u32(r.data, 4), most_columns - 1);
    if (last < first || hidden_columns_.size() > most_hidden_text) continue;
    hidden_columns_ += (hidden_columns_.empty() ? "" : ", ") + column_letters(first) +
                       (last > first ? "–" + column_letters(last) : "");
  }
  // The last list of merged cells whose first follows it.
  for (auto at = bytes_.rfind("\xB1\x01\x04"); at != bytes_.npos && at > 0;
       at = bytes_.rfind("\xB1\x01\x04", at - 1)) {
    if (bytes_.substr(std::min(at + 7, bytes_.size()), 3) != "\xB0\x01\x10") continue;
    for (std::uint64_t next = at + 7; binary_record(bytes_, next, r) && r.type == xlsb::merge;
         next = r.end)
      if (u32(r.data, 8) < most_columns)
        merges_.add(u32(r.data, 8), std::uint64_t{u32(r.data, 0)} + 1,
                    std::uint64_t{u32(r.data, 4)} + 1);
    break;
  }
  merges_.settle();
}

void BinarySheetRows::damage(std::uint64_t at) {
  if (damaged_ > 0 && at == last_damage_) return;  // seen before, as the next of the row before
  if (damaged_++ == 0) first_damage_ = at;
  last_damage_ = at;
}

// The first place in [from, before) where three rows or cells follow one another, rising.
std::optional<std::uint64_t> BinarySheetRows::resume(std::uint64_t from,
                                                     std::uint64_t before) const {
  BinaryRecord r;
  for (std::uint64_t at = from; at < before && at < bytes_.size(); ++at) {
    const auto first = static_cast<unsigned char>(bytes_[static_cast<std::size_t>(at)]);
    if (first != xlsb::row && !is_cell(first)) continue;
    int good = 0;
    std::uint64_t next = at;
    std::int64_t row = -1, column = -1;
    while (good < 3 && binary_record(bytes_, next, r)) {
      if (r.type == xlsb::end_data && r.data.empty() && good > 0) good = 3;
      if (good == 3 || !(r.type == xlsb::row || is_cell(r.type)) || !fits(r, true)) break;
      if (r.type == xlsb::row) {
        if (static_cast<std::int64_t>(u32(r.data, 0)) <= row) break;
        row = u32(r.data, 0);
        column = -1;
      } else if (is_short(r.type)) {
        if (good == 0) break;  // its column is not known
        ++column;
      } else {
        if (static_cast<std::int64_t>(u32(r.data, 0)) <= column) break;
        column = u32(r.data, 0);
      }
      ++good;
      next = r.end;
    }
    if (good == 3) return at;
  }
  return {};
}

// The next row or cell, behind damage and what is neither.
BinarySheetRows::Next BinarySheetRows::step(BinaryRecord& r) {
  while (at_ < bytes_.size()) {
    const bool whole = binary_record(bytes_, at_, r);
    if (whole && r.type == xlsb::end_data && r.data.empty()) return Next::end;
    const bool known = whole && (r.type == xlsb::row || is_cell(r.type));
    if (known && fits(r, true)) {
      sure_ = r.end;
      return r.type == xlsb::row ? Next::row : Next::cell;
    }
    // Rows or cells that lie in it, or begin before it, say that a size is wrong.
    const auto from = std::max({sure_, at_ - std::min(at_, most_back), std::uint64_t{1}});
    if (whole && r.type == xlsb::row && fits(r, false)) {  // one without its spans, or with more
      damage(at_);
      if (const auto inside = resume(at_ + 2, r.end)) r.end = *inside;
      return Next::row;
    }
    if (whole && !known) {
      const auto inside = cells_before_ ? resume(at_ + 2, r.end) : std::optional<std::uint64_t>();
      if (inside || !belongs_among_cells(r.type)) damage(at_);
      at_ = inside ? *inside : r.end;
      continue;
    }
    damage(at_);
    if (++resumed_ > most_resumed) break;
    const auto to = resume(from, bytes_.size());
    if (!to) break;
    at_ = *to;
  }
  return Next::nothing;
}

bool BinarySheetRows::next(GridRow& row) {
  if (!cells_before_ && at_ == 0) {
    // Past what describes the sheet; where that is broken, to the first row that can be one.
    BinaryRecord r;
    while (binary_record(bytes_, at_, r) && r.type != xlsb::begin_data && r.type != xlsb::end_sheet)
      at_ = r.end;
    if (binary_record(bytes_, at_, r) && r.type == xlsb::begin_data) {
      at_ = sure_ = r.end;
    } else {
      const auto end = binary_record(bytes_, at_, r);
      const auto to = resume(1, bytes_.size());
      if (!end || to) damage(at_);
      if (!to) {
        at_ = bytes_.size();
        ended_ = end;
        return false;
      }
      at_ = sure_ = *to;
    }
  }
  BinaryRecord r;
  const auto found = ended_ ? Next::end : step(r);
  if (found == Next::end || found == Next::nothing) {
    ended_ = found == Next::end;
    at_ = bytes_.size();
    return false;
  }
  cells_before_ = true;
  const std::uint64_t begin = at_;
  std::uint64_t end = begin;
  bool hidden = false;
  std::uint64_t number = number_ + 1;
  if (found == Next::row) {
    number = std::uint64_t{u32(r.data, 0)} + 1;
    if (number <= number_) damage(at_);  // rows rise
    // Rows that the file leaves out are empty; one row stands for the gap, uncounted.
    if (number > number_ + 1 && number_ > 0) {
      number_ = number - 1;
      row.counted = false;
      row.place = exhibit::Locator().bytes(begin, 0).sheet(context_.name).str();
      return true;
    }
    hidden = u8(r.data, 11) & 0x10;
    at_ = end = r.end;
  } else {
    damage(at_);  // cells whose row is lost
  }
  number_ = number;
  last_row_ = std::max(last_row_, number_);
  cells_.clear();
  while (step(r) == Next::cell) {
    // Columns that begin anew behind something broken: that was the head of a row.
    if (!cells_.empty() && r.begin != end && !is_short(r.type) && !is_short(cells_.back().type) &&
        u32(r.data, 0) <= u32(cells_.back().data, 0))
      break;
    cells_.push_back(r);
    at_ = end = r.end;
  }
  put_all(row);
  if (!merges_.empty()) repeated_ += merges_.apply(number_, row);
  const std::size_t first = row.first_filled();
  row.place = exhibit::Locator()
                  .bytes(begin, end - begin)
                  .sheet(context_.name)
                  .cell(column_letters(first) + std::to_string(number_))
                  .str();
  row.unit = context_.date1904 ? "excel-day-1904" : "excel-day";
  if (hidden) {
    ++hidden_rows_;
    row.notes.emplace_back("hidden", context_.hidden ? "sheet and row" : "row");
  } else if (context_.hidden) {
    row.notes.emplace_back("hidden", "sheet");
  }
  return true;
}

void BinarySheetRows::number(double value, std::size_t style, std::size_t column, GridRow& row) {
  const NumberFormat format = context_.styles ? context_.styles->of(style) : NumberFormat{};
  if (format.date || format.clock || format.elapsed)
    if (const auto text = serial_text(value, format, context_.date1904)) {
      row.stored.emplace_back(column, number_text(value));
      row.add(*text);
      return;
    }
  row.add(number_text(value));
}

// Columns rise. One that is beyond that of the cell behind it is wrong, not all those behind it;
// what it holds is kept beside the row.
void BinarySheetRows::put_all(GridRow& row) {
  std::size_t next = 0;
  const auto column_of_cell = [&](const BinaryRecord& r) -> std::size_t {
    return is_short(r.type) ? next : u32(r.data, 0);
  };
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const auto column = column_of_cell(cells_[i]);
    const bool before = column < next;
    const bool beyond = i + 1 < cells_.size() && !is_short(cells_[i + 1].type) &&
                        u32(cells_[i + 1].data, 0) < column && u32(cells_[i + 1].data, 0) >= next;
    if (before || beyond || column >= most_columns) {
      damage(cells_[i].begin);
      GridRow lone;
      put(cells_[i], 0, lone);
      if (!lone.text.empty())
        row.notes.emplace_back(
            "cell out of order in " + column_letters(column) + std::to_string(number_), lone.text);
      continue;
    }
    put(cells_[i], column, row);
    next = column + 1;
  }
}

void BinarySheetRows::put(const BinaryRecord& r, std::size_t column, GridRow& row) {
  const auto data = r.data;
  const std::size_t head = is_short(r.type) ? 4 : 8;
  const std::size_t style = u32(data, head - 4) & 0xFFFFFF;
  row.pad(column);
  switch (r.type) {
    case xlsb::rk:
    case xlsb::short_rk:
      return number(little::rk(u32(data, head)), style, column, row);
    case xlsb::formula_real:
      ++formulas_;
      [[fallthrough]];
    case xlsb::real:
    case xlsb::short_real:
      return number(little::real(little::u64(data, head)), style, column, row);
    case xlsb::formula_error:
      ++formulas_;
      [[fallthrough]];
    case xlsb::error:
    case xlsb::short_error:
      ++errors_;
      return row.add(error_text(u8(data, head)));
    case xlsb::formula_boolean:
      ++formulas_;
      [[fallthrough]];
    case xlsb::boolean:
    case xlsb::short_boolean:
      return row.add(u8(data, head) ? "TRUE" : "FALSE");
    case xlsb::formula_text:
      ++formulas_;
      [[fallthrough]];
    case xlsb::text:
    case xlsb::short_text:
      return row.add(wide_string(data, head));
    case xlsb::rich_text:
      return row.add(wide_string(data, head + 1));
    case xlsb::shared_text:
    case xlsb::short_shared_text: {
      Cell c;
      c.begin = row.text.size();
      const auto which = u32(data, head);
      if (!context_.strings || !context_.strings->append(which, row.text)) {
        ++lost_strings_;
        row.notes.emplace_back(
            "text missing in " + column_letters(column) + std::to_string(number_),
            fmt::format("shared string {}", which));
      }
      c.end = row.text.size();
      row.cells.push_back(c);
      return;
    }
    default:  // blank
      row.cells.emplace_back();
  }
}

}  // namespace clew::readers
