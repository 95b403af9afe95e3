// Walks the b-trees of a SQLite image page by page, with our own eyes: counts rows without SQLite,
// finds damaged pages, and takes rows out of what is left when SQLite refuses the file.
// Format: https://www.sqlite.org/fileformat2.html (sections 1.5, 1.6, 2.1).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "readers/sqlite_image.h"

namespace clew::readers::sqlite {

struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

struct Row {
  std::int64_t rowid = 0;
  std::vector<Value> values;  // text is UTF-8
};

struct Damage {
  std::uint32_t page = 0;
  std::string why;
};

struct WalkResult {
  std::uint64_t rows = 0;
  bool rowid_table = true;     // false: WITHOUT ROWID (or an index): rows are not walked
  std::vector<Damage> damage;  // at most 1,000
  bool sound() const { return damage.empty(); }
};

// The rows of the table whose tree begins at page `root`, in rowid order as far as the tree is in
// order. With an empty `take` rows are counted and their cells checked, not decoded. Pages are
// visited once, so cycles end. Memory: a bit a page and one row of at most 64 MiB.
WalkResult walk_table(const Image& image, std::uint32_t root,
                      const std::function<void(Row&&)>& take);

// A line of sqlite_schema, read by walking page 1.
struct SchemaEntry {
  std::string type, name, table, sql;
  std::uint32_t root = 0;
};
std::vector<SchemaEntry> walk_schema(const Image& image, std::vector<Damage>& damage);

}  // namespace clew::readers::sqlite
