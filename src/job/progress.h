// How a stage tells how far it is. Called from the stage's own thread, a few times a second at most.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace clew::job {

struct Progress {
  std::string_view stage;      // "Finding numbers and addresses", in words for people
  std::int64_t done = 0, total = 0;
  std::string_view unit = "records";
};
using ProgressCall = std::function<void(const Progress&)>;

}  // namespace clew::job
