// Positions of handles, for co_movement.h and meeting.h.
//
// A fix is one statement of one exhibit that a handle's phone was about there. A cell is an area:
// give its radius as accuracy. Nothing here says that a person was at a place.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct Fix {
  Handle handle = link::no_handle;
  Millis time = 0;
  double latitude = 0, longitude = 0;  // degrees, WGS 84
  double accuracy_m = 0;               // 0 unknown
  std::int64_t record = 0;
};

// Metres between two fixes on the sphere (haversine); accuracy not taken off.
double distance_m(const Fix& a, const Fix& b);

// Fixes by handle and time; those without a handle or outside the globe are left out and counted.
class Tracks {
 public:
  explicit Tracks(std::vector<Fix> fixes);
  std::span<const Fix> of(std::size_t track) const {
    return {fixes_.data() + begin_[track], fixes_.data() + begin_[track + 1]};
  }
  std::size_t count() const { return begin_.size() - 1; }
  Handle handle(std::size_t track) const { return fixes_[begin_[track]].handle; }
  std::uint64_t left_out() const { return left_out_; }

 private:
  std::vector<Fix> fixes_;
  std::vector<std::size_t> begin_;
  std::uint64_t left_out_ = 0;
};

}  // namespace clew::pattern
