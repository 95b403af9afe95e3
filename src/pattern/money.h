// Money that goes on: A pays B, and soon B pays C nearly the same; rings that come back to their
// start; many that pay one, or one that pays many, within days. Question 20.
//
// Payments come from bank statements and payment apps in the exhibits; the same payment on two
// statements is one. "Passed on" says that sums and times fit, not that it is the same money, and
// nothing about why.
//
//   std::vector<Payment> payments = merge_payments(std::move(rows));
//   MoneyFlows flows = find_money_flows(payments, {});
//   Leads leads = money_leads(payments, flows, {});
#pragma once

#include <array>
#include <string>
#include <vector>

#include "pattern/lead.h"

namespace clew::pattern {

struct Payment {
  Handle from = link::no_handle, to = link::no_handle;
  std::int64_t minor = 0;    // pence, cents …; positive
  std::string currency;      // "" not said: compared with its like only
  Millis time = 0;
  bool day_only = false;     // the source gives a day, no hour: `time` is its first moment as if in UTC
  std::vector<std::int64_t> records;   // statement rows, by number
  std::vector<std::int64_t> messages;  // that name the sum, within a day, to or from one of the two
  double named_by_chance = 1;          // chance of that, if the messages that name it fell at random; 1: none does
  friend bool operator==(const Payment&, const Payment&) = default;
};

// The day of a payment, since 1970; "GBP 12.50".
std::int64_t day_of(Millis time);
std::string sum_words(std::int64_t minor, const std::string& currency);

// By time. One payment on both statements (same two, sum and day) becomes one with both rows.
std::vector<Payment> merge_payments(std::vector<Payment> rows);

struct MoneyOptions {
  Millis window = 72 * link::millis_per_hour;
  double within = .1;           // the sum passed on is at most so much smaller
  std::uint32_t most_hops = 5;  // of a path or ring
  std::uint32_t least_fan = 5;  // different others within `fan_window`
  Millis fan_window = 7 * link::millis_per_day;
  double most_expected = .05;  // fitting onward payments by chance: beyond it nothing could be said
  double false_discoveries = .05;
  double spare = .04;          // false ones counted for choosing where to look
  std::size_t most_leads = 200;
};

struct MoneyPath {
  std::vector<std::uint32_t> payments;  // indexes, in order; at least two
  bool ring = false;                    // ends where it began
  double expected = 0, log10_p = 0;     // onward payments that would fit by chance; all hops
  bool stands_out = false;
  bool among_named = false;             // among payments that messages speak of only, not among all
  std::int64_t least = 0;               // judged among payments of that much and more, minor units
  std::uint32_t others = 0;             // other ways on from the first payment that fit
  friend bool operator==(const MoneyPath&, const MoneyPath&) = default;
};
struct MoneyFan {
  Handle center = link::no_handle;
  bool in = true;                       // many pay one
  std::vector<std::uint32_t> payments;  // within the window, by time
  std::uint32_t others = 0;
  double expected = 0, log10_p = 0;
  bool stands_out = false;
  friend bool operator==(const MoneyFan&, const MoneyFan&) = default;
};
struct MoneyFlows {
  std::vector<MoneyPath> paths;  // longest only, by payments; of those from one payment the likeliest only can stand out
  std::vector<MoneyFan> fans;    // the densest window of each handle and way
  std::uint64_t tested = 0;
};

// O(payments × payments of the receiver in the window).
MoneyFlows find_money_flows(const std::vector<Payment>& payments, const MoneyOptions& options);
Leads money_leads(const std::vector<Payment>& payments, const MoneyFlows& flows,
                  const MoneyOptions& options);

}  // namespace clew::pattern
