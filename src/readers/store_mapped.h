// Tables that a description knows: its query a row, its columns by their roles, a record each.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readers/store_description.h"
#include "readers/store_findings.h"
#include "readers/store_media.h"
#include "readers/store_row.h"
#include "readers/store_source.h"

namespace clew::readers::store {

// For one thread; keeps references to all but the number.
class MappedTables {
 public:
  MappedTables(const exhibit::Item& item, Micros latest_plausible, Sink& sink, StoreFindings& findings)
      : latest_plausible_(latest_plausible), sink_(sink), findings_(findings), beside_(item) {}

  // All rows of the map's table, then those that only the older image has (`then`, or null), as recovered ones under `flag`.
  void read(const TableMap& map, const Source& now, const Source* then, std::string_view flag);

 private:
  struct Tally;
  struct DetailRun;
  void run(const TableMap& map, const Source& source, const std::set<std::int64_t>* only, std::string_view flag, Tally& tally, std::string* missing);
  std::vector<DetailRun> open_details(const TableMap& map, const Source& source, const std::string& head);
  void emit(const TableMap& map, RowResult result, std::string_view recovered);
  void say(const TableMap& map, const Tally& tally, const std::string& missing);

  Micros latest_plausible_;
  Sink& sink_;
  StoreFindings& findings_;
  FilesBeside beside_;
};

}  // namespace clew::readers::store
