// First pass over delimited text: which tables lie in the file, where, and what their columns hold.
//
// A file is preamble rows (title, notes), a header, rows, and perhaps more of the same after blank
// lines or rules (`====`). A header is a row of words, none of them looking like data, most of them
// known; or, in an unknown language, a row of words as wide as the rows of data below it. A file
// whose first full row is data has no header.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/column_sample.h"
#include "readers/compact_dates.h"
#include "readers/delimited_scan.h"
#include "readers/header_meaning.h"
#include "readers/profile.h"
#include "text/dates.h"

namespace clew::readers {

struct SurveyColumn {
  std::string header;  // as written; "column 3" when there is none
  HeaderMeaning meaning;
  ColumnSample sample;
  std::string example;  // first non-empty cell
  text::DateOrderEvidence order;
  ShortDays short_days;  // of a column of times only
};

struct SurveyTable {
  std::uint64_t first_row = 1;   // first row of the preamble, 1-based in the file
  std::uint64_t header_row = 0;  // 0: no header
  std::uint64_t data_row = 1;    // first row after the header
  std::uint64_t last_row = 0;    // last row that belongs to the table
  std::uint64_t expect_row = 0;  // after it the scanner expects this table's width
  std::string title;             // first text of the preamble
  std::string notes;             // the preamble, a row a line, up to some 4,000 bytes
  std::vector<SurveyColumn> columns;
  std::uint64_t rows = 0;     // data rows
  std::vector<std::string> first_cells;  // of the first row, where there is no header
  std::uint64_t one_sided = 0;           // 0 where each cell is the same as the one across the diagonal (or by a chance in 2^64)
  std::vector<std::string> heads;  // the first cell of each, while there are no more than columns: a matrix repeats them in its header
  std::uint64_t fitting = 0;  // of these as wide as the table, one cell more or less
};

struct Survey {
  Dialect dialect;
  text::EncodingGuess encoding;
  std::vector<SurveyTable> tables;
  std::uint64_t rows = 0;
};

// Whether the header and the first column of a table hold the same names in the same order, and the cells numbers: who is tied with
// whom.
bool is_matrix(const SurveyTable& table);
// Whether it says of each person at which of several events he or she was: names in the first column, events as headers, cells 0, 1 or empty.
// `hints`: words about the file and the table; without one that speaks of attendance the headers must be days or numbered (E1, Meeting 2).
bool is_attendance(const SurveyTable& table, std::string_view hints);

enum class RowClass : std::uint8_t { data, blank, rule, repeated_header, note };
// What a row below a table's header is. Both passes ask this, so they agree.
RowClass classify(const Dialect& dialect, const Row& row, const SurveyTable& table);

// More tables than this are taken as rows of the last one (hostile files).
inline constexpr std::size_t max_tables = 512;

// `source`: as RowScanner's.
Survey survey(std::string_view bytes, const std::optional<Profile>& profile, const exhibit::ByteSource* source = nullptr);

class GridScanner;
// The same over a grid. `header_known`: the first row names the columns, all others are data. A
// table without a title gets `title`.
Survey survey(const GridScanner& rows, const std::optional<Profile>& profile, bool header_known,
              std::string_view title);

}  // namespace clew::readers
