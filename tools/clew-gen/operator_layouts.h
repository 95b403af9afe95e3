// Call records as three invented operators deliver them:
//   0  preamble, commas, one date and one time column, seconds, all times UTC
//   1  preamble, semicolons, start and end columns, hh:mm:ss, local time, area and cell numbers
//   2  no preamble, ISO times, one row an end (MO/MT), tower names and degrees
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "output.h"
#include "world.h"

namespace clew::gen {

struct OperatorRow {
  std::int64_t t;
  bool voice, outgoing;  // seen from the subject
  std::string_view subject, other, imei, imsi;
  int duration_s;
  Spot where;
  int text_length;
};

class OperatorWriter {
 public:
  OperatorWriter(OutputTree& tree, const CdrExhibit& exhibit,
                 const std::vector<std::string>& subjects, std::int64_t from, std::int64_t to);
  Place record(const OperatorRow& row);
  OutFile& file() { return *file_; }
  const std::string& last_row() const { return row_; }

 private:
  int layout_;
  OutFile* file_;
  std::string row_;
};

// The cell that serves a place: the town is cut into squares of 0.02 degrees.
int cell_of(Spot where);
Spot centre_of_cell(int cell);

}  // namespace clew::gen
