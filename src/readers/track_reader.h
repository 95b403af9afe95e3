// Readers of places and tracks as XML: GPX 1.0 and 1.1, KML with Google's extensions (KMZ is a zip
// and opened as one), Garmin's TCX of watches. See docs/formats/locations.md.
//
// Source: topografix.com GPX 1.1 schema; OGC 07-147r2 (KML 2.2), Google's gx:Track; Garmin's
// TrainingCenterDatabase v2 schema.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_gpx_reader();
std::unique_ptr<Reader> make_kml_reader();
std::unique_ptr<Reader> make_tcx_reader();

}  // namespace clew::readers
