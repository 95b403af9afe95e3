// The reader of GeoJSON (RFC 7946), also of what is made of its features: Google's "Saved Places" and Overland's batches. See
// docs/formats/locations.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_geojson_reader();

}  // namespace clew::readers
