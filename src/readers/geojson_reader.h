// The readers of places as JSON that are nobody's app alone: GeoJSON (RFC 7946; also Google's
// "Saved Places" and Overland's batches, which are made of its features) and OwnTracks (the
// recorder's .rec files, a message a line, and the messages by themselves). See
// docs/formats/locations.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_geojson_reader();
std::unique_ptr<Reader> make_owntracks_reader();

}  // namespace clew::readers
