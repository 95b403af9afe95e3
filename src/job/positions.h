// Which coordinates say where a phone was. A place that somebody sent, saved or planned may be anywhere: it stays with its
// record, but no meeting and no common journey is concluded from it. A photo's place counts where a camera put it, in DCIM:
// elsewhere on a phone lie pictures that were taken by others.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace clew::job {

// For SQL: the origins (model::Place::origin) of places that are no positions.
inline constexpr std::string_view no_position_origins = "('user-shared', 'saved', 'planned')";

inline bool says_where_the_phone_was(std::string_view origin, std::string_view path) {
  if (origin == "user-shared" || origin == "saved" || origin == "planned") return false;
  if (origin != "exif") return true;
  constexpr std::string_view camera = "/dcim/";
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(path.begin(), path.end(), camera.begin(), camera.end(), same) != path.end() ||
         (path.size() > 5 && std::equal(camera.begin() + 1, camera.end(), path.begin(), [&](char b, char a) { return same(a, b); }));
}

}  // namespace clew::job
