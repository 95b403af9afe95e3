// Worked example: somebody with 10 contacts a day, none at night, is silent from Friday 20:00 to
// Monday 08:00. Rhythm puts 22 events there; chance exp(-22) = 3e-10, times 300 gaps = 8e-8.
//
// The rhythm is the handle's own counts by hour of the week plus one event spread over all 168
// hours, divided by the weeks it is seen. Days differ more than a Poisson stream (broadcasts, long
// chats): the expected number is divided by the unevenness of the days (variance / mean, at least
// 1).
#include "pattern/silence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "link/profile.h"

namespace clew::pattern {
namespace {

using link::Events;

class Rhythm {
 public:
  Rhythm(const Events& events, std::span<const std::uint32_t> slice, std::int32_t offset)
      : offset_(offset) {
    double weeks = std::max(1.0, double(events.time(slice.back()) - events.time(slice.front())) /
                                     double(7 * link::millis_per_day));
    rate_.fill(1.0 / 168 / weeks);
    std::map<std::int64_t, std::uint32_t> days;
    for (auto i : slice) {
      rate_[link::hour_of_week(events.time(i), offset)] += 1 / weeks;
      ++days[link::day_number(events.time(i), offset)];
    }
    double all = double(days.rbegin()->first - days.begin()->first) + 1;
    double mean = double(slice.size()) / all, squares = 0;
    for (const auto& [day, count] : days)
      squares += double(count) * count;
    if (all >= 3) unevenness_ = std::max(1.0, (squares - all * mean * mean) / (all - 1) / mean);
    for (double rate : rate_)
      week_ += rate;
  }
  double expected(Millis from, Millis to) const {
    constexpr Millis week = 7 * link::millis_per_day;
    double sum = double((to - from) / week) * week_;
    from += (to - from) / week * week;
    while (from < to) {
      Millis local = from + offset_ * link::millis_per_minute;
      Millis in_hour =
          ((local % link::millis_per_hour) + link::millis_per_hour) % link::millis_per_hour;
      Millis step = std::min(to - from, link::millis_per_hour - in_hour);
      sum +=
          rate_[link::hour_of_week(from, offset_)] * double(step) / double(link::millis_per_hour);
      from += step;
    }
    return sum / unevenness_;
  }

 private:
  std::int32_t offset_;
  std::array<double, 168> rate_{};
  double week_ = 0, unevenness_ = 1;
};

}  // namespace

std::vector<Silence> find_silences(const Events& events, const SilenceOptions& options,
                                   ThreadPool& pool) {
  constexpr std::size_t parts = 64;
  std::vector<std::vector<Silence>> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    auto begin = std::uint64_t{events.handle_count()} * part / parts;
    auto end = std::uint64_t{events.handle_count()} * (part + 1) / parts;
    for (auto h = begin; h < end; ++h) {
      auto slice = events.party(static_cast<Handle>(h));
      if (slice.size() < options.least_events) continue;
      bool any = false;
      for (std::size_t i = 1; i < slice.size() && !any; ++i)
        any = events.time(slice[i]) - events.time(slice[i - 1]) >= options.least_gap;
      if (!any) continue;
      Rhythm rhythm(events, slice, options.day_offset_minutes);
      for (std::size_t i = 1; i < slice.size(); ++i) {
        Millis from = events.time(slice[i - 1]), to = events.time(slice[i]);
        if (to - from < options.least_gap) continue;
        double expected = rhythm.expected(from, to);
        double log10_p =
            std::min(0.0, std::log10(double(slice.size())) - expected / std::log(10.0));
        if (log10_p <= std::log10(options.level))
          found[part].push_back({static_cast<Handle>(h), from, to, expected, log10_p,
                                 events.record(slice[i - 1]), events.record(slice[i])});
      }
    }
  });
  std::vector<Silence> result;
  for (const auto& part : found)
    result.insert(result.end(), part.begin(), part.end());
  return result;
}

Leads silence_leads(const Events& events, const std::vector<Silence>& silences,
                    const SilenceOptions& options) {
  Leads result;
  for (const Silence& silence : silences) {
    Lead lead;
    lead.detector = "silence";
    lead.subjects = {silence.handle};
    lead.from = silence.from;
    lead.to = silence.to;
    lead.parameters = {{"gap from", fmt::format("{} h", options.least_gap / link::millis_per_hour)},
                       {"chance at most", fmt::format("{}", options.level)},
                       {"least events", fmt::format("{}", options.least_events)}};
    lead.observed = 0;
    lead.expected = silence.expected;
    lead.null_model =
        "events in the gap if the handle kept its own hour-of-week rhythm, uneven days allowed for";
    lead.log10_p = silence.log10_p;
    lead.evidence = {silence.last_record, silence.next_record};
    lead.title = {handle(silence.handle), words(" is silent for "),
                  duration(silence.to - silence.from), words(" from "), time(silence.from)};
    lead.explanation = {{words("About "), number(silence.expected),
                         words(" contacts would be expected in that time.")}};
    std::int64_t together = 0;
    for (const Silence& other : silences)
      together +=
          other.handle != silence.handle && other.from < silence.to && silence.from < other.to;
    if (together > 0)
      lead.explanation.push_back(
          {count(together), words(" other handles are silent in an overlapping "
                                  "time.")});
    // Whether the case itself is thin there.
    auto span = events.span();
    if (span && (silence.from - span->first < link::millis_per_day ||
                 span->second - silence.to < link::millis_per_day))
      lead.against.push_back({words("The gap lies at the edge of the data.")});
    lead.against.push_back(
        {words("Only contacts in the exhibits of this case are seen. Gaps in the row "
               "numbers of the source would point to deletion.")});
    lead.alternatives = {"the exhibit that holds these events does not cover this time",
                         "deleted messages or call lists", "a phone lost, seized or switched off",
                         "another number or app used meanwhile"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > options.most_leads) {
    result.not_looked_for.push_back(
        {"silence", fmt::format("{} further silences are more likely by chance than the {} shown",
                                result.leads.size() - options.most_leads, options.most_leads)});
    result.leads.resize(options.most_leads);
  }
  return result;
}

}  // namespace clew::pattern
