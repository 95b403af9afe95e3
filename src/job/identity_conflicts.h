// What in the records speaks against two sets of handles being one person's: calls at one moment,
// two places at once, two birthdays, two names in one phone, words typed at one moment, contact
// with each other.
//
// A conflict is shown, never decisive: clocks may be wrong, a phone may be lent, one writes to
// oneself. So each comes with its records, and lowers a proposal's weight by bits that are stated
// (identity/proposals.h).
//
// Opens nothing and writes nothing; keeps references to the case and the events. For one thread.
// Cost: the events, fixes and cards of the handles asked about.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "casefile/db.h"
#include "identity/proposals.h"
#include "job/link_stage.h"

namespace clew::job {

class ConflictFinder {
 public:
  ConflictFinder(const casefile::Db& db, const CaseEvents& events);
  ~ConflictFinder();
  // By feature, in a fixed order; the same for (b, a). Handles the case does not know are passed
  // over.
  std::vector<identity::Conflict> between(std::span<const std::int64_t> a,
                                          std::span<const std::int64_t> b);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::job
