// Money in the case, as rows with their records: accounts, IBANs and wallets with what their check digits say; sums that are named in
// messages and documents; payments of statements with payer and payee as stated; lists of names and sums. Question 20.
//
// A sum in a message says that somebody wrote it, not that it was paid. Who pays whom is given for statement rows alone, where the bank
// or app says it; a message has a writer and a reader. A message that several exhibits hold stands once, under its first copy.
//
// Check digits: IBAN by ISO 13616 (mod 97), addresses of wallets by Base58Check and Bech32. A UK sort code and account number carry
// their check in the banks' own table of weights, which is not part of Clew: only their form was looked at, and that is said.
//
// Cost: one pass over the mentions of these kinds; payments and lists cost what their detectors read (job/lead_inputs.h).
#pragma once

#include <optional>

#include "base/thread_pool.h"
#include "view/answer.h"

namespace clew::view {

// `handle`: only what that number or account wrote, got, paid or is. At most `most` rows of each table; how many there are is said.
Answer money(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> handle, std::size_t most);

}  // namespace clew::view
