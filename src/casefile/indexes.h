// The two indexes of a case whose upkeep costs most, of participations by identifier and of records by conversation. A
// large import drops them; the analysis that follows every import makes them, sorted, while other threads read. Until then
// everything is found, only slower.
#pragma once

#include "casefile/db.h"

namespace clew::casefile {

// Within the caller's transaction.
void drop_large_indexes(Db& db);
// Those that are missing, each in a transaction of its own. About 2 s per million records on one core.
void make_large_indexes(Db& db);

}  // namespace clew::casefile
