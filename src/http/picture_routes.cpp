#include <fmt/format.h>

#include "base/error.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "http/routes.h"
#include "view/activity.h"
#include "view/chart.h"
#include "view/chart_groups.h"

namespace clew::http {
namespace {

constexpr std::size_t most_handles = 300;  // more can be computed but not read

// "12,40,7" → handle ids. Throws Error(usage).
std::vector<std::int64_t> ids_of(const std::string& text) {
  std::vector<std::int64_t> out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = std::min(text.find(',', at), text.size());
    auto item = text.substr(at, end - at);
    if (item.empty() || item.size() > 18 ||
        item.find_first_not_of("0123456789") != std::string::npos)
      throw Error(ErrorKind::usage,
                  fmt::format("'{}' is no list of numbers with commas", text.substr(0, 80)));
    out.push_back(std::stoll(item));
    if (out.size() > most_handles)
      throw Error(ErrorKind::usage, fmt::format("more than {} handles", most_handles));
    at = end + 1;
  }
  return out;
}

std::optional<Micros> time_of(const Ask& ask, const char* name) {
  auto text = ask.text(name);
  if (text.empty()) return {};
  auto parsed = parse_iso(text);
  if (!parsed)
    throw Error(ErrorKind::usage, fmt::format("{} must look like 2024-03-04T21:40:00Z", name));
  return parsed->micros;
}

}  // namespace

void add_picture_routes(Routes& routes) {
  routes.get("/api/chart", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    view::ChartFilter filter;
    filter.handles = ids_of(ask.text("handles"));
    filter.hops = static_cast<int>(std::min<std::int64_t>(ask.number("hops", 1), 2));
    filter.least = std::max<std::int64_t>(1, ask.number("least", 1));
    filter.from = time_of(ask, "from");
    filter.to = time_of(ask, "to");
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
    auto chart = view::chart_groups(view, pool, time_of(ask, "from"), time_of(ask, "to"),
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
}

}  // namespace clew::http
