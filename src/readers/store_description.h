// A phone app's database described by data: which tables it has, one SQL query a table, and what
// each column of the answer means. data/stores/*.toml hold the descriptions, compiled in;
// docs/formats/sqlite-stores.md is their language. A new app is a new file there, not code.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/embedded_text.h"

namespace clew::readers::store {

// Tables and the columns a query uses of them; missing ones read as NULL or as an empty table.
using Uses = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct Detail {
  std::string sql;  // first column "parent": the row of the main table; ordered by it
};

struct TableMap {
  std::string name;                 // the table whose rows are counted; also TableCount::table
  std::string kind;                 // record kind, unless a column "kind" says otherwise
  std::string service;              // unless a column "service" does
  std::vector<std::string> needs;   // "table.column" that must be there
  std::vector<std::string> unless;  // … that must not: another map of the same table then fits
  Uses uses;                        // the main table first
  std::set<std::string> optional;   // "table" or "table.column" of `uses` that only some versions of the app have
  std::string sql;                  // a row per row of the main table; first column "row"
  std::vector<Detail> details;
  // role → value in the source → word of ours ("direction": "1" → "in").
  std::map<std::string, std::map<std::string, std::string>, std::less<>> maps;
  bool gaps = false;  // the app counts rows upwards: missing numbers are worth a note
};

struct Description {
  std::string name, title;
  std::vector<std::string> needs;    // all of these "table.column" make it this app
  std::vector<std::string> lookups;  // tables that other queries read: not "unread"
  std::vector<TableMap> tables;
};

// Throws Error(usage) with file, key and reason; a shipped description that does not parse is found
// by the tests.
Description parse_description(std::string_view toml, std::string_view source);

// A table named "Chat_*" stands for every table whose name begins so: one map for each of `names`, its own name in place of the pattern everywhere. Other maps stay as they are.
bool is_of_pattern(std::string_view table, std::string_view pattern);
std::vector<TableMap> for_tables(const std::vector<TableMap>& maps, const std::vector<std::string>& names);

// The compiled-in ones, in the order of their names.
const std::vector<Description>& descriptions();

// What the role names in `AS "…"` may be; false for an extra under that name.
bool is_role(std::string_view column_name);

// data/stores/*.toml, as the build put them into the program.
extern const EmbeddedText embedded_stores[];

}  // namespace clew::readers::store
