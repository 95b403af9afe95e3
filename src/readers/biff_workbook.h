// The cells of Excel workbooks of before 2007: a stream of records, BIFF2 to BIFF8.
//
// BIFF8 (Excel 97–2003) after MS-XLS; BIFF2 to BIFF5 (Excel 2 to 95; BIFF7 is read as 5) after
// D. Rentz, "OpenOffice.org's Documentation of the Microsoft Excel File Format", 1.42. Before BIFF8
// a text is bytes in the code page of the CODEPAGE record, unless the cell's font names a script of
// its own; before BIFF5 a file is one sheet, or a row of them (BIFF4W), without a compound file.
//
// The stream lies in memory; offsets are checked. A record that cannot be one is passed over: the
// reading goes on at the next place where three records follow one another, and the damage is
// counted. Cost: linear, one row of cells at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readers/old_office.h"
#include "readers/xlsx_parts.h"

namespace clew::readers::old_office {

struct BiffSheet {
  std::string name;          // "" of a file that is one sheet
  std::uint64_t offset = 0;  // of its first record in the stream
  std::uint64_t end = 0;     // where the next sheet begins
  bool hidden = false;
  bool listed = true;  // false: found in the stream, not named by the workbook
};
// Cells that are one, rows and columns from 0.
struct BiffMerge {
  std::uint32_t first_row = 0, last_row = 0, first_column = 0, last_column = 0;
};
// What is known of a sheet from the heads of its records, up to the first damage.
struct BiffOutline {
  std::vector<BiffMerge> merges;  // MERGEDCELLS, BIFF8; these stand behind the cells
  bool in_order = true;           // no cell belongs to a row above that of a cell before it
};
struct BiffCell {
  std::uint32_t row = 0, column = 0;  // from 0
  std::string text;
  std::string stored;  // of a date: the number that is stored
  std::uint64_t offset = 0, length = 0;
};

class BiffWorkbook {
 public:
  // `stream` outlives the object.
  BiffWorkbook(std::string_view stream, Faults& faults);
  // Whether a file begins as a stream of records does: a workbook without a compound file.
  static bool is_stream(std::string_view bytes);

  int version() const { return version_; }  // 2, 3, 4, 5, 8; 0: no workbook
  bool encrypted() const { return encrypted_; }
  bool date1904() const { return date1904_; }
  // Of its texts in 8 bits, before BIFF8; `charset_said`: a record names it, and it is known.
  const std::string& charset() const { return charset_; }
  bool charset_said() const { return charset_said_; }
  const std::vector<BiffSheet>& sheets() const { return sheets_; }
  const std::vector<std::string>& macro_sheets() const { return macro_sheets_; }
  BiffOutline outline(const BiffSheet& sheet) const;

 private:
  friend class BiffCells;
  enum class Kind : std::uint8_t {
    other,
    end,
    begin,
    blank,
    integer,
    number,
    label,
    rich_label,
    shared_label,
    truth_or_error,
    formula,
    text,
    rk,
    many_rk,
    many_blank,
    row,
  };
  struct Record {
    std::uint64_t at = 0;
    std::uint32_t type = 0;
    Kind kind = Kind::other;
    std::string_view data;
    bool whole = false;  // its head can be one, and it lies in the stream
    std::uint64_t next() const { return at + 4 + data.size(); }
  };
  struct Style {
    NumberFormat format;
    const char* charset = nullptr;  // of its font
  };
  struct Globals;

  Record record(std::uint64_t at) const;
  Kind kind_of(std::uint32_t type) const;
  bool is_cell(Kind kind) const { return kind >= Kind::blank && kind != Kind::text; }
  bool content_fits(const Record& r, std::size_t slack) const;
  static bool may_follow(const Record& r);
  // The first place from `at` on, before `before`, where records follow one another up to `end`: a
  // cell or row and two more, or (not `cells`) any five.
  std::optional<std::uint64_t> resume(std::uint64_t at, std::uint64_t before, std::uint64_t end,
                                      bool cells) const;
  void globals(Faults& faults);
  void global(const Record& r, Globals& into, Faults& faults);
  void settle(Globals& found, Faults& faults);
  void list_sheets(Globals& found, Faults& faults);
  void texts(std::uint64_t at, Faults& faults);
  std::string_view charset_of(std::size_t style) const;
  std::size_t label_bytes(std::string_view data, bool rich, std::size_t style) const;
  std::string narrow(std::string_view raw, std::size_t style) const;
  std::size_t cell_head() const { return version_ == 2 ? 7 : 6; }  // bytes of row, column, style

  std::string_view stream_;
  int version_ = 0;
  bool encrypted_ = false, date1904_ = false, charset_said_ = false;
  std::string charset_ = "windows-1252";
  std::vector<BiffSheet> sheets_;
  std::vector<std::string> macro_sheets_;
  std::vector<std::string> strings_;
  std::vector<Style> styles_;
};

// The cells of one sheet, row by row, in the order of the stream.
class BiffCells {
 public:
  // Both outlive the object.
  BiffCells(const BiffWorkbook& book, const BiffSheet& sheet);
  void rewind();
  // One row's cells, when they lie together; false at the end.
  bool next(std::vector<BiffCell>& cells);
  bool hidden_row(std::uint32_t row) const { return row < hidden_.size() && hidden_[row]; }

  // Known after a pass.
  std::uint64_t formulas() const { return formulas_; }
  std::uint64_t errors() const { return errors_; }              // cells that hold #N/A and the like
  std::uint64_t damaged() const { return damaged_; }            // records that are none
  std::uint64_t first_damage() const { return first_damage_; }  // where in the stream
  bool ended() const { return ended_; }                         // its last record was seen
  // First and last, from 0.
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& hidden_columns() const {
    return hidden_columns_;
  }

 private:
  using Record = BiffWorkbook::Record;
  using Kind = BiffWorkbook::Kind;
  bool settled(Record& r);
  bool belongs_among_cells(const Record& r) const;
  void take(const Record& r, std::vector<BiffCell>& cells);
  std::string number(double value, std::size_t style, std::string& stored) const;
  std::size_t style_of(const Record& r) const;

  const BiffWorkbook& book_;
  const BiffSheet& sheet_;
  std::uint64_t at_ = 0;
  std::uint64_t sure_ = 0;  // the end of the last record that can be nothing else
  Kind last_kind_ = Kind::other;
  unsigned depth_ = 0;                      // of charts inside the sheet
  bool ended_ = false, text_next_ = false;  // the text of the formula before follows
  std::vector<bool> hidden_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_columns_;
  std::uint64_t formulas_ = 0, errors_ = 0, damaged_ = 0, first_damage_ = 0, resumed_ = 0;
};

}  // namespace clew::readers::old_office
