// The parts of a judgement, one for each output. Each adds its figures to the report. For .cpp files only.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "leads.h"
#include "score.h"

namespace clew::score {

// `records`: null where there is no export; then what leads cite is not judged.
void judge_leads(const Truth& truth, const Records* records, const std::vector<LeadIn>& leads, Report& report);
// Every figure must open: the cited records exist and have to do with the subjects.
void judge_evidence(const Truth& truth, const Records& records, const std::vector<LeadIn>& leads, Report& report);
// Offsets from `clew time`, or from leads on clocks.
void judge_clocks(const Truth& truth, const std::string& time, const std::vector<LeadIn>& leads, Report& report);
void judge_people(const Truth& truth, const std::string& text, Report& report);
// A list of pairs, or an object with such a list; each pair is counted and forgotten.
void judge_links(const Truth& truth, std::istream& in, Report& report);
// Of each number that changed: is the new one among the first five suggestions for it?
void judge_suggestions(const Truth& truth, const std::string& text, Report& report);

}  // namespace clew::score
