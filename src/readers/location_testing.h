// For the tests of readers of places: a record's place and times in short.
#pragma once

#include <string>

#include "base/time.h"
#include "model/record.h"

namespace clew::readers::testing {

// "2024-03-04T09:30:11Z", "no instant", "no time".
inline std::string utc(const model::Record& r, std::size_t i = 0) {
  if (i >= r.times.size()) return "no time";
  return r.times[i].utc ? to_iso_utc(*r.times[i].utc).substr(0, 19) + "Z" : "no instant";
}
// Degrees; 999 for none.
inline double lat(const model::Record& r) { return r.place ? r.place->latitude.value_or(999) : 999; }
inline double lon(const model::Record& r) { return r.place ? r.place->longitude.value_or(999) : 999; }
inline bool same_place(const model::Record& a, const model::Record& b) {
  return a.kind == b.kind && lat(a) == lat(b) && lon(a) == lon(b) && a.times == b.times && a.text == b.text;
}

}  // namespace clew::readers::testing
