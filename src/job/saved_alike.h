// What the phones of the case say about two numbers beside who is in contact with them: under which names they save both, and
// whether one phone's own rows stand under one before and the other after a moment (own_number). For number changes.
#pragma once

#include "casefile/case.h"
#include "job/link_stage.h"
#include "pattern/number_change.h"

namespace clew::job {

// The defaults with `saved` set. Reads name_use and own_number once; keeps nothing of `case_file`. The handles are those of
// `events`.
pattern::NumberChangeOptions number_change_options(const casefile::Db& db, const CaseEvents& events);

}  // namespace clew::job
