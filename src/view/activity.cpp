#include "view/activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/natural_order.h"
#include "job/link_stage.h"
#include "text/zone.h"

namespace clew::view {
namespace {

constexpr Micros micros_per_hour = 3'600'000'000, micros_per_day = 24 * micros_per_hour;
constexpr std::int64_t longest_days = 20 * 366;

// Floor division: days before 1970 count downwards.
std::int64_t floor_of(Micros time, Micros unit) { return time / unit - (time % unit < 0); }

std::pair<std::size_t, std::size_t> hour_of_week(Micros local) {
  const auto day = floor_of(local, micros_per_day);
  const auto weekday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  return {static_cast<std::size_t>(weekday), static_cast<std::size_t>(floor_of(local, micros_per_hour) - day * 24)};
}

text::Zone zone_of(const CaseView& view) { return text::Zone::find(view.case_file().info("zone")).value_or(text::Zone::utc()); }

class Collector {
 public:
  Collector(const text::Zone& zone, Activity& out) : zone_(zone), out_(out) {}

  void add(const std::string& lane, Micros utc, std::int64_t times = 1) { add_local(lane, zone_.to_local(utc), times); }
  // A reading whose zone nobody knows.
  void add_as_written(const std::string& lane, Micros local, std::int64_t times = 1) {
    add_local(lane, local, times);
    out_.as_written += times;
  }

  void finish() {
    if (days_.empty()) return;
    auto middle = days_.begin() + static_cast<std::ptrdiff_t>(days_.size() / 2);
    std::nth_element(days_.begin(), middle, days_.end());
    auto median = *middle;
    auto near = [&](std::int64_t day) { return std::abs(day - median) <= longest_days; };
    std::int64_t first = median, last = median;
    for (auto day : days_)
      if (near(day)) first = std::min(first, day), last = std::max(last, day);
    out_.first_day = to_iso_utc(first * micros_per_day).substr(0, 10);
    for (const auto& [name, counts] : lanes_) {
      ActivityLane lane;
      lane.name = name;
      lane.days.assign(static_cast<std::size_t>(last - first + 1), 0);
      for (auto [day, n] : counts) {
        lane.total += n;
        if (near(day))
          lane.days[static_cast<std::size_t>(day - first)] += n;
        else
          out_.outliers += n;
      }
      out_.lanes.push_back(std::move(lane));
    }
  }

 private:
  void add_local(const std::string& lane, Micros local, std::int64_t times) {
    auto day = floor_of(local, micros_per_day);
    lanes_[lane][day] += times;
    days_.push_back(day);
    const auto [weekday, hour] = hour_of_week(local);
    out_.week[weekday][hour] += times;
    out_.total += times;
  }

  const text::Zone& zone_;
  Activity& out_;
  std::map<std::string, std::map<std::int64_t, std::int64_t>, decltype(&natural_less)> lanes_{&natural_less};
  std::vector<std::int64_t> days_;
};

void whole_case(const CaseView& view, Collector& collect, Activity& out) {
  std::map<std::int64_t, std::string> refs;
  for (auto list = view.db().prepare("SELECT id, ref FROM exhibit"); list.step();)
    refs[list.integer(0)] = std::string(list.text(1));
  // By the quarter of an hour: no zone is finer, and those are far fewer rows than records.
  for (auto list = view.db().prepare(
           "SELECT exhibit, time / 900000000 - (time % 900000000 < 0), local, count(*) FROM (SELECT id >> 32 AS exhibit, CASE WHEN "
           "time_certainty = 'implausible' THEN NULL WHEN utc IS NOT NULL THEN utc WHEN time_certainty = 'local-unknown' THEN "
           "order_utc END AS time, utc IS NULL AS local FROM record WHERE kind IN ('message', 'call', 'location', 'event')) "
           "GROUP BY 1, 2, 3");
       list.step();) {
    const auto& lane = refs[list.integer(0)];
    const auto time = list.integer(1) * (micros_per_hour / 4), times = list.integer(3);
    if (list.is_null(1))
      out.undated += times;
    else if (list.integer(2))
      collect.add_as_written(lane, time, times);
    else
      collect.add(lane, time, times);
  }
}

// each(lane, number of the event) for what the handle took part in, and what it sent to groups.
template <typename F>
void each_event(const link::Events& events, link::Handle handle, F each) {
  for (auto event : events.party(handle)) each(std::string(link::word(events.kind(event))), event);
  for (auto group : events.groups_of(handle))
    for (auto event : events.group_events(group))
      if (events.from(event) == handle) each("group", event);
}

// In the lane `name`, or, where that is empty, in those of the kinds of contact.
void one_handle(const job::CaseEvents& all, std::int64_t id, const std::string& name, Collector& collect, Activity& out) {
  auto handle = all.dense(id);
  if (handle == link::no_handle) return;
  each_event(all.events, handle, [&](const std::string& lane, std::uint32_t event) {
    collect.add(name.empty() ? lane : name, all.events.time(event) * 1000);  // a reading without a zone was taken as the case's: as written
    out.as_written += all.events.is_local_time(event);
  });
  for (const auto& event : all.events.undated())
    if (event.from == handle || (!event.is_group && event.to == handle)) out.undated += event.count;
}

}  // namespace

Activity activity(const CaseView& view, ThreadPool& pool, std::int64_t handle) {
  Activity out;
  auto zone = zone_of(view);
  out.zone = zone.name();
  Collector collect(zone, out);
  handle ? one_handle(job::open_events(view.case_file(), pool), handle, "", collect, out) : whole_case(view, collect, out);
  collect.finish();
  return out;
}

Activity activity_of(const CaseView& view, ThreadPool& pool, std::span<const std::int64_t> handles) {
  Activity out;
  auto zone = zone_of(view);
  out.zone = zone.name();
  Collector collect(zone, out);
  const auto all = job::open_events(view.case_file(), pool);
  for (auto handle : handles) one_handle(all, handle, std::to_string(handle), collect, out);
  collect.finish();
  const auto days = out.lanes.empty() ? 0 : out.lanes.front().days.size();
  std::vector<ActivityLane> lanes;
  auto normal = view.db().prepare("SELECT normal FROM handle WHERE id = ?1");
  for (auto handle : handles) {
    auto lane = std::find_if(out.lanes.begin(), out.lanes.end(), [&](const auto& l) { return l.name == std::to_string(handle); });
    lanes.push_back(lane == out.lanes.end() ? ActivityLane{"", std::vector<std::int64_t>(days), 0} : *lane);
    normal.bind(1, handle);
    if (normal.step()) lanes.back().name = normal.text(0);
    normal.reset();
  }
  out.lanes = std::move(lanes);
  return out;
}

std::vector<model::RecordId> activity_records(const CaseView& view, ThreadPool& pool, std::int64_t handle, std::int64_t weekday,
                                              std::int64_t hour, std::size_t limit) {
  if (weekday < 0 || weekday > 6 || hour < 0 || hour > 23)
    throw Error(ErrorKind::usage, fmt::format("there is no hour {} on weekday {}: 0 (Monday) to 6, 0 to 23", hour, weekday));
  const auto zone = zone_of(view);
  const std::pair wanted{static_cast<std::size_t>(weekday), static_cast<std::size_t>(hour)};
  std::vector<std::pair<Micros, std::int64_t>> found;  // time, record
  if (handle) {
    auto all = job::open_events(view.case_file(), pool);
    if (auto dense = all.dense(handle); dense != link::no_handle)
      each_event(all.events, dense, [&](const std::string&, std::uint32_t event) {
        const Micros time = all.events.time(event) * 1000;
        if (hour_of_week(zone.to_local(time)) == wanted) found.emplace_back(time, all.record(all.events.record(event)).value);
      });
  } else {
    for (auto list = view.db().prepare("SELECT id, coalesce(utc, order_utc), utc IS NULL FROM record WHERE kind IN ('message', 'call', "
                                       "'location', 'event') AND time_certainty <> 'implausible' AND (utc IS NOT NULL OR "
                                       "(time_certainty = 'local-unknown' AND order_utc IS NOT NULL))");
         list.step();) {
      const Micros local = list.integer(2) ? list.integer(1) : zone.to_local(list.integer(1));
      if (hour_of_week(local) == wanted) found.emplace_back(local, list.integer(0));
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<model::RecordId> out;
  for (std::size_t i = 0; i < found.size() && i < limit; ++i) out.push_back({found[i].second});
  return out;
}

void write_json(JsonWriter& out, const Activity& activity) {
  out.begin_object().field("v", 1).field("zone", activity.zone).key("first_day");
  activity.first_day ? out.value(*activity.first_day) : out.null();
  out.key("lanes").begin_array();
  for (const auto& lane : activity.lanes) {
    out.begin_object()
        .field("name", lane.name)
        .field("total", lane.total)
        .key("days")
        .begin_array();
    for (auto n : lane.days)
      out.value(n);
    out.end().end();
  }
  out.end().key("week").begin_array();
  for (const auto& day : activity.week) {
    out.begin_array();
    for (auto n : day)
      out.value(n);
    out.end();
  }
  out.end()
      .field("total", activity.total)
      .field("as_written", activity.as_written)
      .field("undated", activity.undated)
      .field("outliers", activity.outliers)
      .end();
}

}  // namespace clew::view
