// Money that goes on by habit: what A pays B goes on from B soon and nearly whole, again and again. One such payment may be
// nothing much (money.h); all payments of the two together are judged here against what chance gives. Question 20.
//
// "Goes on" says that sums and times fit, not that it is the same money, and nothing about why.
//
//   MoneyHabits habits = find_money_habits(payments, {});   // of merge_payments() (money.h)
//   Leads leads = money_habit_leads(payments, habits, {});
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pattern/lead.h"
#include "pattern/money.h"

namespace clew::pattern {

struct MoneyHabitOptions {
  Millis window = 72 * link::millis_per_hour;
  double within = .1;          // the sum passed on is at most so much smaller
  std::uint32_t least = 3;     // times
  double false_discoveries = .05;
  double sums_by_chance = .05; // chance of so many with the sums alone in another order, where sums differ
  std::uint32_t draws = 50'000;
  std::size_t most_leads = 100;
};

// Payments of one payer to `middle` (`in`), or of `middle` to one payee; those who pay (are paid) less than three times count
// as one, `other` is no_handle.
struct MoneyHabit {
  Handle middle = link::no_handle, other = link::no_handle;
  bool in = true;
  std::string currency;
  std::vector<std::uint32_t> payments;  // all of them, by time
  std::vector<std::pair<std::uint32_t, std::uint32_t>> times;  // what came in, what went out: each payment once
  bool sums_differ = false;   // by more than `within`: then the sums must speak for it too
  double expected = 0, log10_p = 0;
  bool stands_out = false;
  friend bool operator==(const MoneyHabit&, const MoneyHabit&) = default;
};
struct MoneyHabits {
  std::vector<MoneyHabit> habits;  // with `least` times and more
  std::uint64_t tested = 0;
};

// O(payments × draws) where something stands out, else a few draws each. Same answer whatever numbers the handles have.
MoneyHabits find_money_habits(const std::vector<Payment>& payments, const MoneyHabitOptions& options);
Leads money_habit_leads(const std::vector<Payment>& payments, const MoneyHabits& habits, const MoneyHabitOptions& options);

}  // namespace clew::pattern
