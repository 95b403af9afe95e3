// GET /api/ask/NAME: the questions of view/questions.h; POST /api/export/answer: such an answer as a file.
#include <fmt/format.h>

#include "base/error.h"
#include "base/thread_pool.h"
#include "casefile/audit.h"
#include "http/routes.h"
#include "report/answer_table.h"
#include "view/questions.h"

namespace clew::http {
namespace {

void asked(const Ask& ask, view::CaseView& view, JsonWriter& out, unsigned threads) {
  view::AskRequest what;
  what.question = ask.match(1);
  if (const auto handle = ask.number("handle", 0)) what.handle = handle;
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
  what.most = 100'000;
  const auto ending = ask.body_text("form");
  const auto form = report::table_form(ending);
  ThreadPool pool(threads);
  const auto answer = view::ask(view, pool, what);
  auto bytes = report::answer_table(form, view, answer, fmt::format("{}: {}, {} rows. Clew {}", view.case_file().info("reference"), answer.name, answer.rows, CLEW_VERSION));
  view.case_file().audit().append({casefile::AuditAct::disclosure, answer.name + " exported", "case", fmt::format("{{\"rows\":{}}}", answer.rows), ask.body_text("recipients"),
                                   ask.body_text("reason")});
  return {file_name(view, answer.name, ending),
          form == report::TableForm::csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", std::move(bytes)};
}

}  // namespace

void add_ask_routes(Routes& routes) {
  routes.get("/api/ask/([a-z-]+)", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) { asked(ask, view, out, routes.threads()); });
  routes.file("/api/export/answer", [&routes](const Ask& ask, view::CaseView& view) { return saved(ask, view, routes.threads()); });
}

}  // namespace clew::http
