// Apple's Biome streams (SEGB, iOS 15 and later, macOS 13 and later): what the system noted of the use of the device, as a file of
// entries, each with a state, one or two times, a checksum and a payload, mostly a protocol buffer. Both generations of the file.
// See docs/formats/biome.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_biome_reader();

}  // namespace clew::readers
