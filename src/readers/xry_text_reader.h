// The reader of XRY's text export: one file a category, entities between blank lines. See
// docs/formats/tool-reports.md.
//
//   Messages/SMS                        the category
//
//   Tel:        +447700900123           "Key:" and blanks
//   Direction:  Incoming
//   Time:       3/4/2024 9:40:09 PM UTC (Network)
//   Text:       See you at six          the only value that goes on over lines
//   From                                a namespace: the keys below it are the sender's
//   Tel:        +447700900123
//
// Source: the fields that sleuthkit/autopsy's XRY parsers list.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_xry_text_reader();

}  // namespace clew::readers
