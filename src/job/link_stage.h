// The stage between records and patterns: who reached whom, each event once.
//
// Reads messages and calls of the case, solves the clocks of the exhibits against each other, groups
// the copies of one event, counts how every handle is used in every exhibit, and writes the event
// columns to derived/events.bin. What it writes into the case (clock_offset, event_group, handle_use,
// name_use) replaces what it wrote before. Nothing of a record is changed.
//
// Dense handle numbers and exhibits follow normal forms and hashes, so the result does not hang on the
// order of import. Cost: about 3 s per million records, 150 bytes of memory an event.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/thread_pool.h"
#include "casefile/case.h"
#include "job/progress.h"
#include "link/events.h"
#include "model/ids.h"

namespace clew::job {

// The events of a case and what their dense numbers stand for.
struct CaseEvents {
  link::Events events;
  std::vector<model::HandleId> handles;      // dense number → handle of the case
  std::vector<std::int64_t> exhibits;        // canonical number → exhibit id of the case
  // Record numbers in `events` are canonical: exhibit's canonical number × 2^32 + number in the exhibit.
  model::RecordId record(std::int64_t canonical) const {
    return model::record_id({exhibits[static_cast<std::size_t>(canonical >> 32)]},
                            static_cast<std::uint32_t>(canonical & 0xffffffff));
  }
  link::Handle dense(std::int64_t id) const;  // of a handle of the case; no_handle when it takes part in nothing. O(handles)
};

// Exhibit id → handle id.
using ExhibitOwners = std::unordered_map<std::int64_t, std::int64_t>;

// Gives every exhibit's owner a handle (a stand-in where none is known). Before the link stage, so that the
// search index knows all handles and can be made beside that stage.
ExhibitOwners name_owners(casefile::Case& case_file);

void run_link_stage(casefile::Case& case_file, const ExhibitOwners& owner, ThreadPool& pool, const ProgressCall& progress);

// Opens derived/events.bin, or builds it anew when it is missing, damaged or of an older state of the
// case. `case_file` may be open for reading only.
CaseEvents open_events(casefile::Case& case_file, ThreadPool& pool);

// The phone that each exhibit is of, where that is known or stood in for.
ExhibitOwners exhibit_owners(casefile::Case& case_file);

}  // namespace clew::job
