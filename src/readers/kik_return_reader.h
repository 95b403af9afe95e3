// The logs of Kik's answers to legal process: text files without a header, cells parted by tabs,
// each file of one kind, told by its name ("logs/chat_sent.txt").
//
// What the columns are is known from public readers of such returns only (docs/formats/returns.md);
// so a row's cells are also all kept as extras, by their number. One row, one record.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_kik_return_reader();

}  // namespace clew::readers
