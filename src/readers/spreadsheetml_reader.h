// The reader of Excel's "XML Spreadsheet 2003", which reporting programs write and name .xml or .xls: one XML file, a grid a worksheet (grid.h).
// See docs/formats/xlsx.md.
//
// Source: Microsoft, "XML Spreadsheet Reference" (Office 2003): Workbook, Worksheet, Table, Row, Cell, Data, Comment.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_spreadsheetml_reader();

}  // namespace clew::readers
