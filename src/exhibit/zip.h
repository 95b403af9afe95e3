// zip archives by our own reading (PKWARE APPNOTE 6.3.9): random access through the directory, and
// what a general library does not give an investigation: members that the directory does not list,
// members of archives that were cut off or damaged, duplicates told apart by their offset, raw
// names.
#pragma once

#include <memory>

#include "exhibit/container.h"

namespace clew::exhibit {

// Always gives a container, however damaged the bytes: in the worst case one without members.
std::unique_ptr<Container> open_zip(std::shared_ptr<const ByteSource> source, Scratch& scratch,
                                    Budget& budget);

}  // namespace clew::exhibit
