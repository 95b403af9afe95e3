#include <fmt/format.h>

#include "base/error.h"
#include "http/routes.h"
#include "view/identity.h"
#include "view/people.h"
#include "view/persons.h"

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

void persons(const Ask&, view::CaseView& view, JsonWriter& out) {
  auto list = view::persons(view);
  view.consulted("persons listed", "case", fmt::format("{{\"persons\":{}}}", list.size()));
  write_json(out, list);
}

void one_person(unsigned threads, const Ask& ask, view::CaseView& view, JsonWriter& out) {
  ThreadPool pool(threads);
  auto who = view::find_entity(view, ask.match(1));
  auto person = view::person(view, pool, who);
  view.consulted("person read", who.name());
  write_json(out, person);
}

void merge_preview(unsigned threads, const Ask& ask, view::CaseView& view, JsonWriter& out) {
  ThreadPool pool(threads);
  auto a = view::find_entity(view, ask.text("a")), b = view::find_entity(view, ask.text("b"));
  auto preview = view::preview_merge(view, pool, a, b);
  view.consulted("merge previewed", fmt::format("{} and {}", a.name(), b.name()));
  write_json(out, preview);
}

// What an act answers: its id, which takes it back, and the person where one was made.
void did(JsonWriter& out, std::string_view act, std::string_view person = {}) {
  out.begin_object().field("v", 1).field("ok", true).field("act", act);
  if (!person.empty()) out.field("person", person);
  out.end();
}

// {"one":"H1","two":"H2"} or two persons ("P1"); or bare ids of handles {"a":1,"b":2}. "verdict":
// same, not-same, unsure, or withdrawn for the newest judgement on the two.
void judge(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto entity = [&](const char* name, const char* id) {
    auto text = ask.body_text(name);
    return text.empty() ? view::Entity{view::Entity::Kind::handle, ask.body_int(id, 0)}
                        : view::find_entity(view, text);
  };
  auto a = entity("one", "a"), b = entity("two", "b");
  auto verdict = ask.body_text("verdict"), reason = ask.body_text("reason");
  did(out, verdict == "withdrawn" ? view::withdraw_pair(view, a, b, reason)
                                  : view::judge(view, a, b, verdict, reason));
}

void attribute(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::Attribution what;
  what.handle = view::find_entity(view, ask.body_text("handle"));
  auto person = ask.body_text("person");
  if (person.empty() && !ask.body_flag("new"))
    throw Error(ErrorKind::usage,
                "say to whom: person, or \"new\":true with a label for a new person");
  if (!person.empty()) what.person = view::find_entity(view, person);
  what.label = ask.body_text("label");
  what.from = view::parse_instant(ask.body_text("from"), "from");
  what.to = view::parse_instant(ask.body_text("to"), "to");
  if (auto basis = ask.body_text("basis"); !basis.empty()) what.basis = basis;
  what.reason = ask.body_text("reason");
  auto done = view::attribute(view, what);
  did(out, done.act, done.person.name());
}

void give_role(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::RoleGiven what;
  what.person = view::find_entity(view, ask.body_text("person"));
  what.role = ask.body_text("role");
  what.from = view::parse_instant(ask.body_text("from"), "from");
  what.to = view::parse_instant(ask.body_text("to"), "to");
  if (auto basis = ask.body_text("basis"); !basis.empty()) what.basis = basis;
  what.reason = ask.body_text("reason");
  did(out, view::give_role(view, what));
}

void withdraw(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto act = ask.match(1);
  view::withdraw(view, act, ask.body_text("reason"));
  did(out, act);
}

}  // namespace

void add_people_routes(Routes& routes) {
  routes.get("/api/people", people);
  routes.get("/api/people/shared", shared);
  routes.get(R"(/api/people/(\d{1,18}))", one_handle);
  routes.get("/api/proposals", proposals);
  auto threads = routes.threads();
  auto pooled = [threads](auto handler) {
    return [threads, handler](const Ask& ask, view::CaseView& view, JsonWriter& out) {
      handler(threads, ask, view, out);
    };
  };
  routes.get("/api/persons", persons);
  routes.get(R"(/api/persons/([HP]\d{1,18}))", pooled(one_person));
  routes.get("/api/merge-preview", pooled(merge_preview));
  routes.post("/api/identity", judge);
  routes.post("/api/attributions", attribute);
  routes.post("/api/roles", give_role);
  routes.post(R"(/api/acts/([JMAR]\d{1,18})/withdrawal)", withdraw);
}

}  // namespace clew::http
