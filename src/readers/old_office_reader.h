// Word and PowerPoint 97–2003, Excel 2 to 2003: .doc, .xls, .ppt over compound_file.h, old_office.h
// and biff_workbook.h.
// See docs/formats/office.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_old_office_reader();

}  // namespace clew::readers
