// Settings of a connection for writing much at once, put back at the end: foreign keys are not looked up row by
// row (the writers that use it store only ids of rows that they wrote or read; `clew verify` checks them all), a
// larger write-ahead log spares copying hot pages again and again, and sorting for an index goes to unnamed files in
// `temporary` instead of memory. A smaller page cache that a stage asked for meanwhile ends with it, too. What is acknowledged is as durable as ever. Begin and end it outside transactions,
// one at a time.
#pragma once

#include <filesystem>

#include "casefile/db.h"

namespace clew::casefile {

class BulkMode {
 public:
  BulkMode(Db& db, const std::filesystem::path& temporary);
  ~BulkMode();
  BulkMode(const BulkMode&) = delete;
  BulkMode& operator=(const BulkMode&) = delete;

 private:
  Db& db_;
};

}  // namespace clew::casefile
