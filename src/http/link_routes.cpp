#include <fmt/format.h>

#include "base/error.h"
#include "base/thread_pool.h"
#include "http/time_routes.h"
#include "view/leads.h"
#include "view/links.h"
#include "view/records.h"

namespace clew::http {
namespace {

// The first `rows` records and table rows of each, all unless said; one lead has all.
void leads(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::LeadFilter filter{"", ask.text("state"), ask.text("detector")};
  if (auto rows = ask.number("rows", -1); rows >= 0) filter.most_rows = static_cast<std::size_t>(rows);
  auto list = view::leads(view, filter);
  view.consulted("leads listed", "case", fmt::format("{{\"leads\":{}}}", list.rows.size()));
  write_json(out, list, true);
}

void lead(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::LeadFilter filter;
  filter.id = ask.match(1);
  auto list = view::leads(view, filter);
  if (list.rows.empty()) throw Error(ErrorKind::not_found, fmt::format("there is no lead {}", filter.id));
  view.consulted("lead read", "lead " + filter.id);
  write_json(out, list, true);
}

void judge_lead(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::judge_lead(view, ask.match(1), ask.body_text("state"), ask.body_text("reason"));
  answer_ok(out);
}

// The records behind a line of the chart or the pair table, both directions, in order of time: with all copies, or with events=1 as
// many as the line counts (dated=1, from, to: as a line of the chart does).
void link_records(const Ask& ask, view::CaseView& view, JsonWriter& out, unsigned threads) {
  auto a = ask.number("a", 0), b = ask.number("b", 0);
  auto limit = ask.limit(200);
  ThreadPool pool(threads);
  view::LinkRecordFilter filter;
  filter.limit = limit + 1;
  filter.copies = ask.number("events", 0) == 0;
  filter.undated = ask.number("dated", 0) == 0;
  filter.from = instant_of(ask, "from");
  filter.to = instant_of(ask, "to");
  auto ids = view::link_records(view, pool, a, b, filter);
  bool more = ids.size() > limit;
  if (more) ids.resize(limit);
  view.consulted("records of a link read", fmt::format("handles {} {}", a, b),
                 fmt::format("{{\"records\":{}}}", ids.size()));
  write_records(out, view, ids, more);
}

}  // namespace

void add_link_routes(Routes& routes) {
  routes.get("/api/links", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(routes.threads());
    auto list = view::links(view, pool, ask.number("handle", 0), ask.number("least", 1));
    view.consulted("links listed", "case", fmt::format("{{\"pairs\":{}}}", list.size()));
    if (auto limit = ask.limit(500, 10'000); list.size() > limit) list.resize(limit);
    put_names(view, list);
    write_json(out, list);
  });
  routes.get("/api/links/records", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    link_records(ask, view, out, routes.threads());
  });
  routes.get("/api/leads", leads);
  routes.get(R"(/api/leads/([0-9a-f]+))", lead);
  add_time_routes(routes);
  routes.post(R"(/api/leads/([0-9a-f]+)/judgement)", judge_lead);
}

}  // namespace clew::http
