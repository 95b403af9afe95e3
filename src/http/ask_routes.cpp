// GET /api/ask/NAME: the questions of view/questions.h; POST /api/export/answer: such an answer as a file.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/thread_pool.h"
#include "casefile/audit.h"
#include "http/routes.h"
#include "report/answer_table.h"
#include "view/changes.h"
#include "view/enquiries.h"
#include "view/episodes.h"
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
  what.hours = static_cast<int>(std::clamp<std::int64_t>(ask.number("hours", 24), 0, 24 * 366));
  what.most = ask.limit(500, 5000);
  ThreadPool pool(threads);
  const auto answer = view::ask(view, pool, what);
  view.consulted(answer.name + " asked", what.handle ? fmt::format("handle {}", *what.handle) : "case", fmt::format("{{\"rows\":{}}}", answer.rows));
  write_json(out, answer);
}

// The other case lies beside this one and is named by its folder: the page opens nothing else of the machine.
std::filesystem::path beside(const view::CaseView& view, std::string name) {
  if (name.empty() || name.front() == '.' || name.find_first_of("/\\") != std::string::npos || name.find('\0') != std::string::npos || name.size() > 200)
    throw Error(ErrorKind::usage, "give the name of the other case's folder, which lies beside this one's");
  const auto folder = std::filesystem::weakly_canonical(view.case_file().directory()).parent_path();
  if (!std::filesystem::exists(folder / name / "case.db") && std::filesystem::exists(folder / (name + ".clew") / "case.db")) name += ".clew";
  return folder / name;
}

void recurs(const Ask& ask, view::CaseView& view, JsonWriter& out, unsigned threads) {
  view::AskRequest what;
  what.question = "recurs";
  what.other = beside(view, ask.body_text("other"));
  what.authority = ask.body_text("authority");
  what.most = 5000;
  ThreadPool pool(threads);
  write_json(out, view::ask(view, pool, what));
}

File saved(const Ask& ask, view::CaseView& view, unsigned threads) {
  view::AskRequest what;
  what.question = ask.body_text("question");
  if (const auto handle = ask.body_int("handle", 0)) what.handle = handle;
  what.since = view::parse_instant(ask.body_text("since"), "since");
  what.only_marked = ask.body_flag("only_marked");
  what.hours = static_cast<int>(std::clamp<std::int64_t>(ask.body_int("hours", 24), 0, 24 * 366));
  if (what.question == "recurs") {
    what.other = beside(view, ask.body_text("other"));
    what.authority = ask.body_text("authority");
  }
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

void list_enquiries(const Ask&, view::CaseView& view, JsonWriter& out) {
  const auto list = view::enquiries(view);
  view.consulted("lines of enquiry listed", "case", fmt::format("{{\"lines\":{}}}", list.size()));
  out.begin_object().field("v", 1).key("enquiries");
  write_json(out, list, now_micros());
  out.end();
}

void raise(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto id = view::raise_enquiry(view, ask.body_text("title"), ask.body_text("reason"), ask.body_text("owner"), ask.body_texts("links"));
  out.begin_object().field("v", 1).field("ok", true).field("id", id).end();
}

// {"act":"allocate","owner","reason"}, {"act":"close","result"}, {"act":"reopen","reason"}, {"act":"link","target","reason"}
void act_on_enquiry(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto id = ask.match(1), act = ask.body_text("act");
  if (act == "allocate")
    view::allocate_enquiry(view, id, ask.body_text("owner"), ask.body_text("reason"));
  else if (act == "close")
    view::close_enquiry(view, id, ask.body_text("result"));
  else if (act == "reopen")
    view::reopen_enquiry(view, id, ask.body_text("reason"));
  else if (act == "link")
    view::link_enquiry(view, id, ask.body_text("target"), ask.body_text("reason"));
  else
    throw Error(ErrorKind::usage, "act is allocate, close, reopen or link");
  answer_ok(out);
}

void list_episodes(const Ask&, view::CaseView& view, JsonWriter& out) {
  const auto list = view::episodes(view);
  view.consulted("episodes listed", "case", fmt::format("{{\"episodes\":{}}}", list.size()));
  out.begin_object().field("v", 1).key("episodes");
  write_json(out, list);
  out.end();
}

void enter_episode(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  const auto id = view::add_episode(view, {ask.body_text("person"), ask.body_text("from"), ask.body_text("to"), ask.body_text("source"), ask.body_text("note")});
  out.begin_object().field("v", 1).field("ok", true).field("id", id).end();
}

void take_episode_back(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::withdraw_episode(view, ask.match(1), ask.body_text("reason"));
  answer_ok(out);
}

}  // namespace

void add_ask_routes(Routes& routes) {
  routes.get("/api/ask/([a-z-]+)", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) { asked(ask, view, out, routes.threads()); });
  routes.post("/api/ask/recurs", [&routes](const Ask& ask, view::CaseView& view, JsonWriter& out) { recurs(ask, view, out, routes.threads()); });
  routes.get("/api/enquiries", list_enquiries);
  routes.post("/api/enquiries", raise);
  routes.post(R"(/api/enquiries/(L\d{1,18}))", act_on_enquiry);
  routes.get("/api/episodes", list_episodes);
  routes.post("/api/episodes", enter_episode);
  routes.post(R"(/api/episodes/(E\d{1,18})/withdrawal)", take_episode_back);
  routes.get("/api/tags", tag_list);
  routes.post("/api/tags", mark);
  routes.post(R"(/api/tags/(T\d{1,18})/withdrawal)", unmark);
  routes.post("/api/briefings", briefing);
  routes.file("/api/export/answer", [&routes](const Ask& ask, view::CaseView& view) { return saved(ask, view, routes.threads()); });
}

}  // namespace clew::http
