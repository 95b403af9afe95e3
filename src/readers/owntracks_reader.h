// The reader of OwnTracks: the recorder's .rec files, a message a line, and the messages by themselves. See
// docs/formats/locations.md.
//
// Source: owntracks.org/booklet/tech/json; github.com/owntracks/recorder (README, "storage").
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_owntracks_reader();

}  // namespace clew::readers
