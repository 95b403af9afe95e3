#include "readers/delimited_scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>

#include "readers/cell_look.h"
#include "readers/header_meaning.h"

namespace clew::readers {

// The ASCII character at a code unit, '\x7f' for any other (never a separator, quote or line end).
template <std::size_t unit>
char RowScanner::at(std::uint64_t i) const {
  if constexpr (unit == 1) {
    return bytes_[i];
  } else {
    if (i + 1 >= bytes_.size()) return '\x7f';
    const bool little = dialect_->encoding == text::Encoding::utf16le;
    return bytes_[i + little] == 0 ? bytes_[i + !little] : '\x7f';
  }
}

template <std::size_t unit>
std::uint64_t RowScanner::line_end(std::uint64_t from) const {
  for (std::uint64_t i = from; i < bytes_.size(); i += unit) {
    const char c = at<unit>(i);
    if (c == '\n') return i;
    if (c == '\r' &&
        (dialect_->lone_cr_ends || (i + unit < bytes_.size() && at<unit>(i + unit) == '\n')))
      return i;
  }
  return bytes_.size();
}

// Fills row.cells from `from`. With `quotes` false every quote is text. Ends at the first line end
// outside quotes (or at `line_limit`, where the row must end) and sets next_at_ behind it.
template <std::size_t unit>
void RowScanner::scan(Row& row, std::uint64_t from, std::uint64_t line_limit, bool quotes) {
  const std::uint64_t size = line_limit;
  const char delimiter = dialect_->delimiter, quote = quotes ? dialect_->quote : '\0';
  const bool delimited = delimiter != '\0';
  row.cells.clear();
  lines_ = 0;
  stray_ = spans_ = unclosed_ = false;
  std::uint64_t i = from;
  if (dialect_->collapse)
    while (i < size && at<unit>(i) == delimiter)
      i += unit;
  for (;;) {
    Cell cell;
    cell.begin = i;
    bool closed = false;
    if (quote && i < size && at<unit>(i) == quote) {
      // Look for the closing quote; what a failed search has seen is not looked at again.
      const std::uint64_t limit = std::min<std::uint64_t>(size, i + max_cell_bytes);
      std::uint64_t k = i + unit, newlines = 0;
      bool doubled = false, stray = false;
      const bool known_open = no_close_before_ >= limit;
      while (!known_open && k < limit) {
        if constexpr (unit == 1) {
          const auto* hit = static_cast<const char*>(
              std::memchr(bytes_.data() + k, quote, static_cast<std::size_t>(limit - k)));
          const std::uint64_t stop = hit ? static_cast<std::uint64_t>(hit - bytes_.data()) : limit;
          newlines +=
              static_cast<std::uint64_t>(std::count(bytes_.data() + k, bytes_.data() + stop, '\n'));
          k = stop;
          if (k >= limit) break;
        } else {
          const char c = at<unit>(k);
          if (c != quote) {
            newlines += c == '\n';
            k += unit;
            continue;
          }
        }
        const std::uint64_t after = k + unit;
        const char next = after < size ? at<unit>(after) : '\n';
        if (next == quote) {
          doubled = true;
          k = after + unit;
        } else if (next == '\n' || next == '\r' || (delimited && next == delimiter)) {
          closed = true;
          break;
        } else {
          // `"text" ,` : blanks between the closing quote and the separator.
          std::uint64_t b = after;
          while (b < size && at<unit>(b) == ' ' && delimiter != ' ')
            b += unit;
          if (b > after && b < size && delimited && at<unit>(b) == delimiter) {
            closed = true;
            break;
          }
          stray = true;
          k = after;
        }
      }
      if (closed) {
        cell.begin = i + unit;
        cell.end = k;
        cell.quoted = true;
        cell.doubled = doubled;
        lines_ += newlines;
        spans_ |= newlines > 0;
        stray_ |= stray;
        i = k + unit;
        while (i < size && at<unit>(i) == ' ' && delimiter != ' ')
          i += unit;
      } else {
        if (!known_open) no_close_before_ = std::max(no_close_before_, limit);
        unclosed_ = true;
      }
    }
    if (!closed) {
      const bool open_end = row.cells.size() + 1 >= max_cells;
      while (i < size) {
        const char c = at<unit>(i);
        if (c == '\n' || (delimited && c == delimiter && !open_end)) break;
        if (c == '\r' && (dialect_->lone_cr_ends || i + unit >= size || at<unit>(i + unit) == '\n'))
          break;
        i += unit;
      }
      i = std::min(i, size);
      cell.end = i;
    }
    row.cells.push_back(cell);
    if (i >= size) {
      row.end = size;
      next_at_ = size;
      if (size < bytes_.size()) {  // an artificial end: the line end follows
        next_at_ +=
            at<unit>(size) == '\r' && size + unit < bytes_.size() && at<unit>(size + unit) == '\n'
                ? 2 * unit
                : unit;
        ++lines_;
      }
      break;
    }
    const char c = at<unit>(i);
    if (delimited && c == delimiter && row.cells.size() < max_cells) {
      i += unit;
      if (dialect_->collapse) {
        while (i < size && at<unit>(i) == delimiter)
          i += unit;
        if (i >= size || at<unit>(i) == '\n' || at<unit>(i) == '\r') {
          if (i < size) continue;  // the next turn ends the row with an empty cell, dropped below
        }
      }
      continue;
    }
    row.end = i;
    next_at_ = i + unit;
    if (c == '\r' && next_at_ < bytes_.size() && at<unit>(next_at_) == '\n') next_at_ += unit;
    ++lines_;
    break;
  }
  if (dialect_->collapse && row.cells.size() > 1 && row.cells.back().begin == row.cells.back().end)
    row.cells.pop_back();
  next_at_ = std::min<std::uint64_t>(next_at_, bytes_.size());
}

template <std::size_t unit>
bool RowScanner::next_row(Row& row) {
  if (at_ >= bytes_.size()) return false;
  row.bytes = bytes_;
  row.begin = at_;
  row.line = line_;
  row.number = ++row_;
  row.repaired = row.unclosed = false;
  const std::uint64_t size = bytes_.size();
  scan<unit>(row, at_, size, dialect_->quote != '\0');
  const bool wrong_width = expected_ && row.cells.size() != expected_;
  if (spans_ && expected_ && (wrong_width || stray_)) {
    // Would the first line alone be a row?
    const std::uint64_t end = line_end<unit>(at_);
    const auto kept_cells = row.cells;
    const auto kept_end = row.end;
    const auto kept_next = next_at_;
    const auto kept_lines = lines_;
    const auto kept_search = no_close_before_;
    no_close_before_ = 0;
    scan<unit>(row, at_, end, true);
    no_close_before_ = kept_search;
    if (unclosed_ && row.cells.size() == expected_) {
      row.repaired = true;
    } else {
      row.cells = kept_cells;
      row.end = kept_end;
      next_at_ = kept_next;
      lines_ = kept_lines;
      unclosed_ = false;
    }
  }
  row.unclosed = unclosed_ || row.repaired;
  line_ += lines_;
  at_ = std::max<std::uint64_t>(next_at_, at_ + unit);
  behind_.now_at(at_);
  return true;
}

bool RowScanner::next(Row& row) {
  return text::unit_bytes(dialect_->encoding) == 2 ? next_row<2>(row) : next_row<1>(row);
}

std::string_view cell_text(std::string_view bytes, const Dialect& dialect, const Cell& cell,
                           std::string& buffer, std::size_t* replaced) {
  const std::string_view source = bytes.substr(static_cast<std::size_t>(cell.begin),
                                               static_cast<std::size_t>(cell.end - cell.begin));
  if (!cell.doubled && dialect.encoding == text::Encoding::utf8 && text::is_valid_utf8(source))
    return source;
  buffer.clear();
  const std::size_t count = text::append_utf8(source, dialect.encoding, buffer);
  if (replaced) *replaced += count;
  if (cell.doubled) {
    std::size_t to = 0;
    for (std::size_t i = 0; i < buffer.size(); ++i) {
      buffer[to++] = buffer[i];
      if (buffer[i] == dialect.quote && i + 1 < buffer.size() && buffer[i + 1] == dialect.quote)
        ++i;
    }
    buffer.resize(to);
  }
  return buffer;
}

Dialect detect_dialect(std::string_view bytes, const text::EncodingGuess& guess) {
  Dialect base;
  base.encoding = guess.encoding;
  base.begin = guess.bom_bytes;
  const std::size_t unit = text::unit_bytes(guess.encoding);
  constexpr std::size_t sample_bytes = 65'536;
  std::size_t end = std::min<std::size_t>(bytes.size(), guess.bom_bytes + sample_bytes);
  end -= (end - guess.bom_bytes) % unit;
  const std::string_view head = bytes.substr(0, end);
  const std::string ascii =
      text::to_utf8(head.substr(std::min(head.size(), guess.bom_bytes)), guess.encoding);
  base.lone_cr_ends =
      ascii.find('\n') == std::string::npos && ascii.find('\r') != std::string::npos;
  // A spreadsheet's own note: "sep=;".
  if (ascii.starts_with("sep=") && ascii.size() > 5 && (ascii[5] == '\r' || ascii[5] == '\n')) {
    base.delimiter = ascii[4];
    base.reason = "the file says so (sep=)";
  }

  struct Score {
    double value = -1, share = 0;
    std::size_t width = 1;
  };
  const auto score = [&](const Dialect& dialect) {
    RowScanner scanner(head, dialect);
    Row row;
    std::map<std::size_t, std::size_t> widths;
    std::size_t rows = 0, known = 0;
    std::string buffer;
    bool numbers_only = true;
    while (rows < 400 && scanner.next(row)) {
      if (scanner.offset() >= head.size() && end < bytes.size() && rows > 0) break;  // cut off
      if (row.cells.size() == 1 && row.cells[0].begin == row.cells[0].end) continue;
      ++rows;
      ++widths[row.cells.size()];
      if (rows <= 40 && row.cells.size() > 1) {
        std::size_t here = 0;
        for (std::size_t c = 0; c < row.cells.size() && c < 64; ++c) {
          const auto cell = cell_text(head, dialect, row.cells[c], buffer);
          if (cell.size() <= 60 && !cell.empty() && meaning_of(cell).exact) ++here;
        }
        known = std::max(known, here);
      }
      if (dialect.collapse && rows <= 40)
        for (const Cell& c : row.cells) {
          const auto look = look_at(cell_text(head, dialect, c, buffer));
          numbers_only &=
              look == CellLook::integer || look == CellLook::decimal || look == CellLook::phone;
        }
    }
    Score s;
    if (rows == 0) return s;
    std::size_t most = 0;
    for (const auto& [width, count] : widths)
      if (width > 1 && count >= most) {
        most = count;
        s.width = width;
      }
    s.share = static_cast<double>(most) / static_cast<double>(rows);
    s.value =
        s.share * s.share * (1 + 0.1 * static_cast<double>(std::min<std::size_t>(s.width, 10))) +
        0.25 * static_cast<double>(std::min<std::size_t>(known, 6));
    if (dialect.collapse && (!numbers_only || s.share < 0.95)) s.value = -1;
    if (most == 0) s.value = -1;
    return s;
  };

  if (!base.reason.empty()) {
    const Score s = score(base);
    base.confidence = std::max(s.share, 0.9);
    base.width = s.width;
    return base;
  }
  Dialect best = base;
  best.delimiter = '\0';
  Score top;
  for (const char delimiter : {',', ';', '\t', '|', '\x1f', ' '}) {
    Dialect candidate = base;
    candidate.delimiter = delimiter;
    candidate.collapse = delimiter == ' ';
    if (ascii.find(delimiter) == std::string::npos) continue;
    const Score s = score(candidate);
    if (s.value > top.value + 1e-9) {
      top = s;
      best = candidate;
    }
  }
  best.confidence = top.value > 0 ? top.share : 0;
  best.width = best.delimiter ? top.width : 1;
  best.reason = best.delimiter ? "most rows have " + std::to_string(top.width) + " cells with it"
                               : "no separator splits the rows evenly";
  return best;
}

}  // namespace clew::readers
