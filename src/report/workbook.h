// A new Excel workbook that is written row by row. The same content gives the same bytes: no time of writing.
#pragma once

#include <xlsxwriter.h>

#include <filesystem>
#include <string>

namespace clew::report {

// To be closed with workbook_close(). `scratch`: a folder for what does not stay in memory. `about` becomes the document's comment.
// Throws Error(resource) when nothing can be written there.
lxw_workbook* new_workbook(const std::filesystem::path& path, std::string scratch, std::string title, std::string about);

}  // namespace clew::report
