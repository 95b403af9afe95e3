#include <fmt/format.h>

#include "casefile/audit.h"
#include "http/routes.h"
#include "view/case_overview.h"

namespace clew::http {
namespace {

void session(const Ask&, view::CaseView& view, JsonWriter& out) {
  out.begin_object().field("v", 1).field("case", view.case_file().info("reference"));
  out.field("review_date", view.case_file().info("review_date"));
  out.field("user", view.viewer().name)
      .field("version", CLEW_VERSION)
      .field("token_needed", false)
      .end();
}

void overview(const Ask&, view::CaseView& view, JsonWriter& out) {
  view.consulted("overview", "case");
  write_json(out, view::overview(view));
}

void import_report(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto ref = ask.match(1);
  view.consulted("import report", "exhibit " + ref);
  write_json(out, view::import_report(view, ref));
}

void audit(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto& log = view.case_file().audit();
  auto size = log.size();
  auto last = static_cast<std::uint64_t>(std::min<std::int64_t>(ask.number("last", 100), 1000));
  out.begin_object().field("v", 1).field("size", size).field("checkpoint", log.checkpoint());
  out.key("entries").begin_array();
  for (const auto& entry : log.entries(size > last ? size - last : 0, last))
    out.begin_object().field("index", entry.index).key("entry").raw(entry.json).end();
  out.end().end();
  log.append({casefile::AuditAct::consultation, "audit log read", "audit log", "", "", ""});
}

}  // namespace

void add_case_routes(Routes& routes) {
  routes.get("/api/session", session);
  routes.get("/api/overview", overview);
  routes.get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/report)", import_report);
  routes.get("/api/audit", audit);
}

}  // namespace clew::http
