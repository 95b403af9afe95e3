// The case in the exchange form CASE/UCO (JSON-LD; ontologies UCO 1.3 and CASE 1.3): exhibits,
// files, identifiers and records as observable objects with facets, each tied to the file it was
// read from.
//
// One graph, written record by record: memory does not grow with the case except by identifiers
// (about 100 bytes each). Identifiers of objects are made from the record's and the handle's own,
// so the same case gives the same bytes. What UCO has no property for (direction, state, position,
// extras) goes into a dictionary facet under Clew's names; nothing is dropped. Text passes view/
// like every other. docs/formats/case-uco.md.
#pragma once

#include <functional>
#include <string_view>

#include "view/viewer.h"

namespace clew::report {

struct CaseUcoCounts {
  std::int64_t records = 0, identifiers = 0, files = 0, exhibits = 0;
};

// Gives the document piece by piece; the pieces put together are one JSON value.
CaseUcoCounts write_case_uco(const view::CaseView& view,
                             const std::function<void(std::string_view)>& write);

}  // namespace clew::report
