// Records as a table that other programs open: CSV or a workbook. One row a record, with the exhibit's
// reference and the position that `clew show` resolves, the original beside the English, and what the
// English is. Text goes out through the escaper of its form; nothing is ever a formula.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "view/viewer.h"

namespace clew::report {

enum class TableForm { csv, xlsx };
// "csv" or "xlsx"; throws Error(usage) for another.
TableForm table_form(std::string_view name);

// `about` stands in the workbook's properties and in no cell. Holds the whole file; throws Error(resource) beyond 200,000 rows.
std::string record_table(TableForm form, const view::CaseView& view, const std::vector<std::int64_t>& records, std::string_view about);

}  // namespace clew::report
