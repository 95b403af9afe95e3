// A database as it can be asked: its image, the tables in it, and a connection to it or to what was salvaged from it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readers/sqlite_image.h"
#include "readers/sqlite_query.h"
#include "readers/store_description.h"
#include "readers/store_findings.h"

namespace clew::readers::store {

// SQLite takes the names of tables and columns in any case.
std::string folded_name(std::string_view name);

struct Table {
  std::string name, sql;
  std::uint32_t root = 0;
  bool is_virtual = false, without_rowid = false;
  std::vector<std::string> columns;
};

// One view of the evidence: the image, and a connection to it or to what was salvaged from it.
struct Source {
  const sqlite::Image* image = nullptr;
  std::unique_ptr<sqlite::Connection> connection;
  std::map<std::string, Table> tables;  // by folded name
  bool salvaged = false;

  sqlite3* db() const { return connection->get(); }
  const Table* find(std::string_view name) const {
    const auto it = tables.find(folded_name(name));
    return it == tables.end() || it->second.is_virtual ? nullptr : &it->second;
  }
  bool has(std::string_view table_column) const {
    const auto dot = table_column.find('.');
    const auto name = table_column.substr(0, dot);
    const auto column = dot == table_column.npos ? std::string() : folded_name(table_column.substr(dot + 1));
    if (name.ends_with('*'))  // any table whose name begins so
      return std::any_of(tables.begin(), tables.end(), [&](const auto& one) {
        return is_of_pattern(one.second.name, name) && has_column(one.second, column);
      });
    const Table* t = find(name);
    return t && has_column(*t, column);
  }
  static bool has_column(const Table& t, const std::string& folded) {
    return folded.empty() || std::any_of(t.columns.begin(), t.columns.end(),
                                         [&](const std::string& c) { return folded_name(c) == folded; });
  }
  // Of the tables that hold rows of their own.
  std::vector<std::string> table_names() const {
    std::vector<std::string> out;
    for (const auto& [key, t] : tables)
      if (!t.is_virtual) out.push_back(t.name);
    return out;
  }
  bool has_all(const std::vector<std::string>& list) const {
    return std::all_of(list.begin(), list.end(), [&](const std::string& s) { return has(s); });
  }
};

// Looks at every page of every table; what is sound goes to SQLite as it is, else what our own
// walk can read goes into a database in memory. `image` outlives the source; `which` names it in findings;
// `path` is where the file lay on the phone, for queries that ask.
Source open_source(const sqlite::Image& image, std::string_view path, std::string_view which, StoreFindings& findings);

// Rows of the older image that are gone or different now, of one table.
std::set<std::int64_t> older_rows(const std::string& table, const Source& now, const Source& then);

// Rows behind `after` that SQLite would not give are counted by the walk and skipped by name.
void skip_unreadable(const Source& source, const std::string& table, std::optional<std::int64_t> after, Sink& sink);

}  // namespace clew::readers::store
