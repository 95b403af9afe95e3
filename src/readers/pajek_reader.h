// Pajek (.net, .paj): networks in sections of lines. See docs/formats/networks.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_pajek_reader();

}  // namespace clew::readers
