// Judgements of named people about who is who. Nothing merges by itself; withdrawing restores the exact state.
#pragma once

#include <string_view>
#include <vector>

#include "view/viewer.h"

namespace clew::view {

// `verdict`: same, not-same, unsure or withdrawn. Kept as an event with name, time and reason; logged.
// Throws Error(usage) for another verdict, equal handles or a missing reason, Error(not_found) for unknown handles.
void judge_identity(const CaseView& view, std::int64_t a, std::int64_t b, std::string_view verdict, std::string_view reason);

// Handles joined by judgements "same" (newest of each pair), as clusters of two or more; ids in order.
std::vector<std::vector<std::int64_t>> clusters(const CaseView& view);

}  // namespace clew::view
