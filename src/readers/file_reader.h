// The last reader: takes anything, so that no file is ever dropped. It makes one `file` record with
// name, size, hash and type by content, and says why the content was not read.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_file_reader();

}  // namespace clew::readers
