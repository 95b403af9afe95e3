// What the sheets of an Excel workbook (ECMA-376, SpreadsheetML) share: the list of sheets, the
// date system, number formats, the table of texts.
//
// A workbook is a zip; Clew opens it as a container, so that every part is a file of its own with
// exact positions, limits and salvage as for every archive, and the reader of one sheet finds the
// other parts beside it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/item.h"

namespace clew::readers {

struct WorkbookSheet {
  std::string name, part;  // "Calls", "xl/worksheets/sheet1.xml"
  std::string state;       // "visible", "hidden", "veryHidden"
};
struct Workbook {
  std::vector<WorkbookSheet> sheets;
  bool date1904 = false;
  bool found = false;  // xl/workbook.xml is there
  const WorkbookSheet* sheet_of(std::string_view part) const;
};
Workbook read_workbook(const exhibit::Tree& tree, std::string_view base);
// The parts that a workbook's relationships (a part of that name) name, by id.
std::map<std::string, std::string> workbook_targets(const exhibit::Tree& tree,
                                                    const std::string& relationships);

// "xl/worksheets/sheet1.xml" → "" ; "report/xl/worksheets/sheet1.xml" → "report/".
std::string workbook_base(std::string_view part_name);

// What a number format makes of a number.
struct NumberFormat {
  bool date = false, clock = false, elapsed = false;
};
NumberFormat number_format(std::string_view code);
NumberFormat builtin_format(unsigned id);

class CellStyles {
 public:
  CellStyles() = default;
  explicit CellStyles(std::string_view styles_xml);
  explicit CellStyles(std::vector<NumberFormat> formats) : formats_(std::move(formats)) {}
  NumberFormat of(std::size_t style) const {
    return style < formats_.size() ? formats_[style] : NumberFormat{};
  }

 private:
  std::vector<NumberFormat> formats_;
};

// The texts of xl/sharedStrings.xml by number, read where they lie. Memory: a place for every 16th
// text; getting one reads over at most 15 others.
class SharedStrings {
 public:
  SharedStrings() = default;
  explicit SharedStrings(std::shared_ptr<const exhibit::ByteSource> xml);
  bool there() const { return source_ != nullptr; }
  std::uint64_t size() const { return count_; }
  // Appends the text; false if there is none with that number.
  bool append(std::uint64_t number, std::string& out) const;

 private:
  static constexpr std::uint64_t step = 16;
  std::shared_ptr<const exhibit::ByteSource> source_;
  std::vector<std::uint64_t> places_;
  std::uint64_t count_ = 0;
  // The text after the last one asked for, as most sheets ask in order.
  mutable std::uint64_t next_number_ = 0, next_place_ = 0;
};

// "_x000D_" → the character (ECMA-376 ST_Xstring).
void undo_escapes(std::string& text, std::size_t from);

// A number as people write it: "447700900123", "0.1"; "#NUM!" for what is none. Whole numbers of
// sixteen digits and more keep the exponent form, as their last digits are lost.
std::string number_text(double value);
// "#N/A" and the like, by their number in binary workbooks (MS-XLS BErr, 2.5.10).
std::string error_text(unsigned code);

// A day's number as text: "2024-03-04 21:40:09", "2024-03-04", "21:40:09", "26:03:00" (elapsed).
// Nothing when the number is outside the calendar (1900 … 9999).
std::optional<std::string> serial_text(double serial, const NumberFormat& format, bool date1904);

}  // namespace clew::readers
