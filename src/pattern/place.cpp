#include "pattern/place.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace clew::pattern {

double distance_m(const Fix& a, const Fix& b) {
  constexpr double radians = 3.14159265358979323846 / 180, earth_m = 6371008.8;
  double lat = std::sin((b.latitude - a.latitude) * radians / 2);
  double lon = std::sin((b.longitude - a.longitude) * radians / 2);
  double h =
      lat * lat + std::cos(a.latitude * radians) * std::cos(b.latitude * radians) * lon * lon;
  return 2 * earth_m * std::asin(std::min(1.0, std::sqrt(h)));
}

Tracks::Tracks(std::vector<Fix> fixes) : fixes_(std::move(fixes)) {
  std::size_t before = fixes_.size();
  std::erase_if(fixes_, [](const Fix& fix) {
    // Written so that "not a number" is out too.
    bool on_globe = std::abs(fix.latitude) <= 90 && std::abs(fix.longitude) <= 180;
    bool nowhere = fix.latitude == 0 && fix.longitude == 0;  // what phones write for "unknown"
    return fix.handle == link::no_handle || !on_globe || nowhere || !(fix.accuracy_m >= 0) ||
           std::abs(fix.time) > link::Events::max_time;
  });
  left_out_ = before - fixes_.size();
  auto key = [](const Fix& fix) {
    return std::tie(fix.handle, fix.time, fix.record, fix.latitude, fix.longitude, fix.accuracy_m);
  };
  std::sort(fixes_.begin(), fixes_.end(),
            [&](const Fix& a, const Fix& b) { return key(a) < key(b); });
  for (std::size_t i = 0; i < fixes_.size(); ++i)
    if (i == 0 || fixes_[i].handle != fixes_[i - 1].handle) begin_.push_back(i);
  begin_.push_back(fixes_.size());
}

}  // namespace clew::pattern
