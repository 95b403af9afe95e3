// For the tests of phone databases: databases made by SQL, read with the files beside them, every
// row accounted for table by table.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <string>

#include "readers/reader_test.h"
#include "readers/store_reader.h"

namespace clew::readers::store_testing {

using testing::Collected;

// The instant of most made rows.
inline constexpr const char* at_nine = "2024-03-04T21:40:09";

// Files beside an item, by name.
struct Files : exhibit::Tree {
  std::vector<std::string> list;
  std::map<std::string, std::string> content;
  const std::vector<std::string>& names() const override { return list; }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    const auto it = content.find(std::string(name));
    if (it == content.end()) return std::nullopt;
    return testing::item_of(it->second, {it->first});
  }
};

// As the table counts of an import: every row one fate, table by table.
struct Counting : Collected {
  std::map<std::string, std::uint64_t, std::less<>> rows_of;
  std::map<std::string, std::int64_t, std::less<>> open_of;
  std::vector<std::string> claimed;
  void rows(std::string_view t, std::uint64_t n) override {
    Collected::rows(t, n);
    rows_of[std::string(t)] += n;
    open_of[std::string(t)] += static_cast<std::int64_t>(n);
  }
  void record(model::Record r) override {
    --open_of[r.table];
    Collected::record(std::move(r));
  }
  void duplicate(std::string_view t, std::string_view l) override {
    Collected::duplicate(t, l);
    --open_of[std::string(t)];
  }
  void skip(std::string_view t, std::string_view why, std::string_view l) override {
    Collected::skip(t, why, l);
    --open_of[std::string(t)];
  }
  void claims(std::string_view name) override { claimed.emplace_back(name); }
};

inline Counting read(std::string bytes, std::map<std::string, std::string> beside = {},
                     const Options& options = {}, const std::string& name = "a.db") {
  Files files;
  files.content = std::move(beside);
  auto item = testing::item_of(std::move(bytes), {name});
  item.tree = &files;
  Counting out;
  make_store_reader()->read(item, options, out);
  for (const auto& table : out.open_of)
    CHECK_MESSAGE(table.second == 0, table.first);
  return out;
}

// A database made by SQL, as bytes.
inline std::string database(const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  char* error = nullptr;
  const int code =
      sqlite3_exec(db, ("PRAGMA page_size=1024;" + sql).c_str(), nullptr, nullptr, &error);
  REQUIRE_MESSAGE(code == SQLITE_OK, (error ? error : ""));
  sqlite3_int64 size = 0;
  unsigned char* bytes = sqlite3_serialize(db, "main", &size, 0);
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  sqlite3_close(db);
  return out;
}

inline const model::Record* row(const Counting& c, std::string_view table, std::int64_t n) {
  const auto locator = exhibit::Locator().row(n).table(table).str();
  for (const auto& r : c.records)
    if (r.locator == locator) return &r;
  return nullptr;
}
inline std::size_t count(const Counting& c, model::RecordKind kind) {
  return static_cast<std::size_t>(std::count_if(c.records.begin(), c.records.end(),
                                                [&](const auto& r) { return r.kind == kind; }));
}
inline std::string when(const model::Record& r, std::size_t i = 0) {
  return i < r.times.size() && r.times[i].utc ? to_iso_utc(*r.times[i].utc) : "";
}
inline std::string who(const model::Record& r, model::Role role) { return testing::who(r, role); }

}  // namespace clew::readers::store_testing
