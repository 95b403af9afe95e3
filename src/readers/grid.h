// A table of cells from anything but delimited text: a sheet of a workbook, the hits of one
// artifact of a report, an array of JSON objects. The rows go through the same survey, plan and
// mapping as those of a CSV file (delimited_survey.h, delimited_map.h), so that a layout is known
// or taught by a profile once, for all of them.
//
// A grid is read twice, row by row; memory is one row and a window of rows to look ahead.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/record.h"
#include "readers/delimited_scan.h"
#include "readers/reader.h"

namespace clew::readers {

struct GridRow {
  std::string text;         // the cells' texts, UTF-8, one behind the other
  std::vector<Cell> cells;  // their places in `text`; an empty cell has none
  std::string place;        // locator
  std::string key;          // the row's own id where no column gives one
  std::vector<std::pair<std::size_t, std::string>> stored;  // column and what a date cell stores
  std::string_view unit;                                    // of those: "excel-day"
  std::vector<std::pair<std::string, std::string>> notes;   // become extras: formulas, hidden …
  std::vector<model::RecordLink> links;
  bool counted = true;  // false: stands for rows that the source leaves out (a gap)

  void clear();
  void add(std::string_view cell);  // behind the last one
  void pad(std::size_t width);      // empty cells up to that many
  std::size_t first_filled() const;  // column of the first cell with content; 0 where none has
};

class GridRows {
 public:
  virtual ~GridRows() = default;
  // The next row, into a cleared one; false at the end.
  virtual bool next(GridRow& row) = 0;
  virtual void rewind() = 0;
};

// Copies look ahead and share the rows read; only the one that settle()s lets rows go.
class GridScanner {
 public:
  static constexpr std::size_t window_rows = 8192;
  static constexpr std::uint64_t window_bytes = 64u << 20;
  explicit GridScanner(GridRows& rows);  // rewinds; `rows` outlives it
  // False at the end, and for a copy that looks more than a window ahead.
  bool next(Row& row);
  void settle();  // rows before this one are not needed again
  void expect(std::size_t) {}

 private:
  struct Window {
    GridRows* rows;
    std::deque<std::shared_ptr<const GridRow>> kept;
    std::uint64_t first = 0;  // number of kept.front(), from 0
    std::uint64_t bytes = 0;
    bool ended = false;
  };
  std::shared_ptr<Window> window_;
  std::uint64_t at_ = 0;
};

// UTF-8, no quotes; the usual width of the first rows.
Dialect grid_dialect(GridScanner rows);

struct GridSettings {
  std::string name;           // what its rows count under: the sheet's name
  std::string file_name;      // with the name, a hint at the kind of table
  std::string service;        // of all rows, if the source says it elsewhere
  bool header_known = false;  // the first row names the columns
};
// Reads the whole grid: surveys, plans, maps. Throws Error(usage) for a bad profile.
void read_grid(GridRows& rows, const GridSettings& settings, const Options& options, Sink& sink);

}  // namespace clew::readers
