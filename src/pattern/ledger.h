// Lists of names and sums inside messages and notes ("Ana 20, Ben 15 …"). Question 20: "tick" lists
// and the like. Finds the form, reads no meaning: shopping lists, team fees and scores look the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct LedgerLine {
  std::string name;       // as written, trimmed
  std::int64_t minor = 0;  // sum × 100
  bool negative = false;   // "-20", "owes"-like minus signs
  friend bool operator==(const LedgerLine&, const LedgerLine&) = default;
};

struct LedgerOptions {
  std::uint32_t least_lines = 3;
  double least_share = .6;       // of the lines that are not empty
  std::size_t longest_name = 40;  // bytes
  std::size_t most_leads = 100;
};

// The lines of a text that are a name and a sum; empty when the text is no such list. O(bytes).
std::vector<LedgerLine> read_ledger(std::string_view text, const LedgerOptions& options);

struct LedgerText {
  Handle from = link::no_handle, to = link::no_handle;  // to: no_handle for groups and notes
  Millis time = 0;
  std::int64_t record = 0;
  std::vector<LedgerLine> lines;
};
// One lead for each writer and reader, with its lists by time.
Leads ledger_leads(std::vector<LedgerText> texts, const LedgerOptions& options);

}  // namespace clew::pattern
