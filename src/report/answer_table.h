// The answer to a question as a workbook or CSV: a sheet a table, its notes on a sheet of their own. Text goes out through the escaper
// of its form; nothing is ever a formula.
#pragma once

#include <string>

#include "report/record_table.h"
#include "view/answer.h"

namespace clew::report {

// CSV: an answer of one table is its head and rows and nothing else; of several, each stands under its title. Throws Error(resource) when the
// workbook cannot be made.
std::string answer_table(TableForm form, const view::CaseView& view, const view::Answer& answer, std::string_view about);

// What stands in the file about it: case, question, rows, and whether its English was looked at by people.
std::string about_answer(const view::CaseView& view, const view::Answer& answer, bool verified);

}  // namespace clew::report
