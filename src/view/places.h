// Places and vehicles that are spoken of: postcodes, addresses, stations, coordinates and number plates in messages and documents, and the
// addresses that contact cards give: each once with how often, since when and by whom, and each mention with its record. Question 21.
//
// Found by their form (extract/mentions.h): "12 Harbour Road" is the form of an address, whether there is such a house nobody asked. That a
// place is named says nothing about who was there. A message that several exhibits hold stands once, under its first copy.
//
// Cost: two passes over the mentions of these kinds.
#pragma once

#include <optional>

#include "view/answer.h"

namespace clew::view {

// `handle`: only what that number or account wrote, got or, of a plate, is. At most `most` rows of each table; how many there are is said.
Answer places(const CaseView& view, std::optional<std::int64_t> handle, std::size_t most);

}  // namespace clew::view
