// Cells of a sheet that are merged over rows: the value of the first holds for each of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "readers/grid.h"

namespace clew::readers {

class MergedCells {
 public:
  // Rows from 1, the column from 0. Ranges of one row, beyond a sheet's rows, or too many are left
  // out. settle() once all are there.
  void add(std::size_t column, std::uint64_t first, std::uint64_t last);
  void settle();
  void rewind();
  bool empty() const { return merges_.empty(); }
  // Keeps the value of a range that begins in the row, puts it where one goes on over an empty
  // cell; gives how many it put. Rows in order.
  std::uint64_t apply(std::uint64_t number, GridRow& row);

 private:
  struct Merge {
    std::size_t column;
    std::uint64_t first, last;
    std::string value;
  };
  std::vector<Merge> merges_;  // by first row
};

}  // namespace clew::readers
