#include <fmt/format.h>

#include "base/error.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "http/routes.h"
#include "view/activity.h"
#include "view/records.h"
#include "view/chart.h"
#include "view/chart_groups.h"

namespace clew::http {
namespace {

constexpr std::size_t most_handles = 300;  // that a chart shows

}  // namespace

void add_picture_routes(Routes& routes) {
  routes.get("/api/chart", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    view::ChartFilter filter;
    filter.handles = ids_of(ask.text("handles"));
    filter.hops = static_cast<int>(std::min<std::int64_t>(ask.number("hops", 1), 2));
    filter.least = std::max<std::int64_t>(1, ask.number("least", 1));
    filter.from = instant_of(ask, "from");
    filter.to = instant_of(ask, "to");
    filter.limit = std::max<std::size_t>(1, ask.limit(120, most_handles));
    ThreadPool pool(routes.threads());
    auto chart = view::chart(view, pool, filter);
    view.consulted(
        "chart drawn", "case",
        fmt::format("{{\"handles\":{},\"lines\":{}}}", chart.nodes.size(), chart.lines.size()));
    write_json(out, chart);
  });
  routes.get("/api/chart/groups", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(routes.threads());
    auto chart = view::chart_groups(view, pool, instant_of(ask, "from"), instant_of(ask, "to"),
                                    std::max<std::int64_t>(1, ask.number("least", 1)));
    view.consulted("groups drawn", "case", fmt::format("{{\"groups\":{}}}", chart.groups.size()));
    write_json(out, chart);
  });
  routes.get("/api/activity", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(routes.threads());
    auto handle = ask.number("handle", 0);
    view.consulted("activity shown", handle ? fmt::format("handle {}", handle) : "case");
    write_json(out, view::activity(view, pool, handle));
  });
  // What a cell of the hours of the week counts: weekday (Monday 0) and hour.
  routes.get("/api/activity/records", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(routes.threads());
    const auto handle = ask.number("handle", 0), weekday = ask.number("weekday", -1), hour = ask.number("hour", -1);
    const auto limit = ask.limit(200);
    auto ids = view::activity_records(view, pool, handle, weekday, hour, limit + 1);
    const bool more = ids.size() > limit;
    if (more) ids.resize(limit);
    view.consulted("records of an hour of the week read", handle ? fmt::format("handle {}", handle) : "case",
                   fmt::format("{{\"weekday\":{},\"hour\":{},\"records\":{}}}", weekday, hour, ids.size()));
    write_records(out, view, ids, more);
  });
}

}  // namespace clew::http
