// Splits delimited text into rows and cells without copying it.
//
// Idea: rows and cells are found in the source's own bytes, in steps of one code unit (one byte, or
// two for UTF-16), because separators, quotes and line ends are ASCII in every encoding read here.
// So each row and cell knows its place in the source, and only cells that are looked at are
// converted. Example, comma: `7,"say ""yes""\nthen"\n` is one row of the cells [7] and
// [say ""yes""\nthen], quoted; cell_text() gives `say "yes"` and `then` on two lines.
//
// Broken quotes. A quote that never closes would swallow the rest of the file. Three rules keep the
// loss to one row: a cell longer than max_cell_bytes is not quoted; a quote that is followed by
// neither separator nor line end is text; and when a quoted cell spans lines, holds such a stray
// quote or leaves the row with the wrong number of cells, and its first line alone has the expected
// number, then the first line is the row (`repaired`). Each reported. Tried instead: RFC 4180 to
// the letter (one flipped bit lost up to 30 % of the rows of the test files).
//
// Cost: about 1.5 ns a byte. Memory: one row's cell table. Views hold as long as the bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/item.h"
#include "text/encoding.h"

namespace clew::readers {

struct Dialect {
  text::Encoding encoding = text::Encoding::utf8;
  std::uint64_t begin = 0;    // after the byte order mark
  char delimiter = ',';       // '\0': one cell a line
  char quote = '"';           // '\0': none
  bool lone_cr_ends = false;  // old Macintosh line ends
  bool collapse = false;      // several delimiters in a row count as one (space-separated columns)
  double confidence = 0;  // 0 … 1: share of sampled rows of one width, with more than one cell
  std::size_t width = 1;  // the usual number of cells
  std::string reason;
};
// Looks at the first 64 KiB. Known header words speak for a delimiter, see meaning_of().
Dialect detect_dialect(std::string_view bytes, const text::EncodingGuess& encoding);

struct Cell {
  std::uint64_t begin = 0, end = 0;  // in the source, without the quotes around it
  bool quoted = false;
  bool doubled = false;  // holds doubled quotes
};

struct GridRow;  // grid.h

struct Row {
  std::string_view bytes;               // what the cells' places refer to: the file …
  std::shared_ptr<const GridRow> grid;  // … or the text of this row of a grid
  std::uint64_t begin = 0, end = 0;     // in the source, without the line end
  std::uint64_t line = 1;               // physical line, 1-based
  std::uint64_t number = 0;             // of the row in the file, 1-based
  std::vector<Cell> cells;
  bool repaired = false;  // ended at its first line because a quote never closed
  bool unclosed = false;  // a quote is still open at the end of the file or the limit
};

class RowScanner {
 public:
  static constexpr std::uint64_t max_cell_bytes = 4u << 20;
  static constexpr std::size_t max_cells = 16'384;  // the columns of a spreadsheet; more are one

  // All outlive the scanner and its copies; a copy goes on from the same place by itself. `source`, whose bytes these are,
  // is told which the rows have left behind; null: nobody is.
  RowScanner(std::string_view bytes, const Dialect& dialect, const exhibit::ByteSource* source = nullptr)
      : bytes_(bytes), dialect_(&dialect), at_(dialect.begin), behind_(source) {}

  // The next row; false at the end. Blank lines are rows with one empty cell.
  bool next(Row& row);
  // How many cells the rows ahead should have; 0: not known. Guides the repair of quotes only.
  void expect(std::size_t cells) { expected_ = cells; }
  std::uint64_t offset() const { return at_; }
  void settle() {}  // of grid.h: nothing to forget here

 private:
  template <std::size_t unit>
  bool next_row(Row& row);
  template <std::size_t unit>
  void scan(Row& row, std::uint64_t from, std::uint64_t line_limit, bool quotes);
  template <std::size_t unit>
  char at(std::uint64_t i) const;
  template <std::size_t unit>
  std::uint64_t line_end(std::uint64_t from) const;

  std::string_view bytes_;
  const Dialect* dialect_;
  std::uint64_t at_;
  exhibit::Behind behind_;
  std::uint64_t line_ = 1;
  std::uint64_t row_ = 0;
  std::size_t expected_ = 0;
  std::uint64_t no_close_before_ = 0;  // a search for a closing quote has failed up to here
  // of the row being scanned
  std::uint64_t next_at_ = 0, lines_ = 0;
  bool stray_ = false, spans_ = false, unclosed_ = false;
};

// The cell as UTF-8, doubled quotes made single. For UTF-8 without doubled quotes and without
// damage the view is the source itself; else it lies in `buffer`. `replaced` counts U+FFFD.
std::string_view cell_text(std::string_view bytes, const Dialect& dialect, const Cell& cell,
                           std::string& buffer, std::size_t* replaced = nullptr);

}  // namespace clew::readers
