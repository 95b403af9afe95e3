// Plain text documents (letters, notes, witness statements): title, labelled fields, paragraphs
// with their bytes. See docs/formats/text-and-html.md. Memory: one paragraph.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_text_reader();

}  // namespace clew::readers
