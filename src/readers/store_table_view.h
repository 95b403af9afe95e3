// Tables that no description knows: each row an event with all its columns, never nothing.
//
// Times and texts in them are guesses, marked so.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readers/store_findings.h"
#include "readers/store_source.h"

namespace clew::readers::store {

// What Core Data keeps for itself in every store: counters, the model, the history of changes.
bool is_core_data(std::string_view table);
// Tables that SQLite itself writes: full-text and r-tree shadows, statistics.
bool is_of_sqlite(const Source& source, std::string_view table);

// For one thread; keeps references to the sink and the findings.
class TableView {
 public:
  // `service`: what the records are of, the file's name. `limit`: as many rows of a table become records, the others are counted.
  TableView(std::string service, std::uint64_t limit, Micros latest_plausible, Sink& sink, StoreFindings& findings)
      : service_(std::move(service)), limit_(limit), latest_plausible_(latest_plausible), sink_(sink), findings_(findings) {}

  // All rows of the table, then those that only the older image has (`then`, or null), as recovered ones under `flag`; how many.
  // A `now` without an image: the table is in the older one only.
  std::uint64_t read(const Table& table, const Source& now, const Source* then, std::string_view flag);

 private:
  std::uint64_t rows(const Table& table, const Source& source, const std::set<std::int64_t>* only, std::string_view flag, bool internal);
  model::Record record_of(const Table& table, std::int64_t row, const std::vector<std::string>& names, const sqlite::Query& query,
                          std::size_t text, std::uint64_t& bad_text) const;

  std::string service_;
  std::uint64_t limit_;
  Micros latest_plausible_;
  Sink& sink_;
  StoreFindings& findings_;
};

}  // namespace clew::readers::store
