// Worked example:
//
//   A → B   3 March 400   11 March 620   16 March 450   2 April 880
//   B → C   4 March 385   12 March 610   18 March 430   3 April 860      four of four go on, each within two days
//
// Chance: the same payments A → B with the same pauses between them in another order, beginning on another day of B's time,
// and with their sums in another order; all else of B stays as it is. How often do as many find a payment that goes on?
//
// The pauses stay because standing orders have them: wages on the 28th and rent on the 1st fit every month, but that is one
// coincidence of two days of the month, not twelve. Wages on the 28th, moved with their pauses, fit rent in one of seven places
// they may begin at. (Moved one by one, each would fit in a few of thirty places, and twelve of twelve would be called no accident.)
//
// Where the sums differ by more than a tenth, they must fit by themselves too: with the times as they are and the sums in
// another order, as many fit in at most one of twenty orders. Who pays others when he has been paid himself has times that
// fit, but not sums.
//
// Chances are counted in draws, until ten of them have as many (Besag and Clifford 1991), and judged together after Benjamini
// and Hochberg, over all pairs with three payments that some payment of the middle one could follow, whatever its day: that
// is the same in all draws, so choosing by it leaves the tests honest.
//
// Not done: each payment moved by itself, see above; all payments that come in to B taken together, where the wages of one
// would be mixed with those of others and the pauses lost. Payers of less than three payments are taken together, for they
// have no days of their own: so an account is seen that gets money from many and passes it on.
#include "pattern/money_habit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

constexpr std::uint32_t enough = 10;  // draws with as many: the chance is known well enough

struct Paid {
  Millis time;
  std::int64_t minor;
  bool day_only;
  Handle other;
  std::uint32_t number;  // in the list of all payments
  friend bool operator<(const Paid& a, const Paid& b) { return std::tie(a.time, a.minor, a.number) < std::tie(b.time, b.minor, b.number); }
};
using List = std::vector<Paid>;

// Payments of a series beside all that `middle` pays (gets) on the other side.
class Series {
 public:
  Series(List own, const List& across, bool in, Millis from, Millis to, const MoneyHabitOptions& options)
      : own_(std::move(own)), across_(across), in_(in), from_(from), to_(to), options_(options), used_(across.size(), 0), random_(seed()) {}

  // Which of `across` each of the series goes with; each of them once, the nearest in time first.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> fitting() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    count(own_, &out);
    return out;
  }

  // So many that they could fit in some place at all.
  std::size_t could_fit() const {
    return static_cast<std::size_t>(std::count_if(own_.begin(), own_.end(), [&](const Paid& p) {
      return std::any_of(across_.begin(), across_.end(), [&](const Paid& q) { return q.other != p.other && sums_fit(p, q); });
    }));
  }

  // Chance of `observed` and more where the times (and sums) are dealt anew; `mean` of what comes out.
  double chance(std::size_t observed, bool times_too, double* mean) {
    const auto draws = std::max<std::uint32_t>(2'000, std::min<std::uint32_t>(options_.draws, static_cast<std::uint32_t>(20'000'000 / own_.size())));
    std::uint32_t hits = 0, made = 0;
    double sum = 0;
    while (made < draws && hits < enough) {
      const auto here = count(dealt(times_too), nullptr);
      sum += double(here);
      hits += here >= observed;
      ++made;
    }
    if (mean) *mean = sum / double(made);
    return hits >= enough ? double(hits) / double(made) : double(hits + 1) / double(made + 1);
  }

 private:
  std::uint64_t seed() const {
    std::uint64_t value = own_.size();
    for (const auto& p : own_) value = value * 0x9e3779b97f4a7c15 + static_cast<std::uint64_t>(p.time / link::millis_per_second + p.minor);
    return value;
  }

  bool sums_fit(const Paid& own, const Paid& across) const {
    const auto came = in_ ? own.minor : across.minor, went = in_ ? across.minor : own.minor;
    return went <= came && double(went) >= double(came) * (1 - options_.within) - 1e-9;
  }
  bool times_fit(const Paid& own, const Paid& across) const {
    const Paid &came = in_ ? own : across, &went = in_ ? across : own;
    const Millis wait = went.time - came.time;
    // Of two payments of one day without an hour the order is not known.
    if (came.day_only || went.day_only) return day_of(went.time) >= day_of(came.time) && wait <= options_.window;
    return wait >= 0 && wait <= options_.window;
  }

  std::size_t count(const List& own, std::vector<std::pair<std::uint32_t, std::uint32_t>>* out) {
    ++round_;
    std::size_t found = 0;
    const Millis reach = options_.window + link::millis_per_day;
    for (const auto& p : own) {
      auto at = std::lower_bound(across_.begin(), across_.end(), p.time - reach, [](const Paid& q, Millis t) { return q.time < t; });
      std::size_t best = across_.size();
      for (; at != across_.end() && at->time <= p.time + reach; ++at) {
        const auto i = static_cast<std::size_t>(at - across_.begin());
        if (used_[i] == round_ || at->other == p.other || !times_fit(p, *at) || !sums_fit(p, *at)) continue;
        best = i;
        if (in_) break;  // the first that goes out; of what came in the last
      }
      if (best == across_.size()) continue;
      used_[best] = round_;
      ++found;
      if (out) out->emplace_back(in_ ? p.number : across_[best].number, in_ ? across_[best].number : p.number);
    }
    return found;
  }

  const List& dealt(bool times_too) {
    dealt_ = own_;
    if (times_too) {
      std::vector<Millis> pauses;
      for (std::size_t i = 1; i < own_.size(); ++i) pauses.push_back(own_[i].time - own_[i - 1].time);
      shuffle(pauses, random_);
      const auto free_days = std::max<Millis>(0, (to_ - from_) - (own_.back().time - own_.front().time)) / link::millis_per_day;
      Millis at = from_ + (own_.front().time - from_) % link::millis_per_day;
      at += static_cast<Millis>(random_.below(static_cast<std::uint64_t>(free_days) + 1)) * link::millis_per_day;
      for (std::size_t i = 0; i < dealt_.size(); ++i) {
        dealt_[i].time = at;
        if (i < pauses.size()) at += pauses[i];
      }
    }
    // The payer goes with the sum.
    std::vector<std::size_t> order(own_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order, random_);
    for (std::size_t i = 0; i < order.size(); ++i) dealt_[i].minor = own_[order[i]].minor, dealt_[i].other = own_[order[i]].other;
    return dealt_;
  }

  List own_, dealt_;
  const List& across_;
  bool in_;
  Millis from_, to_;
  const MoneyHabitOptions& options_;
  std::vector<std::uint32_t> used_;
  std::uint32_t round_ = 0;
  Random random_;
};

}  // namespace

MoneyHabits find_money_habits(const std::vector<Payment>& payments, const MoneyHabitOptions& options) {
  struct Account {
    List in, out;
    Millis from = 0, to = 0;
  };
  std::map<std::pair<Handle, std::string>, Account> accounts;
  for (std::uint32_t i = 0; i < payments.size(); ++i) {
    const auto& p = payments[i];
    accounts[{p.to, p.currency}].in.push_back({p.time, p.minor, p.day_only, p.from, i});
    accounts[{p.from, p.currency}].out.push_back({p.time, p.minor, p.day_only, p.to, i});
  }
  MoneyHabits result;
  std::vector<double> log10_p;
  for (auto& [key, account] : accounts) {
    if (account.in.size() < options.least || account.out.size() < options.least) continue;
    std::sort(account.in.begin(), account.in.end());
    std::sort(account.out.begin(), account.out.end());
    account.from = std::min(account.in.front().time, account.out.front().time);
    account.to = std::max(account.in.back().time, account.out.back().time);
    for (const bool in : {true, false}) {
      const List &side = in ? account.in : account.out, &across = in ? account.out : account.in;
      std::map<Handle, std::size_t> often;
      for (const auto& p : side) ++often[p.other];
      std::map<Handle, List> of;
      for (const auto& p : side) of[often[p.other] < options.least ? link::no_handle : p.other].push_back(p);
      for (auto& [other, own] : of) {
        if (own.size() < options.least) continue;
        MoneyHabit habit;
        for (const auto& p : own) habit.payments.push_back(p.number);
        Series series(std::move(own), across, in, account.from, account.to, options);
        if (series.could_fit() < options.least) continue;
        ++result.tested;
        habit.times = series.fitting();
        if (habit.times.size() < options.least) continue;
        habit.middle = key.first;
        habit.currency = key.second;
        habit.other = other;
        habit.in = in;
        std::vector<std::int64_t> sums;
        for (const auto& [came, went] : habit.times) sums.push_back(payments[in ? came : went].minor);
        const auto [least, most] = std::minmax_element(sums.begin(), sums.end());
        habit.sums_differ = double(*least) < double(*most) * (1 - options.within);
        habit.log10_p = std::log10(series.chance(habit.times.size(), true, &habit.expected));
        if (habit.sums_differ && series.chance(habit.times.size(), false, nullptr) > options.sums_by_chance) habit.log10_p = 0;
        log10_p.push_back(habit.log10_p);
        result.habits.push_back(std::move(habit));
      }
    }
  }
  const auto found = discoveries(log10_p, result.tested, options.false_discoveries);
  for (std::size_t i = 0; i < found.size(); ++i) result.habits[i].stands_out = found[i];
  return result;
}

namespace {

Part when(const Payment& p) { return p.day_only ? day(day_of(p.time)) : time(p.time); }

// Everybody at the far end, if it is one: the payee of all that goes on, the payer of all that came in.
Handle only_one(const std::vector<Payment>& payments, const MoneyHabit& habit) {
  std::set<Handle> ends;
  for (const auto& [came, went] : habit.times) ends.insert(habit.in ? payments[went].to : payments[came].from);
  return ends.size() == 1 ? *ends.begin() : link::no_handle;
}

Sentence habit_title(const std::vector<Payment>& payments, const MoneyHabit& habit, const MoneyHabitOptions& options) {
  const auto all = static_cast<std::int64_t>(habit.payments.size()), fit = static_cast<std::int64_t>(habit.times.size());
  const Handle end = only_one(payments, habit);
  Sentence out = {words("Of "), count(all), words(" payments ")};
  auto add = [&](std::initializer_list<Part> parts) { out.insert(out.end(), parts); };
  if (habit.other == link::no_handle)
    add({words(habit.in ? "to " : "from "), handle(habit.middle), words(habit.in ? " by people who pay it once or twice " : " to people it pays once or twice ")});
  else
    add({words("from "), handle(habit.in ? habit.other : habit.middle), words(" to "), handle(habit.in ? habit.middle : habit.other), words(" ")});
  add({count(fit), words(habit.in ? " go on" : " had come in")});
  if (end != link::no_handle) add({words(habit.in ? " to " : " from "), handle(end)});
  add({words(habit.in ? " within " : " up to "), duration(options.window), words(habit.in ? ", nearly whole" : " before, nearly whole")});
  return out;
}

Lead habit_lead(const std::vector<Payment>& payments, const MoneyHabit& habit, const MoneyHabitOptions& options) {
  Lead lead;
  lead.detector = "money-habit";
  lead.parameters = {{"window", fmt::format("{} h", options.window / link::millis_per_hour)},
                     {"smaller by at most", fmt::format("{:.0f} %", 100 * options.within)},
                     {"least times", fmt::format("{}", options.least)},
                     {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)},
                     {"payments", habit.in ? "that come in" : "that go out"}};
  Table table{"Payments that fit", {"came in", "from", "sum", "row", "went out", "to", "sum", "row"}, {}};
  auto subject = [&](Handle who) {
    if (std::find(lead.subjects.begin(), lead.subjects.end(), who) == lead.subjects.end()) lead.subjects.push_back(who);
  };
  // The way of the money: who pays, the middle one, who is paid; ends of which there are several come last.
  const Handle end = only_one(payments, habit);
  for (const Handle who : {habit.in ? habit.other : end, habit.middle, habit.in ? end : habit.other})
    if (who != link::no_handle) subject(who);
  bool day_only = false;
  for (const auto& [first, second] : habit.times) {
    const Payment &came = payments[first], &went = payments[second];
    table.rows.push_back({when(came), handle(came.from), words(sum_words(came.minor, came.currency)), record(came.records.front()), when(went), handle(went.to),
                          words(sum_words(went.minor, went.currency)), record(went.records.front())});
    for (const auto* p : {&came, &went}) {
      day_only |= p->day_only;
      for (auto id : p->records)
        if (std::find(lead.evidence.begin(), lead.evidence.end(), id) == lead.evidence.end()) lead.evidence.push_back(id);
      subject(p->from);
      subject(p->to);
    }
    if (lead.from == 0 || came.time < lead.from) lead.from = came.time;
    lead.to = std::max(lead.to, went.time);
  }
  lead.tables.push_back(std::move(table));
  lead.observed = double(habit.times.size());
  lead.expected = habit.expected;
  lead.log10_p = habit.log10_p;
  lead.null_model = "payments that would fit if these came with the same pauses between them in another order, beginning on another day, and with "
                    "their sums in another order";
  lead.title = habit_title(payments, habit, options);
  if (!habit.currency.empty()) lead.parameters.push_back({"currency", habit.currency});
  if (habit.sums_differ)
    lead.explanation.push_back({words("The sums differ from time to time, and what goes out differs with what comes in.")});
  else
    lead.against.push_back({words("The sums are much the same each time: only the days speak for it.")});
  if (habit.times.size() < habit.payments.size())
    lead.against.push_back({count(static_cast<std::int64_t>(habit.payments.size() - habit.times.size())), words(" of these payments have none that fits.")});
  if (day_only)
    lead.against.push_back({words("Statements give days without hours: payments of one day may have come in the other order.")});
  lead.against.push_back({words("The sums and times fit; that it is the same money is not said.")});
  lead.alternatives = {"a bill that two share, or one pays for another", "an account of one's own from which bills are paid", "takings that are paid in, rent or wages that hang on them"};
  return lead;
}

}  // namespace

Leads money_habit_leads(const std::vector<Payment>& payments, const MoneyHabits& habits, const MoneyHabitOptions& options) {
  Leads result;
  std::vector<const MoneyHabit*> order;
  for (const auto& habit : habits.habits)
    if (habit.stands_out) order.push_back(&habit);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->log10_p, b->times.size(), a->other == link::no_handle) < std::tuple(b->log10_p, a->times.size(), b->other == link::no_handle);
  });
  // The same payments seen from their other side say nothing new.
  std::set<std::pair<std::uint32_t, std::uint32_t>> told;
  for (const auto* habit : order) {
    const auto known = static_cast<std::size_t>(std::count_if(habit->times.begin(), habit->times.end(), [&](const auto& t) { return told.contains(t); }));
    if (known * 2 > habit->times.size()) continue;
    told.insert(habit->times.begin(), habit->times.end());
    result.leads.push_back(habit_lead(payments, *habit, options));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back({"money-habit", fmt::format("{} further habits stand out less than the {} shown", result.leads.size() - options.most_leads,
                                                                options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
