// Text in pictures, by tesseract. Language data is mapped when the object is made (before the
// lock-down); a language is set up when first used, 100 ms and some 50 MiB.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "readers/document_engine.h"

namespace clew::readers {

class Recognition {
 public:
  Recognition();
  std::string version() const;
  std::vector<std::string> languages() const;
  // 8-bit grey pixels; boxes in pixels. `dpi` 0: not known.
  PageText grey(const unsigned char* pixels, int width, int height, int bytes_per_row, int dpi,
                const std::string& languages) const;
  PageText picture(std::string_view bytes, const std::string& languages) const;
};

}  // namespace clew::readers
