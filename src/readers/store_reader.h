// SQLite databases of phones and programs. Apps that data/stores describes become messages, calls
// and contacts; any other database becomes a table view (one event a row), never nothing.
// See docs/formats/sqlite-stores.md.
//
// Reads the file with its `-wal` or `-journal` beside it; rows that only the file without its log
// holds come as recovered records. Damaged pages cost the rows on them, nothing else. Memory:
// SQLite's page cache, one row, and the rows of detail tables while they are sorted; for a damaged
// file also a copy of the rows that can be read, up to `max_salvage_bytes`.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_store_reader();

}  // namespace clew::readers
