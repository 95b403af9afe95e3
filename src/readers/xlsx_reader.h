// Readers of Excel workbooks (.xlsx, .xlsm): one takes each sheet, one the parts that sheets share.
// See docs/formats/xlsx.md.
//
// A workbook is opened as the zip that it is, so a sheet is a member with a name of its own
// ("report.xlsx!xl/worksheets/sheet1.xml") and each row has its exact bytes. The sheet's rows go
// through the column mapping of delimited text (grid.h). Memory: a row, a window of rows, and a
// place for every 16th shared text.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_xlsx_sheet_reader();
std::unique_ptr<Reader> make_xlsx_part_reader();

}  // namespace clew::readers
