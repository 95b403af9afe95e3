// UCINET DL (.dl, .dat, .txt): networks as matrices and lists. See docs/formats/networks.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_ucinet_reader();

}  // namespace clew::readers
