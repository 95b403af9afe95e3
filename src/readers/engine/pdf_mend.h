// A PDF that was cut has lost its trailer, often its catalog and the list of its pages: they stand
// at the end. poppler finds the objects again by itself, but needs a trailer to begin from. So one
// is written behind a copy of the bytes, with a catalog and a list of all pages that are there
// where these are gone. Places in the original stay what they were.
//
// Not found: what lies in object streams (7.5.7), as programs since 2003 may write; their pages
// stay lost if the cut took the table behind them.
#pragma once

#include <string>
#include <string_view>

namespace clew::readers {

struct MendedPdf {
  std::string bytes;  // "": nothing to be done
  std::string how;    // in words
};
MendedPdf mend_pdf(std::string_view bytes);

}  // namespace clew::readers
