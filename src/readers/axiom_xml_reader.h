// The reader of Magnet AXIOM's XML export (Artifact / Hits / Hit / Fragment). See
// docs/formats/tool-reports.md.
//
// Each artifact is a table whose columns are the names of its fragments, mapped like the sheets of
// AXIOM's Excel export, which have the same names. Streamed; memory is one hit.
//
// Source: the XPath expressions of casework/CASE-Implementation-AXIOM.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_axiom_xml_reader();

}  // namespace clew::readers
