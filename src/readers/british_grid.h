// British National Grid (OSGB36 easting/northing in metres) → latitude/longitude in WGS84.
//
// Inverse transverse Mercator on Airy 1830, then the seven-parameter shift; good to about 5 m, as
// cell positions are not better. Source: Ordnance Survey, "A guide to coordinate systems in Great
// Britain", annexes A–C and section 6.6. Pure; about 1 µs.
#pragma once

#include <optional>
#include <utility>

namespace clew::readers {

// Nothing outside the grid (0…700 km east, 0…1300 km north).
std::optional<std::pair<double, double>> grid_to_wgs84(double easting, double northing);

}  // namespace clew::readers
