// The inputs of detectors that come from texts and statements: payments, lists of sums, group lines.
// See lead_inputs.h; made through it.
#pragma once

#include "job/lead_inputs.h"

namespace clew::job {

// Payment records of statements and apps. The two sides are the account's owner and the party that
// the row names; a name that is an account's owner elsewhere in the case is that account. Messages
// between 24 h before and after that name the sum stand beside.
std::vector<pattern::Payment> read_payments(LeadInputs& in);
std::vector<pattern::LedgerText> read_ledgers(LeadInputs& in);
LeadInputs::Groups read_groups(LeadInputs& in);

// A value of record.fields, "" when it is not there.
std::string field_value(std::string_view fields_json, std::string_view name);
// "1,234.50" or "1.234,50" in hundredths.
std::optional<std::int64_t> minor_units_of(std::string_view written);

}  // namespace clew::job
