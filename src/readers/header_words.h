// The names that columns have in exports and reports, in eight languages. A table of words; what a header means is found in header_meaning.h.
#pragma once

#include <string_view>

#include "model/record.h"
#include "readers/column_role.h"

namespace clew::readers {

struct KnownHeader {
  ColumnRole role;
  model::TimeKind time_kind;  // of times: sent, received, the start …
};
// What a header says that is exactly one of the table's names, folded; nullptr for any other. Lives as long as the program.
const KnownHeader* known_header(std::string_view folded);

}  // namespace clew::readers
