// When: the times of a row, from a date and a clock, an integer in some unit, or a spreadsheet's number of a day.
//
// A reading without an offset becomes an instant only where its zone is known; what cannot be read stays as written, with a finding.
#pragma once

#include <string_view>

#include "readers/delimited_cells.h"
#include "readers/delimited_plan.h"
#include "readers/reader.h"
#include "text/dates.h"

namespace clew::readers {

// For one thread; keeps references to all three, which outlive it.
class RowTimes {
 public:
  RowTimes(const Plan& plan, const Options& options, RowCells& cells) : plan_(plan), options_(options), cells_(cells) {}

  // The time that `source` names, of the row in hand; without text where the row says none.
  model::Time read(const PlanTime& source);

 private:
  model::Time written_time(const PlanTime& source);
  void stored_value(const GridRow& grid, const PlanTime& source, model::Time& time);
  bool integer_time(std::string_view text, const PlanColumn& column, model::Time& time);
  bool serial_day_beside_clock(std::string_view text, std::string_view clock, const PlanColumn& column, model::Time& time);
  bool in_unit_of_column(std::int64_t value, Micros fraction, const PlanColumn& column, model::Time& time);
  bool in_unit_of_magnitude(std::int64_t value, std::size_t digits, Micros fraction, const PlanColumn& column, model::Time& time);
  bool serial_day(std::int64_t day, Micros fraction, const PlanColumn& column, model::Time& time);
  bool instant(std::string_view unit, Micros utc, model::Time& time);
  void local_time(Micros reading, const text::WrittenTime* written, const PlanColumn& column, model::Time& time);
  void range_check(model::Time& time);

  const Plan& plan_;
  const Options& options_;
  RowCells& cells_;
};

}  // namespace clew::readers
