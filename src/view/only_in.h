// What only one of two exhibits has: new in a second extraction of a phone, gone since the first, or in a backup and not in the
// extraction beside it. Every record of both exhibits is counted once, whatever its kind.
//
// A message or call is in both when the copies of one event say so (event groups: clocks, zones and other names allowed for). Anything
// else, and messages that no group holds, are in both when they say the same: kind, name or title, words, time as an instant (else as
// written), place to a ten-thousandth of a degree, hash of the file (its name where there is none), and the numbers and accounts that take
// part; a content that stands n times here and m times there is min(n, m) times in both. Fields of the tools' own are not looked at; of
// kinds that have neither words nor a name (devices, accounts …) the standard fields are.
//
// That something is only in one says nothing about why: deletion, retention, extraction method and time of extraction look alike.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "view/viewer.h"

namespace clew::view {

struct OnlyIn {
  struct Kind {
    std::string kind;  // message, call, contact …
    std::int64_t a = 0, b = 0;            // records
    std::int64_t only_a = 0, only_b = 0;  // of those; the others are in both
  };
  std::string exhibit_a, exhibit_b;
  std::vector<Kind> kinds;                       // by name, those that there are
  std::vector<std::int64_t> only_a, only_b;      // records, by kind, then time, then number
};

// `a`, `b`: references of exhibits. Throws Error(not_found) for what is not in the case, Error(usage) for one against itself. Cost: one pass
// over the records of both, some 48 bytes each.
OnlyIn only_in(const CaseView& view, const std::string& a, const std::string& b);

// At most `most` records of each list, the first.
void write_json(JsonWriter& out, const OnlyIn& found, std::size_t most);
// The first `most` records of each side, one a line. Escaped for a terminal.
std::string describe(const CaseView& view, const OnlyIn& found, std::size_t most);

}  // namespace clew::view
