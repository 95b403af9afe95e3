// GraphML and GEXF: networks of Gephi, yEd, Cytoscape, networkx, igraph and of this program itself. See docs/formats/networks.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_network_xml_reader();

}  // namespace clew::readers
