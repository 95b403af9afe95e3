// PDF (ISO 32000): the text of each page, paragraph by paragraph with page and box, the document's
// information, and pages that are pictures by recognition, marked as such.
//
// The libraries stand behind document_engine.h. Needs `options.engine`; without it the file is
// recorded as unread. See docs/formats/pdf.md.
#pragma once

#include <memory>

#include "readers/document_engine.h"
#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_pdf_reader();

// What a person asked of recognition, from the answers "recognise-text" (scans, all, none) and
// "recognise-language" ("eng", "eng+ron").
struct RecognitionWish {
  bool scans = true, pictures = false;
  std::string languages = "eng";
};
RecognitionWish recognition_wish(const Options& options);

// "96 91 88": one whole number per word. And their mean.
std::string confidence_list(const std::vector<int>& confidences);
int mean_confidence(const std::vector<int>& confidences);

}  // namespace clew::readers
