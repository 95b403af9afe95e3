// FIT files of watches, bicycle computers and sports apps (Garmin, Wahoo, Coros, Suunto, Strava …): tracks as places, laps and sessions, devices. See
// docs/formats/locations.md.
//
//   head      size (12 or 14), protocol, LE u16 profile, LE u32 bytes of messages, ".FIT", perhaps a checksum; after the messages LE u16 checksum.
//             Several such files may stand one behind the other.
//   message   0x40 | local type: a definition: 0, 1 if big-endian, u16 kind, number of fields, each (number, bytes, base type); with 0x20 also those
//             of developers. Local type alone: values as that type was defined last. 0x80 | type << 5 | seconds: values whose time is
//             the last one plus so many seconds.
// Times count seconds from the end of 1989 (UTC); below 2^28 they count from when the device was switched on. Positions are in 180/2^31 degrees. A value of all
// ones (0 for some types, the largest of signed ones) says that there is none.
//
// Source: Garmin's FIT protocol and profile as public readers have them.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_fit_reader();

}  // namespace clew::readers
