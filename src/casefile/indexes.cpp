#include "casefile/indexes.h"

namespace clew::casefile {

void drop_large_indexes(Db& db) {
  db.run("DROP INDEX IF EXISTS participation_by_identifier; DROP INDEX IF EXISTS record_by_conversation");
}

// SQLite's sorter takes as much memory as the page cache may: runs of 4 MB stay in the processor's caches and are sorted in two
// thirds of the time that runs of 64 MB take (measured at a million records).
void make_large_indexes(Db& db) {
  db.run("PRAGMA cache_size=-4096;"
         "CREATE INDEX IF NOT EXISTS participation_by_identifier ON participation(identifier_id, record_id);"
         "CREATE INDEX IF NOT EXISTS record_by_conversation ON record(conversation_id, order_utc, id) WHERE conversation_id IS "
         "NOT NULL;"
         "PRAGMA cache_size=-65536");
}

}  // namespace clew::casefile
