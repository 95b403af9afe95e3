// A prepared statement on a database that came as evidence.
#pragma once

#include <sqlite3.h>

#include <cstddef>
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
  Value value(int i) const {
    switch (sqlite3_column_type(s_, i)) {
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(s_, i));
      case SQLITE_FLOAT:
        return sqlite3_column_double(s_, i);
      case SQLITE_TEXT: {
        const auto* t = sqlite3_column_text(s_, i);
        return std::string(
            reinterpret_cast<const char*>(t ? t : reinterpret_cast<const unsigned char*>("")),
            static_cast<std::size_t>(sqlite3_column_bytes(s_, i)));
      }
      case SQLITE_BLOB: {
        const void* b = sqlite3_column_blob(s_, i);
        const auto n = static_cast<std::size_t>(sqlite3_column_bytes(s_, i));
        return Blob{b ? std::string(static_cast<const char*>(b), n) : std::string()};
      }
      default:
        return {};
    }
  }
  std::vector<Value> row() const {
    std::vector<Value> out;
    out.reserve(static_cast<std::size_t>(columns()));
    for (int i = 0; i < columns(); ++i)
      out.push_back(value(i));
    return out;
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* s_ = nullptr;
  int code_ = SQLITE_OK;
  std::string error_;
};

}  // namespace clew::readers::sqlite
