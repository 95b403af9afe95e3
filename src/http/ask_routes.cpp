// GET /api/ask/NAME: the questions of view/questions.h; POST /api/export/answer: such an answer as a file.
#include <fmt/format.h>

#include "base/error.h"
#include "base/thread_pool.h"
#include "casefile/audit.h"
#include "http/routes.h"
#include "report/answer_table.h"
#include "view/changes.h"
#include "view/identity.h"
#include "view/questions.h"
#include "view/tags.h"

namespace clew::http {
namespace {

void asked(const Ask& ask, view::CaseView& view, JsonWriter& out, unsigned threads) {
  view::AskRequest what;
  what.question = ask.match(1);
  if (const auto handle = ask.number("handle", 0)) what.handle = handle;
  what.since = instant_of(ask, "since");
  what.only_marked = ask.number("only_marked", 0) != 0;
  what.most = ask.limit(500, 5000);
  ThreadPool pool(threads);
  const auto answer = view::ask(view, pool, what);
  view.consulted(answer.name + " asked", what.handle ? fmt::format("handle {}", *what.handle) : "case", fmt::format("{{\"rows\":{}}}", answer.rows));
  write_json(out, answer);
}

File saved(const Ask& ask, view::CaseView& view, unsigned threads) {
  view::AskRequest what;
  what.question = ask.body_text("question");
  if (const auto handle = ask.body_int("handle", 0)) what.handle = handle;
  what.since = view::parse_instant(ask.body_text("since"), "since");
  what.only_marked = ask.body_flag("only_marked");
  what.most = 100'000;
  const auto ending = ask.body_text("form");
  const auto form = report::table_form(ending);
  ThreadPool pool(threads);
  const auto answer = view::ask(view, pool, what);
  const bool verified = ask.body_flag("verified");
  if (verified) view::need_verified(answer);
  auto bytes = report::answer_table(form, view, answer, report::about_answer(view, answer, verified));
  view.case_file().audit().append({casefile::AuditAct::disclosure, answer.name + " exported", "case", fmt::format("{{\"rows\":{}}}", answer.rows), ask.body_text("recipients"),
                                   ask.body_text("reason")});
  return {file_name(view, answer.name, ending),
          form == report::TableForm::csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", std::move(bytes)};
}

void tag_list(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::TagFilter filter;
  filter.tag = ask.text("tag");
  filter.withdrawn = ask.number("all", 0) != 0;
  const auto list = view::tags(view, filter);
  view.consulted("marks listed", "case", fmt::format("{{\"marks\":{}}}", list.size()));
  out.begin_object().field("v", 1).key("tags");
  write_json(out, list);
  out.end();
}

void mark(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto act = view::set_tag(view, ask.body_text("record"), ask.body_text("tag"), ask.body_text("reason"));
  out.begin_object().field("v", 1).field("ok", true).field("act", act).end();
}

void unmark(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::withdraw_tag(view, ask.match(1), ask.body_text("reason"));
  answer_ok(out);
}

void briefing(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::briefing_held(view, ask.body_text("recipients"), ask.body_text("reason"));
  answer_ok(out);
}

}  // namespace

void add_ask_routes(Routes& routes) {
  routes.get("/api/ask/([a-z-]+)", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) { asked(ask, view, out, routes.threads()); });
  routes.get("/api/tags", tag_list);
  routes.post("/api/tags", mark);
  routes.post(R"(/api/tags/(T\d{1,18})/withdrawal)", unmark);
  routes.post("/api/briefings", briefing);
  routes.file("/api/export/answer", [&routes](const Ask& ask, view::CaseView& view) { return saved(ask, view, routes.threads()); });
}

}  // namespace clew::http
