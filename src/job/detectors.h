// The list of all detectors that look at a whole case, each with the question it answers. A new
// detector is a file in pattern/, its input in lead_inputs.h, and one line in detectors.cpp.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "job/lead_inputs.h"
#include "pattern/lead.h"

namespace clew::job {

struct LeadDetector {
  std::string_view name;      // as in "clew leads --detector"; a family may make leads of several names
  std::string_view question;  // in plain words
  pattern::Leads (*look)(LeadInputs&);
};
std::span<const LeadDetector> detectors();

// The detector whose leads carry this name ("money-ring" → money); nullptr when there is none.
const LeadDetector* detector_of(std::string_view lead_detector);

// Leads with their ids, in order; what was not looked for. Runs one detector or all; `step`: one of them is done.
pattern::Leads look(LeadInputs& in, const LeadDetector* only, const std::function<void()>& step);

}  // namespace clew::job
