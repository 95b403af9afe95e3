#include "readers/plausible_time.h"

#include <fmt/format.h>

namespace clew::readers {

std::optional<std::string> mark_implausible(model::Time& time, Micros latest) {
  const auto& at = time.utc ? time.utc : time.local;
  if (!at) return std::nullopt;
  const Micros slack = time.utc ? 0 : 14 * 3600 * micros_per_second;
  const bool late = latest && *at > latest + slack;
  if (*at >= year_1990 && !late) return std::nullopt;
  time.certainty = model::Certainty::implausible;
  return fmt::format("'{}' reads as {}, {}; kept, but left out of time lines.", time.raw, to_iso_local(*at),
                     late ? "after the exhibit came in" : "before 1990");
}

}  // namespace clew::readers
