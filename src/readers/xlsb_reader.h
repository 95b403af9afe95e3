// Readers of binary Excel workbooks (.xlsb, MS-XLSB): one takes each sheet, one the parts that
// sheets share. See docs/formats/xlsx.md.
//
// As those of XML workbooks (xlsx_reader.h): the zip is opened as a container, a sheet is a member
// with a name of its own ("calls.xlsb!xl/worksheets/sheet1.bin"), each row has its exact bytes.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_xlsb_sheet_reader();
std::unique_ptr<Reader> make_xlsb_part_reader();

}  // namespace clew::readers
