// Clocks of the exhibits as the clock stage stated them (clock_piece), to put times of different exhibits side by side.
//
// No record is changed by it: the columns that patterns read (events.bin), positions and copies of files are in common
// time, the records and everything shown of them in the exhibit's own.
//
//   Clocks clocks(db);
//   if (auto ahead = clocks.ahead(record, file, own_zone, shown)) shown -= *ahead;
//   auto time = clocks.instant(record, file, utc, local, own_zone);  // the same, for any time of a record
//
// For one thread and one connection, which outlives it. O(log pieces) a call; of a file not asked for before, one query, and
// one for each record of an exhibit with a table of several phones.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "casefile/case.h"
#include "text/zone.h"

namespace clew::job {

// Which of an exhibit's clocks: a phone's text exports may be in another zone than its tables, and one table may hold the
// rows of several phones. Times that say their zone have no reader here.
struct ClockPart {
  std::string reader;  // whose times had their zone given, or none; '' for times with a zone of their own
  std::string device;  // Row::device: out of the evidence
  bool received = false;  // what came in over the internet, where it has the server's time and not the phone's
  std::string text() const;  // as clock_piece.part has it
  static ClockPart of(std::string_view text);
  std::string label() const;  // the same in one line: how clock_offset.note calls it
};

class Clocks {
 public:
  explicit Clocks(const casefile::Db& db);
  // Microseconds that a time of the record is ahead of common time; nothing where no clock was solved. `own_zone`: the
  // time says its zone itself (Row::own_zone).
  std::optional<Micros> ahead(std::int64_t record, std::int64_t file, bool own_zone, Micros shown);
  // What analysis takes for a time: common time where the exhibit's clock was solved (its offset holds the zone too),
  // else the record's own instant, else, of a reading whose zone nobody says, that reading in the case's zone, in which
  // it is shown. Nothing without a time.
  std::optional<Micros> instant(std::int64_t record, std::int64_t file, std::optional<Micros> utc, std::optional<Micros> local, bool own_zone);
  Micros largest() const;  // the most that any clock is ahead or behind

 private:
  struct Piece {
    Micros to;  // on the exhibit's clock, still in it
    Micros ahead;
  };
  using Pieces = std::vector<Piece>;
  const Pieces* of(std::int64_t record, std::int64_t file, bool own_zone);
  const Pieces* find(std::int64_t exhibit, const std::string& part) const;

  std::map<std::pair<std::int64_t, std::string>, Pieces> pieces_;  // exhibit, part
  std::set<std::int64_t> of_devices_;                              // exhibits with a table of several phones
  std::set<std::int64_t> of_servers_;                              // exhibits with another clock for what came in
  std::unordered_map<std::int64_t, const Pieces*> known_;          // file × 4 + received × 2 + own_zone
  casefile::Stmt reader_, device_, received_;
  text::Zone zone_;  // the case's
};

}  // namespace clew::job
