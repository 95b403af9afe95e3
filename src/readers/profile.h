// Mapping profiles: what a person, or the automatic look at a file, says about a layout.
//
// Written as TOML (docs/formats/delimited.md has the schema with every key). A profile that does
// not fit the schema is refused with the key and the allowed words: a mistake in a profile must not
// turn into a quiet misreading of evidence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "readers/column_role.h"

namespace clew::readers {

struct ProfileColumn {
  std::string header;                 // matched after fold_header(); "" when given by number
  std::optional<std::size_t> number;  // 1-based
  ColumnRole role = ColumnRole::extra;
  model::TimeKind time_kind = model::TimeKind::other;
  std::string unit;  // "", "s", "ms", "us", "ns", "apple-s", "apple-ns", "webkit-us", "filetime",
                     // "excel-day"; durations: s, ms, min
};

struct Profile {
  std::string name;
  int version = 1;
  std::string table;  // folded title or header that the table must have; "" any table
  TableKind kind = TableKind::automatic;
  std::string service;
  std::string delimiter, encoding;             // "" → found from the content
  std::optional<std::uint64_t> preamble_rows;  // rows before the header
  std::optional<bool> header;                  // false: the first row is data
  std::string date_order, zone, country;
  bool decimal_comma = false;
  std::map<std::string, std::string> direction_words;  // folded word → "in" / "out"
  std::map<std::string, std::string>
      event_words;  // folded word → "call", "sms", "mms", "data", "message"
  std::vector<ProfileColumn> columns;
};

// Throws Error(usage) naming the key, the value and what is allowed. `source` is named in the text.
Profile parse_profile(std::string_view toml, std::string_view source = "profile");
// The TOML text; parse_profile() of it gives the same profile.
std::string to_toml(const Profile& profile);

}  // namespace clew::readers
