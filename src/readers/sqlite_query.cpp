#include "readers/sqlite_query.h"

#include <fmt/format.h>

namespace clew::readers::sqlite {

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

Query::Query(sqlite3* db, const std::string& sql) : db_(db) {
  code_ = sqlite3_prepare_v2(db, sql.c_str(), static_cast<int>(sql.size()), &s_, nullptr);
  if (code_ != SQLITE_OK) error_ = sqlite3_errmsg(db);
}

bool Query::step() {
  if (!s_ || code_ != SQLITE_OK) return false;
  const int code = sqlite3_step(s_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    code_ = code;
    error_ = sqlite3_errmsg(db_);
  }
  return false;
}

std::string Query::name(int i) const {
  const char* n = sqlite3_column_name(s_, i);
  return n ? n : "";
}

std::string Query::origin(int i) const {
  const char* t = sqlite3_column_table_name(s_, i);
  const char* c = sqlite3_column_origin_name(s_, i);
  return t && c ? fmt::format("{}.{}", t, c) : "";
}

}  // namespace clew::readers::sqlite
