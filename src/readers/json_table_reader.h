// The reader of JSON that no other reader knows: arrays of objects are tables, whose columns are
// found as those of a CSV file are; all else is kept as one event. See docs/formats/json.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_json_table_reader();

}  // namespace clew::readers
