// What a PDF holds beside the text of its pages, taken from its objects through poppler's core:
// annotations (ISO 32000-1, 12.5), form fields (12.7), embedded files (7.11), metadata (14.3).
//
// poppler-cpp 22.12 offers none of the first two. poppler-glib does, but loads cairo and GLib into
// the reader process and hides the keys that it has no function for; so the objects themselves are
// read, with every type checked before use (the library ends the process on a wrong one).
//
// A second view of the same bytes: opened when first asked, costs one more reading of the table of
// objects. poppler-cpp must hold a document while it lives (it owns poppler's global state).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "readers/document_engine.h"

namespace clew::readers {

class PdfObjects {
 public:
  // `bytes` outlive it. Null when the core cannot open them.
  static std::unique_ptr<PdfObjects> open(std::string_view bytes);
  virtual ~PdfObjects() = default;

  virtual PdfMarks marks() = 0;
  virtual std::vector<EmbeddedFile> embedded() = 0;
  virtual std::string embedded_bytes(std::size_t index) = 0;
  virtual std::string metadata() = 0;
  virtual std::vector<std::string> ids() = 0;
};

}  // namespace clew::readers
