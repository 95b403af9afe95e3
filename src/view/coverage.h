// What of the conversations was fetched for somebody's page, from the audit log: by whom does not matter
// here, the log says it. A row that was fetched (a page asks for a few hundred around what is in view) was
// not necessarily read; a row that never was was not read in Clew. Rows are counted by their place: what came in since moves them.
//
// Cost: one pass over the audit log.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "view/viewer.h"

namespace clew::view {

// Conversation → how many of its rows were fetched.
std::map<std::int64_t, std::int64_t> rows_opened(const CaseView& view);

struct Coverage {
  struct Part {
    std::string exhibit;
    std::int64_t conversations = 0, opened = 0;      // opened: at least one row
    std::int64_t records = 0, records_opened = 0;    // of conversations
    std::int64_t outside = 0;                        // records that are in no conversation
  };
  std::vector<Part> exhibits;  // all of them
  Part sum;
};
Coverage coverage(const CaseView& view);
void write_json(JsonWriter& out, const Coverage& coverage);

}  // namespace clew::view
