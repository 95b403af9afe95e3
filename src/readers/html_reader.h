// HTML pages as documents: visible text by blocks with its bytes; nothing executed, nothing
// fetched. See docs/formats/text-and-html.md. Memory: one block.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_html_reader();

}  // namespace clew::readers
