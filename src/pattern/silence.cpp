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
#include <numeric>
#include <set>
#include <tuple>

#include "link/profile.h"

namespace clew::pattern {
namespace {

using link::Events;

class Rhythm {
 public:
  // Of the events of one handle, in order of time; at least one.
  Rhythm(const Events& events, std::span<const std::uint32_t> slice, std::int32_t offset) : offset_(offset) {
    Millis begin = events.time(slice.front()), end = events.time(slice.back());
    double weeks = std::max(1.0, double(end - begin) / double(7 * link::millis_per_day));
    std::array<double, 168> rate;
    rate.fill(1.0 / 168 / weeks);
    std::int64_t first = link::day_number(begin, offset), today = first;
    double squares = 0, count = 0;
    for (std::uint32_t i : slice) {
      Millis time = events.time(i);
      rate[link::hour_of_week(time, offset)] += 1 / weeks;
      std::int64_t day = link::day_number(time, offset);
      if (day != today) squares += count * count, count = 0, today = day;
      ++count;
    }
    squares += count * count;
    double all = double(today - first) + 1, mean = double(slice.size()) / all;
    if (all >= 3) unevenness_ = std::max(1.0, (squares - all * mean * mean) / (all - 1) / mean);
    for (std::size_t i = 0; i < rate.size(); ++i)
      until_[i + 1] = until_[i] + rate[i];
  }
  double expected(Millis from, Millis to) const { return (at(to) - at(from)) / unevenness_; }

 private:
  // Events that the rhythm gives from a Monday long ago until then.
  double at(Millis time) const {
    constexpr Millis week = 7 * link::millis_per_day;
    // 1970-01-01 was a Thursday; 1,000,000 weeks keep the division above zero.
    Millis local = time + offset_ * link::millis_per_minute + 3 * link::millis_per_day + 1'000'000 * week;
    Millis in_week = local % week;
    auto hour = static_cast<std::size_t>(in_week / link::millis_per_hour);
    double part = double(in_week % link::millis_per_hour) / double(link::millis_per_hour);
    return double(local / week - 1'000'000) * until_[168] + until_[hour] +
           part * (until_[hour + 1] - until_[hour]);
  }

  std::int32_t offset_;
  std::array<double, 169> until_{};  // before each hour of the week
  double unevenness_ = 1;
};

// What the whole case does in those times: one pass over its events, counted before each begin and end.
void count_case(const Events& events, std::vector<JointSilence>& silences) {
  std::vector<Millis> marks;
  for (const JointSilence& joint : silences) marks.insert(marks.end(), {joint.from, joint.to});
  std::sort(marks.begin(), marks.end());
  std::vector<std::uint32_t> before(marks.size() + 1);  // events before each mark, then all
  for (std::uint32_t i = 0; i < events.size(); ++i)
    ++before[static_cast<std::size_t>(std::upper_bound(marks.begin(), marks.end(), events.time(i)) - marks.begin())];
  std::partial_sum(before.begin(), before.end(), before.begin());
  auto until = [&](Millis time) {
    return before[static_cast<std::size_t>(std::lower_bound(marks.begin(), marks.end(), time) - marks.begin())];
  };
  auto span = events.span();
  for (JointSilence& joint : silences) {
    joint.case_events = until(joint.to) - until(joint.from);
    joint.case_usual = double(events.size()) * double(joint.to - joint.from) /
                       double(std::max<Millis>(1, span->second - span->first));
  }
}

// Of groups that share more than half of the smaller one's handles and half of the shorter one's time, the least likely by chance.
std::vector<JointSilence> told_once(std::vector<JointSilence> all) {
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.log10_p, a.from, a.to, a.handles) < std::tie(b.log10_p, b.from, b.to, b.handles);
  });
  std::vector<JointSilence> kept;
  for (auto& group : all) {
    const std::set<Handle> handles(group.handles.begin(), group.handles.end());
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const JointSilence& other) {
      const auto shared = static_cast<std::size_t>(
          std::count_if(other.handles.begin(), other.handles.end(), [&](Handle h) { return handles.contains(h); }));
      const Millis common = std::min(group.to, other.to) - std::max(group.from, other.from);
      return 2 * shared > std::min(handles.size(), other.handles.size()) && 2 * common >= std::min(group.to - group.from, other.to - other.from);
    });
    if (same == kept.end())
      kept.push_back(std::move(group));
    else
      ++same->others;
  }
  return kept;
}

}  // namespace

std::vector<Silence> find_silences(const Events& events, const SilenceOptions& options,
                                   ThreadPool& pool) {
  constexpr std::size_t parts = 64;
  std::vector<std::vector<Silence>> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    struct Gap {
      Millis from, to;
      std::size_t next;  // place in the slice of what ends it
    };
    std::vector<Gap> gaps;  // of one handle: a copy of the times of millions of events would be large
    auto begin = std::uint64_t{events.handle_count()} * part / parts;
    auto end = std::uint64_t{events.handle_count()} * (part + 1) / parts;
    for (auto h = begin; h < end; ++h) {
      auto slice = events.party(static_cast<Handle>(h));
      if (slice.size() < options.least_events) continue;
      gaps.clear();
      Millis from = events.time(slice.front());
      for (std::size_t i = 1; i < slice.size(); ++i) {
        Millis to = events.time(slice[i]);
        if (to - from >= options.least_gap) gaps.push_back({from, to, i});
        from = to;
      }
      if (gaps.empty()) continue;
      Rhythm rhythm(events, slice, options.day_offset_minutes);
      for (const Gap& gap : gaps) {
        double expected = rhythm.expected(gap.from, gap.to);
        double log10_p =
            std::min(0.0, std::log10(double(slice.size())) - expected / std::log(10.0));
        if (log10_p <= std::log10(options.level))
          found[part].push_back({static_cast<Handle>(h), gap.from, gap.to, expected, log10_p,
                                 events.record(slice[gap.next - 1]), events.record(slice[gap.next])});
      }
    }
  });
  std::vector<Silence> result;
  for (const auto& part : found)
    result.insert(result.end(), part.begin(), part.end());
  return result;
}

namespace {

// The change that may have ended the use of a handle before the silence did; null none.
const NumberChange* change_of(Handle handle, Millis silent_to, std::span<const NumberChange> changes) {
  for (const NumberChange& change : changes)
    if (change.proposed && change.old_handle == handle && change.new_starts < silent_to) return &change;
  return nullptr;
}

}  // namespace

Leads silence_leads(const Events& events, const std::vector<Silence>& silences, std::span<const NumberChange> changes,
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
          {count(together), words(" other numbers and accounts are silent in an overlapping "
                                  "time.")});
    if (const NumberChange* change = change_of(silence.handle, silence.to, changes))
      lead.against.push_back({handle(change->new_handle), words(" may continue it from "), time(change->new_starts),
                              words(": whoever goes on under another number is silent under the old one.")});
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

// Worked example: A silent Mon 08:00–Thu 20:00, B Tue 10:00–Fri 09:00, C Tue 12:00–Thu 08:00, all in
// contact with each other. In common: Tue 12:00 to Thu 08:00. With 9, 6 and 4 events expected there
// the chance of none is exp(-19).
//
// Each silence in turn begins a group: those handles of its contacts that are silent during it, by
// how much time they leave in common, as long as a day is left. A group that is part of another with
// the same time is told once, and so are groups of mostly the same handles in about the same time: the one farthest from chance
// stands for all, and counts the others. Handles that fall silent together because an exhibit ends do so too: the
// lead gives what the rest of the case does in that time.
std::vector<JointSilence> find_joint_silences(const Events& events,
                                              const std::vector<Silence>& silences,
                                              const SilenceOptions& options,
                                              std::uint32_t least_handles) {
  std::vector<JointSilence> result;
  auto span = events.span();
  if (!span || silences.size() < least_handles) return result;
  std::map<Handle, std::vector<std::uint32_t>> of_handle;
  for (std::uint32_t i = 0; i < silences.size(); ++i)
    of_handle[silences[i].handle].push_back(i);
  std::set<std::vector<std::uint32_t>> seen;
  std::uint64_t groups = 0;
  for (std::uint32_t seed = 0; seed < silences.size(); ++seed) {
    const Silence& first = silences[seed];
    std::set<Handle> near;
    for (auto i : events.party(first.handle))
      if (Handle other = events.other_side(i, first.handle);
          other != link::no_handle && other != first.handle && of_handle.contains(other))
        near.insert(other);
    std::vector<std::tuple<Millis, std::uint32_t>> others;  // minus the time in common, silence
    for (Handle other : near)
      for (auto j : of_handle[other]) {
        Millis common = std::min(first.to, silences[j].to) - std::max(first.from, silences[j].from);
        if (common >= options.least_gap) others.emplace_back(-common, j);
      }
    std::sort(others.begin(), others.end());
    std::vector<std::uint32_t> members{seed};
    Millis from = first.from, to = first.to;
    for (const auto& [gap, j] : others) {
      bool twice = false;
      for (auto m : members)
        twice |= silences[m].handle == silences[j].handle;
      Millis a = std::max(from, silences[j].from), b = std::min(to, silences[j].to);
      if (twice || b - a < options.least_gap) continue;
      from = a, to = b;
      members.push_back(j);
    }
    ++groups;
    if (members.size() < least_handles) continue;
    std::sort(members.begin(), members.end());
    if (!seen.insert(members).second) continue;
    JointSilence joint;
    joint.from = from;
    joint.to = to;
    for (auto m : members) {
      const Silence& one = silences[m];
      joint.handles.push_back(one.handle);
      Rhythm rhythm(events, events.party(one.handle), options.day_offset_minutes);
      joint.expected += rhythm.expected(from, to);
      joint.evidence.push_back(one.last_record);
      joint.evidence.push_back(one.next_record);
    }
    joint.log10_p = -joint.expected / std::log(10.0);
    result.push_back(std::move(joint));
  }
  for (JointSilence& joint : result)
    joint.log10_p = std::min(0.0, joint.log10_p + std::log10(double(std::max<std::uint64_t>(1, groups))));
  std::erase_if(result, [&](const JointSilence& j) { return j.log10_p > std::log10(options.level); });
  result = told_once(std::move(result));
  count_case(events, result);
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return std::tie(a.from, a.to, a.handles) < std::tie(b.from, b.to, b.handles);
  });
  return result;
}

Leads joint_silence_leads(const std::vector<JointSilence>& found, std::span<const NumberChange> changes, const SilenceOptions& options) {
  Leads result;
  for (const JointSilence& joint : found) {
    Lead lead;
    lead.detector = "joint-silence";
    lead.subjects = joint.handles;
    lead.from = joint.from;
    lead.to = joint.to;
    lead.parameters = {{"gap from", fmt::format("{} h", options.least_gap / link::millis_per_hour)},
                       {"chance at most", fmt::format("{}", options.level)}};
    lead.observed = 0;
    lead.expected = joint.expected;
    lead.null_model =
        "events in the gap if each handle kept its own hour-of-week rhythm and fell silent by itself";
    lead.log10_p = joint.log10_p;
    lead.evidence = joint.evidence;
    lead.title = {count(std::int64_t(joint.handles.size())),
                  words(" numbers and accounts that are in contact with each other are silent together for "),
                  duration(joint.to - joint.from), words(" from "), time(joint.from)};
    lead.explanation = {{words("About "), number(joint.expected),
                         words(" contacts of theirs would be expected in that time.")}};
    if (joint.others)
      lead.explanation.push_back({words("Further groups of mostly the same, silent in about the same time: "), count(joint.others),
                                  words(". This one lies farthest from chance.")});
    if (joint.case_events < .5 * joint.case_usual)
      lead.against.push_back({words("The whole case is thin in that time: "), count(joint.case_events),
                              words(" events where its share of time would give "),
                              number(joint.case_usual), words(".")});
    const auto changed = std::count_if(joint.handles.begin(), joint.handles.end(), [&](Handle h) { return change_of(h, joint.to, changes) != nullptr; });
    if (changed)
      lead.against.push_back({words("Of these, another number may by then continue "), count(changed), words(": whoever goes on under another number is silent under the old one.")});
    lead.against.push_back({words("They are in contact with each other: when one is silent, so are, in "
                                  "part, the others. One exhibit that ends explains several.")});
    lead.alternatives = {"the exhibit that holds them does not cover this time",
                         "a holiday or journey together", "another app used meanwhile"};
    result.leads.push_back(std::move(lead));
  }
  order_leads(result.leads);
  if (result.leads.size() > 50) {
    result.not_looked_for.push_back(
        {"joint-silence", fmt::format("{} further ones are more likely by chance than the 50 shown",
                                      result.leads.size() - 50)});
    result.leads.resize(50);
  }
  return result;
}

}  // namespace clew::pattern
