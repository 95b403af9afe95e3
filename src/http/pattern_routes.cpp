#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "http/routes.h"
#include "view/indicators.h"
#include "view/leads.h"
#include "view/patterns.h"

namespace clew::http {
namespace {

// Handles are ids of the case, as the people and links addresses give them.
std::int64_t handle_of(const Ask& ask, const char* name) {
  auto id = ask.number(name, 0);
  if (id == 0) throw Error(ErrorKind::usage, fmt::format("which number or account? Give {}", name));
  return id;
}

void give(view::CaseView& view, JsonWriter& out, const view::Answer& answer, std::string_view item) {
  view.consulted(answer.name + " asked", item, fmt::format("{{\"rows\":{}}}", answer.rows));
  write_json(out, answer);
}

void recomputed(const Ask& ask, view::CaseView& view, JsonWriter& out, unsigned threads) {
  auto list = view::leads(view, {ask.match(1), "", ""});
  if (list.rows.empty()) throw Error(ErrorKind::not_found, fmt::format("there is no lead {}", ask.match(1)));
  ThreadPool pool(threads);
  view.consulted("lead computed anew", "lead " + ask.match(1));
  write_json(out, view::recompute(view, pool, list.rows.front()));
}

void indicators(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto lexicon = search::built_in_lexicon();
  view::IndicatorRequest request;
  request.topic = ask.text("topic");
  request.exhibit = ask.text("exhibit");
  request.conversation = ask.number("conversation", 0);
  request.most_hits = ask.limit(500, 10'000);
  auto found = view::indicators(view, lexicon, request);
  view.consulted("indicators asked", "case", fmt::format("{{\"messages\":{}}}", found.messages_hit));
  write_json(out, found, lexicon);
}

}  // namespace

void add_pattern_routes(Routes& routes) {
  auto threads = [&routes] { return routes.threads(); };
  routes.get("/api/links/common", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto a = handle_of(ask, "a"), b = handle_of(ask, "b");
    give(view, out, view::common_contacts(view, pool, a, b), fmt::format("handles {} and {}", a, b));
  });
  routes.get("/api/links/ways", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto a = handle_of(ask, "a"), b = handle_of(ask, "b");
    auto hops = static_cast<int>(std::clamp<std::int64_t>(ask.number("hops", 4), 1, 8));
    give(view, out, view::ways_between(view, pool, a, b, hops), fmt::format("handles {} and {}", a, b));
  });
  routes.get("/api/links/of", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto who = handle_of(ask, "handle");
    give(view, out, view::contacts_of(view, pool, who), fmt::format("handle {}", who));
  });
  routes.get("/api/links/passed-on", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto who = handle_of(ask, "handle");
    give(view, out, view::passed_on(view, pool, who), fmt::format("handle {}", who));
  });
  routes.get("/api/links/changes", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto who = ask.number("handle", 0);
    give(view, out, view::number_changes(view, pool, who ? std::optional(who) : std::nullopt), who ? fmt::format("handle {}", who) : "case");
  });
  routes.get("/api/links/languages", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto who = ask.number("handle", 0);
    give(view, out, view::languages_of(view, pool, who ? std::optional(who) : std::nullopt), "case");
  });
  routes.get("/api/links/brokers", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    give(view, out, view::brokers(view, pool, ask.limit(30, 500)), "case");
  });
  routes.get("/api/links/motifs", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto window = std::clamp<std::int64_t>(ask.number("window_s", 3600), 1, 7 * 86'400);
    give(view, out, view::motifs(view, pool, window), "case");
  });
  routes.get("/api/around", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    auto moment = parse_iso(ask.text("moment"));
    if (!moment) throw Error(ErrorKind::usage, "give the moment as 2024-03-04T18:00Z");
    ThreadPool pool(threads());
    std::vector<std::int64_t> handles;
    if (auto who = ask.number("handle", 0)) handles.push_back(who);
    auto hours = [&](const char* name) { return static_cast<int>(std::clamp<std::int64_t>(ask.number(name, 48), 1, 10'000)); };
    give(view, out, view::around(view, pool, moment->micros, handles, hours("before"), hours("after")), "case");
  });
  routes.get("/api/rhythm", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto who = handle_of(ask, "handle"), other = ask.number("other", 0);
    auto offset = static_cast<std::int32_t>(std::clamp<std::int64_t>(ask.number("offset", 0), -840, 840));
    give(view, out, view::rhythm(view, pool, who, other ? std::optional(other) : std::nullopt, offset),
         fmt::format("handle {}", who));
  });
  routes.get(R"(/api/leads/([0-9a-f]+)/days)", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(threads());
    auto days = view::lead_days(view, pool, ask.match(1));
    view.consulted("activity shown", "lead " + ask.match(1));
    write_json(out, days);
  });
  routes.get(R"(/api/leads/([0-9a-f]+)/recomputed)", [threads](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    recomputed(ask, view, out, threads());
  });
  routes.get("/api/indicators", indicators);
}

}  // namespace clew::http
