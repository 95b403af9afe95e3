// Pictures: what stands in them beside the picture. JPEG, PNG, TIFF, WebP: size, camera, times,
// position (Exif 2.32).
//
// Pixels are never shown here, and decoded only when asked for at import (recognise-text=all). A
// picture is one row and one `file` record; a position gives one more `location` record. A time
// without an offset is the camera's clock: no instant. See docs/formats/images.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_image_reader();

}  // namespace clew::readers
