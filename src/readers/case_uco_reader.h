// The exchange form CASE/UCO (JSON-LD, UCO 1.x): messages, calls, accounts, contacts, devices,
// places, files as other tools hand them over.
//
// Objects are told by their facets, whatever prefix the file gives the ontology. Accounts and
// applications are collected in a first pass, since messages refer to them; memory grows with
// accounts, not with records. An object that no mapping knows is kept with every field. UCO has no
// direction: it stays unknown. See docs/formats/case-uco.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_case_uco_reader();

}  // namespace clew::readers
