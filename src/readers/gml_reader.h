// GML (Graph Modelling Language): networks of network libraries and collections. See docs/formats/networks.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_gml_reader();

}  // namespace clew::readers
