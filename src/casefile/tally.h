// How many records of each kind an exhibit holds, without reading them all: whoever opens a case asks for it, and at
// ten million records a count takes seconds.
//
// The writer counts while it stores (an exhibit's row in `stage`, "tally 3", written in the transaction that ends its import).
// A tally holds as long as the exhibit's last record is the one it was made with; without one that holds, tally()
// reads the records. Cost: a look-up an exhibit.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "casefile/db.h"

namespace clew::casefile {

struct ExhibitTally {
  std::map<std::string, std::int64_t, std::less<>> kinds;  // by record.kind
  std::int64_t lines = 0;                                  // records with text
  std::int64_t records() const;
};

struct Tally {
  std::map<std::int64_t, ExhibitTally> exhibits;  // by exhibit id
  ExhibitTally all() const;
};

Tally tally(const Db& db);

// For the writer: within its transaction. `last` is the id of the exhibit's newest record.
void store_tally(Db& db, std::int64_t exhibit, std::int64_t last, const ExhibitTally& tally);

// Lines by language and status of translation: reads record_language once.
std::map<std::pair<std::string, std::string>, std::int64_t> count_languages(const Db& db);

}  // namespace clew::casefile
