// What `clew leads CASE --json` says, read. For .cpp files only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_fields.h"

namespace clew::score {

struct LeadIn {
  std::string detector;
  std::vector<std::string> subjects;  // as number_key()
  std::vector<std::string> raw_subjects;
  std::optional<std::int64_t> from, to;
  std::vector<std::string> evidence;
  Json parameters;
};

std::vector<LeadIn> read_leads(const std::string& text);
bool detector_is(const LeadIn& lead, std::string_view stem);

}  // namespace clew::score
