// Makes a case: plans each day, fills it with everyday traffic, and writes every event to all the
// exhibits that saw it.
//
// Time runs in hours. An hour's everyday events are drawn from keys (seed, hour, index), the
// planted ones come from the day's plan; sorted together they go to the writers. So memory holds
// one day's plan and one hour's events however long the case, and the bytes depend on the settings
// alone. One thread.
#pragma once

#include <cstdint>
#include <string>

#include "settings.h"

namespace clew::gen {

struct Summary {
  std::uint64_t events = 0;   // different things that happened
  std::uint64_t records = 0;  // rows and lines in exhibits that tell of them
  std::uint64_t lines = 0;    // messages with text among the records
  std::uint64_t characters = 0;
  int exhibits = 0;
};

// Throws std::invalid_argument for settings that do not go together, std::runtime_error when the
// disk refuses.
Summary generate(const Settings& settings, const std::string& folder);

}  // namespace clew::gen
