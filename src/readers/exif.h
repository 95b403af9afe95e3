// The Exif block of a picture (CIPA DC-008 / Exif 2.32 over TIFF 6.0): the tags that say when,
// where and by what.
//
// Offsets and counts are checked against the block; a directory is read once, at most 1,000
// entries, so a block that points at itself ends. Values are kept as written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers {

struct Exif {
  std::string taken,
      taken_offset;  // DateTimeOriginal "2024:03:04 21:40:09", OffsetTimeOriginal "+01:00"
  std::string modified, modified_offset;                              // DateTime, OffsetTime
  std::optional<double> latitude, longitude, altitude_m, accuracy_m;  // degrees WGS84, metres
  std::string gps_utc;  // "2024:03:04 20:40:08" from GPSDateStamp and GPSTimeStamp
  std::vector<std::pair<std::string, std::string>>
      tags;                         // Make, Model, Software, Artist …, as written
  std::vector<std::string> faults;  // in words
};

// `block` begins with the TIFF header ("II*\0" or "MM\0*"). Nothing when it does not.
std::optional<Exif> parse_exif(std::string_view block);

}  // namespace clew::readers
