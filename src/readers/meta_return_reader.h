// The reader of Meta's answers to legal requests (records.html, preservation-1.html): messages of
// Facebook and Instagram, and whose account it is. See docs/formats/tool-reports.md.
//
// The page is nested tables of labels and values. Labels decide, not positions: a text that is a
// known label begins a value, which ends at the next label. "Author" begins a message, "Thread" a
// conversation. Everything outside messages is kept as text.
//
// Source: what abrignoni/RLEAPP reads of such files.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_meta_return_reader();

}  // namespace clew::readers
