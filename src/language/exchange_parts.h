// What the two file forms of exchange.h share.
#pragma once

#include <array>
#include <map>

#include "language/exchange.h"

namespace clew::language {

struct ExchangeColumn {
  std::string_view title;
  std::string ExchangeRow::*field;
  double width;
};
inline constexpr std::array<ExchangeColumn, 14> exchange_columns = {{
    {"Line", &ExchangeRow::id, 14},
    {"Language", &ExchangeRow::language, 9},
    {"Records", &ExchangeRow::records, 8},
    {"Time", &ExchangeRow::time, 20},
    {"Sender", &ExchangeRow::sender, 18},
    {"Original", &ExchangeRow::original, 50},
    {"Machine English", &ExchangeRow::machine, 50},
    {"Engine", &ExchangeRow::engine, 10},
    {"Status", &ExchangeRow::status, 14},
    {"Doubts", &ExchangeRow::marks, 20},
    {"English", &ExchangeRow::english, 50},
    {"Verdict", &ExchangeRow::verdict, 9},
    {"Note", &ExchangeRow::note, 30},
    {"Check", &ExchangeRow::check, 18},
}};

// Behind what a file is that cannot be taken.
inline constexpr std::string_view what_comes_back = "an interpreter's file is an .xlsx workbook or XLIFF 2.0 (.xlf), as `clew translate CASE --export` writes them";

inline bool has_needed(const std::map<int, std::string ExchangeRow::*>& fields) {
  bool id = false, original = false, english = false, check = false;
  for (const auto& [column, field] : fields) {
    id = id || field == &ExchangeRow::id;
    original = original || field == &ExchangeRow::original;
    english = english || field == &ExchangeRow::english;
    check = check || field == &ExchangeRow::check;
  }
  return id && original && english && check;
}

// "clew REFERENCE TIME DRAW" as written into a document's title.
void read_title(std::string_view title, ExchangeHead& head);
// Throws Error(integrity) for XML nested deeper than any of ours: the parser frees a tree by
// recursion.
void refuse_deep_xml(std::string_view text, const std::filesystem::path& file);
Exchange read_xlsx(const std::filesystem::path& file);
Exchange read_xliff(const std::filesystem::path& file);

}  // namespace clew::language
