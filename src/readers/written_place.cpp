#include "readers/written_place.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/blanks.h"
#include "readers/cell_look.h"
#include "readers/folded_words.h"

namespace clew::readers {

std::optional<WrittenPair> pair_of_degrees(std::string_view text) {
  if (text.size() > 120) return std::nullopt;
  if (const std::size_t colon = text.find(':'); colon != text.npos) {
    const std::string label = fold(text.substr(0, colon), false);
    if (label != "latitude longitude" && label != "lat long" && label != "lat lon" && label != "geo") return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  const std::size_t comma = text.find(',');
  if (comma == text.npos || text.find(',', comma + 1) != text.npos) return std::nullopt;
  WrittenPair pair;
  constexpr std::string_view sign = "\xC2\xB1";  // ±
  for (const auto& [part, number] : {std::pair{text.substr(0, comma), &pair.latitude}, {text.substr(comma + 1), &pair.longitude}}) {
    const std::size_t at = part.find(sign);
    *number = trimmed(part.substr(0, at), " ");
    if (look_at(*number) != CellLook::decimal) return std::nullopt;
    if (at == part.npos) continue;
    const auto behind = trimmed(part.substr(at + sign.size()), " ");
    pair.accuracy = behind.substr(0, behind.find_first_not_of("0123456789."));
  }
  return pair;
}

std::vector<WrittenCell> cells_of(std::string_view text) {
  std::vector<WrittenCell> cells;
  if (text.size() > 8192) return cells;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(",;\r\n", at), text.size());
    std::string_view one = text.substr(at, end - at);
    at = end + 1;
    const std::size_t begin = one.find_first_not_of(" []"), last = one.find_last_not_of(" []");
    if (begin == one.npos) continue;
    one = one.substr(begin, last - begin + 1);
    std::string_view parts[5];
    std::size_t n = 0;
    for (std::string_view rest = one; n < 5; ++n) {
      const std::size_t colon = rest.find(':');
      parts[n] = rest.substr(0, colon);
      rest = colon == rest.npos ? std::string_view{} : rest.substr(colon + 1);
      if (colon == rest.npos || rest.empty()) {
        ++n;
        break;
      }
    }
    const auto degrees = [](std::string_view s) {
      return look_at(s) == CellLook::decimal && std::abs(std::strtod(std::string(s).c_str(), nullptr)) <= 180;
    };
    // Area and cell, perhaps behind the network: digits and slashes.
    if (n < 3 || parts[0].find('/') == one.npos || parts[0].find_first_not_of("0123456789/") != one.npos || !degrees(parts[1]) || !degrees(parts[2]))
      return {};
    cells.push_back({parts[0], parts[1], parts[2], n > 3 && !parts[3].starts_with('-') ? parts[3] : std::string_view{}});
  }
  return cells;
}

}  // namespace clew::readers
