// Worked example:
//
//   3 March  A → B 400.00      4 March  B → C 390.00      9 March  B → D 395.00 (too late)
//   → one path A → B → C: 97.5 % within a day
//
// Chance that B pays on so much by accident: B's other payments fall at random over the time of the
// payments, their sums drawn from all payments of the case. With n of them over T days and a share s
// of all payments between 360 and 400, n s × 3 / T fit within three days, half a payment being added
// to n so that "never else" is not "impossible". A payment that follows at once and with nearly the
// whole sum is less likely than one at the edge: let u be its wait as a share of three days and v the
// share of fitting sums that are as close or closer; the product of two uniform numbers is at most
// u v with chance u v (1 - ln u v), and so many of the fitting ones are as soon and close. The chance
// of one or more is 1 - exp(-that). Of a longer path the product, again by the law of a product of uniform numbers.
// Round sums are common, and the shares know it. Without u and v, one planted path among a hundred payments did not stand out.
//
// Discoveries among all payments that had something to be followed by (`rare_discoveries`): of one that would be followed
// by chance once in five hundred times nothing can be seen at a chance of one in a hundred, and it is not counted as if it
// could. Fourteen of sixty large payments that go on where one was to be expected are no accident, though each alone is
// nothing much. From one payment only the way that fits best is judged.
//
// Only payments that would rarely be followed by chance are tested. The expected number does not look at what
// follows, so choosing by it leaves the tests honest (independent filtering; Bourgon, Gentleman and Huber 2010), and the
// hundreds of small sums that could never stand out do not count against the few large ones. For the same reason small
// sums are left aside where that lets more stand out, which says as little about what follows: of all sums, the larger
// half, the largest quarter and so on, that with most discoveries (as in Love, Huber and Anders 2014 for the mean of
// counts). Choosing the best of seven finds more by chance than looking once; so a false one is counted as .04 more than
// it is: of 200 cases with nothing planted 9 had one, of 200 with twelve paths each .98 were found, .047 of what was found
// was wrong.
//
// A message to or from one of the two that names the sum within a day of the payment says nothing about what follows it
// either, but a payment that is spoken of is more worth a look: those are also judged among themselves, at the same rate.
// With n other messages of theirs that name the sum over T days, (n + 1/2) × 3 / T of them fall there by chance: a sum that
// is named all the time is not spoken of.
//
// Fans: the most different payers (payees) within seven days, against a Poisson count with the
// handle's own mean over its time, times the windows looked at.
//
// Patterns after those that AMLSim plants (fan-in, fan-out, cycles; IBM 2018). Time-respecting
// paths after Holme and Saramäki 2012, section 3.
#include "pattern/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "pattern/chance.h"

namespace clew::pattern {
namespace {

constexpr double spoken_of = .1;  // chance of the messages that name a sum, at most

class MoneySearch {
 public:
  MoneySearch(const std::vector<Payment>& payments, const MoneyOptions& options)
      : payments_(payments), options_(options) {
    for (std::uint32_t i = 0; i < payments.size(); ++i) {
      out_[payments[i].from].push_back(i);
      in_[payments[i].to].push_back(i);
      sums_[payments[i].currency].push_back(payments[i].minor);
    }
    for (auto& [currency, list] : sums_)
      std::sort(list.begin(), list.end());
  }

  // Follows `i` by payments of its receiver.
  std::vector<std::uint32_t> onward(std::uint32_t i) const {
    std::vector<std::uint32_t> result;
    auto at = out_.find(payments_[i].to);
    if (at == out_.end()) return result;
    for (auto j : at->second)
      if (j != i && fits(payments_[i], payments_[j])) result.push_back(j);
    return result;
  }
  bool has_onward(std::uint32_t i) const { return out_.contains(payments_[i].to); }

  double expected_onward(std::uint32_t i) const {
    const Payment& first = payments_[i];
    const auto& own = out_.at(first.to);
    double days = double(payments_.back().time - payments_.front().time) + double(window(first));
    const auto& sums = sums_.at(first.currency);
    auto [low, high] = bounds(first.minor);
    // The payment itself lies within its bounds and is none that could follow it.
    double like = double(std::upper_bound(sums.begin(), sums.end(), high) -
                         std::lower_bound(sums.begin(), sums.end(), low)) - 1;
    double share = (like + .5) / double(sums.size());
    double others = std::max(0.0, double(own.size()) - 1) + .5;
    return others * share * double(window(first)) / days;
  }

  // Share of the fitting payments that would be as soon and as close as `j` after `i`.
  double as_soon_and_close(std::uint32_t i, std::uint32_t j) const {
    const Payment &first = payments_[i], &second = payments_[j];
    Millis wait = second.time - first.time;
    if (first.day_only || second.day_only) wait = (day_of(second.time) - day_of(first.time) + 1) * link::millis_per_day;
    double u = std::min(1.0, double(wait + link::millis_per_hour) / double(window(first)));
    const auto& sums = sums_.at(first.currency);
    auto between = [&](std::int64_t low, std::int64_t high) {
      return double(std::upper_bound(sums.begin(), sums.end(), high) - std::lower_bound(sums.begin(), sums.end(), low));
    };
    auto [low, high] = bounds(first.minor);
    std::int64_t off = std::abs(first.minor - second.minor);
    double v = std::min(1.0, (between(std::max(low, first.minor - off), std::min(high, first.minor + off)) - .5) /
                                 (between(low, high) - .5));
    return u * v * (1 - std::log(u * v));
  }

  // `there`: log10 of the chance that some payment follows at each step; `better`: of the product of the chances, where
  // one does, that it is as soon and close: uniform numbers each, their product is not.
  void walk(std::vector<std::uint32_t>& way, double there, double better, std::vector<MoneyPath>& out) const {
    bool longer = false;
    Handle start = payments_[way.front()].from;
    if (way.size() < options_.most_hops && payments_[way.back()].to != start &&
        out.size() < 100'000) {
      auto next = onward(way.back());
      double expected = next.empty() ? 0 : expected_onward(way.back());
      for (auto j : next) {
        bool seen = false;
        for (std::size_t k = 1; k < way.size(); ++k)
          seen |= payments_[way[k]].from == payments_[j].to;
        if (seen) continue;
        double share = as_soon_and_close(way.back(), j);
        way.push_back(j);
        double some = chance_of_one(expected);
        walk(way, there + some, better + chance_of_one(expected * share) - some, out);
        way.pop_back();
        longer = true;
      }
    }
    if (longer || way.size() < 2) return;
    MoneyPath path;
    path.payments = way;
    path.ring = payments_[way.back()].to == start;
    path.expected = expected_onward(way.front());
    double y = better * std::log(10.0), term = 1, sum = 0;
    for (std::size_t k = 1; k < way.size(); ++k) sum += term, term *= -y / double(k);
    path.log10_p = std::min(0.0, there + better + std::log10(sum));
    out.push_back(std::move(path));
  }

  static double chance_of_one(double expected) {
    return std::log10(std::max(1e-300, -std::expm1(-expected)));
  }

  void fans(std::vector<MoneyFan>& out, std::uint64_t& windows) const {
    for (bool in : {true, false})
      for (const auto& [center, list] : in ? in_ : out_) {
        if (list.size() < options_.least_fan) continue;
        auto other = [&](std::uint32_t i) { return in ? payments_[i].from : payments_[i].to; };
        std::set<Handle> all;
        for (auto i : list)
          all.insert(other(i));
        std::size_t best_begin = 0, best_end = 0, best = 0;
        for (std::size_t begin = 0, end = 0; begin < list.size(); ++begin) {
          std::set<Handle> seen;
          for (end = begin; end < list.size() && payments_[list[end]].time <=
                                                     payments_[list[begin]].time + options_.fan_window;
               ++end)
            seen.insert(other(list[end]));
          if (seen.size() > best) best = seen.size(), best_begin = begin, best_end = end;
          if (end == list.size()) break;
        }
        windows += list.size();
        if (best < options_.least_fan) continue;
        MoneyFan fan;
        fan.center = center;
        fan.in = in;
        fan.payments.assign(list.begin() + std::ptrdiff_t(best_begin),
                            list.begin() + std::ptrdiff_t(best_end));
        fan.others = static_cast<std::uint32_t>(best);
        double span = double(payments_[list.back()].time - payments_[list.front()].time);
        double share = std::min(1.0, double(options_.fan_window) / std::max(1.0, span));
        fan.expected = double(list.size()) * share;
        fan.log10_p = std::min(0.0, poisson_tail_log10(best, fan.expected) +
                                        std::log10(double(list.size())));  // windows looked at
        out.push_back(std::move(fan));
      }
  }

 private:
  // Three days between two days without hours: today, and the three after it.
  Millis window(const Payment& first) const { return options_.window + (first.day_only ? link::millis_per_day : 0); }
  std::pair<std::int64_t, std::int64_t> bounds(std::int64_t minor) const {
    return {static_cast<std::int64_t>(std::ceil(double(minor) * (1 - options_.within) - 1e-9)),
            minor};  // more than came in did not come in
  }
  bool fits(const Payment& first, const Payment& second) const {
    if (second.currency != first.currency) return false;
    auto [low, high] = bounds(first.minor);
    if (second.minor < low || second.minor > high) return false;
    Millis wait = second.time - first.time;
    // Of two payments of one day without an hour the order is not known: both may come first.
    if (first.day_only || second.day_only)
      return day_of(second.time) >= day_of(first.time) && wait <= options_.window;
    return wait >= 0 && wait <= options_.window;
  }
  const std::vector<Payment>& payments_;
  const MoneyOptions& options_;
  std::map<Handle, std::vector<std::uint32_t>> out_, in_;
  std::map<std::string, std::vector<std::int64_t>> sums_;
};

}  // namespace

std::string sum_words(std::int64_t minor, const std::string& currency) {
  return fmt::format("{}{}{}.{:02}", currency, currency.empty() ? "" : " ", minor / 100,
                     minor % 100);
}

std::int64_t day_of(Millis time) {
  return (time - (time < 0 ? link::millis_per_day - 1 : 0)) / link::millis_per_day;
}

std::vector<Payment> merge_payments(std::vector<Payment> rows) {
  std::erase_if(rows, [](const Payment& p) {
    return p.from == link::no_handle || p.to == link::no_handle || p.from == p.to || p.minor <= 0;
  });
  auto key = [](const Payment& p) {
    return std::tuple(p.from, p.to, p.minor, std::string_view(p.currency), day_of(p.time),
                      p.records.empty() ? 0 : p.records.front());
  };
  std::sort(rows.begin(), rows.end(),
            [&](const Payment& a, const Payment& b) { return key(a) < key(b); });
  std::vector<Payment> merged;
  std::set<std::int64_t> exhibits;  // that have already given a row to the last payment
  for (Payment& row : rows) {
    std::int64_t exhibit = row.records.empty() ? -1 : row.records.front() >> 32;
    auto same = [&](const Payment& last) {
      return last.from == row.from && last.to == row.to && last.minor == row.minor &&
             last.currency == row.currency && day_of(last.time) == day_of(row.time);
    };
    // Twice on one statement is two payments.
    if (!merged.empty() && same(merged.back()) && exhibits.insert(exhibit).second) {
      merged.back().records.insert(merged.back().records.end(), row.records.begin(),
                                   row.records.end());
      if (merged.back().day_only && !row.day_only) {
        merged.back().time = row.time;
        merged.back().day_only = false;
      }
      continue;
    }
    exhibits = {exhibit};
    merged.push_back(std::move(row));
  }
  std::sort(merged.begin(), merged.end(), [](const Payment& a, const Payment& b) {
    return std::tie(a.time, a.from, a.to, a.minor, a.records) <
           std::tie(b.time, b.from, b.to, b.minor, b.records);
  });
  return merged;
}

MoneyFlows find_money_flows(const std::vector<Payment>& payments, const MoneyOptions& options) {
  MoneyFlows flows;
  MoneySearch search(payments, options);
  std::vector<std::uint32_t> tested;
  for (std::uint32_t i = 0; i < payments.size(); ++i) {
    if (!search.has_onward(i) || search.expected_onward(i) > options.most_expected) continue;
    tested.push_back(i);
    std::vector<std::uint32_t> way{i};
    search.walk(way, 0, 0, flows.paths);
  }
  // A path that is the tail of a longer one says nothing new.
  std::set<std::vector<std::uint32_t>> tails;
  for (const MoneyPath& path : flows.paths)
    for (std::size_t k = 1; k + 1 < path.payments.size(); ++k)
      tails.emplace(path.payments.begin() + std::ptrdiff_t(k), path.payments.end());
  std::erase_if(flows.paths, [&](const MoneyPath& path) { return tails.contains(path.payments); });
  std::vector<std::int64_t> sums;
  for (const auto& payment : payments) sums.push_back(payment.minor);
  std::sort(sums.begin(), sums.end());
  // One test for each payment, by the way on that fits best.
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> best(payments.size(), none), ways(payments.size(), 0);
  for (std::uint32_t i = 0; i < flows.paths.size(); ++i) {
    auto& at = best[flows.paths[i].payments.front()];
    ++ways[flows.paths[i].payments.front()];
    if (at == none || flows.paths[i].log10_p < flows.paths[at].log10_p) at = i;
  }
  for (auto& path : flows.paths) path.others = ways[path.payments.front()] - 1;
  flows.tested = tested.size();
  auto judge = [&](auto&& is_judged) {
    std::vector<double> log10_p, log10_most;
    std::vector<std::uint32_t> which;
    for (auto i : tested) {
      if (!is_judged(payments[i])) continue;
      which.push_back(best[i]);
      log10_p.push_back(best[i] == none ? 0 : flows.paths[best[i]].log10_p);
      log10_most.push_back(MoneySearch::chance_of_one(search.expected_onward(i)));
    }
    auto found = rare_discoveries(log10_p, log10_most, options.false_discoveries, options.spare);
    std::vector<std::uint32_t> paths;
    for (std::size_t i = 0; i < which.size(); ++i)
      if (found[i]) paths.push_back(which[i]);
    return paths;
  };
  std::vector<std::uint32_t> most;
  std::int64_t most_from = 0;
  for (double share : {0.0, .5, .75, .875, .9375, .96875, .984375}) {
    if (sums.empty()) break;
    std::int64_t least = share > 0 ? sums[static_cast<std::size_t>(share * double(sums.size()))] : 0;
    auto found = judge([&](const Payment& p) { return p.minor >= least; });
    if (found.size() > most.size()) most = std::move(found), most_from = least;
  }
  for (auto i : judge([](const Payment& p) { return p.named_by_chance <= spoken_of; }))
    flows.paths[i].stands_out = flows.paths[i].among_named = true;
  for (auto i : most) {
    flows.paths[i].stands_out = true;
    flows.paths[i].among_named = false;
    flows.paths[i].least = most_from;
  }
  std::uint64_t windows = 0;
  search.fans(flows.fans, windows);
  std::vector<double> log10_p;
  for (const MoneyFan& fan : flows.fans)
    log10_p.push_back(fan.log10_p);
  auto found = discoveries(log10_p, log10_p.size(), options.false_discoveries);
  for (std::size_t i = 0; i < found.size(); ++i)
    flows.fans[i].stands_out = found[i];
  return flows;
}

namespace {

void add_payments(Lead& lead, const std::vector<Payment>& payments,
                  const std::vector<std::uint32_t>& list) {
  Table table{"Payments", {"time", "from", "to", "sum", "row", "messages that name it"}, {}};
  for (auto i : list) {
    const Payment& p = payments[i];
    table.rows.push_back({p.day_only ? day(day_of(p.time)) : time(p.time), handle(p.from), handle(p.to),
                          words(sum_words(p.minor, p.currency)), record(p.records.front()),
                          count(std::int64_t(p.messages.size()))});
    for (auto id : p.records)
      lead.evidence.push_back(id);
    for (auto id : p.messages)
      lead.evidence.push_back(id);
    for (Handle who : {p.from, p.to})
      if (std::find(lead.subjects.begin(), lead.subjects.end(), who) == lead.subjects.end())
        lead.subjects.push_back(who);
  }
  lead.from = payments[list.front()].time;
  lead.to = payments[list.back()].time;
  lead.tables.push_back(std::move(table));
}

}  // namespace

Leads money_leads(const std::vector<Payment>& payments, const MoneyFlows& flows,
                  const MoneyOptions& options) {
  Leads result;
  if (payments.empty()) {
    result.not_looked_for.push_back(
        {"money", "no statement or payment record names a payer, a payee, a sum and a day"});
    return result;
  }
  std::vector<Parameter> parameters = {
      {"window", fmt::format("{} h", options.window / link::millis_per_hour)},
      {"smaller by at most", fmt::format("{:.0f} %", 100 * options.within)},
      {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
  for (const MoneyPath& path : flows.paths) {
    if (!path.stands_out) continue;
    Lead lead;
    lead.detector = path.ring ? "money-ring" : "money-path";
    lead.parameters = parameters;
    add_payments(lead, payments, path.payments);
    const Payment &first = payments[path.payments.front()], &last = payments[path.payments.back()];
    lead.parameters.push_back({"first", fmt::format("{}", first.records.front() & 0xffffffff)});
    lead.parameters.push_back({"judged among", path.among_named ? "sums that messages speak of"
                                                               : fmt::format("sums from {}", sum_words(path.least, first.currency))});
    lead.parameters.push_back({"last", fmt::format("{}", last.records.front() & 0xffffffff)});
    lead.observed = double(path.payments.size()) - 1;
    lead.expected = path.expected;
    lead.null_model =
        "onward payments of the receiver that would fit if its payments fell at random over the time "
        "and their sums were drawn from all payments of the case; the chance is that of one as soon and "
        "as close";
    lead.log10_p = path.log10_p;
    lead.title = {words(sum_words(first.minor, first.currency)), words(" from "),
                  handle(first.from), words(path.ring ? " comes back by way of "
                                                      : " to "),
                  handle(first.to), words(path.ring ? ": " : " goes on to "),
                  path.ring ? words(sum_words(last.minor, last.currency)) : handle(last.to),
                  path.ring ? words("") : words(": " + sum_words(last.minor, last.currency))};
    // Of days without hours the days are compared.
    const std::int64_t days = day_of(last.time) - day_of(first.time);
    if ((first.day_only || last.day_only) && days == 0)
      lead.title.push_back(words(" on the same day"));
    else
      lead.title.insert(lead.title.end(), {words(" within "), duration(first.day_only || last.day_only ? days * link::millis_per_day : last.time - first.time)});
    bool day_only = false;
    std::size_t named = 0;
    for (auto i : path.payments)
      day_only |= payments[i].day_only, named += payments[i].messages.size();
    if (named > 0)
      lead.explanation.push_back({count(std::int64_t(named)),
                                  words(" messages to or from one of the two name the sum within a day of a payment.")});
    if (path.others > 0)
      lead.against.push_back({words("Of the ways on from the first payment "), count(path.others), words(" more would fit; this fits best.")});
    if (day_only)
      lead.against.push_back({words("Statements give days without hours: payments of one day may "
                                    "have come in the other order.")});
    lead.against.push_back({words("The sums and times fit; that it is the same money is not said.")});
    lead.alternatives = {"rent, a shared bill or a purchase for somebody else",
                         "wages paid out of takings", "payments of usual round sums"};
    result.leads.push_back(std::move(lead));
  }
  for (const MoneyFan& fan : flows.fans) {
    if (!fan.stands_out) continue;
    Lead lead;
    lead.detector = fan.in ? "money-fan-in" : "money-fan-out";
    lead.subjects = {fan.center};
    lead.parameters = {
        {"window", fmt::format("{} days", options.fan_window / link::millis_per_day)},
        {"least others", fmt::format("{}", options.least_fan)}};
    add_payments(lead, payments, fan.payments);
    lead.observed = fan.others;
    lead.expected = fan.expected;
    lead.null_model = "payments in such a window if they were spread evenly over the handle's time";
    lead.log10_p = fan.log10_p;
    lead.title = {count(fan.others), words(fan.in ? " different payers pay " : " different payees are paid by "),
                  handle(fan.center), words(" within "), duration(lead.to - lead.from)};
    lead.against = {{words("Only accounts of the exhibits are seen.")}};
    lead.alternatives = {"wages, a collection, a sale or a holiday", "a club or a shop"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"money", fmt::format("{} further payments stand out less than the {} shown",
                              result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
