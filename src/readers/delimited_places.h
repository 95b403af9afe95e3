// Where: the place that a row names, as degrees, on the British grid, by a cell of the network or by its name.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "readers/delimited_cells.h"
#include "readers/delimited_plan.h"

namespace clew::readers {

// For one thread; keeps references to both, which outlive it.
class RowPlaces {
 public:
  RowPlaces(const Plan& plan, RowCells& cells);

  // Whether some column says where. Else there is nothing to ask add() for.
  bool possible() const { return possible_; }
  // The place of the row in hand, and beside it in fields and extras what it was written as. No place where the row names none.
  void add(model::Record& record);

 private:
  bool add_masts(model::Record& record);
  void from_two_columns(model::Record& record, model::Place& place);
  void from_one_column(model::Record& record, model::Place& place);
  void from_grid(model::Record& record, model::Place& place);
  std::optional<double> degrees_in_column(std::string_view text, ColumnRole role) const;

  const Plan& plan_;
  RowCells& cells_;
  std::vector<std::size_t> place_kinds_;  // of a table of places: columns that say the kind of a place
  bool possible_ = false;
};

}  // namespace clew::readers
