// The records of a part of a binary Excel workbook (.xlsb), one after the other, from its mapped
// bytes (MS-XLSB 2.1.4).
//
// A record is its number in one or two bytes, its size in one to four, seven bits each, and its
// content. Pure; views point into the bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::readers {

struct BinaryRecord {
  unsigned type = 0;
  std::string_view data;
  std::uint64_t begin = 0, end = 0;
};

// Numbers of records (MS-XLSB 2.3.2) that are read.
namespace xlsb {
constexpr unsigned row = 0, blank = 1, rk = 2, error = 3, boolean = 4, real = 5, text = 6,
                   shared_text = 7, formula_text = 8, formula_real = 9, formula_boolean = 10,
                   formula_error = 11, short_blank = 12, short_rk = 13, short_error = 14,
                   short_boolean = 15, short_real = 16, short_text = 17, short_shared_text = 18,
                   string_item = 19, format = 44, style = 47, column = 60, rich_text = 62,
                   begin_sheet = 129, end_sheet = 130, begin_book = 131, begin_data = 145,
                   end_data = 146, workbook_properties = 153, sheet = 156, begin_strings = 159,
                   end_strings = 160, merge = 176, begin_merges = 177, array_formula = 426,
                   shared_formula = 427, begin_styles = 278, begin_cell_styles = 617,
                   end_cell_styles = 618, begin_comments = 628, comment_author = 632,
                   begin_comment = 635, end_comment = 636, comment_text = 637, chart_sheet = 651;
}  // namespace xlsb

// The record at `at`; false when there is none: the end, or bytes that cannot be a record's head,
// or a size that goes over the end.
bool binary_record(std::string_view bytes, std::uint64_t at, BinaryRecord& record);

// A text of UTF-16 behind its length (XLWideString), as UTF-8, and where it ends; what is cut gives
// what is there.
std::string wide_string(std::string_view data, std::uint64_t at, std::uint64_t* end = nullptr);

}  // namespace clew::readers
