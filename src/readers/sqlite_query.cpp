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

Value Query::value(int i) const {
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

std::vector<Value> Query::row() const {
  std::vector<Value> out;
  for (int i = 0; i < columns(); ++i)
    out.push_back(value(i));
  return out;
}

}  // namespace clew::readers::sqlite
