// Something in the evidence that could not be read, or needs an eye. Stored, shown, disclosed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clew::model {

enum class Severity : std::uint8_t {
  note,     // read completely; an oddity worth knowing (damaged number, odd time)
  warning,  // part of an item was not read, or only by a repair
  unread,   // the item was not read at all (no reader, key needed, damaged beyond use)
};

// `what` is a short fixed phrase ("row with too many fields"), the same for all cases of it, so
// that findings can be counted; `where` the place in the item (locator form: "bytes=120+44;row=7");
// `why` one sentence with the details and, where there is one, what to do. `why` may quote
// evidence.
struct Finding {
  Severity severity = Severity::note;
  std::string what;
  std::string where;
  std::string why;
  friend bool operator==(const Finding&, const Finding&) = default;
};

// A question that only a person can answer (date order, zone, country). Until it is answered the
// affected values stay unread: raw text kept, no instant.
struct Question {
  std::string key;                   // "date-order", "time-start", "zone", "country", "columns"
  std::string text;                  // in words, with the example that raised it
  std::vector<std::string> choices;  // allowed answers, empty: free text
  friend bool operator==(const Question&, const Question&) = default;
};

// What became of the rows of one table of one file (a CSV has one table, named ""; a database
// several). rows_seen == records + duplicates + Σ skipped, always; recovered is a part of records.
struct TableCount {
  std::string table;
  std::uint64_t rows_seen = 0, records = 0, duplicates = 0, recovered = 0;
  struct Skipped {
    std::string reason;
    std::uint64_t count = 0;
    friend bool operator==(const Skipped&, const Skipped&) = default;
  };
  std::vector<Skipped> skipped;
  friend bool operator==(const TableCount&, const TableCount&) = default;
};

}  // namespace clew::model
