// What store descriptions can ask of a value that SQL itself cannot look into: property lists,
// protocol buffers, packed bytes, archived strings. See docs/formats/sqlite-stores.md.
//
// Only our own queries can call them (SQLITE_DIRECTONLY): views, triggers and indexes of the
// evidence cannot. Each is pure; damaged or other values give NULL. Memory: one value, unpacked to
// at most 16 MiB.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;

namespace clew::readers::store {

// `path`: of the file on the phone, for queries that need to know where it lay.
void add_functions(sqlite3* db, std::string_view path = {});

// Leaves of a property list, a protocol buffer message or a JSON text with their paths; at most
// 500. For the hooks "plist", "protobuf" and "json".
using Leaves = std::vector<std::pair<std::string, std::string>>;
Leaves leaves_of(std::string_view format, std::string_view bytes);

// Earlier wordings of an iMessage that was edited, and parts that were taken back, from
// message_summary_info (a property list): part, µs since 1970, text.
struct Edit {
  std::string part;
  long long at = 0;
  std::string text;
};
struct EditHistory {
  std::vector<Edit> edits;
  std::vector<std::string> unsent_parts;
};
EditHistory edit_history(std::string_view summary_info);

// gzip or zlib; empty when it is neither or larger than 16 MiB.
std::string unpack(std::string_view bytes);

}  // namespace clew::readers::store
