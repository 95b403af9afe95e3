#include "readers/said_zone.h"

#include <fmt/format.h>

#include "base/error.h"

namespace clew::readers {

text::Zone zone_named(std::string_view name) {
  if (auto zone = text::Zone::find(std::string(name))) return *zone;
  throw Error(ErrorKind::usage, fmt::format("'{}' is no time zone; give an IANA name such as Europe/London or an offset such as UTC+01:00", name));
}

std::optional<text::Zone> said_zone(const Options& options) {
  if (!options.zone) return std::nullopt;
  return zone_named(*options.zone);
}

}  // namespace clew::readers
