// The answers that stand inside an iOS app's cache (Cache.db, table cfurl_cache_receiver_data) as
// files of their own, where a reader knows what they are (see chat_json_cached.cpp). Longer answers
// lie beside the database in fsCachedData and are files anyway; all others stay in their row.
#pragma once

#include <memory>
#include <string_view>

#include "exhibit/container.h"
#include "exhibit/item.h"
#include "exhibit/limits.h"

namespace clew::readers {

// A cheap look: could these bytes be such a cache? Also true of a database without any table: then
// the log beside it may hold them.
bool may_be_url_cache(std::string_view bytes);

// Named "answer N" by the row's entry_ID. Null when the item is no such cache or holds none. The
// log beside it (NAME-wal in item.tree) counts, as for its rows. `budget` outlives the container.
// Holds the answers in memory, at most 64 MiB.
std::unique_ptr<exhibit::Container> cached_answers(const exhibit::Item& item,
                                                   exhibit::Budget& budget);

}  // namespace clew::readers
