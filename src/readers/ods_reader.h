// The reader of OpenDocument spreadsheets (.ods: content.xml of the package; .fods: one flat file). Each sheet is a grid whose rows are read as
// those of a CSV file (grid.h). See docs/formats/office.md.
//
// Source: OASIS OpenDocument 1.3, part 3, 9 (tables), 19.385 (office:value-type).
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_ods_reader();

}  // namespace clew::readers
