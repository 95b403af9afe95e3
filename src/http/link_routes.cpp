#include <fmt/format.h>

#include "base/thread_pool.h"
#include "http/routes.h"
#include "view/leads.h"
#include "view/links.h"

namespace clew::http {
namespace {

void leads(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto list = view::leads(view, {"", ask.text("state"), ask.text("detector")});
  view.consulted("leads listed", "case", fmt::format("{{\"leads\":{}}}", list.rows.size()));
  write_json(out, list, true);
}

void judge_lead(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::judge_lead(view, ask.match(1), ask.body_text("state"), ask.body_text("reason"));
  answer_ok(out);
}

}  // namespace

void add_link_routes(Routes& routes) {
  routes.get("/api/links", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    ThreadPool pool(routes.threads());
    auto list = view::links(view, pool, ask.number("handle", 0), ask.number("least", 1));
    view.consulted("links listed", "case", fmt::format("{{\"pairs\":{}}}", list.size()));
    if (auto limit = ask.limit(500, 10'000); list.size() > limit) list.resize(limit);
    write_json(out, list);
  });
  routes.get("/api/time", [](const Ask&, view::CaseView& view, JsonWriter& out) {
    write_json(out, view::clocks(view));
  });
  routes.get("/api/leads", leads);
  routes.post(R"(/api/leads/([0-9a-f]+)/judgement)", judge_lead);
}

}  // namespace clew::http
