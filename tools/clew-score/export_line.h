// One line of `clew export CASE --records -`: what the judge needs of it, and nothing else is built. Further keys may be
// there, in any order; a value that is not of the kind expected counts as not given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::score {

struct ExportLine {
  std::string id, kind, exhibit, file, position, state, service, text, language;
  std::vector<std::string> participants;  // as written, in normal form, and names: all of them
  std::vector<std::string> copies;        // ids
  bool has_media = false;

  // Reads a line into this; what stood there goes. Throws std::runtime_error with what is wrong.
  void read(std::string_view json);
};

// The place in a position: "…@bytes=1200+110;line=14;row=3".
struct Locator {
  std::optional<std::uint64_t> offset, line, row;
};
Locator parse_position(std::string_view position);

}  // namespace clew::score
