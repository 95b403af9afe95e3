// For the tests of readers of places: a record's place in short.
#pragma once

#include "model/record.h"

namespace clew::readers::testing {

// Degrees; 999 for none.
inline double lat(const model::Record& r) { return r.place ? r.place->latitude.value_or(999) : 999; }
inline double lon(const model::Record& r) { return r.place ? r.place->longitude.value_or(999) : 999; }
inline bool same_place(const model::Record& a, const model::Record& b) {
  return a.kind == b.kind && lat(a) == lat(b) && lon(a) == lon(b) && a.times == b.times && a.text == b.text;
}

}  // namespace clew::readers::testing
