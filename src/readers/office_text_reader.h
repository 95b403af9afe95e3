// The text of office documents: Word (ECMA-376), OpenDocument text and presentations (ISO 26300),
// PowerPoint.
//
// Such a file is a zip, which Clew opens as a container, so that each part is a file with exact
// positions; this reader takes the parts that hold text: body, notes, comments, headers, slides.
// Paragraphs and table rows are blocks as in other documents (text_reader_document.h). What tracked
// changes deleted stays and is marked. Title, author and times come from the part that holds the
// properties. See docs/formats/office.md. Memory: one paragraph.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_office_text_reader();
std::unique_ptr<Reader> make_office_part_reader();  // the parts without text

}  // namespace clew::readers
