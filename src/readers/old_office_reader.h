// Word, Excel and PowerPoint 97–2003: .doc, .xls, .ppt over compound_file.h and old_office.h.
// See docs/formats/office.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_old_office_reader();

}  // namespace clew::readers
