// The files of the workbench, as the build put them into the binary. Read-only, for any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace clew::http {

struct Asset {
  std::string_view path;  // "/assets/index-….js"
  std::string_view bytes;
};
const std::vector<Asset>& assets();

}  // namespace clew::http
