// Worked example of the divergence: A is in use at 9 and 10 alike, B at 10 and 11 alike. Their mean
// is ¼, ½, ¼; JS = ½ (½ log ½/¼ + ½ log ½/½) + the same = ½ bit.
//
// Handover. The handle's encounters (one contact in one hour of one day, once) are cut at the start
// of each week of the handle; of the cuts with two weeks and sixty encounters on each side the one
// with the most new contacts after it is kept. It counts if four fifths of what follows goes to
// contacts unknown before and the hours of the day differ:
//
//   2 n₁ n₂ / (n₁ + n₂) × ln 2 × JS × 2 is the likelihood-ratio statistic G of "the same hours before
//   and after"; chi-square with 23 degrees of freedom under it, divided by the unevenness of the days
//   (a busy evening is one decision, not twenty); times the cuts looked at (Bonferroni within the
//   handle), and Benjamini and Hochberg over the handles.
//
// The contacts are a second condition, not part of the chance: a person who moves house changes both
// too, which the lead says. JS: Lin 1991. G test: Sokal and Rohlf, section 17.
#include "pattern/rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "link/profile.h"
#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Events;

struct Encounter {
  std::uint32_t event;
  Handle other;
  std::int32_t hour;  // since 1970 in the zone
};

// One contact in one hour of one day counts once. Holds four bytes a handle of the case between calls, so that
// no contact is looked up in a map.
class Encounters {
 public:
  Encounters(const Events& events, std::int32_t offset)
      : events_(events), offset_(offset), last_(events.handle_count(), never) {}

  std::vector<Encounter> of(Handle handle) {
    std::vector<Encounter> list;
    list.reserve(events_.party(handle).size());  // what is not written takes no memory
    for (auto i : events_.party(handle)) {
      Handle other = events_.other_side(i, handle);
      Millis local = events_.time(i) + offset_ * link::millis_per_minute;
      auto hour = static_cast<std::int32_t>(local / link::millis_per_hour - (local % link::millis_per_hour < 0 ? 1 : 0));
      if (other == link::no_handle) {
        if (hour == last_unknown_) continue;
        last_unknown_ = hour;
      } else {
        if (last_[other] == hour) continue;
        last_[other] = hour;
      }
      list.push_back({i, other, hour});
    }
    last_unknown_ = never;
    for (const auto& one : list)
      if (one.other != link::no_handle) last_[one.other] = never;
    return list;
  }

 private:
  static constexpr std::int32_t never = std::numeric_limits<std::int32_t>::min();
  const Events& events_;
  std::int32_t offset_;
  std::vector<std::int32_t> last_;  // hour of the last encounter with each handle
  std::int32_t last_unknown_ = never;
};

using HourOfDay = std::array<double, 24>;
HourOfDay hours_of_day(std::span<const Encounter> list) {
  HourOfDay hours{};
  for (const auto& one : list)
    ++hours[static_cast<std::size_t>(((one.hour % 24) + 24) % 24)];
  return hours;
}

// Variance over mean of the encounters of a day, at least 1; days without any left out, so that a
// handle that is off for a month is not called uneven.
double unevenness(std::span<const Encounter> list) {
  double days = 0, sum = 0, squares = 0;
  for (std::size_t begin = 0, end; begin < list.size(); begin = end) {
    auto day = [](const Encounter& e) { return e.hour / 24; };
    for (end = begin; end < list.size() && day(list[end]) == day(list[begin]); ++end) {
    }
    double n = double(end - begin);
    ++days, sum += n, squares += n * n;
  }
  if (days < 3) return 1;
  double mean = sum / days;
  return std::max(1.0, (squares / days - mean * mean) / mean);
}

class Cutter {
 public:
  Cutter(const Events& events, const HandoverOptions& options)
      : events_(events), options_(options), encounters_(events, options.day_offset_minutes),
        place_(std::size_t{events.handle_count()} + 1, none) {}

  std::optional<Handover> look_at(Handle handle) {
    if (events_.party(handle).size() < 2 * std::size_t{options_.least_encounters}) return {};
    auto list = encounters_.of(handle);
    if (list.size() < 2 * std::size_t{options_.least_encounters}) return {};
    Millis first = events_.time(list.front().event), last = events_.time(list.back().event);
    if (last - first < 2 * options_.least_time) return {};
    note_spans(list);
    std::size_t best = 0, cuts = 0;
    double most_new = -1, sum_new = 0;
    for (Millis at = first + options_.least_time; at <= last - options_.least_time;
         at += 7 * link::millis_per_day) {
      auto cut = static_cast<std::size_t>(
          std::lower_bound(list.begin(), list.end(), at,
                           [&](const Encounter& e, Millis t) { return events_.time(e.event) < t; }) -
          list.begin());
      if (cut < options_.least_encounters || list.size() - cut < options_.least_encounters) continue;
      double fresh = share_new(cut);
      ++cuts;
      sum_new += fresh;
      if (fresh > most_new) most_new = fresh, best = cut;
    }
    if (cuts == 0 || most_new < options_.least_new_contacts) return {};
    best = refine(list, best);
    std::span<const Encounter> all(list);
    auto before = all.first(best), after = all.subspan(best);
    Handover found;
    found.handle = handle;
    found.at = events_.time(list[best].event);
    found.before = static_cast<std::uint32_t>(before.size());
    found.after = static_cast<std::uint32_t>(after.size());
    found.new_contacts = share_new(best);
    found.old_contacts = share_gone(best);
    found.expected_new = sum_new / double(cuts);
    found.hours = divergence(hours_of_day(before), hours_of_day(after));
    double n1 = double(before.size()), n2 = double(after.size());
    double scale = 4 * n1 * n2 / (n1 + n2) * std::log(2.0);
    double uneven = std::max(unevenness(before), unevenness(after));
    found.expected_hours = 23 * uneven / scale;
    found.log10_p = std::min(0.0, chi_square_tail_log10(found.hours * scale / uneven, 23) +
                                      std::log10(double(cuts)));
    for (std::size_t i = best > 25 ? best - 25 : 0; i < std::min(list.size(), best + 25); ++i)
      found.events.push_back(list[i].event);
    return found;
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Span {
    std::uint32_t first, last, count;  // encounters with one contact
  };

  // When each contact is met first and last; then what any cut leaves on either side is a sum up to it.
  void note_spans(const std::vector<Encounter>& list) {
    spans_.clear();
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      auto& place = place_[place_of(list[i].other)];
      if (place == none) {
        place = static_cast<std::uint32_t>(spans_.size());
        spans_.push_back({i, i, 0});
      }
      spans_[place].last = i;
      ++spans_[place].count;
    }
    new_from_.assign(list.size() + 1, 0);
    gone_before_.assign(list.size() + 1, 0);
    for (const auto& span : spans_) {
      new_from_[span.first] += span.count;
      gone_before_[span.last + 1] += span.count;
    }
    for (std::size_t i = list.size(); i-- > 0;) new_from_[i] += new_from_[i + 1];
    for (std::size_t i = 0; i < list.size(); ++i) gone_before_[i + 1] += gone_before_[i];
    for (const auto& one : list) place_[place_of(one.other)] = none;
  }
  std::size_t place_of(Handle other) const { return other == link::no_handle ? place_.size() - 1 : other; }
  // Share of the encounters after the cut with contacts not met before it; or the reverse.
  double share_new(std::size_t cut) const { return double(new_from_[cut]) / double(new_from_.size() - 1 - cut); }
  double share_gone(std::size_t cut) const { return double(gone_before_[cut]) / double(cut); }

  // The day near the cut with the cleanest change of contacts.
  std::size_t refine(const std::vector<Encounter>& list, std::size_t cut) {
    // change[i]: contacts whose span crosses the gap before i.
    std::vector<int> change(list.size() + 1, 0);
    for (const auto& span : spans_)
      ++change[span.first + 1], --change[span.last + 1];
    int crossing = 0, least = 1 << 30;
    std::size_t best = cut;
    Millis middle = events_.time(list[cut].event);
    for (std::size_t i = 1; i < list.size(); ++i) {
      crossing += change[i];
      if (std::abs(events_.time(list[i].event) - middle) > 10 * link::millis_per_day ||
          i < options_.least_encounters || list.size() - i < options_.least_encounters)
        continue;
      if (crossing < least) least = crossing, best = i;
    }
    return best;
  }

  const Events& events_;
  const HandoverOptions& options_;
  Encounters encounters_;
  std::vector<std::uint32_t> place_;  // of each handle in spans_, while its list is looked at
  std::vector<Span> spans_;
  std::vector<std::uint32_t> new_from_, gone_before_;  // encounters with contacts first met at i or later; last met before i
};

}  // namespace

HourOfWeek hour_of_week_profile(const Events& events, Handle handle, std::int32_t offset_minutes) {
  HourOfWeek profile{};
  for (const auto& one : Encounters(events, offset_minutes).of(handle))
    ++profile[link::hour_of_week(events.time(one.event), offset_minutes)];
  return profile;
}

double divergence(std::span<const double> a, std::span<const double> b) {
  double sum_a = std::accumulate(a.begin(), a.end(), 0.0);
  double sum_b = std::accumulate(b.begin(), b.end(), 0.0);
  if (sum_a <= 0 || sum_b <= 0) return 1;
  double result = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double p = a[i] / sum_a, q = b[i] / sum_b, m = (p + q) / 2;
    if (p > 0) result += p * std::log2(p / m) / 2;
    if (q > 0) result += q * std::log2(q / m) / 2;
  }
  return std::clamp(result, 0.0, 1.0);
}

int quiet_hours(const HourOfWeek& profile) {
  std::array<double, 24> day{};
  for (std::size_t i = 0; i < profile.size(); ++i)
    day[i % 24] += profile[i];
  int best = 0;
  double least = -1;
  for (int first = 0; first < 24; ++first) {
    double sum = 0;
    for (int k = 0; k < 6; ++k)
      sum += day[static_cast<std::size_t>((first + k) % 24)];
    if (least < 0 || sum < least) least = sum, best = first;
  }
  return best;
}

std::vector<Handover> find_handovers(const Events& events, const HandoverOptions& options,
                                     ThreadPool& pool) {
  constexpr std::size_t parts = 64;
  std::vector<std::vector<Handover>> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    Cutter cutter(events, options);
    auto begin = std::uint64_t{events.handle_count()} * part / parts;
    auto end = std::uint64_t{events.handle_count()} * (part + 1) / parts;
    for (auto h = begin; h < end; ++h)
      if (auto one = cutter.look_at(static_cast<Handle>(h))) found[part].push_back(std::move(*one));
  });
  std::vector<Handover> result;
  for (auto& part : found)
    std::move(part.begin(), part.end(), std::back_inserter(result));
  std::vector<double> log10_p;
  for (const auto& one : result)
    log10_p.push_back(one.hours >= options.least_divergence ? one.log10_p : 0);
  std::uint64_t tests = 0;
  for (Handle h = 0; h < events.handle_count(); ++h)
    tests += events.party(h).size() >= 2 * std::size_t{options.least_encounters};
  auto stands_out = discoveries(log10_p, tests, options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i].stands_out = stands_out[i] && result[i].hours >= options.least_divergence;
  return result;
}

Leads handover_leads(const Events& events, const std::vector<Handover>& found,
                     const HandoverOptions& options) {
  Leads result;
  auto span = events.span();
  if (!span || span->second - span->first < 2 * options.least_time) {
    result.not_looked_for.push_back(
        {"handover", "the dated events span less than four weeks, too little for two rhythms"});
    return result;
  }
  for (const Handover& one : found) {
    if (!one.stands_out) continue;
    Lead lead;
    lead.detector = "handover";
    lead.subjects = {one.handle};
    lead.from = lead.to = one.at;
    lead.parameters = {
        {"least encounters each", fmt::format("{}", options.least_encounters)},
        {"new contacts from", fmt::format("{:.2f}", options.least_new_contacts)},
        {"divergence of hours from", fmt::format("{:.2f} bits", options.least_divergence)},
        {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = one.hours;
    lead.expected = one.expected_hours;
    lead.null_model =
        "divergence (Jensen–Shannon, bits) of the hours of the day before and after if both came "
        "from one rhythm; likelihood-ratio test, uneven days and all moments looked at allowed for";
    lead.log10_p = one.log10_p;
    for (auto i : one.events)
      lead.evidence.push_back(events.record(i));
    lead.title = {words("From "), time(one.at), words(" "), handle(one.handle),
                  words(" is used at other hours and with other contacts: more than one user?")};
    lead.explanation = {
        {number(one.new_contacts), words(" of the contacts after are unknown before ("),
         number(one.expected_new), words(" at other moments); "), number(one.old_contacts),
         words(" of those before are not seen again.")},
        {words("The hours of the day differ by "), number(one.hours), words(" bits; "),
         number(one.expected_hours), words(" would be by chance. Encounters before: "),
         count(one.before), words(", after: "), count(one.after), words(".")}};
    lead.against = {{words("A new job, home, school or country changes hours and contacts too; a "
                           "change of clock or zone changes hours.")}};
    lead.alternatives = {"the number passed to another person", "a new job or a move",
                         "another exhibit that covers the later time"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
