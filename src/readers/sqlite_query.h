// A prepared statement on a database that came as evidence.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "readers/sqlite_walk.h"

namespace clew::readers::sqlite {

// A name as SQL takes it, whatever stands in it.
std::string quoted(std::string_view name);

// Errors are kept, not thrown: they are about the evidence. For one thread; `db` outlives it.
class Query {
 public:
  Query(sqlite3* db, const std::string& sql);
  ~Query() { sqlite3_finalize(s_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  bool step();  // false at the end and at an error
  const std::string& error() const { return error_; }
  int columns() const { return s_ ? sqlite3_column_count(s_) : 0; }
  std::string name(int i) const;
  // "table.column" where the column comes straight from a table; "" for an expression.
  std::string origin(int i) const;
  // Of the row stepped to.
  std::int64_t integer(int i) const { return sqlite3_column_int64(s_, i); }
  Value value(int i) const;
  std::vector<Value> row() const;

 private:
  sqlite3* db_;
  sqlite3_stmt* s_ = nullptr;
  int code_ = SQLITE_OK;
  std::string error_;
};

}  // namespace clew::readers::sqlite
