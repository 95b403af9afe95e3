// The reader of Google's location history in its three generations: Records.json, Semantic Location
// History, Timeline.json of phones. See docs/formats/locations.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_location_reader();

}  // namespace clew::readers
