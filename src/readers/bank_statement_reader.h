// Bank statements as banks give them for programs: OFX and QFX, camt.052/053/054 of ISO 20022, MT940 and MT942, QIF. See docs/formats/bank-statements.md.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_bank_statement_reader();

}  // namespace clew::readers
