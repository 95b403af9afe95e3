// What rests on machine translation alone: leads, marks and highlighted messages whose cited rows are in another language and whose English no person
// has looked at. Question 14. What stands here cannot leave as verified (need_verified).
//
// Looked at: somebody corrected the line or judged it ok; identical lines go with it. A row in English, without words, or without an English at all
// rests on no translation. Detectors compare originals; the English is what whoever reads the lead goes by.
//
// Cost: one pass over the evidence of leads, one over the messages for the highlighted ones.
#pragma once

#include "view/answer.h"

namespace clew::view {

Answer machine_only(const CaseView& view, std::size_t most);

}  // namespace clew::view
