// How far one clock is ahead, over time, from points that say so: straight lines, level or sloped, with jumps between.
//
//   ahead                                              three lines: level; an hour more (summer time not kept);
//     |              ________                          sloped: the clock was set anew and runs fast since
//     | ____________|    x   |      ____....----
//     |    x                 |__....       x            x: chance matches, on no line
//     +------------------------------------------ time
//
// A point says its value ± its slack: times written to the minute have 30 s. The method: of every range of points between
// some block bounds the best line (the level, or the slope, at which most intervals value ± (slack + tolerance) overlap;
// chance matches scatter, true ones agree), then the division into ranges that leaves the fewest points over, where each
// further line must pay for itself (dynamic programming, as in optimal partitioning: Jackson et al., An algorithm for
// optimal partitioning of data on an interval, 2005). A slope is taken when more points follow than with a level, or
// when it lies six standard errors from none.
//
// Pure functions, deterministic. n points: O(n log n), and some 140 lines through at most 600 of them.
#pragma once

#include <span>
#include <vector>

#include "link/clock.h"

namespace clew::link {

struct ClockPoint {
  Millis at;     // on the clock itself
  Millis ahead;  // of what is held against it
  Millis slack;  // half the width in which the truth lies
  friend auto operator<=>(const ClockPoint&, const ClockPoint&) = default;
};

struct ClockCurve {
  std::vector<ClockLine> lines;  // in order of time; empty without points
  std::uint32_t support = 0, compared = 0;
  bool accepted = false;  // enough points, and enough of all, lie on the lines

  // A slope goes on where no point was seen: it was sure enough that holding it would be the larger error.
  double ahead(Millis at) const;
};

// `points` in order of time.
ClockCurve fit_curve(std::span<const ClockPoint> points, const ClockOptions& options);
// The one level at which most lie, with that tolerance; at least one point.
ClockLine fit_level(std::span<const ClockPoint> points, Millis tolerance, const ClockOptions& options);

}  // namespace clew::link
