// The rows of one worksheet, streamed from its XML (ECMA-376 part 1, 18.3).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "readers/grid.h"
#include "readers/xlsx_merges.h"
#include "readers/xlsx_parts.h"
#include "readers/xml_tags.h"

namespace clew::readers {

class SheetRows final : public GridRows {
 public:
  struct Context {
    std::string name;     // of the sheet
    bool hidden = false;  // the sheet is
    bool date1904 = false;
    const CellStyles* styles = nullptr;
    const SharedStrings* strings = nullptr;
  };
  // All outlive the rows.
  SheetRows(std::string_view xml, const Context& context);

  bool next(GridRow& row) override;
  void rewind() override;

  // Known after a pass.
  std::uint64_t rows() const { return rows_; }  // <row> elements with and without content
  std::uint64_t last_row() const { return last_row_; }
  std::uint64_t lost_strings() const { return lost_strings_; }  // cells whose text is not there
  std::uint64_t errors() const { return errors_; }              // cells that hold #N/A and the like
  std::uint64_t hidden_rows() const { return hidden_rows_; }
  std::uint64_t formulas() const { return formulas_; }
  std::uint64_t repeated() const { return repeated_; }    // cells that got a merged cell's value
  std::uint64_t open_rows() const { return open_rows_; }  // rows without their end
  const std::string& hidden_columns() const { return hidden_columns_; }
  const XmlScanner& scanner() const { return scanner_; }

 private:
  void look_ahead();  // hidden columns, merged cells
  void cell(const XmlToken& start, GridRow& row);
  void put(std::string_view value, const std::string& type, std::size_t style, std::size_t column,
           GridRow& row);

  std::string_view xml_;
  Context context_;
  XmlScanner scanner_;
  MergedCells merges_;
  std::string hidden_columns_;
  bool looked_ = false, in_data_ = false;
  std::uint64_t number_ = 0;   // of the row given last
  std::uint64_t pending_ = 0;  // offset of a row that waits behind a gap
  std::uint64_t rows_ = 0, last_row_ = 0, lost_strings_ = 0, errors_ = 0, hidden_rows_ = 0,
                formulas_ = 0, repeated_ = 0, open_rows_ = 0;
};

// "AB" of column 27 (from 0), and back from the front of "AB12"; nothing if there is no letter.
std::string column_letters(std::size_t column);
std::optional<std::size_t> column_of(std::string_view cell_name);

}  // namespace clew::readers
