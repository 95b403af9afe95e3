// Worked example. Phone L and phone X: of 40 moments of the first three weeks 39 are near, of 30 later ones 4. Each near one counts log10(.97/.55) = .25, each
// other log10(.02/.4) = -1.3. The stretch with the largest sum is the first three weeks, 39 × .25 - 1.3 = 8.4: chance 10^-8.4 if only habit, times 34
// phones, times 70²/2 stretches: 10^-3.5. After it the sum is -33. Phone Y the other way round: L passed from whoever carries X to whoever carries Y.
//
// That both X and Y are elsewhere while L is with the other is asked for (apart_at_least): else X was merely off, or is Y's number of before.
// Which of three phones passed on cannot be seen from three: the lead says so.
#include "pattern/company.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "pattern/chance.h"
#include "pattern/co_movement.h"

namespace clew::pattern {
namespace {

struct Carrier {
  Handle root = link::no_handle, main = link::no_handle;
  std::vector<Handle> numbers;
  std::vector<Fix> track;
};

// Of a holder's numbers that with most events about that time: a phone's positions stand under one of them for all of its time.
Handle in_use(const link::Events& events, const Carrier& carrier, Millis time) {
  constexpr Millis about = 3 * link::millis_per_day;
  Handle best = carrier.main;
  std::size_t most = 0;
  for (Handle number : carrier.numbers) {
    std::size_t n = 0;
    for (auto i : events.party(number)) n += std::abs(events.time(i) - time) <= about;
    if (n > most) best = number, most = n;
  }
  return best;
}

// The moments with another phone, and the stretch of them with the largest sum.
struct With {
  std::size_t carrier = 0;
  std::vector<PocketMoment> moments;
  std::size_t first = 0, last = 0;  // of the best stretch, inclusive
  double weight = 0, log10_p = 0;
};

void best_stretch(With& with) {
  double sum = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < with.moments.size(); ++i) {
    if (sum <= 0) sum = 0, begin = i;
    sum += with.moments[i].log10_weight;
    if (sum > with.weight) with.weight = sum, with.first = begin, with.last = i;
  }
}

double weight_between(const With& with, Millis from, Millis to) {
  double sum = 0;
  for (const auto& moment : with.moments)
    if (moment.time >= from && moment.time <= to) sum += moment.log10_weight;
  return sum;
}

Stretch told(const With& with, const With& other, Handle handle) {
  Stretch made;
  made.with = handle;
  made.from = with.moments[with.first].time;
  made.to = with.moments[with.last].time;
  made.log10_p = with.log10_p;
  for (std::size_t i = with.first; i <= with.last; ++i) {
    const auto& moment = with.moments[i];
    ++made.compared;
    if (!moment.together) continue;
    ++made.together;
    made.evidence.push_back(moment.record);
    made.evidence.push_back(moment.other_record);
  }
  const Millis from = other.moments[other.first].time, to = other.moments[other.last].time;
  for (const auto& moment : with.moments)
    if (moment.time >= from && moment.time <= to) ++made.later, made.later_together += moment.together;
  return made;
}

}  // namespace

std::vector<ChangeOfCompany> find_changes_of_company(const link::Events& events, const Tracks& tracks, std::span<const Handle> hubs, const CompanyOptions& options) {
  const auto root_of = [&](Handle handle) { return handle < options.holder.size() ? options.holder[handle] : handle; };
  std::map<Handle, Carrier> by_root;
  for (std::size_t t = 0; t < tracks.count(); ++t) {
    const Handle number = tracks.handle(t);
    if (number >= events.handle_count() || std::binary_search(hubs.begin(), hubs.end(), number)) continue;
    auto& carrier = by_root[root_of(number)];
    if (carrier.main == link::no_handle || tracks.of(t).size() > carrier.track.size()) carrier.main = number;
    carrier.numbers.push_back(number);
    carrier.track.insert(carrier.track.end(), tracks.of(t).begin(), tracks.of(t).end());
  }
  std::vector<Carrier> carriers;
  for (auto& [root, carrier] : by_root) {
    carrier.root = root;
    std::sort(carrier.track.begin(), carrier.track.end(), [](const Fix& a, const Fix& b) {
      return std::tie(a.time, a.handle, a.record, a.latitude, a.longitude) < std::tie(b.time, b.handle, b.record, b.latitude, b.longitude);
    });
    carriers.push_back(std::move(carrier));
  }
  std::vector<std::span<const Fix>> all;
  for (const auto& carrier : carriers) all.push_back(carrier.track);
  const OnePocket pocket(all, {});
  std::vector<std::vector<With>> company(carriers.size());
  for (auto [i, j] : ever_nearby(all)) {
    With with;
    with.moments = pocket.moments(all[i], all[j], options.least_moments);
    if (with.moments.empty()) continue;
    best_stretch(with);
    if (with.weight <= 0) continue;
    const double stretches = double(with.moments.size()) * double(with.moments.size()) / 2;
    with.log10_p = std::min(0.0, std::log10(double(carriers.size() - 1) * stretches) - with.weight);
    if (with.log10_p > std::log10(options.most_by_habit) || with.moments[with.last].time - with.moments[with.first].time < options.least_time) continue;
    with.carrier = j;
    company[i].push_back(with);
    with.carrier = i;
    company[j].push_back(std::move(with));
  }
  std::vector<ChangeOfCompany> result;
  for (std::size_t i = 0; i < carriers.size(); ++i)
    for (const With& before : company[i])
      for (const With& after : company[i]) {
        const Millis ends = before.moments[before.last].time, begins = after.moments[after.first].time;
        if (&before == &after || before.moments[before.first].time >= begins || ends >= after.moments[after.last].time || ends - begins > options.most_overlap) continue;
        if (weight_between(before, begins, after.moments[after.last].time) > -options.apart_at_least ||
            weight_between(after, before.moments[before.first].time, ends) > -options.apart_at_least)
          continue;
        ChangeOfCompany found;
        found.before = told(before, after, carriers[before.carrier].main);
        found.after = told(after, before, carriers[after.carrier].main);
        if (std::min(found.before.together, found.after.together) < options.least_moments) continue;
        const auto left = [](const Stretch& s) { return double(s.later_together) / std::max(1u, s.later) / (double(s.together) / std::max(1u, s.compared)); };
        if (std::max(left(found.before), left(found.after)) > options.most_left) continue;
        found.handle = in_use(events, carriers[i], begins);
        found.log10_p = std::max(found.before.log10_p, found.after.log10_p);
        result.push_back(std::move(found));
      }
  std::sort(result.begin(), result.end(), [](const auto& x, const auto& y) {
    return std::tuple(x.log10_p, x.handle, x.before.with, x.after.with) < std::tuple(y.log10_p, y.handle, y.before.with, y.after.with);
  });
  std::vector<double> log10_p;
  for (const auto& found : result) log10_p.push_back(found.log10_p);
  const auto stands_out = discoveries(log10_p, std::max(carriers.size(), result.size()), options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i) result[i].stands_out = stands_out[i];
  return result;
}

Leads company_leads(const std::vector<ChangeOfCompany>& found, const CompanyOptions& options) {
  Leads result;
  for (const ChangeOfCompany& one : found) {
    if (!one.stands_out) continue;
    Lead lead;
    lead.detector = "handover";
    lead.subjects = {one.handle, one.before.with, one.after.with};
    lead.from = one.before.to;
    lead.to = one.after.from;
    if (lead.from > lead.to) std::swap(lead.from, lead.to);
    lead.parameters = {{"least moments together with each", fmt::format("{}", options.least_moments)},
                       {"least time with each", fmt::format("{} days", options.least_time / link::millis_per_day)},
                       {"left of the share together at most", fmt::format("{:.2f}", options.most_left)},
                       {"chance of habit at most", fmt::format("{:.2f}", options.most_by_habit)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = one.after.together;
    lead.expected = one.before.later > 0 ? double(one.after.later_together) / double(std::max(1u, one.after.later)) * one.after.compared : 0;
    lead.null_model =
        "moments together with the second phone at the rate of the time before; the chance is the larger of the two stretches', each against people of the same habits (the "
        "same hours on 1 to 14 other days), with all phones and all stretches allowed for";
    lead.log10_p = one.log10_p;
    lead.evidence = one.before.evidence;
    lead.evidence.insert(lead.evidence.end(), one.after.evidence.begin(), one.after.evidence.end());
    lead.title = {words("From "), time(one.after.from), words(" "), handle(one.handle), words(" is carried with "), handle(one.after.with), words(", until "),
                  time(one.before.to), words(" with "), handle(one.before.with), words(": may have passed to another person, or its user has moved")};
    lead.explanation = {
        {words("With "), handle(one.before.with), words(" from "), time(one.before.from), words(": "), count(one.before.together), words(" of "),
         count(one.before.compared), words(" moments together; afterwards "), count(one.before.later_together), words(" of "), count(one.before.later), words(".")},
        {words("With "), handle(one.after.with), words(" until "), time(one.after.to), words(": "), count(one.after.together), words(" of "), count(one.after.compared),
         words(" moments together; before "), count(one.after.later_together), words(" of "), count(one.after.later), words(".")},
        {words("A moment is four hours at one place in which both positions are known within half an hour. Whose the number was holds for the time with each, not for ever.")}};
    lead.against = {{words("That a phone is carried with another says whose it is only as far as the other's holder is known, and a phone's position is not a person's.")},
                    {words("Who moves from one household to another, or from one crew to another, changes company with his own phone.")}};
    lead.alternatives = {"the number passed to another person", "one person who was much with the one and then with the other",
                         "a phone that belongs to a car, a desk or a shift"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back({"handover", fmt::format("{} further phones that change company stand out less than the {} shown",
                                                             result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
