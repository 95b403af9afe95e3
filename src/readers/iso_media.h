// What an ISO base media file (ISO/IEC 14496-12; QuickTime's form too) says of itself beside its pictures and sounds: the Exif block
// and size of a HEIC or AVIF picture (ISO/IEC 23008-12), and of a film or recording when it was made, where, with what, and how long
// it is. Boxes are read, never the coded data; each level once, sizes checked, so no input makes it run long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers::iso_media {

struct Still {
  std::uint64_t width = 0, height = 0;  // of the largest picture in it
  std::string_view exif;                // the TIFF block, "" none
  std::string fault;
};
Still still(std::string_view bytes);

struct Place {
  double latitude = 0, longitude = 0;
  std::optional<double> altitude_m;
};
// "+51.5007-000.1246+015.000/", degrees, degrees and minutes, or with seconds (ISO 6709).
std::optional<Place> iso_6709(std::string_view text);

struct Film {
  std::uint64_t created = 0, modified = 0;  // seconds since 1904, 0 unknown
  std::optional<double> seconds;
  std::uint64_t width = 0, height = 0;
  std::string date;      // as written by the camera: "2024-03-04T21:40:09+0100"
  std::string position;  // as written (ISO 6709), "" none
  std::optional<Place> place;
  std::optional<double> accuracy_m;
  std::vector<std::pair<std::string, std::string>> tags;  // make, model, software, title …, as written
  std::string fault;
};
Film film(std::string_view bytes);

}  // namespace clew::readers::iso_media
