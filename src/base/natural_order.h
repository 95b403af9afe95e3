// The order in which people list references: ABC/2 before ABC/10.
#pragma once

#include <string_view>

namespace clew {

// Runs of digits compare by their value, all else by its bytes. Of two that are alike in this the one with
// fewer leading zeros is less, so that it is a strict order of all texts.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace clew
