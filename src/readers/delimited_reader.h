// The reader of delimited text: phone downloads, call records, and any other table as CSV, TSV,
// semicolons, pipes or columns of blanks. See docs/formats/delimited.md.
//
// Two passes over the mapped bytes, both streaming. The first finds the tables (delimited_survey.h)
// and what their columns hold; the second maps each row to a record (delimited_map.h). Memory is
// one row plus one survey per table, whatever the size of the file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "readers/profile.h"
#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_delimited_reader();

// What the reader would do with a file, without reading all of its rows into records.
struct Preview {
  struct Column {
    std::string header, role, example;
  };
  struct Table {
    std::string title, kind;
    std::vector<Column> columns;
    std::vector<model::Record> records;  // the first rows as mapped
  };
  std::vector<Table> tables;
  std::vector<model::Question> questions;
  std::vector<std::pair<std::string, std::string>> decided;
  std::vector<model::Finding> findings;  // of the rows shown
};
// At most `rows` records a table. Throws Error(usage) for a bad profile.
Preview preview(const exhibit::Item& item, const Options& options, std::size_t rows);

// The automatic profile of the file's first table, as TOML to look at, change and save.
std::string propose_profile(const exhibit::Item& item, const Options& options);

}  // namespace clew::readers
