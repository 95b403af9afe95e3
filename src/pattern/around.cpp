// Worked example: event on Tuesday 18:00. A and B have 6 talks in the 48 hours after; in the
// same hours of the nine other weeks they have 1, 0, 0, 2, 0, 0, 1, 0, 0. Of 10 talks 6 or more in
// one of ten weeks: binomial, 1e-4. Benjamini and Hochberg over all pairs and both sides. Contacts
// counted one by one against a Poisson mean took talks of a dozen lines for an event: 11 and 12 of
// the 16 pairs that stood out in two made cases were ordinary ones.
//
// A pair without a contact before the window is new; one that had at least 8 talks before the moment, and
// whose rate lets the whole time since expect 5 or more while there are none, has ceased.
#include "pattern/around.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "pattern/chance.h"

namespace clew::pattern {

using link::Events;

std::string_view word(AroundContact::Change change) {
  switch (change) {
    case AroundContact::Change::unchanged:
      return "unchanged";
    case AroundContact::Change::new_contact:
      return "new";
    case AroundContact::Change::ceased:
      return "ceased";
    case AroundContact::Change::raised:
      return "raised";
    case AroundContact::Change::lowered:
      return "lowered";
  }
  return "";
}

std::vector<AroundContact> around(const Events& events, Millis moment,
                                  std::span<const Handle> handles, const AroundOptions& options) {
  std::vector<AroundContact> result;
  auto span = events.span();
  if (!span) return result;
  std::vector<Handle> wanted(handles.begin(), handles.end());
  if (wanted.empty())
    for (Handle handle = 0; handle < events.handle_count(); ++handle)
      wanted.push_back(handle);
  std::sort(wanted.begin(), wanted.end());
  constexpr Millis week = 7 * link::millis_per_day;
  // Other weeks of which the data hold both windows.
  std::vector<Millis> weeks;
  for (Millis shift = -(moment - span->first) / week * week;
       moment + shift - options.before <= span->second; shift += week)
    if (shift != 0 && moment + shift - options.before >= span->first &&
        moment + shift + options.after <= span->second)
      weeks.push_back(shift);

  std::map<std::pair<Handle, Handle>, std::vector<std::uint32_t>> pairs;
  for (Handle own : wanted)
    for (auto i : events.party(own)) {
      Handle other = events.other_side(i, own);
      if (other == link::no_handle || other == own) continue;
      bool both = std::binary_search(wanted.begin(), wanted.end(), other);
      if (both && other < own) continue;  // seen from the other side
      pairs[std::minmax(own, other)].push_back(i);
    }
  std::vector<double> log10_p;
  for (auto& [pair, list] : pairs) {
    AroundContact contact;
    contact.a = pair.first;
    contact.b = pair.second;
    std::uint32_t other_before = 0, other_after = 0, other_talks_before = 0, other_talks_after = 0;
    std::uint32_t talks_until = 0, since = 0;
    bool earlier = false;
    std::optional<Millis> last;
    for (auto i : list) {
      Millis time = events.time(i);
      const bool late = time >= moment, talk = !last || time - *last > options.talk_gap;
      last = time;
      since += late;
      talks_until += !late && talk;
      earlier |= time < moment - options.before;
      if (time >= moment - options.before && time < moment + options.after) {
        ++(late ? contact.observed_after : contact.observed_before);
        (late ? contact.talks_after : contact.talks_before) += talk;
        contact.events.push_back(i);
      }
      for (Millis shift : weeks)
        if (time >= moment + shift - options.before && time < moment + shift + options.after) {
          const bool after = time >= moment + shift;
          ++(after ? other_after : other_before);
          (after ? other_talks_after : other_talks_before) += talk;
        }
    }
    double count = double(std::max<std::size_t>(1, weeks.size()));
    contact.expected_before = other_before / count;
    contact.expected_after = other_after / count;
    auto tail = [&](std::uint32_t observed, std::uint32_t others) {
      return weeks.empty() ? 0.0 : binomial_tail_log10(observed, observed + others, 1 / (count + 1));
    };
    double raised = std::min(tail(contact.talks_before, other_talks_before),
                             tail(contact.talks_after, other_talks_after));
    // Fewer than usual: chance of none is exp(-expected).
    double rate_before = double(talks_until) / std::max(1.0, double(moment - span->first));
    double missing = rate_before * double(span->second - moment);
    bool ceased = talks_until >= 8 && since == 0 && missing >= 5;
    contact.log10_p = ceased ? std::min(raised, -missing / std::log(10.0)) : raised;
    if (ceased)
      contact.change = AroundContact::Change::ceased;
    else if (!earlier && contact.observed_after > 0)
      contact.change = AroundContact::Change::new_contact;
    else if (contact.observed_after > contact.expected_after ||
             contact.observed_before > contact.expected_before)
      contact.change = AroundContact::Change::raised;
    else if (contact.observed_after < contact.expected_after)
      contact.change = AroundContact::Change::lowered;
    if (contact.events.empty() && !ceased) continue;
    log10_p.push_back(contact.log10_p);
    result.push_back(std::move(contact));
  }
  auto stands_out = discoveries(log10_p, 2 * pairs.size(), options.false_discoveries);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i].stands_out = stands_out[i];
  return result;
}

Leads around_leads(const Events& events, Millis moment, const std::vector<AroundContact>& contacts,
                   const AroundOptions& options) {
  Leads result;
  auto span = events.span();
  if (!span || span->second - span->first < 3 * 7 * link::millis_per_day)
    result.not_looked_for.push_back(
        {"around-event",
         "the dated events span less than three weeks, so there are no other weeks to "
         "compare with"});
  for (const AroundContact& contact : contacts) {
    if (!contact.stands_out) continue;
    Lead lead;
    lead.detector = "around-event";
    lead.subjects = {contact.a, contact.b};
    lead.from = moment - options.before;
    lead.to = moment + options.after;
    lead.parameters = {{"moment", fmt::format("{}", moment)},
                       {"before", fmt::format("{} h", options.before / link::millis_per_hour)},
                       {"after", fmt::format("{} h", options.after / link::millis_per_hour)},
                       {"silence between talks", fmt::format("{} min", options.talk_gap / 60'000)},
                       {"false discoveries", fmt::format("{:.2f}", options.false_discoveries)}};
    lead.observed = contact.observed_before + contact.observed_after;
    lead.expected = contact.expected_before + contact.expected_after;
    lead.null_model = "the same hours of the same weekdays in the other weeks of the data, mean; the chance is that of so many talks among those of all these weeks";
    lead.log10_p = contact.log10_p;
    for (auto i : contact.events)
      lead.evidence.push_back(events.record(i));
    lead.title = {words("Contact of "), handle(contact.a),          words(" and "),
                  handle(contact.b),    words(" around "),          time(moment),
                  words(": "),          words(word(contact.change))};
    lead.explanation = {{words("Before: "), count(contact.observed_before), words(" (usually "),
                         number(contact.expected_before), words("); after: "),
                         count(contact.observed_after), words(" (usually "),
                         number(contact.expected_after), words(").")}};
    lead.against = {
        {words("If the moment was chosen after looking at these data, this is exploratory: "
               "the chance given does not hold.")}};
    lead.alternatives = {"a holiday, journey or family event at the same time",
                         "the period that an exhibit covers"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
