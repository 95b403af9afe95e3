// The time zone that a person said at import.
#pragma once

#include <optional>
#include <string_view>

#include "readers/reader.h"
#include "text/zone.h"

namespace clew::readers {

// The zone of that name. Throws Error(usage), which says what a name looks like, where there is none.
text::Zone zone_named(std::string_view name);
// Options::zone; absent where nothing was said.
std::optional<text::Zone> said_zone(const Options& options);

}  // namespace clew::readers
