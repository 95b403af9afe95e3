#include <fmt/format.h>

#include "base/error.h"
#include "http/routes.h"
#include "view/identity.h"
#include "view/people.h"

namespace clew::http {
namespace {

void people(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::HandleFilter filter;
  filter.text = ask.text("text");
  filter.kind = ask.text("kind");
  filter.min_exhibits = static_cast<std::size_t>(ask.number("exhibits", 0));
  filter.offset = static_cast<std::size_t>(ask.number("offset", 0));
  filter.limit = ask.limit(200);
  auto list = view::handles(view, filter);
  view.consulted("people listed", "case", fmt::format("{{\"handles\":{}}}", list.total));
  write_json(out, list);
}

void one_handle(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::HandleFilter filter;
  filter.id = std::stoll(ask.match(1));
  auto list = view::handles(view, filter);
  if (list.rows.empty()) throw Error(ErrorKind::not_found, "there is no such number or account");
  view.consulted("person read", fmt::format("handle {}", filter.id));
  write_json(out, list);
}

void shared(const Ask&, view::CaseView& view, JsonWriter& out) {
  view.consulted("shared contacts listed", "case");
  write_json(out, view::shared_contacts(view));
}

void proposals(const Ask&, view::CaseView& view, JsonWriter& out) {
  view.consulted("proposals listed", "case");
  write_json(out, view::proposals(view));
}

void judge(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::judge_identity(view, ask.body_int("a", 0), ask.body_int("b", 0), ask.body_text("verdict"),
                       ask.body_text("reason"));
  answer_ok(out);
}

}  // namespace

void add_people_routes(Routes& routes) {
  routes.get("/api/people", people);
  routes.get("/api/people/shared", shared);
  routes.get(R"(/api/people/(\d{1,18}))", one_handle);
  routes.get("/api/proposals", proposals);
  routes.post("/api/identity", judge);
}

}  // namespace clew::http
