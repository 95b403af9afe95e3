// Which identifiers of this case recur in another one. Question 26.
//
// The other case is opened for reading only, by somebody's explicit authority; the answer holds what both have, by kind, with counts on each side, and
// nothing else of the other: no names, no texts, no records. The act stands as a combination in the audit logs of both cases, with the authority; where the
// other's cannot be written, the answer and this case's log say so.
//
// Compared are numbers, accounts and addresses in normal form (kind, form and service alike), and files by their SHA-256. Short and withheld numbers and bare names
// are left out: they recur in every case. That both cases hold a number says nothing about why: a taxi does.
//
// Cost: one look-up for each identifier of this case.
#pragma once

#include <filesystem>
#include <string_view>

#include "view/answer.h"

namespace clew::view {

// Throws Error(usage) without authority or for the case itself, Error(not_found) where there is no case.
Answer recurring(const CaseView& view, const std::filesystem::path& other, std::string_view authority, std::size_t most);

}  // namespace clew::view
