// What points away from somebody and what towards, what shows coercion and what speaks against it: a neutral list both ways. Question 15.
//
// From marks that people put on records, with name and reason (view/tags.h); leads that people judged, with what speaks against each; corrections of a lead's
// first judgement; and messages with wordings of the indicator lexicons, which highlight what to read and say nothing about a person. What may assist a
// defence stands in a table of its own, for the disclosure schedule. Machines mark nothing.
#pragma once

#include "view/answer.h"

namespace clew::view {

Answer both_ways(const CaseView& view, std::size_t most);

}  // namespace clew::view
