// Reports of Cellebrite's UFED and Physical Analyzer: report.xml, in a .ufdr archive, in a folder
// beside `files/`, alone, or a fragment of one that begins with a model. See docs/formats/ufed.md.
//
// One pass; memory does not grow with the report: one model at a time (a chat's messages each for
// themselves), and 16 bytes for each file that the report lists. Damage costs the model it lies in;
// the rest comes out and each fault is a finding. Positions are the bytes of the model's own
// element.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_ufed_reader();

}  // namespace clew::readers
