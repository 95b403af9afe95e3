// Coordinates as cells hold them in one piece: pairs of degrees, and lists of an operator's masts.
//
// Pure; views point into the argument.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace clew::readers {

// Cells as AT&T writes them: "[37622/10091:-122.41941:37.77493:120.0:-1.0, …]", area and cell, longitude, latitude, direction of the
// antenna, width of its beam; of a call that moved several, in order; -1 is none. Nothing for any other text.
struct WrittenCell {
  std::string_view cell, longitude, latitude, azimuth;
};
std::vector<WrittenCell> cells_of(std::string_view text);

// "51.5, -0.12", "Latitude, Longitude: 51.5, -0.12", "51.503 ± 14.22 meters, -0.119 ± 14.22 meters": the two numbers as written and what
// stands behind ±; nothing for any other text.
struct WrittenPair {
  std::string_view latitude, longitude, accuracy;
};
std::optional<WrittenPair> pair_of_degrees(std::string_view text);

}  // namespace clew::readers
