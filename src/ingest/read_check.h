// Whether the records of a case are what its exhibits say: every exhibit is read again from its sealed copy, into a copy of the case's database,
// and both are held against each other. The case itself is not written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "ingest/import.h"

namespace clew::ingest {

struct ReadCheck {
  std::string exhibit;
  std::int64_t records = 0;               // in the case
  std::vector<std::int64_t> differing;    // numbers of records that differ, are missing, or that no reading gives; ascending
  std::vector<std::string> other_readers; // "whatsapp-text 1, now 2": another version may read otherwise
  std::string fault;                      // why it could not be read again; "" when it was
  bool same() const { return fault.empty() && differing.empty(); }
};

// One for each exhibit, in the order in which they came. Compared are what readers give: kind, position, key, state, times, text, fields, extras,
// participants as written. Takes as long as adding them, and the room of the database once more in the folder for temporary files.
std::vector<ReadCheck> check_reading(const casefile::Case& case_file, const ImportOptions& options, const ProgressCall& progress = {}, std::stop_token stop = {});

}  // namespace clew::ingest
