// One row of a table in the mapper's hand: its cells as text, by the roles that the plan gives their columns.
//
// Each cell that a step takes is marked as used; what nobody took goes into the record's extras under the header's own name, so that
// nothing of a row is lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/delimited_plan.h"
#include "readers/delimited_scan.h"
#include "readers/finding_limit.h"

namespace clew::readers {

// For one thread. `dialect`, `plan` and `findings` outlive it; a row and the views into it hold until the next take().
class RowCells {
 public:
  RowCells(const Dialect& dialect, const Plan& plan, FindingLimit& findings);

  // The next row, `row_number` below the header. Repairs its text and reports what is odd about it.
  void take(const Row& row, std::uint64_t row_number);

  std::optional<std::size_t> column(ColumnRole role) const;  // the first of that role
  const std::vector<std::size_t>& columns(ColumnRole role) const { return by_role_[static_cast<std::size_t>(role)]; }

  std::size_t size() const { return cells_.size(); }
  bool holds(std::size_t column) const { return column < cells_.size(); }  // a row may be shorter than its table
  // As written, and without blanks around it; "" behind the row's end.
  std::string_view written(std::size_t column) const { return holds(column) ? cells_[column].text : std::string_view(); }
  std::string_view text(std::size_t column) const;
  // The same as text(), marked as used.
  std::string_view use(std::size_t column);
  std::string_view use(ColumnRole role);  // of the first column of that role
  void leave(std::size_t column) { cells_[column].used = false; }  // it stays an extra after all

  const GridRow* grid() const { return row_->grid.get(); }
  std::uint64_t row_number() const { return row_number_; }
  const std::string& where();  // the row's locator
  void finding(model::Severity severity, std::string_view what, std::string why);

  // Every cell of that role as a field called `name`.
  void add_field(model::Record& record, ColumnRole role, std::string_view name);
  // What the grid says beside its cells, and all cells that were not used.
  void add_rest(model::Record& record) const;

 private:
  struct TakenCell {
    std::string_view text;
    bool used = false;
  };
  void decode(std::size_t column, std::size_t& replaced, std::size_t& nul_cells);
  void cut_by_a_spreadsheet(const Cell& cell, std::string_view text);
  void check_width();

  const Dialect& dialect_;
  const Plan& plan_;
  FindingLimit& findings_;
  std::vector<std::vector<std::size_t>> by_role_;  // columns of each role
  const Row* row_ = nullptr;
  std::uint64_t row_number_ = 0;
  std::string where_;
  std::vector<TakenCell> cells_;
  std::vector<std::string> buffers_;
};

// A number with a point or a comma for its fraction: "51.5", "51,5", "+3". Nothing for any other text.
std::optional<double> decimal_of(std::string_view text);

// Blanks that stand around the contents of cells.
inline constexpr std::string_view cell_blanks = " \t\r";

}  // namespace clew::readers
