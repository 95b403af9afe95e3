// Whose data the case holds that it may not need: numbers and accounts of people without a role, by exhibit, and what could be sealed. Question 28.
//
// Roles are what people gave (view/identity.h). A conversation is proposed when nobody in it but the phone's owner has a role, no lead that stands rests
// on it, nobody marked or corrected anything in it and no wording of the indicator lexicons occurs in it; a card, when its number or account has no role and
// was in no contact in any exhibit. A proposal is a list: nothing is sealed, hidden or deleted by it. As long as nobody has a role as suspect, convicted,
// victim or witness, nothing is proposed: all would be.
//
// Cost: one pass over the participations, one over the messages for the lexicons; 16 bytes for each record of a conversation.
#pragma once

#include "view/answer.h"

namespace clew::view {

Answer third_parties(const CaseView& view, std::size_t most);

}  // namespace clew::view
