// Tables of records in HTML pages: what operators, banks and tools save as a report (.html, and .xls that is HTML inside).
//
// A table is one of records where the columns' names say so (columns.h) and the cells agree: a list of calls, messages, people, places,
// payments, or of anything with times. All other tables, and those that lay out a page (with tables inside), stay text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "readers/grid.h"
#include "readers/html_blocks.h"
#include "readers/reader.h"
#include "readers/utf8_bytes.h"

namespace clew::readers::html {

struct TableSpan {
  std::size_t begin = 0, end = 0;  // from <table to behind </table>
  std::string name;                // caption, else the heading or line before it, else its number
};

// The innermost tables with two rows and two columns at least; one pass over the tags, no recursion. At most 4,096.
std::vector<TableSpan> tables_of(std::string_view bytes);

// The rows of one table. A cell that spans columns is followed by empty ones, one that spans rows is repeated below.
class TableRows final : public GridRows {
 public:
  // `page` knows the character set; `source`, for a page in UTF-16, the places in the file of `bytes`, its text. All outlive the rows.
  TableRows(std::string_view bytes, const TableSpan& span, const HtmlBlocks& page, const Utf8Bytes* source = nullptr);
  bool next(GridRow& row) override;
  void rewind() override;
  std::uint64_t repeated() const { return repeated_; }

 private:
  struct Down {
    std::uint64_t rows = 0;  // more of them below
    std::string text;
  };
  std::string cell_text(std::size_t begin, std::size_t end) const;
  void fill(GridRow& row);

  std::string_view bytes_;
  TableSpan span_;
  const HtmlBlocks& page_;
  const Utf8Bytes* source_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0, repeated_ = 0;
  std::vector<Down> down_;  // by column
};

// The tables of `bytes` that hold records. Reads each twice; throws what read_grid throws.
std::vector<TableSpan> record_tables(std::string_view file_name, std::string_view bytes, const HtmlBlocks& page, const Options& options);

}  // namespace clew::readers::html
