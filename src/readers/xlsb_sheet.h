// The rows of one worksheet of a binary workbook, streamed from its records (MS-XLSB 2.1.7.61).
//
// A record that cannot stand where it stands, or whose size does not fit its content, is damage: it
// is counted, and the reading goes on at the next place where rows and cells follow one another
// with rising numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/grid.h"
#include "readers/xlsb_parts.h"
#include "readers/xlsb_records.h"
#include "readers/xlsx_merges.h"

namespace clew::readers {

class BinarySheetRows final : public GridRows {
 public:
  struct Context {
    std::string name;     // of the sheet
    bool hidden = false;  // the sheet is
    bool date1904 = false;
    const CellStyles* styles = nullptr;
    const BinaryStrings* strings = nullptr;
  };
  // All outlive the rows.
  BinarySheetRows(std::string_view bytes, const Context& context);

  bool next(GridRow& row) override;
  void rewind() override;

  // Known after a pass.
  std::uint64_t last_row() const { return last_row_; }
  std::uint64_t lost_strings() const { return lost_strings_; }  // cells whose text is not there
  std::uint64_t errors() const { return errors_; }              // cells that hold #N/A and the like
  std::uint64_t hidden_rows() const { return hidden_rows_; }
  std::uint64_t formulas() const { return formulas_; }
  std::uint64_t repeated() const { return repeated_; }  // cells that got a merged cell's value
  std::uint64_t damaged() const { return damaged_; }    // records that are none
  std::uint64_t first_damage() const { return first_damage_; }
  bool ended() const { return ended_; }  // the end of its rows was seen
  const std::string& hidden_columns() const { return hidden_columns_; }

 private:
  enum class Next { row, cell, end, nothing };
  void look_ahead();  // hidden columns, merged cells
  Next step(BinaryRecord& r);
  std::optional<std::uint64_t> resume(std::uint64_t from, std::uint64_t before) const;
  void damage(std::uint64_t at);
  void put_all(GridRow& row);
  void put(const BinaryRecord& r, std::size_t column, GridRow& row);
  void number(double value, std::size_t style, std::size_t column, GridRow& row);

  std::string_view bytes_;
  Context context_;
  MergedCells merges_;
  std::vector<BinaryRecord> cells_;  // of the row that is read
  std::string hidden_columns_;
  bool looked_ = false, ended_ = false, cells_before_ = false;
  std::uint64_t at_ = 0;
  std::uint64_t sure_ = 0;    // the end of the last record that can be nothing else
  std::uint64_t number_ = 0;  // of the row given last
  std::uint64_t last_row_ = 0, lost_strings_ = 0, errors_ = 0, hidden_rows_ = 0, formulas_ = 0,
                repeated_ = 0, damaged_ = 0, first_damage_ = 0, last_damage_ = 0, resumed_ = 0;
};

}  // namespace clew::readers
