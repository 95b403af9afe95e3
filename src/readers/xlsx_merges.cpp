#include "readers/xlsx_merges.h"

#include <algorithm>
#include <utility>

namespace clew::readers {
namespace {

constexpr std::size_t most_merges = 100'000;
constexpr std::uint64_t most_row = 1'048'576;

}  // namespace

void MergedCells::add(std::size_t column, std::uint64_t first, std::uint64_t last) {
  if (first > 0 && last > first && last <= most_row && merges_.size() < most_merges)
    merges_.push_back({column, first, last, ""});
}

void MergedCells::settle() {
  std::sort(merges_.begin(), merges_.end(), [](const Merge& a, const Merge& b) {
    return std::pair(a.first, a.column) < std::pair(b.first, b.column);
  });
}

void MergedCells::rewind() {
  for (auto& merge : merges_)
    merge.value.clear();
}

std::uint64_t MergedCells::apply(std::uint64_t number, GridRow& row) {
  std::uint64_t put = 0;
  // Only merges that begin at or before this row; those far above are few.
  const auto end = std::upper_bound(merges_.begin(), merges_.end(), number,
                                    [](std::uint64_t n, const Merge& m) { return n < m.first; });
  std::size_t looked = 0;
  for (auto at = end; at != merges_.begin() && looked < 512; ++looked) {
    Merge& merge = *--at;
    if (merge.last < number) continue;
    if (merge.first == number) {
      if (merge.column < row.cells.size()) {
        const Cell& c = row.cells[merge.column];
        merge.value = row.text.substr(
            static_cast<std::size_t>(c.begin),
            static_cast<std::size_t>(std::min<std::uint64_t>(c.end - c.begin, 4096)));
      }
    } else if (!merge.value.empty()) {
      row.pad(merge.column + 1);
      Cell& c = row.cells[merge.column];
      if (c.begin != c.end) continue;
      c.begin = row.text.size();
      row.text += merge.value;
      c.end = row.text.size();
      ++put;
    }
  }
  return put;
}

}  // namespace clew::readers
