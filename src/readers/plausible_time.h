// Which instants a file can tell of: from 1990 on, before which no phone or program kept any, to when the exhibit came in.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "model/record.h"

namespace clew::readers {

inline constexpr Micros year_1990 = 631'152'000 * micros_per_second;

// `latest`: Options::latest_plausible; 0: no such check.
constexpr bool is_plausible(Micros utc, Micros latest) { return utc >= year_1990 && (latest <= 0 || utc <= latest); }
// Of an instant that the source says outright.
constexpr model::Certainty certainty_of(Micros utc, Micros latest) {
  return is_plausible(utc, latest) ? model::Certainty::exact : model::Certainty::implausible;
}
// Marks a reading that is not plausible, and says why, for a finding; nothing of one that is, or of none. A local reading may be up to
// 14 hours ahead of UTC.
std::optional<std::string> mark_implausible(model::Time& time, Micros latest);

}  // namespace clew::readers
