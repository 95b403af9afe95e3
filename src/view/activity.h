// When things happened: by day and by hour of the week, for the whole case or for one number.
//
// For the whole case the lanes are exhibits and every record counts (copies too: they show what
// each exhibit covers). For a handle the lanes are kinds of contact and each event counts once.
// Days and hours are those of the case's zone; records without an instant are counted apart. Cost:
// one scan of the records, or of the handle's events.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "view/viewer.h"

namespace clew::view {

struct ActivityLane {
  std::string name;                // exhibit reference, or kind of contact
  std::vector<std::int64_t> days;  // one figure a day, from Activity::first_day
  std::int64_t total = 0;
};
struct Activity {
  std::string zone;
  std::optional<std::string> first_day;  // "2025-02-28", of the first dated thing
  std::vector<ActivityLane> lanes;
  std::array<std::array<std::int64_t, 24>, 7> week{};  // Monday 0 … Sunday 6 × hour
  std::int64_t total = 0;       // with a time
  std::int64_t as_written = 0;  // of these say no zone: they stand at the reading of their clock
  std::int64_t undated = 0;
  std::int64_t outliers = 0;    // further than 20 years from the median day
};

// `handle` 0: the whole case.
Activity activity(const CaseView& view, ThreadPool& pool, std::int64_t handle);
// Of several handles: a lane each, named by the normal form, in their order, also where nothing is in it. An event between two of them
// stands in both lanes and so counts twice in `total` and `week`.
Activity activity_of(const CaseView& view, ThreadPool& pool, std::span<const std::int64_t> handles);
void write_json(JsonWriter& out, const Activity& activity);

// The records that Activity::week[weekday][hour] counts, in order of time, at most `limit`: of a handle one for each event.
// Throws Error(usage) for no hour of the week. Cost as activity().
std::vector<model::RecordId> activity_records(const CaseView& view, ThreadPool& pool, std::int64_t handle, std::int64_t weekday,
                                              std::int64_t hour, std::size_t limit);

}  // namespace clew::view
