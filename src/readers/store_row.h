// One row of a described query → a record. The role of each column stands in its name
// (`AS "time:sent:ms"`); docs/formats/sqlite-stores.md lists the roles.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "readers/sqlite_walk.h"
#include "readers/store_description.h"

namespace clew::readers::store {

struct Column {
  std::string name;             // as the query gives it
  std::string role, a, b;       // "time", "sent", "ms"; role "" = extra under `name`
  bool already_mapped = false;  // the same source column stands verbatim in another role
};
Column parse_column(std::string_view name);

struct RowResult {
  model::Record record;
  std::int64_t row = 0;
  std::optional<std::string> skip;       // why the row is no record
  std::optional<std::string> duplicate;  // what it repeats
};

// What the rows of a table showed that is worth one note each; merged into findings at its end.
struct RowNotes {
  std::map<std::string, std::uint64_t> unknown_codes;  // "direction 9"
  std::map<std::string, std::uint64_t> other_units;    // "sent: s instead of ms"
  std::uint64_t invalid_text = 0;
  std::int64_t invalid_text_row = 0;
};

// Adds what the columns say to `out` (called for the row itself, then for each of its details).
void add_columns(const TableMap& map, const std::vector<Column>& columns,
                 const std::vector<sqlite::Value>& values, Micros latest_plausible, RowResult& out,
                 RowNotes& notes);
// After the last detail: roles that depend on the direction, and the order of times.
void finish(const TableMap& map, RowResult& out);

// A stored number as a time. `unit`: s ms us ns (since 1970), auto (since 1970, by magnitude),
// apple-s, apple-ns, apple (since 2001, by magnitude), webkit (µs since 1601). Nothing for 0, -1
// and NULL. `other_unit` is set when only another unit of the family gives a plausible time.
std::optional<model::Time> time_of(const sqlite::Value& value, std::string_view unit,
                                   model::TimeKind kind, Micros latest, std::string* other_unit);

// Text of a value as an examiner reads it: numbers in decimal, blobs as x'…' up to 64 bytes.
std::string show(const sqlite::Value& value);
// The text in an NSAttributedString archived as a typedstream (iMessage's attributedBody).
std::optional<std::string> typedstream_text(std::string_view bytes);
model::Identifier identify(std::string_view kind, std::string_view raw, std::string_view service);

}  // namespace clew::readers::store
