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
// MP4, QuickTime, 3GPP and M4A: when, where and with what a film or recording was made, and how long it is.
std::unique_ptr<Reader> make_film_reader();

}  // namespace clew::readers
