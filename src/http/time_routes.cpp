#include "http/time_routes.h"

#include <fmt/format.h>

#include <optional>

#include "view/compare.h"
#include "view/only_in.h"
#include "view/links.h"
#include "view/timeline.h"

namespace clew::http {
namespace {

// "a;b" → a, b.
std::vector<std::string> several(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    auto end = std::min(text.find(';', from), text.size());
    if (end > from) out.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

// The clocks alone, or with the line when a filter (or line=1) asks for it.
void time_of(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  out.begin_object().field("v", 1).key("clock_offsets");
  write_array(out, view::clocks(view));
  view::TimelineFilter filter;
  filter.around = ask.text("around");
  filter.from = ask.text("from");
  filter.to = ask.text("to");
  filter.who = several(ask.text("who"));
  filter.exhibits = several(ask.text("exhibit"));
  bool asked = !ask.text("line").empty() || !filter.around.empty() || !filter.from.empty() || !filter.to.empty() ||
               !filter.who.empty() || !filter.exhibits.empty();
  if (asked) {
    filter.window_hours = static_cast<double>(ask.number("window", 48));
    filter.gap_hours = static_cast<double>(ask.number("gap", 6));
    filter.as_written = !ask.text("as-written").empty();
    filter.offset = static_cast<std::size_t>(ask.number("offset", 0));
    filter.limit = ask.limit(500);
    auto line = view::timeline(view, filter);
    view.consulted("time line read", "case", fmt::format("{{\"entries\":{}}}", line.entries.size()));
    out.key("line");
    write_json(out, line);
  }
  out.end();
}

void compare(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::EndsFilter filter{ask.text("a"), ask.text("b")};
  auto list = view::compare_ends(view, filter);
  view.consulted("both ends compared", filter.a.empty() ? "case" : filter.a + " and " + filter.b,
                 fmt::format("{{\"conversations\":{}}}", list.size()));
  const auto most = ask.number("rows", -1);
  write_json(out, view, list, most < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(most)));
}

void only(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const std::string a = ask.text("a"), b = ask.text("b");
  const auto found = view::only_in(view, a, b);
  view.consulted("what only one has compared", a + " and " + b,
                 fmt::format("{{\"only_a\":{},\"only_b\":{}}}", found.only_a.size(), found.only_b.size()));
  write_json(out, found, ask.limit(2000, 100'000));
}

}  // namespace

void add_time_routes(Routes& routes) {
  routes.get("/api/time", time_of);
  routes.get("/api/compare", compare);
  routes.get("/api/compare/only", only);
}

}  // namespace clew::http
