// What the sheets of a binary Excel workbook (.xlsb, MS-XLSB) share: the list of sheets, the date
// system, number formats, the table of texts. As xlsx_parts.h for workbooks of XML.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "readers/xlsx_parts.h"

namespace clew::readers {

// From xl/workbook.bin and its relationships.
Workbook read_binary_workbook(const exhibit::Tree& tree, std::string_view base);

// From xl/styles.bin.
CellStyles binary_cell_styles(std::string_view bytes);

// The texts of xl/sharedStrings.bin by number, read where they lie. Memory: a place for every 16th
// text; getting one passes over at most 15 others.
//
// A lost text would shift the numbers of all behind it, and give cells the words of others. So
// behind damage only the texts that stand without a break before the table's end are given, and
// they are counted from its end; what lies between has no number.
class BinaryStrings {
 public:
  BinaryStrings() = default;
  explicit BinaryStrings(std::shared_ptr<const exhibit::ByteSource> part);
  bool there() const { return source_ != nullptr; }
  std::uint64_t damaged() const { return damaged_; }  // places where the table is broken
  std::uint64_t first_damage() const { return first_damage_; }
  // Appends the text; false if there is none with that number.
  bool append(std::uint64_t number, std::string& out) const;

 private:
  static constexpr std::uint64_t step = 16;
  struct Run {
    std::uint64_t first = 0, count = 0;
    std::vector<std::uint64_t> places;
  };
  std::shared_ptr<const exhibit::ByteSource> source_;
  std::vector<Run> runs_;
  std::uint64_t damaged_ = 0, first_damage_ = 0;
};

}  // namespace clew::readers
